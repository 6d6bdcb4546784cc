import type { LinkId } from '#domain/ids.ts'
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

/** Accounts of these people: a deleted opportunity does not tell its own any more. */
export async function accountsOfPeople(scope: Scope, people: readonly LinkId[]): Promise<readonly string[]> {
  if (people.length === 0 || !scope.config.pairs['company-account'].enabled) return []
  const links = await scope.store.links.byIds(scope.connection.id, [...new Set(people)])
  const ids = [...links.values()].flatMap((link) =>
    link.salesforceObject === 'Contact' ? (link.salesforceId ?? []) : [],
  )
  if (ids.length === 0) return []
  const found = await scope.salesforce.related({ from: 'Contact', ids, to: 'Account' })
  return found.flatMap(({ related }) => related)
}
