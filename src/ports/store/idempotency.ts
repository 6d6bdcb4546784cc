import type { Instant } from '#domain/instant.ts'

/** Answers that are kept for the same request sent again. */
export interface IdempotencyStore {
  /**
   * Takes a key for a request. `new`: nobody used it since `since`, it is running now. `runningSince`:
   * somebody else began it then, and no answer of it is kept yet. `other`: it belongs to another request.
   * Of several at once only one gets `new`.
   */
  begin(
    request: { readonly actorId: string; readonly key: string; readonly hash: string },
    now: Instant,
    since: Instant,
  ): Promise<
    'new' | 'other' | { readonly runningSince: Instant } | { readonly status: number; readonly body: string | null }
  >
  /** Keeps the answer. */
  end(actorId: string, key: string, answer: { readonly status: number; readonly body: string | null }): Promise<void>
  /** Forgets a key whose request came to nothing, so that it can be sent again. */
  forget(actorId: string, key: string): Promise<void>
}
