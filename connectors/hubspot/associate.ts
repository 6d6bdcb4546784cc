import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { batchesWithUniqueKeys } from '../shared/batch.ts'
import type { HubSpotClient } from './client.ts'
import { ErrorBody, noOutcome, strings, toItemError } from './errors.ts'
import { rowOf } from './read.ts'
import { BATCH_SIZE, PRIMARY_ASSOCIATION_TYPES } from './spec.ts'

type Associate = Extract<WriteOperation, { kind: 'associate' }>

const Id = z.union([z.string(), z.number()]).transform(String)
const End = z.union([z.looseObject({ id: Id }).transform((end) => end.id), Id])
/** Default associations answer with `from.id`, labelled ones with `fromObjectId`. */
const Associated = z.looseObject({
  results: z
    .array(
      z.looseObject({
        from: End.optional(),
        to: End.optional(),
        fromObjectId: Id.optional(),
        toObjectId: Id.optional(),
      }),
    )
    .default([]),
  errors: z.array(z.unknown()).optional(),
})

/**
 * All operations of one call join the same two object types in the same way. Associating twice changes nothing, so a repeat
 * after a crash is harmless. Source: https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide
 */
export async function associate(
  client: HubSpotClient,
  operations: readonly Associate[],
  outcomes: Map<WriteOperation, ItemOutcome>,
): Promise<void> {
  for (const batch of batchesWithUniqueKeys(operations, BATCH_SIZE, pairOf)) {
    try {
      await sendBatch(client, batch, outcomes)
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      for (const operation of batch) outcomes.set(operation, { traceId: operation.traceId, ok: false, error })
    }
  }
}

const pairOf = (operation: Associate): string => `${operation.from.id}>${operation.to.id}`

async function sendBatch(
  client: HubSpotClient,
  batch: readonly Associate[],
  outcomes: Map<WriteOperation, ItemOutcome>,
): Promise<void> {
  const first = batch[0]
  if (first === undefined) return
  rowOf(first.from.object)
  rowOf(first.to.object)
  const pair = `${first.from.object}>${first.to.object}`
  const typeId = first.primary === 'primary' ? PRIMARY_ASSOCIATION_TYPES[pair] : undefined
  const types =
    typeId === undefined ? {} : { types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }] }
  const rest = `/${first.from.object}/${first.to.object}/batch/${typeId === undefined ? 'associate/default' : 'create'}`
  const endpoint = `POST /crm/associations/{v}${rest}`
  const inputs = batch.map((o) => ({ from: { id: o.from.id }, to: { id: o.to.id }, ...types }))
  const { body } = await client.write({ method: 'POST', area: 'associations', rest, body: { inputs } }, Associated)
  const joined = new Set(body.results.map((r) => `${r.from ?? r.fromObjectId ?? ''}>${r.to ?? r.toObjectId ?? ''}`))
  const mirrored = new Set(body.results.map((r) => `${r.to ?? r.toObjectId ?? ''}>${r.from ?? r.fromObjectId ?? ''}`))
  for (const operation of batch) {
    if (joined.has(pairOf(operation)) || mirrored.has(pairOf(operation)))
      outcomes.set(operation, { traceId: operation.traceId, ok: true, id: operation.from.id, effect: 'associated' })
    else
      outcomes.set(operation, {
        traceId: operation.traceId,
        ok: false,
        error: errorOf(operation, batch, body.errors ?? [], endpoint),
      })
  }
}

function errorOf(
  operation: Associate,
  batch: readonly Associate[],
  errors: readonly unknown[],
  endpoint: string,
): RemoteError {
  const naming = errors.find((entry) => {
    const parsed = ErrorBody.safeParse(entry)
    const named = Object.values((parsed.success ? parsed.data.context : undefined) ?? {}).flatMap(strings)
    return named.includes(operation.to.id) || named.includes(operation.from.id)
  })
  const entry = naming ?? (errors.length === 1 || batch.length === 1 ? errors[0] : undefined)
  return entry === undefined ? noOutcome(endpoint) : toItemError(entry, endpoint)
}
