import type { CampaignRow } from '../types.ts'
import type { Choices } from './dice.ts'

const DAY = 86_400_000

/**
 * What a campaign brings. The eight are set so that cost per lead and revenue tell different stories: the tablet raffle
 * has by far the cheapest leads and next to no deals, the roundtables the dearest leads and the largest deals.
 */
export interface CampaignPlan {
  readonly name: string
  readonly channel: string
  /** People who reach MQL through it in the whole period. */
  readonly people: number
  /** Major units. */
  readonly spend: string
  /** Share of its people who buy, and who do not buy in the end; the rest stays open. */
  readonly wins: number
  readonly losses: number
  /** Factor on the price of what they buy. */
  readonly dealSize: number
  /** Days before the anchor day. */
  readonly startedDaysAgo: number
}

const plan = (
  name: string,
  channel: string,
  people: number,
  spend: string,
  [wins, losses, dealSize]: readonly [number, number, number],
  startedDaysAgo: number,
): CampaignPlan => ({ name, channel, people, spend, wins, losses, dealSize, startedDaysAgo })

export const CAMPAIGN_PLANS: Choices<CampaignPlan> = [
  plan('Social: win a tablet', 'PAID_SOCIAL', 260, '9630.40', [0.012, 0.74, 0.25], 120),
  plan('Search: brand', 'PAID_SEARCH', 120, '20569.50', [0.3, 0.42, 1], 130),
  plan('Search: category', 'PAID_SEARCH', 160, '47820.80', [0.19, 0.5, 1], 130),
  plan('Executive roundtables', 'OFFLINE', 60, '79200.00', [0.55, 0.25, 4.6], 125),
  plan('Partner webinars', 'REFERRALS', 130, '24960.00', [0.26, 0.44, 1.2], 125),
  plan('Newsletter: the weekly brief', 'EMAIL_MARKETING', 150, '11881.15', [0.14, 0.5, 0.7], 160),
  plan('Buying guide 2.0', 'ORGANIC_SEARCH', 140, '16100.00', [0.22, 0.46, 0.95], 140),
  plan('Retargeting: pricing page', 'PAID_SOCIAL', 80, '18240.70', [0.16, 0.5, 1], 122),
]

export function toCampaignRow(campaign: CampaignPlan, dayStart: number): CampaignRow {
  return {
    name: campaign.name,
    channel: campaign.channel,
    currency: 'USD',
    spend: campaign.spend,
    startOn: new Date(dayStart - campaign.startedDaysAgo * DAY).toISOString().slice(0, 10),
    endOn: null,
  }
}
