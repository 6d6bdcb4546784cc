import type { HubSpotError } from '../errors.ts'
import { ContactExists, invalid } from '../errors.ts'
import { isoInstant } from '../time.ts'
import type { Exchange, Reply } from './exchange.ts'
import { asList, asObject, bodyObject } from './exchange.ts'

/** The `inputs` of a batch call, at most `most`: https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis */
export function inputsOf(exchange: Exchange, most: number): readonly Readonly<Record<string, unknown>>[] {
  const inputs = asList(bodyObject(exchange)['inputs'], 'inputs')
  if (inputs.length > most) throw invalid(`The maximum number of inputs supported in a batch request is ${most}`)
  return inputs.map((input) => asObject(input, 'input'))
}

/** One refused input of a batch. */
export type BatchError = Readonly<Record<string, unknown>>

/** An entry of `errors[]` made from what a single call would have been refused with. */
export function batchError(error: HubSpotError, context: Readonly<Record<string, readonly string[]>>): BatchError {
  const { message, category, subCategory, errors } = error.body
  return {
    status: 'error',
    category: category ?? 'VALIDATION_ERROR',
    ...(subCategory === undefined ? {} : { subCategory }),
    message,
    ...(errors === undefined ? {} : { errors }),
    context: {
      ...error.body.context,
      ...(error instanceof ContactExists ? { existingId: [String(error.holderId)] } : {}),
      ...context,
    },
  }
}

/** The answer to a batch: 207 when some inputs were refused. */
export function batchReply(
  exchange: Exchange,
  status: number,
  results: readonly unknown[],
  errors: readonly BatchError[] = [],
): Reply {
  const now = isoInstant(exchange.portal.clock.now())
  const body = {
    status: 'COMPLETE',
    results,
    ...(errors.length === 0 ? {} : { numErrors: errors.length, errors }),
    startedAt: now,
    completedAt: now,
  }
  return { status: errors.length === 0 ? status : 207, body }
}

/**
 * HubSpot's results are not in the order of the inputs, so ours must not be either, or clients that rely on it pass here and fail
 * there. The order is odd but always the same.
 */
export function unordered<T extends { readonly id: number }>(records: readonly T[]): T[] {
  return [...records].sort((a, b) => scatter(a.id) - scatter(b.id) || a.id - b.id)
}

const scatter = (id: number): number => Math.imul(id % 1_000_003, 0x9e37_79b1) >>> 0
