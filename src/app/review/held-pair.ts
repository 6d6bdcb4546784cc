import type { Link } from '#domain/identity/link.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Review } from '#ports/store/reviews.ts'
import type { Store } from '#ports/store.ts'

export interface HeldPair {
  readonly review: Review
  /** Every other pair of the contact. */
  readonly siblings: readonly Review[]
  /** Whose the Salesforce record is, and be it by an id that a merge left behind; null: nobody's. */
  readonly owner: Link | null
}

/**
 * A pair as it is, in a transaction: all pairs of its contact are held, because a decision about one changes the others, and the
 * worker that carries it out holds the same ones. Who has them first decides; the other sees what became of it.
 * @returns null: there is no such pair.
 */
export async function heldPair(tx: Store, connection: ConnectionId, id: string): Promise<HeldPair | null> {
  const found = await tx.reviews.byId(connection, id)
  if (found === null) return null
  const all = (await tx.reviews.hold(connection, [found.hubspotId])).get(found.hubspotId) ?? []
  const review = all.find((one) => one.id === id)
  if (review === undefined) return null
  const { salesforceId } = review
  const owner = (await tx.links.bySalesforceIds(connection, 'person', [salesforceId])).get(salesforceId) ?? null
  return { review, siblings: all.filter((one) => one.id !== id), owner }
}

/** The two are one already. Since a merge a record may be known as the contact's that is not the one they are joined with. */
export const isJoined = ({ review, owner }: HeldPair): boolean =>
  review.appliedAt !== null ||
  (owner?.state === 'active' && owner.hubspotId === review.hubspotId && owner.salesforceId === review.salesforceId)
