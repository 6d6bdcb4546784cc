import type { BackfillChoices, BackfillCounts } from '#domain/plan/backfill.ts'
import { addCounts, NO_COUNTS } from '#domain/plan/backfill.ts'
import { entryOf } from '#domain/lifecycle/selection.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { listMembersOf } from '../list-members.ts'
import { decideNewcomers } from '../people/decide-newcomers.ts'
import type { Scope } from '../scope.ts'
import { hauls } from './pages.ts'

/**
 * What a backfill would do, decided by the same rules, with reads alone: nothing is written anywhere, the database included.
 * Whoever is joined already counts as `unchanged`: whether values differ is not looked at.
 */
export async function foreseeBackfill(
  scope: Scope,
  choices: BackfillChoices,
  onProgress: (counts: BackfillCounts) => void,
): Promise<BackfillCounts> {
  let counts = NO_COUNTS
  for await (const { contacts, listed } of hauls(scope, null, choices.select)) {
    const passedBy = listed - contacts.length
    counts = addCounts(counts, await foresee(scope, contacts))
    counts = addCounts(counts, { ...NO_COUNTS, listed, skipped: passedBy === 0 ? {} : { 'not-selected': passedBy } })
    onProgress(counts)
  }
  return counts
}

async function foresee(scope: Scope, contacts: readonly RemoteRecord[]): Promise<BackfillCounts> {
  const ids = contacts.flatMap((contact) => [contact.id, ...contact.mergedIds])
  const links = await scope.store.links.byHubspotIds(scope.connection.id, 'person', ids)
  const isLinked = (contact: RemoteRecord): boolean => [contact.id, ...contact.mergedIds].some((id) => links.has(id))
  const strangers = contacts.filter((contact) => !isLinked(contact))
  const listsOf = await listMembersOf(
    scope,
    strangers.map(({ id }) => id),
  )
  const skipped: Record<string, number> = {}
  const skip = (why: string): void => {
    skipped[why] = (skipped[why] ?? 0) + 1
  }
  const entering = strangers.filter((contact) => {
    const entry = entryOf(contact.values, scope.config.selection, listsOf(contact.id))
    if (entry.kind === 'stays-out') skip(entry.why)
    return entry.kind === 'enters'
  })
  const sums = { created: 0, linked: 0, parked: 0 }
  const decided = await decideNewcomers(
    scope,
    entering.map((contact) => ({ contact, memberships: listsOf(contact.id) })),
  )
  for (const { decision, match, taken, held } of decided)
    if (decision.kind === 'ignore') skip(decision.why)
    else if (taken || held !== 'no' || decision.kind === 'review' || decision.kind === 'left-out') sums.parked += 1
    else if (match.kind === 'one') sums.linked += 1
    else sums.created += 1
  return { ...NO_COUNTS, ...sums, unchanged: contacts.length - strangers.length, skipped }
}
