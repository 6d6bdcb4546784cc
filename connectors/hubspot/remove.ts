import * as z from 'zod'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { batchesWithUniqueKeys, groupBy } from '../shared/batch.ts'
import { orFail, type Outcomes } from '../shared/outcomes.ts'
import { ErrorBody, strings, toItemError } from './errors.ts'
import { readRecords, readRelated, rowOf, type ReadContext } from './read.ts'
import { BATCH_SIZE } from './spec.ts'

type Delete = Extract<WriteOperation, { kind: 'delete' }>
type Disassociate = Extract<WriteOperation, { kind: 'disassociate' }>

/** A 204 says nothing at all; dated versions answer a batch body. */
const Archived = z.looseObject({ errors: z.array(z.unknown()).optional() })

/**
 * Into the recycle bin, where records stay for 90 days. What is there is read first: the call answers the same for records that
 * are gone, and an id that was merged away would take the surviving record with it.
 * Source: https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (archive)
 */
export async function archiveRecords(
  context: ReadContext,
  operations: readonly Delete[],
  outcomes: Outcomes,
): Promise<void> {
  const object = operations[0]?.object ?? ''
  rowOf(object)
  for (const batch of batchesWithUniqueKeys(operations, BATCH_SIZE, (operation) => operation.id))
    await orFail(batch, outcomes, async () => {
      const living = await readRecords(context, { object, ids: batch.map((operation) => operation.id), fields: [] })
      const there = new Set(living.map((record) => record.id))
      for (const operation of batch) if (!there.has(operation.id)) succeed(operation, 'unchanged', outcomes)
      const doomed = batch.filter((operation) => there.has(operation.id))
      if (doomed.length === 0) return
      const inputs = doomed.map((operation) => ({ id: operation.id }))
      const rest = `/${object}/batch/archive`
      const { body } = await context.client.write({ method: 'POST', area: 'objects', rest, body: { inputs } }, Archived)
      settle(doomed, body.errors, `POST /crm/objects/{v}${rest}`, (operation) => [operation.id], outcomes)
    })
}

/**
 * Takes every label between two records away; all operations join the same two object types. What is joined is read first,
 * because the call answers the same for pairs that are not.
 * Source: https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide (remove associations)
 */
export async function disassociate(
  context: ReadContext,
  operations: readonly Disassociate[],
  outcomes: Outcomes,
): Promise<void> {
  const [first] = operations
  if (first === undefined) return
  const [from, to] = [first.from.object, first.to.object]
  await orFail(operations, outcomes, async () => {
    const joined = await readRelated(context, { from, to, ids: operations.map((operation) => operation.from.id) })
    const pairs = new Set(joined.flatMap(({ id, related }) => related.map((other) => `${id}>${other}`)))
    const present = operations.filter(
      (operation) => pairs.has(`${operation.from.id}>${operation.to.id}`) || succeed(operation, 'unchanged', outcomes),
    )
    for (const batch of batchesWithUniqueKeys(
      present,
      BATCH_SIZE,
      ({ from: { id }, to: other }) => `${id}>${other.id}`,
    ))
      await orFail(batch, outcomes, async () => {
        const inputs = [...groupBy(batch, (operation) => operation.from.id)].map(([id, group]) => ({
          from: { id },
          to: group.map((operation) => ({ id: operation.to.id })),
        }))
        const rest = `/${from}/${to}/batch/archive`
        const { body } = await context.client.write(
          { method: 'POST', area: 'associations', rest, body: { inputs } },
          Archived,
        )
        const endpoint = `POST /crm/associations/{v}${rest}`
        settle(batch, body.errors, endpoint, (operation) => [operation.from.id, operation.to.id], outcomes)
      })
  })
}

/** Always false, so that it can end a filter. */
function succeed(operation: Delete | Disassociate, effect: 'deleted' | 'unchanged', outcomes: Outcomes): false {
  const id = operation.kind === 'delete' ? operation.id : operation.from.id
  outcomes.set(operation, { traceId: operation.traceId, ok: true, id, effect })
  return false
}

/** An error that names a record is that record's; one that names none may be anybody's. */
function settle<O extends Delete | Disassociate>(
  batch: readonly O[],
  errors: readonly unknown[] | undefined,
  endpoint: string,
  idsOf: (operation: O) => readonly string[],
  outcomes: Outcomes,
): void {
  const named = (errors ?? []).map((entry) => {
    const parsed = ErrorBody.safeParse(entry)
    const ids = Object.values((parsed.success ? parsed.data.context : undefined) ?? {}).flatMap(strings)
    return { ids, error: toItemError(entry, endpoint) }
  })
  for (const operation of batch) {
    const own = named.find(({ ids }) => ids.length === 0 || idsOf(operation).some((id) => ids.includes(id)))
    if (own === undefined) succeed(operation, 'deleted', outcomes)
    else outcomes.set(operation, { traceId: operation.traceId, ok: false, error: own.error })
  }
}
