import type { Store } from '#ports/store.ts'
import { ACCOUNTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { OUTCOME_CHANGED } from './company.ts'

/**
 * Has linked accounts looked at again whose opportunities changed, so that their companies are told. Other accounts are left alone.
 * Call in the transaction that remembers the opportunities.
 */
export async function tellCompanies(scope: Scope, tx: Store, accountIds: readonly (string | null)[]): Promise<void> {
  if (!scope.config.pairs['company-account'].enabled) return
  const ids = [...new Set(accountIds.flatMap((id) => id ?? []))]
  if (ids.length === 0) return
  const links = await tx.links.bySalesforceIds(scope.connection.id, 'company', ids)
  const linked = [...links.values()].flatMap((link) => (link.state === 'active' ? (link.salesforceId ?? []) : []))
  await tx.inbox.add(scope.connection.id, ACCOUNTS, linked, OUTCOME_CHANGED, scope.clock.now())
}
