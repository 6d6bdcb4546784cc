import { fitMaps } from '#app/fit-maps.ts'
import { retryOvertaken } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { RemoteError } from '#domain/errors.ts'
import type { ConfigVersion } from '#ports/store/configs.ts'
import type { Accounts } from '../compose.ts'
import { oneAfterAnother } from './one-after-another.ts'
import { automationUsersOf } from './reps.ts'

/** A stored version that this process does not work by. */
export interface UnusedVersion {
  readonly version: number
  readonly author: string
  readonly why: string
}

/** The scope of one connection with the version of the config that is in force. */
export interface LiveScope {
  /** What is begun now works by it; what runs ends with what it began with. */
  current(): Scope
  /** Takes the newest version of the database, if it is another. Never rejects. */
  look(): Promise<void>
  /** The same for work that is about to begin, which does not wait for an account that hangs: the version is taken later then. */
  lookBriefly(): Promise<void>
  /** The newest version, while this process works by a former one all the same; null: it works by the newest. */
  unused(): UnusedVersion | null
  /** Told of each version that is taken. */
  onChange(told: (scope: Scope) => void): void
  close(): Promise<void>
}

/** How soon a process takes what another one saved, whether it has work or not. */
const LOOK_MS = 3_000
/** Work that is about to begin waits no longer for a version to be taken. */
const BRIEF_MS = 2_000
/** A version that could not be taken because an account did not answer is tried again after this. */
const AGAIN_MS = 5_000

/**
 * Keeps a scope current. A version that this version of Tandem cannot read changes nothing: the former one stays in force here,
 * and the log and {@link LiveScope.unused} say so.
 */
export function keepCurrent(
  first: Scope,
  {
    accounts,
    around = (scope) => scope,
  }: { readonly accounts: Accounts; readonly around?: ((scope: Scope) => Scope) | undefined },
): LiveScope {
  const { store, log } = first
  const { id } = first.connection
  const listeners: ((scope: Scope) => void)[] = []
  let plain = first
  let given = around(first)
  let seen = first.configVersion
  let unused: UnusedVersion | null = null
  let notBefore = 0
  let busySince: number | null = null

  const keepFormer = (version: ConfigVersion, why: string): void => {
    if (unused?.version !== version.version)
      log.warn(
        { connection: id, version: version.version, inForce: plain.configVersion, why },
        'a newer version of the sync config cannot be used here; the former one stays in force',
      )
    unused = { version: version.version, author: version.author, why }
  }

  const take = async (version: ConfigVersion): Promise<void> => {
    const read = readVersion(version, id)
    if (!read.ok) {
      seen = version.version
      return keepFormer(version, read.why)
    }
    try {
      const config = await fitMaps(read.config, accounts, 'fresh')
      const connection = (await store.connections.get(id)) ?? plain.connection
      const automationUsers = automationUsersOf(accounts, config, plain.reps)
      plain = { ...plain, connection, config, configVersion: version.version, automationUsers }
      given = around(plain)
      seen = version.version
      unused = null
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      notBefore = performance.now() + AGAIN_MS
      return keepFormer(version, error.message)
    }
    log.info({ connection: id, version: version.version }, 'a newer version of the sync config is in force')
    for (const told of listeners) told(given)
    await retryOlder(version.version)
  }

  /** Until now this process parked by the former version, after all that was parked had been put back. */
  const retryOlder = async (version: number): Promise<void> => {
    if ((await retryOvertaken({ store, clock: first.clock }, id, version)) === 0) return
    await store.outbox.add([
      { id: first.newId(), job: 'work-inbox', payload: { connectionId: id }, runAt: first.clock.now() },
    ])
  }

  const lookOnce = async (): Promise<void> => {
    busySince = performance.now()
    try {
      const newest = await store.configs.newest(id)
      if (newest === null || newest === seen || performance.now() < notBefore) return
      const version = await store.configs.current(id)
      if (version !== null) await take(version)
    } catch (error) {
      log.warn({ err: error }, 'it could not be looked whether the sync config changed; it is looked again soon')
    } finally {
      busySince = null
    }
  }

  const look = oneAfterAnother(lookOnce)
  const timer = setInterval(() => void look(), LOOK_MS)
  timer.unref()
  return {
    current: () => given,
    look,
    lookBriefly: () => {
      const left = BRIEF_MS - (busySince === null ? 0 : performance.now() - busySince)
      return left <= 0 ? Promise.resolve() : within(left, look())
    },
    unused: () => unused,
    onChange: (told) => void listeners.push(told),
    close: async () => {
      clearInterval(timer)
      await look.settled()
    },
  }
}

function readVersion(version: ConfigVersion, id: string) {
  const read = parseSyncConfig(version.document)
  if (!read.ok) {
    const [first] = read.problems
    return { ok: false, why: first === undefined ? 'its form is wrong' : `${first.path}: ${first.message}` } as const
  }
  if (read.config.connection.id !== id)
    return { ok: false, why: `it is of connection ${read.config.connection.id}` } as const
  return read
}

/** Ends with the work, or without it when that takes longer. */
function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
