import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { batchesWithUniqueKeys, chunk } from '../shared/batch.ts'
import type { SalesforceClient } from './client.ts'
import { noOutcome, toItemError } from './errors.ts'
import type { Relation } from './objects.ts'
import { orFail, type Outcomes } from '../shared/outcomes.ts'
import { relationOf, rowOf, type ReadContext } from './read.ts'
import { inLists, list, name, names, soql } from './soql.ts'
import { COLLECTION_SIZE } from './spec.ts'

type Delete = Extract<WriteOperation, { kind: 'delete' }>
type Disassociate = Extract<WriteOperation, { kind: 'disassociate' }>

const Results = z.array(
  z.looseObject({ id: z.string().nullish(), success: z.boolean(), errors: z.array(z.unknown()).default([]) }),
)

/** Into the recycle bin. All operations name one object. */
export async function deleteRecords(
  { client }: ReadContext,
  operations: readonly Delete[],
  outcomes: Outcomes,
): Promise<void> {
  const object = operations[0]?.object ?? ''
  rowOf(object)
  for (const batch of batchesWithUniqueKeys(operations, COLLECTION_SIZE, ({ id }) => id.slice(0, 15)))
    await orFail(batch, outcomes, async () => {
      const results = await deleteRows(
        client,
        object,
        batch.map((operation) => operation.id),
      )
      batch.forEach((operation, index) => settle(operation, operation.id, results[index], outcomes))
    })
}

type Removed = 'deleted' | 'unchanged' | RemoteError

/**
 * What is in the bin, was merged away or has left the bin is gone already; so is what the user cannot see.
 * Source: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html
 */
async function deleteRows(client: SalesforceClient, object: string, ids: readonly string[]): Promise<Removed[]> {
  const path = '/composite/sobjects'
  const label = `${path}#${object}`
  const { body } = await client.write(
    { method: 'DELETE', path: `${path}?ids=${ids.map(encodeURIComponent).join(',')}&allOrNone=false`, label },
    Results,
  )
  return ids.map((_, index): Removed => {
    const result = body[index]
    if (result === undefined) return noOutcome(`DELETE ${label}`)
    if (result.success) return 'deleted'
    const error = toItemError(result.errors, `DELETE ${label}`)
    return error.code === 'RECORD_NOT_FOUND' ? 'unchanged' : error
  })
}

function settle(operation: Delete | Disassociate, id: string, removed: Removed | undefined, outcomes: Outcomes): void {
  const { traceId } = operation
  if (removed instanceof RemoteError) outcomes.set(operation, { traceId, ok: false, error: removed })
  else outcomes.set(operation, { traceId, ok: true, id, effect: removed ?? 'unchanged' })
}

/** Deletes the contact roles between two records, or clears the lookup that names the other one. All join the same two objects. */
export async function disassociate(
  { client }: ReadContext,
  operations: readonly Disassociate[],
  outcomes: Outcomes,
): Promise<void> {
  const [first] = operations
  if (first === undefined) return
  const relation = relationOf(first.from.object, first.to.object)
  await orFail(operations, outcomes, () =>
    relation.kind === 'role'
      ? removeRoles(client, relation, operations, outcomes)
      : clearLookups(client, relation, operations, outcomes),
  )
}

const pair = (from: string, to: string): string => `${from.slice(0, 15)}>${to.slice(0, 15)}`

/** One contact may have several roles on an opportunity: all of them go. */
async function removeRoles(
  client: SalesforceClient,
  role: Extract<Relation, { kind: 'role' }>,
  operations: readonly Disassociate[],
  outcomes: Outcomes,
): Promise<void> {
  const roles = new Map<string, string[]>()
  const pages = await Promise.all(
    inLists([...new Set(operations.map((o) => o.from.id))]).map((slice) =>
      client.query(
        soql`SELECT Id, ${names([role.fromField, role.toField])} FROM ${name(role.object)} WHERE ${name(role.fromField)} IN ${list(slice)}`,
      ),
    ),
  )
  for (const { body } of pages)
    for (const row of body) {
      const key = pair(String(row[role.fromField]), String(row[role.toField]))
      roles.set(key, [...(roles.get(key) ?? []), String(row['Id'])])
    }
  const rolesOf = ({ from, to }: Disassociate): readonly string[] => roles.get(pair(from.id, to.id)) ?? []
  const removed = new Map<string, Removed>()
  for (const ids of chunk([...new Set(operations.flatMap(rolesOf))], COLLECTION_SIZE)) {
    const results = await deleteRows(client, role.object, ids).catch((error: unknown): Removed[] => {
      if (!(error instanceof RemoteError)) throw error
      return ids.map(() => error)
    })
    ids.forEach((id, index) => removed.set(id, results[index] ?? 'unchanged'))
  }
  for (const operation of operations) {
    const [id = operation.from.id, ...more] = rolesOf(operation)
    const failed = [id, ...more].map((each) => removed.get(each)).find((result) => result instanceof RemoteError)
    settle(operation, id, failed ?? removed.get(id), outcomes)
  }
}

/** Only a lookup that still names the other record is cleared. */
async function clearLookups(
  client: SalesforceClient,
  relation: Extract<Relation, { kind: 'own' | 'theirs' }>,
  operations: readonly Disassociate[],
  outcomes: Outcomes,
): Promise<void> {
  const [holder, other] = relation.kind === 'own' ? (['from', 'to'] as const) : (['to', 'from'] as const)
  const object = operations[0]?.[holder].object ?? ''
  const named = new Map<string, string>()
  const pages = await Promise.all(
    inLists([...new Set(operations.map((o) => o[holder].id))]).map((slice) =>
      client.query(soql`SELECT Id, ${name(relation.field)} FROM ${name(object)} WHERE Id IN ${list(slice)}`),
    ),
  )
  for (const { body } of pages)
    for (const { Id, [relation.field]: there } of body)
      if (typeof there === 'string') named.set(String(Id).slice(0, 15), there.slice(0, 15))
  const present = operations.filter((operation) => {
    const here = named.get(operation[holder].id.slice(0, 15)) === operation[other].id.slice(0, 15)
    if (!here) settle(operation, operation[holder].id, 'unchanged', outcomes)
    return here
  })
  const call = { method: 'PATCH', path: '/composite/sobjects', label: `/composite/sobjects#${object}` } as const
  for (const batch of batchesWithUniqueKeys(present, COLLECTION_SIZE, (o) => o[holder].id.slice(0, 15)))
    await orFail(batch, outcomes, async () => {
      const records = batch.map((o) => ({ attributes: { type: object }, Id: o[holder].id, [relation.field]: null }))
      const { body } = await client.write({ ...call, body: { allOrNone: false, records } }, Results)
      const endpoint = `${call.method} ${call.label}`
      batch.forEach((operation, index) => {
        const result = body[index]
        const failed = result === undefined ? noOutcome(endpoint) : toItemError(result.errors, endpoint)
        settle(operation, operation[holder].id, result?.success === true ? 'deleted' : failed, outcomes)
      })
    })
}
