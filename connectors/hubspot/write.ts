import type { RemoteError } from '#domain/errors.ts'
import { RemoteError as RemoteFailure } from '#domain/errors.ts'
import type { Canonical, Values } from '#domain/mapping/value.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { batchesWithUniqueKeys, groupBy, severalAtOnce } from '../shared/batch.ts'
import { associate } from './associate.ts'
import { settleConflicts } from './conflicts.ts'
import { ErrorBody, mergedAway, noOutcome, recordGone, strings, toItemError } from './errors.ts'
import { hubSpotObject } from './objects.ts'
import { readRecords, rowOf, type ReadContext } from './read.ts'
import { modifiedAtOf, toValues, WireRecords, type WireRecord } from './records.ts'
import { archiveRecords, disassociate } from './remove.ts'
import { BATCH_SIZE, BATCHES_AT_ONCE } from './spec.ts'

type RecordWrite = Extract<WriteOperation, { kind: 'create' | 'update' | 'upsert' }>
type Outcomes = Map<WriteOperation, ItemOutcome>

/** One outcome per operation, in order. Two writes of one record keep their order. */
export async function writeAll(
  context: ReadContext,
  operations: readonly WriteOperation[],
): Promise<readonly ItemOutcome[]> {
  const outcomes: Outcomes = new Map()
  for (const group of groupBy(operations, groupKey).values()) await writeGroup(context, group, outcomes)
  return operations.map((o) => outcomes.get(o) ?? { traceId: o.traceId, ok: false, error: noOutcome('write') })
}

/** All of one kind. */
async function writeGroup(context: ReadContext, group: readonly WriteOperation[], outcomes: Outcomes): Promise<void> {
  const only = <K extends WriteOperation['kind']>(...kinds: readonly K[]): Extract<WriteOperation, { kind: K }>[] =>
    group.filter((o): o is Extract<WriteOperation, { kind: K }> => (kinds as readonly string[]).includes(o.kind))
  try {
    switch (group[0]?.kind) {
      case 'create':
      case 'update':
      case 'upsert':
        return await writeRecords(context, only('create', 'update', 'upsert'), outcomes)
      case 'associate':
        return await associate(context.client, only('associate'), outcomes)
      case 'disassociate':
        return await disassociate(context, only('disassociate'), outcomes)
      case 'delete':
        return await archiveRecords(context, only('delete'), outcomes)
      case 'convert-lead':
        throw unsupported()
      case undefined:
        return
    }
  } catch (error) {
    if (!(error instanceof RemoteFailure)) throw error
    for (const operation of group)
      if (!outcomes.has(operation)) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
  }
}

function groupKey(operation: WriteOperation): string {
  switch (operation.kind) {
    case 'create':
    case 'update':
      return `${operation.kind} ${operation.object}`
    case 'upsert':
      return `upsert ${operation.object} ${operation.keyField}`
    case 'associate':
      return `associate ${operation.from.object} ${operation.to.object} ${operation.primary}`
    case 'disassociate':
      return `disassociate ${operation.from.object} ${operation.to.object}`
    case 'delete':
      return `delete ${operation.object}`
    case 'convert-lead':
      return 'convert-lead'
  }
}

async function writeRecords(context: ReadContext, group: readonly RecordWrite[], outcomes: Outcomes): Promise<void> {
  const object = group[0]?.object ?? ''
  rowOf(object)
  const schema = await context.describe(object)
  // A create knows no id, so nothing in it can collide; HubSpot refuses a batch that names one id twice.
  const batches = batchesWithUniqueKeys(group, BATCH_SIZE, identityOf)
  const keys = group.map(identityOf)
  const repeated = new Set(keys).size < keys.length && keys.some((key) => key !== null)
  // Batches of different records may overtake one another; a record that comes twice is written in order.
  await severalAtOnce(batches, repeated ? 1 : BATCHES_AT_ONCE, (batch) => sendBatch(context, batch, schema, outcomes))
  await writeFound(context, await settleConflicts(context, group, outcomes), outcomes)
}

/** Keyed upserts whose record was there under another key or none: their values, and the key, are written to that one. */
async function writeFound(
  context: ReadContext,
  found: ReadonlyMap<WriteOperation, string>,
  outcomes: Outcomes,
): Promise<void> {
  const upserts = [...found].flatMap(([operation, id]) => (operation.kind === 'upsert' ? [{ operation, id }] : []))
  if (upserts.length === 0) return
  const updates = upserts.map(({ operation, id }): RecordWrite => {
    const { traceId, object, values, keyField, key } = operation
    return { kind: 'update', traceId, object, id, values: { ...values, [keyField]: key } }
  })
  const written: Outcomes = new Map()
  await writeRecords(context, updates, written)
  for (const [index, { operation }] of upserts.entries()) {
    const update = updates[index]
    const outcome = update === undefined ? undefined : written.get(update)
    if (outcome !== undefined) outcomes.set(operation, outcome)
  }
}

function identityOf(operation: RecordWrite): string | null {
  if (operation.kind === 'create') return null
  return operation.kind === 'update' ? operation.id : operation.key.trim().toLowerCase()
}

/**
 * Every input carries an `objectWriteTraceId`, which makes create and upsert answer per record (207). Where HubSpot still
 * refuses the whole batch without saying which input was at fault (documented for updates as open), nothing of it was
 * written and the batch is halved until the faulty one is alone.
 * Source: https://developers.hubspot.com/docs/api-reference/error-handling ("Multi-status errors").
 */
async function sendBatch(
  context: ReadContext,
  batch: readonly RecordWrite[],
  schema: ObjectSchema,
  outcomes: Outcomes,
): Promise<void> {
  const first = batch[0]
  if (first === undefined) return
  const rest = `/${first.object}/batch/${first.kind}`
  const endpoint = `POST /crm/objects/{v}${rest}`
  try {
    const inputs = batch.map((operation, index) => toInput(operation, traceOf(index), schema))
    const { body } = await context.client.write(
      { method: 'POST', area: 'objects', rest, body: { inputs } },
      WireRecords,
    )
    settleResults(batch, body.results, schema, outcomes)
    settleErrors(batch, body.errors ?? [], endpoint, outcomes)
    // Results and errors have to make up the inputs; what is in neither was not written.
    const missing = batch.filter((operation) => !outcomes.has(operation))
    if (missing.length > 0) await explainMissing(context, missing, endpoint, outcomes)
  } catch (error) {
    if (!(error instanceof RemoteFailure)) throw error
    if (batch.length > 1 && error.disposition === 'park' && !concernsAll(error, batch)) {
      const middle = Math.ceil(batch.length / 2)
      await sendBatch(context, batch.slice(0, middle), schema, outcomes)
      await sendBatch(context, batch.slice(middle), schema, outcomes)
      return
    }
    for (const operation of batch) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
  }
}

/**
 * A batch update leaves out, without an error, records that are gone and ids that were merged away ("batch update does not
 * support old ids"). Nothing is written to the survivor: what was planned, was planned for another record.
 */
async function explainMissing(
  context: ReadContext,
  missing: readonly RecordWrite[],
  endpoint: string,
  outcomes: Outcomes,
): Promise<void> {
  const fail = (operation: RecordWrite, error: RemoteError): void => {
    outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
  }
  const updates = missing.filter((operation) => operation.kind === 'update')
  const object = updates[0]?.object ?? ''
  const ids = updates.map((operation) => operation.id)
  const records = await readRecords(context, { object, ids, fields: [] }).catch(() => null)
  for (const operation of missing) {
    const { kind } = operation
    const survivor = kind === 'update' ? records?.find((record) => record.mergedIds.includes(operation.id)) : undefined
    const gone = kind === 'update' && records !== null && !records.some((record) => record.id === operation.id)
    if (survivor !== undefined) fail(operation, mergedAway(survivor.id, endpoint))
    else fail(operation, gone ? recordGone(endpoint) : noOutcome(endpoint))
  }
}

const traceOf = (index: number): string => `t${index}`

/** A property that does not exist, sent with every input, spoils every half of the batch: no need to find out one by one. */
function concernsAll(error: RemoteError, batch: readonly RecordWrite[]): boolean {
  if (error.code !== 'PROPERTY_DOESNT_EXIST') return error.status === 404
  const names = String(error.context['properties'] ?? '').split(',')
  return names.some((name) => name !== '' && batch.every((operation) => Object.hasOwn(operation.values, name)))
}

function toInput(operation: RecordWrite, objectWriteTraceId: string, schema: ObjectSchema): Record<string, unknown> {
  const properties = toProperties(operation.values)
  switch (operation.kind) {
    case 'create':
      return { objectWriteTraceId, properties, associations: [] }
    case 'update':
      return { objectWriteTraceId, id: operation.id, properties }
    case 'upsert': {
      // With e-mail as the key the address is the id; a custom unique property has to be among the properties as well.
      const keyed = schema.fields[operation.keyField]?.type === 'email' ? {} : { [operation.keyField]: operation.key }
      return {
        objectWriteTraceId,
        idProperty: operation.keyField,
        id: operation.key,
        properties: { ...properties, ...keyed },
      }
    }
  }
}

/** Canonical values are HubSpot's own strings; blank is the empty string, which clears. */
function toProperties(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]: [string, Canonical]) => [name, value ?? '']))
}

function settleResults(
  batch: readonly RecordWrite[],
  results: readonly WireRecord[],
  schema: ObjectSchema,
  outcomes: Outcomes,
): void {
  const byTrace = new Map(batch.map((operation, index) => [traceOf(index), operation]))
  const byId = new Map(batch.flatMap((o) => (o.kind === 'update' ? [[o.id, o] as const] : [])))
  const byKey = new Map(batch.flatMap((o) => (o.kind === 'upsert' ? [[o.key.trim().toLowerCase(), o] as const] : [])))
  for (const record of results) {
    // Results come in any order; the trace id is echoed, else the id or the key tells.
    const operation =
      byTrace.get(record.objectWriteTraceId ?? '') ??
      byId.get(record.id) ??
      byKey.get(keyOf(record, batch)) ??
      (batch.length === 1 ? batch[0] : undefined)
    if (operation) outcomes.set(operation, toOutcome(operation, record, schema))
  }
}

function keyOf(record: WireRecord, batch: readonly RecordWrite[]): string {
  const first = batch[0]
  const value = first?.kind === 'upsert' ? record.properties?.[first.keyField] : undefined
  return typeof value === 'string' ? value.trim().toLowerCase() : ''
}

/**
 * The values HubSpot says it holds now: a backward lifecycle stage, for one, is kept without an error. A property that the answer
 * leaves out, as it may one that was cleared, is taken as written.
 */
function toOutcome(operation: RecordWrite, record: WireRecord, schema: ObjectSchema): ItemOutcome {
  const row = hubSpotObject(operation.object)
  const modifiedAt = row === null ? 0 : modifiedAtOf(record, row)
  const created = operation.kind === 'create' || (operation.kind === 'upsert' && record.new === true)
  return {
    traceId: operation.traceId,
    ok: true,
    id: record.id,
    effect: created ? 'created' : 'updated',
    values: { ...operation.values, ...toValues(record.properties ?? {}, Object.keys(operation.values), schema) },
    ...(modifiedAt === 0 ? {} : { modifiedAt }),
  }
}

function settleErrors(
  batch: readonly RecordWrite[],
  errors: readonly unknown[],
  endpoint: string,
  outcomes: Outcomes,
): void {
  const open = (): readonly RecordWrite[] => batch.filter((operation) => !outcomes.has(operation))
  const unclaimed: RemoteError[] = []
  for (const entry of errors) {
    const error = toItemError(entry, endpoint)
    const parsed = ErrorBody.safeParse(entry)
    const context = (parsed.success ? parsed.data.context : undefined) ?? {}
    const traces = new Set(strings(context['objectWriteTraceId']))
    const ids = new Set([...strings(context['ids']), ...strings(context['id'])])
    const claimed = batch.filter(
      (o, index) =>
        traces.has(traceOf(index)) || (o.kind === 'update' && ids.has(o.id)) || (o.kind === 'upsert' && ids.has(o.key)),
    )
    if (claimed.length === 0) unclaimed.push(error)
    for (const operation of claimed) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
  }
  const error = unclaimed[0]
  if (error) for (const operation of open()) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
}

function unsupported(): RemoteError {
  return new RemoteFailure({
    code: 'UNSUPPORTED_OPERATION',
    disposition: 'park',
    message: 'HubSpot has no lead conversion',
    remedy: 'Convert the lead in Salesforce.',
  })
}
