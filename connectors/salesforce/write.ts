import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { Canonical, Values } from '#domain/mapping/value.ts'
import type { ItemOutcome, ObjectSchema, WriteOperation } from '#ports/connector.ts'
import { batchesWithUniqueKeys, groupBy } from '../shared/batch.ts'
import { associate } from './associate.ts'
import { convertLeads } from './convert-lead.ts'
import { noOutcome, toItemError } from './errors.ts'
import { rowOf, type ReadContext } from './read.ts'
import { canonicalName } from './schema.ts'
import { COLLECTION_SIZE } from './spec.ts'

type RecordWrite = Extract<WriteOperation, { kind: 'create' | 'update' | 'upsert' }>
export type Outcomes = Map<WriteOperation, ItemOutcome>

const SaveResults = z.array(
  z.looseObject({
    id: z.string().nullish(),
    success: z.boolean(),
    created: z.boolean().nullish(),
    errors: z.array(z.unknown()).default([]),
  }),
)

/** One outcome per operation, in order. Batches run one after another, so two writes of one record keep their order. */
export async function writeAll(
  context: ReadContext,
  operations: readonly WriteOperation[],
): Promise<readonly ItemOutcome[]> {
  const outcomes: Outcomes = new Map()
  for (const group of groupBy(operations, groupKey).values()) {
    try {
      await writeGroup(context, group, outcomes)
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      failRest(group, error, outcomes)
    }
  }
  return operations.map((o) => outcomes.get(o) ?? { traceId: o.traceId, ok: false, error: noOutcome('write') })
}

export function failRest(group: readonly WriteOperation[], error: RemoteError, outcomes: Outcomes): void {
  for (const operation of group)
    if (!outcomes.has(operation)) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
}

function groupKey(operation: WriteOperation): string {
  switch (operation.kind) {
    case 'create':
    case 'update':
      return `${operation.kind} ${operation.object}`
    case 'upsert':
      return `upsert ${operation.object} ${operation.keyField}`
    case 'associate':
      return `associate ${operation.from.object} ${operation.to.object}`
    case 'disassociate':
      return `disassociate ${operation.from.object} ${operation.to.object}`
    case 'delete':
      return `delete ${operation.object}`
    case 'convert-lead':
      return 'convert-lead'
  }
}

async function writeGroup(context: ReadContext, group: readonly WriteOperation[], outcomes: Outcomes): Promise<void> {
  const kind = group[0]?.kind
  if (kind === 'associate')
    return associate(
      context,
      group.filter((o) => o.kind === 'associate'),
      outcomes,
    )
  if (kind === 'convert-lead')
    return convertLeads(
      context.client,
      group.filter((o) => o.kind === 'convert-lead'),
      outcomes,
    )
  return writeRecords(
    context,
    group.filter((o) => o.kind === 'create' || o.kind === 'update' || o.kind === 'upsert'),
    outcomes,
  )
}

async function writeRecords(context: ReadContext, group: readonly RecordWrite[], outcomes: Outcomes): Promise<void> {
  const object = group[0]?.object ?? ''
  rowOf(object)
  const schema = await context.describe(object)
  for (const batch of batchesWithUniqueKeys(group, COLLECTION_SIZE, identityOf)) {
    try {
      await sendBatch(context, batch, schema, outcomes)
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      failRest(batch, error, outcomes)
    }
  }
}

function identityOf(operation: RecordWrite): string | null {
  if (operation.kind === 'create') return null
  return operation.kind === 'update' ? operation.id.slice(0, 15) : operation.key.toLowerCase()
}

/**
 * sObject collections: the external id travels in the body, where a single upsert would put it unencoded into the address.
 * Source: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html
 */
async function sendBatch(
  { client }: ReadContext,
  batch: readonly RecordWrite[],
  schema: ObjectSchema,
  outcomes: Outcomes,
): Promise<void> {
  const first = batch[0]
  if (first === undefined) return
  const keyField = first.kind === 'upsert' ? (canonicalName(schema, first.keyField) ?? first.keyField) : null
  const path = keyField === null ? '/composite/sobjects' : `/composite/sobjects/${first.object}/${keyField}`
  const method = first.kind === 'create' ? 'POST' : 'PATCH'
  const label = `${path}${keyField === null ? `#${first.object}` : ''}`
  const records = batch.map((operation) => toRecord(operation, keyField, schema))
  const { body } = await client.write({ method, path, label, body: { allOrNone: false, records } }, SaveResults)
  batch.forEach((operation, index) => {
    const result = body[index]
    if (result === undefined) return
    outcomes.set(operation, toOutcome(operation, result, `${method} ${label}`))
  })
}

function toOutcome(operation: RecordWrite, result: z.infer<typeof SaveResults>[number], endpoint: string): ItemOutcome {
  const { traceId } = operation
  if (!result.success || typeof result.id !== 'string')
    return { traceId, ok: false, error: toItemError(result.errors, endpoint) }
  const created = operation.kind === 'create' || (operation.kind === 'upsert' && result.created === true)
  return { traceId, ok: true, id: result.id, effect: created ? 'created' : 'updated' }
}

function toRecord(operation: RecordWrite, keyField: string | null, schema: ObjectSchema): Record<string, unknown> {
  return {
    attributes: { type: operation.object },
    ...toNative(operation.values, schema),
    ...(operation.kind === 'update' ? { Id: operation.id } : {}),
    ...(operation.kind === 'upsert' && keyField !== null ? { [keyField]: operation.key } : {}),
  }
}

/** Canonical values as Salesforce's JSON types. A check box cannot be blank, so blank is false there. */
export function toNative(values: Values, schema: ObjectSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => {
      const native = canonicalName(schema, field) ?? field
      return [native, encode(schema.fields[native]?.type, value)]
    }),
  )
}

function encode(type: string | undefined, value: Canonical): string | number | boolean | null {
  if (type === 'boolean') return value === 'true'
  if (value === null) return null
  if (type !== 'number') return value
  const number = Number(value)
  // Salesforce takes a number as text as well; text keeps digits that a double would lose.
  return String(number) === value ? number : value
}
