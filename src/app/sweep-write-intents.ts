import type { Scope } from './scope.ts'

/** Whoever was written to is looked at within hours, a day when a platform is down. */
const KEPT_MS = 7 * 86_400_000

/**
 * Forgets what was about to be written to records that nobody has looked at since: their person was taken apart, or their
 * opportunity deleted. @returns how many there were.
 */
export const sweepWriteIntents = ({ store, connection, clock }: Scope): Promise<number> =>
  store.writeIntents.sweep(connection.id, clock.now() - KEPT_MS)
