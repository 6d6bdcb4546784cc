import { lookAtAccounts, type AccountLook, type AccountLooks } from '#app/look-at-accounts.ts'
import { readBudget } from '#app/read-budget.ts'
import type { Scope } from '#app/scope.ts'
import type { Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import { readAccountsContract, testAccountsContract, type AccountView } from '../../contract/accounts.ts'
import { toInstantText, toInstantTextOrNull } from '../../present/instants.ts'
import { connectionRoute } from '../../route.ts'

export const readAccounts = connectionRoute(readAccountsContract, async ({ scope, now }) =>
  views(scope, await lookAtAccounts(scope, 'kept'), now),
)

export const testAccounts = connectionRoute(testAccountsContract, async ({ scope, now, note }) => {
  const looks = await lookAtAccounts(scope, 'fresh')
  note({
    subject: scope.connection.name,
    details: { hubspot: looks.hubspot.state, salesforce: looks.salesforce.state },
  })
  return views(scope, looks, now)
})

async function views(scope: Scope, looks: AccountLooks, now: Instant) {
  const [hubspot, salesforce] = await Promise.all([
    view(scope, 'hubspot', looks.hubspot, now),
    view(scope, 'salesforce', looks.salesforce, now),
  ])
  return { hubspot, salesforce }
}

async function view(scope: Scope, side: Side, look: AccountLook, now: Instant): Promise<AccountView> {
  const { store, connection, config } = scope
  const [budget, { trouble }] = await Promise.all([
    readBudget({ store, connection: connection.id, budget: config.budget, now }, side),
    store.budget.read(connection.id, side, now),
  ])
  const { credential, variable, address, apiVersion } = scope[side].way
  const access = look.state === 'works' ? look.access : null
  return {
    id: side === 'hubspot' ? connection.portalId : connection.orgId,
    address,
    apiVersion,
    credential: { kind: credential, variable },
    state: look.state,
    lookedAt: toInstantText(look.at),
    tookMs: Math.max(0, Math.round(look.tookMs)),
    problem: look.state === 'works' ? null : look.problem,
    name: access?.account.name ?? null,
    user: access?.user == null ? null : { ...access.user, permissionSets: [...access.user.permissionSets] },
    rights: (access?.rights ?? []).map((right) => ({
      ...right,
      needs: [...right.needs],
      missing: [...right.missing],
    })),
    clockAheadSeconds: access?.clockAheadMs == null ? null : Math.round(access.clockAheadMs / 1000),
    calls: {
      used: budget.usedByTandem,
      allowance: budget.allowance,
      limit: budget.limit,
      stoppedUntil: toInstantTextOrNull(budget.stoppedUntil),
    },
    polledAt: toInstantTextOrNull(budget.polledAt),
    lastError: trouble === null ? null : { ...trouble, at: toInstantText(trouble.at) },
  }
}
