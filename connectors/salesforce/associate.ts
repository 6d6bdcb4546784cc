import * as z from 'zod'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { chunk } from '../shared/batch.ts'
import type { SalesforceClient } from './client.ts'
import { noOutcome, toItemError } from './errors.ts'
import { relationOf, type ReadContext } from './read.ts'
import { inLists, list, name, names, soql } from './soql.ts'
import { COLLECTION_SIZE } from './spec.ts'

type Associate = Extract<WriteOperation, { kind: 'associate' }>
type Outcomes = Map<WriteOperation, ItemOutcome>

const SaveResults = z.array(
  z.looseObject({ id: z.string().nullish(), success: z.boolean(), errors: z.array(z.unknown()).default([]) }),
)

/** What has to be written for some operations; the same row may serve several of them. */
interface Change {
  readonly operations: readonly Associate[]
  readonly method: 'POST' | 'PATCH'
  readonly record: Readonly<Record<string, unknown>>
}

/**
 * Contact roles have no key of their own: what is there is read first and only the missing ones are made, so the caller
 * holds a lease per opportunity. A lookup is simply set. All operations join the same two objects.
 */
export async function associate(
  context: ReadContext,
  operations: readonly Associate[],
  outcomes: Outcomes,
): Promise<void> {
  const first = operations[0]
  if (first === undefined) return
  const relation = relationOf(first.from.object, first.to.object)
  if (relation.kind === 'role') return associateByRole(context.client, relation, operations, outcomes)
  const [holder, field] =
    relation.kind === 'own' ? (['from', relation.field] as const) : (['to', relation.field] as const)
  const other = holder === 'from' ? 'to' : 'from'
  const changes = operations.map((operation): Change => ({
    operations: [operation],
    method: 'PATCH',
    record: { attributes: { type: operation[holder].object }, Id: operation[holder].id, [field]: operation[other].id },
  }))
  await apply(context.client, changes, outcomes)
}

async function associateByRole(
  client: SalesforceClient,
  role: {
    readonly object: string
    readonly fromField: string
    readonly toField: string
    readonly primaryField: string
  },
  operations: readonly Associate[],
  outcomes: Outcomes,
): Promise<void> {
  const existing = new Map<string, { readonly id: string; readonly primary: boolean }>()
  for (const slice of inLists([...new Set(operations.map((o) => o.from.id))])) {
    const { body } = await client.query(
      soql`SELECT Id, ${names([role.fromField, role.toField, role.primaryField])} FROM ${name(role.object)} WHERE ${name(role.fromField)} IN ${list(slice)}`,
    )
    for (const row of body)
      existing.set(pair(String(row[role.fromField]), String(row[role.toField])), {
        id: String(row['Id']),
        primary: row[role.primaryField] === true,
      })
  }
  const missing = new Map<string, Change>()
  for (const operation of operations) {
    const key = pair(operation.from.id, operation.to.id)
    const known = existing.get(key)
    const primary = operation.primary === 'primary'
    if (known && (known.primary || !primary)) {
      outcomes.set(operation, { traceId: operation.traceId, ok: true, id: known.id, effect: 'unchanged' })
      continue
    }
    const planned = missing.get(key)
    const record = known
      ? { attributes: { type: role.object }, Id: known.id, [role.primaryField]: true }
      : {
          attributes: { type: role.object },
          [role.fromField]: operation.from.id,
          [role.toField]: operation.to.id,
          [role.primaryField]: primary || planned?.record[role.primaryField] === true,
        }
    missing.set(key, {
      operations: [...(planned?.operations ?? []), operation],
      method: known ? 'PATCH' : 'POST',
      record,
    })
  }
  await apply(client, [...missing.values()], outcomes)
}

const pair = (from: string, to: string): string => `${from.slice(0, 15)}>${to.slice(0, 15)}`

async function apply(client: SalesforceClient, changes: readonly Change[], outcomes: Outcomes): Promise<void> {
  for (const method of ['POST', 'PATCH'] as const)
    for (const batch of chunk(
      changes.filter((change) => change.method === method),
      COLLECTION_SIZE,
    )) {
      const type = z.object({ type: z.string() }).parse(batch[0]?.record['attributes']).type
      const call = { method, path: '/composite/sobjects', label: `/composite/sobjects#${type}` } as const
      const { body } = await client.write(
        { ...call, body: { allOrNone: false, records: batch.map((change) => change.record) } },
        SaveResults,
      )
      batch.forEach((change, index) => {
        const result = body[index]
        for (const operation of change.operations)
          outcomes.set(operation, toOutcome(operation, result, `${method} ${call.label}`))
      })
    }
}

function toOutcome(
  operation: Associate,
  result: z.infer<typeof SaveResults>[number] | undefined,
  endpoint: string,
): ItemOutcome {
  const { traceId } = operation
  if (result === undefined) return { traceId, ok: false, error: noOutcome(endpoint) }
  if (!result.success || typeof result.id !== 'string')
    return { traceId, ok: false, error: toItemError(result.errors, endpoint) }
  return { traceId, ok: true, id: result.id, effect: 'associated' }
}
