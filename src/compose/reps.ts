import type { Scope } from '#app/scope.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import { directoryOf } from '#domain/routing/route.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connector, RemoteAccount } from '#ports/connector.ts'

/** Users come and go slowly. */
const FRESH_MS = 5 * 60_000

/** Salesforce users by id and e-mail, read again every few minutes, and those among them whose doings are automation. */
export function repsAndRobots(
  accounts: { readonly salesforce: Connector; readonly org: RemoteAccount },
  config: SyncConfig,
  clock: Clock,
): Pick<Scope, 'reps' | 'automationUsers'> {
  let cached: { readonly at: number; readonly directory: Promise<RepDirectory> } | undefined
  const reps = (): Promise<RepDirectory> => {
    if (cached === undefined || clock.now() - cached.at > FRESH_MS) {
      const directory = accounts.salesforce.owners().then(directoryOf)
      cached = { at: clock.now(), directory }
      // A failed read is not remembered: the next caller asks again.
      directory.catch(() => {
        cached = undefined
      })
    }
    return cached.directory
  }
  return {
    reps,
    automationUsers: async () => {
      const { byEmail } = await reps()
      const named = config.automationUsers.map((user) => byEmail.get(user.trim().toLowerCase())?.id ?? user)
      return new Set([...named, ...(accounts.org.userId === undefined ? [] : [accounts.org.userId])])
    },
  }
}
