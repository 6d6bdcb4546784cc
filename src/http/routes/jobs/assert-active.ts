import type { Scope } from '#app/scope.ts'
import { HttpError } from '../../problem.ts'

/** While a connection is paused its jobs do nothing, so what somebody would wait for is not begun. @throws HttpError 409. */
export async function assertActive({ store, connection }: Scope): Promise<void> {
  const stored = await store.connections.get(connection.id)
  if (stored?.state !== 'paused') return
  throw new HttpError({
    status: 409,
    code: 'CONNECTION_PAUSED',
    message: `The connection is paused: ${stored.pausedReason ?? 'no reason was given'}.`,
    remedy: 'Let it go on first, and ask again.',
  })
}
