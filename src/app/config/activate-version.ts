import type { SyncConfig } from '#domain/config.ts'
import type { Clock } from '#ports/clock.ts'
import type { NewConfigVersion, SavedConfig } from '#ports/store/configs.ts'
import type { Connection } from '#ports/store/connections.ts'
import type { Store } from '#ports/store.ts'
import { pairsOff } from '../active-pairs.ts'
import { askForJob } from '../ask-for-job.ts'
import { reconvertAmounts } from '../reconvert-amounts.ts'
import { AT_ONCE, retrySomeOvertaken } from '../retry-parked.ts'

/** Kept with the decision: why nothing was written. */
const SWITCHED_OFF = 'The object pair was switched off. Nothing was written.'

interface Activation {
  readonly store: Store
  readonly clock: Clock
  readonly newId: () => string
  readonly connection: Connection
  /** What the document says, with defaults. */
  readonly config: SyncConfig
  readonly version: Omit<NewConfigVersion, 'at'>
  /** The version that whoever saves had looked at, null: none; `any`: whichever. */
  readonly expected: number | null | 'any'
}

/**
 * Saves a version of the configuration, which is then in force, and has everything looked at again that it may decide otherwise than
 * the former one: what was parked, running clocks, amounts in other currencies; credits are computed again by their sweep. Both or
 * neither, in one transaction: a version is never in force without that, and that is never done twice.
 */
export async function activateVersion(input: Activation): Promise<SavedConfig> {
  const { store, clock, connection, config, version, expected, newId } = input
  return store.transaction(async (tx) => {
    const saved = await tx.configs.save(connection.id, { ...version, at: clock.now(), expected })
    if (saved.kind !== 'saved') return saved
    await tx.connections.save({ ...connection, name: config.connection.name })
    if (saved.before === null) return saved
    // Later, when such a pair may be compared again, nobody means them any more.
    await tx.fieldConflicts.refuse(connection.id, pairsOff(config), SWITCHED_OFF, clock.now())
    const retried = await retrySomeOvertaken({ store: tx, clock }, connection.id, saved.version)
    // Whoever saves does not wait for what is left of a hundred thousand.
    if (retried === AT_ONCE)
      await askForJob(input, tx, { job: 'retry-parked', payload: { connectionId: connection.id } })
    await tx.outbox.add([
      { id: newId(), job: 'revise-clocks', payload: {}, runAt: clock.now() },
      { id: newId(), job: 'sweep-credits', payload: {}, runAt: clock.now() },
      { id: newId(), job: 'work-inbox', payload: { connectionId: connection.id }, runAt: clock.now() },
    ])
    await reconvertAmounts({ store: tx, clock, connection, config })
    return saved
  })
}
