import type { DEAL_LIST_SORTS, DEAL_SORTS, DealState } from '#domain/attribution/deal-state.ts'
import type { View } from '#domain/attribution/metrics.ts'
import type { Base } from '#domain/identity/link.ts'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'

/** By when each person qualified first. */
export const CAMPAIGN_LEAD_SORTS = {
  qualified: { direction: 'desc', keys: ['integer', 'text'] },
} as const satisfies Sorts

export interface CreditedDealsQuery extends Slice<typeof DEAL_SORTS> {
  readonly model: string
  /** null: what belongs to no campaign. */
  readonly campaign: string | null
  readonly view: View
  /** `from` is in, `until` is not; null: open at that end. */
  readonly from: Instant | null
  readonly until: Instant | null
  readonly state: DealState | null
}

export interface ListedDeal {
  readonly id: string
  readonly name: string
  readonly stage: string
  readonly state: DealState
  readonly amountMinor: bigint | null
  readonly createdAt: Instant
  readonly closedAt: Instant | null
}

export interface CreditedDeal extends ListedDeal {
  /** What the campaign earned of it in the period. */
  readonly creditedMinor: bigint
  /** The campaign's part of the deal as it stands, in millionths. */
  readonly shareMillionths: number
  /** The campaign's touches that earned a part. */
  readonly touches: number
}

/** A person's first handover. */
export interface CampaignLead {
  readonly handoffId: string
  readonly linkId: LinkId
  readonly qualifiedAt: Instant
  readonly contract: string
  readonly state: string
  readonly salesQualifiedAt: Instant | null
  /** Values of the person; null: nothing is kept of them any more. */
  readonly base: Base | null
}

export interface AttributionDrillStore {
  /** Deals in which a campaign has a part: their credited shares are its revenue. Largest share first, or as the slice says. */
  deals(
    connection: ConnectionId,
    query: CreditedDealsQuery,
  ): Promise<{ readonly rows: readonly Placed<CreditedDeal>[]; readonly total: number; readonly creditedMinor: bigint }>
  /** Newest first, or as the slice says; whoever was handed over again, or merged into another, is one lead. `total` is counted up to `countUpTo`. */
  leads(
    connection: ConnectionId,
    query: Slice<typeof CAMPAIGN_LEAD_SORTS> & {
      readonly campaign: string | null
      readonly from: Instant | null
      readonly until: Instant | null
      readonly countUpTo: number
    },
  ): Promise<{ readonly rows: readonly Placed<CampaignLead>[]; readonly total: number }>
  /**
   * Opportunities whose name holds the text, whatever its case; the one made last first, or as the slice says. Deals without an amount,
   * and those that are open, stand last where rows are sorted by it.
   */
  search(
    connection: ConnectionId,
    query: Slice<typeof DEAL_LIST_SORTS> & { readonly text: string; readonly state: DealState | null },
  ): Promise<readonly Placed<ListedDeal>[]>
  /** How many of them there are, counted up to `upTo`. */
  countFound(
    connection: ConnectionId,
    query: { readonly text: string; readonly state: DealState | null },
    upTo: number,
  ): Promise<number>
}
