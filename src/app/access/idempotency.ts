import type { Instant } from '#domain/instant.ts'
import type { IdempotencyStore } from '#ports/store/idempotency.ts'
import { hashOf } from './secrets.ts'

const KEPT_MS = 24 * 3_600_000
/** No request is worked on for longer: whoever began it is gone, and nobody knows how far it came. */
const LOST_AFTER_MS = 120_000

export interface KeyedRequest {
  readonly actorId: string
  readonly key: string
  readonly method: string
  readonly path: string
  readonly query: unknown
  readonly body: unknown
}

/** Begins a request with a key of its sender, who may send it again without it being done again. Keys are kept for a day. */
export async function beginKeyed(store: IdempotencyStore, request: KeyedRequest, now: Instant) {
  const { actorId, key, method, path, query, body } = request
  const hash = hashOf(JSON.stringify([method, path, query, body]))
  const begun = await store.begin({ actorId, key, hash }, now, now - KEPT_MS)
  if (typeof begun === 'string' || !('runningSince' in begun)) return begun
  return begun.runningSince <= now - LOST_AFTER_MS ? 'lost' : 'running'
}
