import type { Sorts } from '../order.ts'

export const DEAL_STATES = ['won', 'lost', 'open', 'refund'] as const
/** `refund`: an opportunity of its own that takes another one's money back; it counts as revenue only. */
export type DealState = (typeof DEAL_STATES)[number]

/** Of the deals of a campaign. `credited`: what it earned of each. */
export const DEAL_SORTS = {
  credited: { direction: 'desc', keys: ['bigint', 'text'] },
  amount: { direction: 'desc', keys: ['bigint', 'text'] },
  closed: { direction: 'desc', keys: ['integer', 'text'] },
} as const satisfies Sorts

/** Of all deals. */
export const DEAL_LIST_SORTS = {
  created: { direction: 'desc', keys: ['integer', 'text'] },
  amount: { direction: 'desc', keys: ['bigint', 'text'] },
  closed: { direction: 'desc', keys: ['integer', 'text'] },
} as const satisfies Sorts

export const dealStateOf = (deal: {
  readonly isClosed: boolean
  readonly isWon: boolean
  readonly refundOf: string | null
}): DealState => (deal.refundOf !== null ? 'refund' : deal.isClosed ? (deal.isWon ? 'won' : 'lost') : 'open')
