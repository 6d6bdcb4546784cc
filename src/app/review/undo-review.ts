import { UsageError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { Review } from '#ports/store/reviews.ts'
import type { Store } from '#ports/store.ts'
import { CONTACTS } from '../scope.ts'
import { isClosedByAcceptance } from './closed-by-acceptance.ts'
import { heldPair, isJoined } from './held-pair.ts'

/**
 * Takes a decision about a pair back: it is open again, and so are the others that an acceptance had closed.
 * @throws UsageError for an unknown pair, and once the two are joined.
 */
export async function undoReview(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  id: string,
): Promise<Review> {
  const at = clock.now()
  return store.transaction(async (tx) => {
    const held = await heldPair(tx, connection, id)
    if (held === null) throw new UsageError(`there is no match ${id}`)
    const { review, siblings } = held
    if (review.state === 'open') return review
    if (review.state === 'accepted' && isJoined(held))
      throw new UsageError(`the two of match ${id} are joined already: that cannot be taken back here`)
    const reopened = review.state === 'accepted' ? siblings.filter(isClosedByAcceptance) : []
    const open = { state: 'open', by: null, at } as const
    await tx.reviews.decide(connection, [id, ...reopened.map((one) => one.id)], open)
    await tx.inbox.add(connection, CONTACTS, [review.hubspotId], 'match reopened', at)
    return { ...review, state: 'open', decidedBy: null, decidedAt: null }
  })
}
