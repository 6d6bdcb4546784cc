import type { ConnectionId } from '#domain/ids.ts'

/** Changes that come one after the other are worked on together: waits so long after the first of them. */
const GATHER_MS = 150

export interface Nudge {
  (connection: ConnectionId): void
  close(): void
}

/**
 * Calls `work` for a connection soon after it was asked for, once for all that ask within the same moment.
 * @param onError told when `work` failed; polling asks for the same work a little later.
 */
export function createNudge(
  work: (connection: ConnectionId) => Promise<void>,
  onError: (error: unknown) => void,
  gatherMs = GATHER_MS,
): Nudge {
  const waiting = new Map<ConnectionId, NodeJS.Timeout>()
  const nudge = (connection: ConnectionId): void => {
    if (waiting.has(connection)) return
    waiting.set(
      connection,
      setTimeout(() => {
        waiting.delete(connection)
        work(connection).catch(onError)
      }, gatherMs),
    )
  }
  return Object.assign(nudge, {
    close: () => {
      for (const timer of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  })
}
