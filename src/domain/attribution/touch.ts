import type { Instant } from '../instant.ts'
import { DAY_MS } from '../time.ts'

/** One interaction of a contact with marketing or sales. */
export interface Touch {
  /** Unique among the touches of a deal; of several at one instant the smaller id, by code unit, is the earlier. */
  readonly id: string
  readonly contactId: string
  readonly at: Instant
  readonly channel: string
  /** Absent: belongs to no campaign. */
  readonly campaign?: string | undefined
}

/** A person on a deal. */
export interface DealContact {
  readonly id: string
  /** When the person first became a lead or contact; the lead's date survives its conversion. null or absent: unknown. */
  readonly leadCreatedAt?: Instant | null | undefined
}

/** A won deal, or a refund of one (negative amount, otherwise the same facts). */
export interface Deal {
  readonly id: string
  /** Integer minor units: a bigint, a safe integer, or the decimal string of the JSON form. */
  readonly amountMinor: bigint | number | string
  /** ISO 4217; amounts of several currencies are converted before, per deal, never per touch. */
  readonly currency: string
  readonly createdAt: Instant
  readonly closedAt: Instant
  readonly contacts: readonly DealContact[]
  readonly touches: readonly Touch[]
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The contact decides only between two sights of one interaction. */
const inOrder = (a: Touch, b: Touch): number =>
  a.at - b.at || byCodeUnit(a.id, b.id) || byCodeUnit(a.contactId, b.contactId)

/**
 * The touches that can have led to a deal: of its contacts, not after the close and, with a lookback, not before
 * `closedAt - lookbackDays` of 24 h; both ends are in. Ordered by (instant, id) whatever the order given; a touch id that
 * occurs twice (an interaction seen through two merged contacts) counts once, at its earliest instant, of one instant for the
 * contact whose id is smaller.
 */
export function eligibleTouches(deal: Deal, lookbackDays?: number): Touch[] {
  const contacts = new Set(deal.contacts.map((contact) => contact.id))
  const earliest = lookbackDays === undefined ? -Infinity : deal.closedAt - lookbackDays * DAY_MS
  const eligible = deal.touches.filter(
    ({ contactId, at }) => at >= earliest && at <= deal.closedAt && contacts.has(contactId),
  )
  eligible.sort(inOrder)
  const seen = new Set<string>()
  for (const { id } of eligible) seen.add(id)
  if (seen.size === eligible.length) return eligible
  seen.clear()
  return eligible.filter(({ id }) => !seen.has(id) && seen.add(id))
}
