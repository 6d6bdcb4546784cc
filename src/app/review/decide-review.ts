import { UsageError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Clock } from '#ports/clock.ts'
import type { Review } from '#ports/store/reviews.ts'
import type { Store } from '#ports/store.ts'
import { CONTACTS } from '../scope.ts'
import { CLOSED_BY_ACCEPTANCE, isClosedByAcceptance } from './closed-by-acceptance.ts'
import { heldPair, isJoined } from './held-pair.ts'
import type { HeldPair } from './held-pair.ts'

/** What a decision does, for people. */
export interface Decision {
  readonly review: Review
  /** A record that Tandem made or linked before and leaves as it is: to be merged by hand in Salesforce. */
  readonly leftBehind: { readonly object: string; readonly id: string } | null
}

/**
 * Remembers what a person decided about a pair, and has the contact looked at again: the worker carries it out. Accepting one pair
 * closes the other open ones of the contact, and taking the acceptance back before it was carried out opens them again: nobody
 * decided about them. Repeating a decision changes nothing.
 * @throws UsageError for an unknown pair, a record that belongs to another contact, and a rejection of what is joined already.
 */
export async function decideReview(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  id: string,
  decision: { readonly state: 'accepted' | 'rejected'; readonly by: string },
): Promise<Decision> {
  const { store, clock } = deps
  const at = clock.now()
  return store.transaction(async (tx) => {
    const held = await heldPair(tx, connection, id)
    if (held === null) throw new UsageError(`there is no match ${id}: tandem matches list shows the open ones`)
    const { review, siblings } = held
    const isSaidAlready = review.state === decision.state && !isClosedByAcceptance(review)
    if (isSaidAlready) return { review, leftBehind: await leftBehind(tx, connection, review) }
    assertPossible(held, decision.state)
    await tx.reviews.decide(connection, [id], { ...decision, at })
    await settleSiblings(tx, connection, { review, siblings }, { state: decision.state, at })
    await tx.inbox.add(connection, CONTACTS, [review.hubspotId], `match ${decision.state}`, at)
    const decided: Review = { ...review, state: decision.state, decidedBy: decision.by, decidedAt: at }
    return { review: decided, leftBehind: await leftBehind(tx, connection, decided) }
  })
}

function assertPossible(held: HeldPair, state: 'accepted' | 'rejected'): void {
  const { review, owner } = held
  if (state === 'rejected' && isJoined(held))
    throw new UsageError(`the two of match ${review.id} are joined already: that cannot be taken back here`)
  if (state === 'accepted' && owner?.state === 'active' && owner.hubspotId !== review.hubspotId)
    throw new UsageError(
      `${review.salesforceObject} ${review.salesforceId} belongs to HubSpot contact ${owner.hubspotId ?? ''}: merge the two contacts in HubSpot instead`,
    )
}

/** One record can be the contact's: an acceptance closes the other pairs, and taking it back opens those that it closed. */
async function settleSiblings(
  tx: Store,
  connection: ConnectionId,
  { review, siblings }: Pick<HeldPair, 'review' | 'siblings'>,
  { state, at }: { readonly state: 'accepted' | 'rejected'; readonly at: Instant },
): Promise<void> {
  const idsOf = (pairs: readonly Review[]): readonly string[] => pairs.map((one) => one.id)
  if (state === 'accepted') {
    const others = siblings.filter((one) => one.state !== 'rejected' && one.appliedAt === null)
    await tx.reviews.decide(connection, idsOf(others), { state: 'rejected', by: CLOSED_BY_ACCEPTANCE, at })
  } else if (review.state === 'accepted')
    await tx.reviews.decide(connection, idsOf(siblings.filter(isClosedByAcceptance)), { state: 'open', by: null, at })
}

async function leftBehind(store: Store, connection: ConnectionId, review: Review): Promise<Decision['leftBehind']> {
  if (review.state !== 'accepted') return null
  const link = (await store.links.byHubspotIds(connection, 'person', [review.hubspotId])).get(review.hubspotId)
  if (link === undefined) return null
  if (link.salesforceId !== null && link.salesforceId !== review.salesforceId)
    return review.appliedAt === null ? { object: link.salesforceObject ?? 'Lead', id: link.salesforceId } : null
  const rows = await store.journal.ofLink(connection, link.id, 100)
  const moved = rows.find((row) => row.action === 'link' && row.changes.some(({ rule }) => rule === 'review'))
  const before = moved?.changes.find(({ field }) => field === 'Id')?.from ?? null
  return before === null ? null : { object: before.startsWith('003') ? 'Contact' : 'Lead', id: before }
}
