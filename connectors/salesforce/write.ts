import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { batchesWithUniqueKeys, groupBy } from '../shared/batch.ts'
import { assignedBy } from './assignment.ts'
import { associate } from './associate.ts'
import { writeInBulk } from './bulk.ts'
import { endpointOf, type Call, type SalesforceClient } from './client.ts'
import { mayTravelTogether } from './composite.ts'
import { convertLeads } from './convert-lead.ts'
import { duplicatesOf, noOutcome, toItemError, toShapeError } from './errors.ts'
import { toNative } from './native.ts'
import { failRest, orFail, type Outcomes } from '../shared/outcomes.ts'
import { fieldsToReturn, writeAndRead } from './read-back.ts'
import { rowOf, type ReadContext } from './read.ts'
import { deleteRecords, disassociate } from './remove.ts'
import { canonicalName } from './schema.ts'
import { BULK_FROM, BULK_ROWS, COLLECTION_SIZE, COMPOSITE_SIZE } from './spec.ts'

type RecordWrite = Extract<WriteOperation, { kind: 'create' | 'update' | 'upsert' }>

const SaveResults = z.array(
  z.looseObject({
    id: z.string().nullish(),
    success: z.boolean(),
    created: z.boolean().nullish(),
    errors: z.array(z.unknown()).default([]),
  }),
)
type SaveResults = z.infer<typeof SaveResults>

/** One outcome per operation, in order. Batches run one after another, so two writes of one record keep their order. */
export async function writeAll(
  context: ReadContext,
  operations: readonly WriteOperation[],
): Promise<readonly ItemOutcome[]> {
  const outcomes: Outcomes = new Map()
  for (const group of groupBy(operations, groupKey).values())
    await orFail(group, outcomes, () => writeGroup(context, group, outcomes))
  return operations.map((o) => outcomes.get(o) ?? { traceId: o.traceId, ok: false, error: noOutcome('write') })
}

function groupKey(operation: WriteOperation): string {
  switch (operation.kind) {
    case 'update':
      return `update ${operation.object}`
    case 'create':
      return `create ${operation.object} ${operation.onDuplicates ?? 'report'}`
    case 'upsert':
      return `upsert ${operation.object} ${operation.keyField} ${operation.onDuplicates ?? 'report'} ${operation.owner ?? ''}`
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

/** All of one kind. */
async function writeGroup(context: ReadContext, group: readonly WriteOperation[], outcomes: Outcomes): Promise<void> {
  const only = <K extends WriteOperation['kind']>(...kinds: readonly K[]): Extract<WriteOperation, { kind: K }>[] =>
    group.filter((o): o is Extract<WriteOperation, { kind: K }> => (kinds as readonly string[]).includes(o.kind))
  switch (group[0]?.kind) {
    case 'create':
    case 'update':
    case 'upsert':
      return writeRecords(context, only('create', 'update', 'upsert'), outcomes)
    case 'associate':
      return associate(context, only('associate'), outcomes)
    case 'disassociate':
      return disassociate(context, only('disassociate'), outcomes)
    case 'delete':
      return deleteRecords(context, only('delete'), outcomes)
    case 'convert-lead':
      return convertLeads(context.client, only('convert-lead'), outcomes)
    case undefined:
      return
  }
}

async function writeRecords(context: ReadContext, group: readonly RecordWrite[], outcomes: Outcomes): Promise<void> {
  const object = group[0]?.object ?? ''
  rowOf(object)
  const schema = await context.describe(object)
  const keyField = keyFieldOf(group[0], schema)
  const many = group.length > BULK_FROM && goesByBulk(group[0])
  const assignment = isAssigned(group[0]) ? assignedBy(await context.assignmentRule()) : {}
  for (const part of many ? batchesWithUniqueKeys(group, BULK_ROWS, identityOf) : [group]) {
    const rest = part.length > BULK_FROM && many ? await writeInBulk(context, part, keyField, schema, outcomes) : part
    const batches = batchesWithUniqueKeys(rest, COLLECTION_SIZE, identityOf).map((batch) =>
      toBatch(batch, keyField, schema, assignment),
    )
    const wanted = fieldsToReturn(batches)
    if (wanted !== null) await sendAndRead(context.client, batches, { wanted, schema }, outcomes)
    else for (const together of inCalls(batches)) await sendBatches(context.client, together, outcomes)
  }
}

/** A row of a create has nothing to be told by among the results, and a repetition would double it. Bulk knows neither header. */
const goesByBulk = (first: RecordWrite | undefined): boolean =>
  first !== undefined && first.kind !== 'create' && !savesDuplicates(first) && !isAssigned(first)

function identityOf(operation: RecordWrite): string | null {
  if (operation.kind === 'create') return null
  return operation.kind === 'update' ? operation.id.slice(0, 15) : operation.key.toLowerCase()
}

/** One collections call with what it writes. */
interface Batch {
  readonly operations: readonly RecordWrite[]
  readonly call: Call
}

function keyFieldOf(first: RecordWrite | undefined, schema: ObjectSchema): string | null {
  return first?.kind === 'upsert' ? (canonicalName(schema, first.keyField) ?? first.keyField) : null
}

/**
 * sObject collections: the external id travels in the body, where a single upsert would put it unencoded into the address.
 * Source: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html
 */
function toBatch(
  operations: readonly RecordWrite[],
  keyField: string | null,
  schema: ObjectSchema,
  assignment: Readonly<Record<string, string>>,
): Batch {
  const object = operations[0]?.object ?? ''
  const path = keyField === null ? '/composite/sobjects' : `/composite/sobjects/${object}/${keyField}`
  const records = operations.map((operation) => toRecord(operation, keyField, schema))
  return {
    operations,
    call: {
      method: operations[0]?.kind === 'create' ? 'POST' : 'PATCH',
      path,
      label: `${path}${keyField === null ? `#${object}` : ''}`,
      headers: { ...(savesDuplicates(operations[0]) ? ALLOW_SAVE : {}), ...assignment },
      body: { allOrNone: false, records },
    },
  }
}

const isAssigned = (operation: RecordWrite | undefined): boolean =>
  operation?.kind === 'upsert' && operation.owner === 'by-assignment-rule'

const savesDuplicates = (operation: RecordWrite | undefined): boolean =>
  operation !== undefined && operation.kind !== 'update' && operation.onDuplicates === 'save'

/** Passes rules that alert, never those that block (DOCS.duplicateRules). */
const ALLOW_SAVE = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' }

/**
 * Which batches share a call. Creates never do: what a lost answer leaves unknown has to stay small where a repetition may double
 * it. Updates and keyed upserts may be repeated.
 */
function inCalls(batches: readonly Batch[]): readonly (readonly Batch[])[] {
  const calls: Batch[][] = []
  let open: Batch[] | null = null
  for (const batch of batches) {
    const alone = batch.call.method === 'POST' || !mayTravelTogether(batch.call)
    if (alone) calls.push([batch])
    else if (open !== null && open.length < COMPOSITE_SIZE) open.push(batch)
    else calls.push((open = [batch]))
    if (alone) open = null
  }
  return calls
}

/** One outcome for each, whatever happened to the call. */
async function sendBatches(client: SalesforceClient, batches: readonly Batch[], outcomes: Outcomes): Promise<void> {
  const operations = batches.flatMap((batch) => batch.operations)
  await orFail(operations, outcomes, async () => {
    const calls = batches.map((batch) => batch.call)
    const [only] = calls
    const answers =
      only !== undefined && calls.length === 1
        ? [(await client.write(only, SaveResults)).body]
        : await client.writeTogether(calls, SaveResults)
    batches.forEach((batch, index) => settle(batch, answers[index] ?? noOutcome(endpointOf(batch.call)), outcomes))
  })
}

async function sendAndRead(
  client: SalesforceClient,
  batches: readonly Batch[],
  { wanted, schema }: { readonly wanted: readonly string[]; readonly schema: ObjectSchema },
  outcomes: Outcomes,
): Promise<void> {
  const operations = batches.flatMap((batch) => batch.operations)
  await orFail(operations, outcomes, async () => {
    const { answers, held } = await writeAndRead(client, batches, wanted, schema)
    batches.forEach((batch, index) => settle(batch, asSaved(answers[index], batch.call), outcomes))
    for (const operation of operations) {
      const outcome = outcomes.get(operation)
      const record = outcome?.ok === true ? held.get(outcome.id) : undefined
      if (outcome?.ok === true && record !== undefined) outcomes.set(operation, { ...outcome, record })
    }
  })
}

function asSaved(answer: unknown, call: Call): SaveResults | RemoteError {
  if (answer instanceof RemoteError) return answer
  const parsed = SaveResults.safeParse(answer)
  return parsed.success ? parsed.data : toShapeError(endpointOf(call), parsed.error)
}

function settle({ operations, call }: Batch, answer: SaveResults | RemoteError, outcomes: Outcomes): void {
  if (answer instanceof RemoteError) return failRest(operations, answer, outcomes)
  operations.forEach((operation, index) => {
    const result = answer[index]
    if (result !== undefined) outcomes.set(operation, toOutcome(operation, result, endpointOf(call)))
  })
}

function toOutcome(operation: RecordWrite, result: SaveResults[number], endpoint: string): ItemOutcome {
  const { traceId } = operation
  if (!result.success || typeof result.id !== 'string') return refusal(traceId, result.errors, endpoint)
  const created = operation.kind === 'create' || (operation.kind === 'upsert' && result.created === true)
  return { traceId, ok: true, id: result.id, effect: created ? 'created' : 'updated' }
}

function refusal(traceId: string, errors: readonly unknown[], endpoint: string): ItemOutcome {
  const error = toItemError(errors, endpoint)
  const duplicates = error.code === 'DUPLICATES_DETECTED' ? duplicatesOf(errors) : null
  return { traceId, ok: false, error, ...(duplicates === null ? {} : { duplicates }) }
}

function toRecord(operation: RecordWrite, keyField: string | null, schema: ObjectSchema): Record<string, unknown> {
  return {
    attributes: { type: operation.object },
    ...toNative(operation.values, schema),
    ...(operation.kind === 'update' ? { Id: operation.id } : {}),
    ...(operation.kind === 'upsert' && keyField !== null ? { [keyField]: operation.key } : {}),
  }
}
