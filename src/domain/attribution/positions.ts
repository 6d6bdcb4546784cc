import type { Deal, DealContact, Touch } from './touch.ts'

/** First touch, lead creation, opportunity (deal) creation, close. */
export const POSITION_NAMES = ['FT', 'LC', 'OC', 'CW'] as const
export type PositionName = (typeof POSITION_NAMES)[number]

/** Where a position stands in the ordered eligible touches; null: no touch holds it. One touch may hold several. */
export type Positions = Readonly<Record<PositionName, number | null>>

const orNull = (index: number): number | null => (index < 0 ? null : index)

/** The contact that became a lead first; of several at one instant the smallest id by code unit. */
function oldestLead(contacts: readonly DealContact[]): { readonly id: string; readonly at: number } | null {
  let oldest: { id: string; at: number } | null = null
  for (const { id, leadCreatedAt: at } of contacts) {
    if (at === null || at === undefined) continue
    if (oldest === null || at < oldest.at || (at === oldest.at && id < oldest.id)) oldest = { id, at }
  }
  return oldest
}

/**
 * FT: the first eligible touch. CW: the last. OC: the last at or before the creation of the deal, of any contact. LC: of the
 * contact that became a lead first, its last touch at or before that; absent when that contact has none, even if another has.
 *
 * @param touches the eligible touches in order (see `eligibleTouches`).
 */
export function positionsOf(deal: Deal, touches: readonly Touch[]): Positions {
  const lead = oldestLead(deal.contacts)
  return {
    FT: touches.length === 0 ? null : 0,
    LC: lead === null ? null : orNull(touches.findLastIndex((t) => t.contactId === lead.id && t.at <= lead.at)),
    OC: orNull(touches.findLastIndex((touch) => touch.at <= deal.createdAt)),
    CW: orNull(touches.length - 1),
  }
}
