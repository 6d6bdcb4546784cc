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
    automationUsers: async () => {
      const { byEmail } = await reps()
      const named = config.automationUsers.map((user) => byEmail.get(user.trim().toLowerCase())?.id ?? user)
      return new Set([...named, ...(accounts.org.userId === undefined ? [] : [accounts.org.userId])])
    },
  }
}

/** Read again every few minutes. A failed read is not remembered: the next caller asks again. */
function kept<T>(clock: Clock, read: () => Promise<T>): () => Promise<T> {
  let cached: { readonly at: number; readonly value: Promise<T> } | undefined
  return () => {
    if (cached === undefined || clock.now() - cached.at > FRESH_MS) {
      const value = read()
      cached = { at: clock.now(), value }
      value.catch(() => {
        cached = undefined
      })
    }
    return cached.value
  }
}
