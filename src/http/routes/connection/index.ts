import { withJob } from '#app/ask-for-job.ts'
import type { Scope } from '#app/scope.ts'
import type { ApiDeps } from '../../api-deps.ts'
import {
  pauseConnectionContract,
  readConnectionContract,
  resumeConnectionContract,
  type ConnectionView,
} from '../../contract/connection.ts'
import { toInstantText, toInstantTextOrNull } from '../../present/instants.ts'
import { connectionRoute, type ApiRoute } from '../../route.ts'
import { readAccounts, testAccounts } from './accounts.ts'

const readConnection = connectionRoute(readConnectionContract, ({ scope, deps }) => view(scope, deps))

const pauseConnection = connectionRoute(pauseConnectionContract, async ({ scope, body, actor, deps, note }) => {
  note({ subject: scope.connection.name, details: { reason: body.reason } })
  await scope.store.connections.pause(scope.connection.id, `${body.reason} (${actor.name})`, 'person')
  return view(scope, deps)
})

const resumeConnection = connectionRoute(resumeConnectionContract, async ({ scope, deps, note }) => {
  const { store, connection } = scope
  const before = await store.connections.get(connection.id)
  note({ subject: connection.name, details: { reason: before?.pausedReason ?? null } })
  // What waited is taken up at once, not with the next schedule.
  await withJob(
    scope,
    { job: 'poll-connections', payload: {} },
    (tx) => tx.connections.resume(connection.id),
    () => before?.state === 'paused',
  )
  return view(scope, deps)
})

export const CONNECTION_ROUTES: readonly ApiRoute[] = [
  readConnection,
  pauseConnection,
  resumeConnection,
  readAccounts,
  testAccounts,
]

async function view(scope: Scope, deps: ApiDeps): Promise<ConnectionView> {
  const { store, clock, config } = scope
  const { id } = scope.connection
  const [stored, hubspot, salesforce] = await Promise.all([
    store.connections.get(id),
    store.budget.read(id, 'hubspot', clock.now()),
    store.budget.read(id, 'salesforce', clock.now()),
  ])
  const connection = stored ?? scope.connection
  const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1000))
  return {
    id,
    name: connection.name,
    portalId: connection.portalId,
    orgId: connection.orgId,
    currency: connection.currency,
    timeZone: connection.orgTimeZone,
    state: connection.state,
    pausedReason: connection.pausedReason,
    goLiveAt: toInstantText(config.goLiveAt),
    configVersion: scope.configVersion,
    pollSeconds: { hubspot: seconds(hubspot.pollMs), salesforce: seconds(salesforce.pollMs) },
    polledAt: {
      hubspot: toInstantTextOrNull(hubspot.polledAt),
      salesforce: toInstantTextOrNull(salesforce.polledAt),
    },
    webhooks: deps.listening.webhooks,
    salesforceEvents: deps.listening.salesforceEvents,
  }
}
