import type { Scope } from '#app/scope.ts'
import type { SyncConfig } from '#domain/config.ts'
import { directoryOf } from '#domain/routing/route.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connector } from '#ports/connector.ts'
import type { QueueSource, RemoteAccount } from '#ports/connector/account.ts'

/** Users and queues come and go slowly. */
const FRESH_MS = 5 * 60_000

/** Salesforce users by id and e-mail, those among them whose doings are automation, and the queues that Leads may wait in. */
export function repsAndRobots(
  accounts: { readonly salesforce: Connector & QueueSource; readonly org: RemoteAccount },
  config: SyncConfig,
  clock: Clock,
): Pick<Scope, 'reps' | 'queues' | 'automationUsers'> {
  const reps = kept(clock, () => accounts.salesforce.owners().then(directoryOf))
  return {
    reps,
    queues: kept(clock, async () => {
      const queues = await accounts.salesforce.queues()
      return new Map(queues.filter(({ objects }) => objects.includes('Lead')).map((q) => [q.developerName, q.id]))
    }),
    automationUsers: automationUsersOf(accounts, config, reps),
  }
}

/** Those that the config names, and the integration user. */
export const automationUsersOf =
  ({ org }: { readonly org: RemoteAccount }, config: SyncConfig, reps: Scope['reps']): Scope['automationUsers'] =>
  async () => {
    const { byEmail } = await reps()
    const named = config.automationUsers.map((user) => byEmail.get(user.trim().toLowerCase())?.id ?? user)
    return new Set([...named, ...(org.userId === undefined ? [] : [org.userId])])
  }

/** While Salesforce is down, who worked there yesterday is told and does so still. */
const GOOD_FOR_MS = 24 * 60 * 60_000

/**
 * Read again every few minutes. A failed read is not remembered: the next caller asks again, and gets what was read last until that is
 * a day old.
 */
function kept<T>(clock: Clock, read: () => Promise<T>): () => Promise<T> {
  let cached: { readonly at: number; readonly value: Promise<T> } | undefined
  let last: { readonly at: number; readonly value: T } | undefined
  const readAgain = async (): Promise<T> => {
    const at = clock.now()
    try {
      const value = await read()
      last = { at, value }
      return value
    } catch (error) {
      cached = undefined
      if (last === undefined || at - last.at > GOOD_FOR_MS) throw error
      return last.value
    }
  }
  return () => {
    if (cached === undefined || clock.now() - cached.at > FRESH_MS) cached = { at: clock.now(), value: readAgain() }
    return cached.value
  }
}
