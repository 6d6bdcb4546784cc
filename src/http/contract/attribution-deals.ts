import * as z from 'zod'
import { DEAL_LIST_SORTS, DEAL_SORTS, DEAL_STATES } from '#domain/attribution/deal-state.ts'
import { CAMPAIGN_LEAD_SORTS } from '#ports/store/attribution-drill.ts'
import { figuresQuery } from './attribution.ts'
import { connectionContract } from './contract.ts'
import { CSV, NO_PAGES } from './csv.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, currencyCode, instant, minorUnits, orgDay } from './primitives.ts'

export { CAMPAIGN_LEAD_SORTS, DEAL_LIST_SORTS, DEAL_SORTS }

const state = z.enum(DEAL_STATES)
const closeDay = orgDay.nullable().meta({
  description: 'Salesforce’s close date, a day without a time, which is counted in the org’s zone; null: it is open',
})
const LAST = 'Without an amount, or not closed: last.'

const deal = {
  id: z.string().meta({ description: 'Salesforce opportunity id' }),
  name: z.string(),
  stage: z.string(),
  state,
  amountMinor: minorUnits.nullable().meta({ description: 'null: none is known' }),
  createdAt: instant,
  closedOn: closeDay,
}

const ofCampaign = {
  campaign: z.string().max(500).optional().meta({ description: 'absent: what belongs to no campaign' }),
}

export const campaignDealsQuery = z.strictObject({
  ...figuresQuery,
  ...ofCampaign,
  state: state.optional(),
  ...sortQuery(DEAL_SORTS, LAST),
  ...pagingQuery,
})

const creditedDeal = z.strictObject({
  ...deal,
  creditedMinor: minorUnits.meta({ description: 'What the campaign earned of it, by the model, in the period' }),
  share: z.number().meta({ description: 'Its part of the deal as it stands: 0.4 is 40 %' }),
  touches: count.meta({ description: 'Touches of the campaign that earned a part' }),
})
export type CreditedDealItem = z.infer<typeof creditedDeal>

const money = {
  currency: currencyCode,
  creditedMinor: minorUnits.meta({ description: 'Of all that fit, not of this page alone' }),
}

export const listCampaignDealsContract = connectionContract({
  name: 'listCampaignDeals',
  method: 'GET',
  path: '/attribution/campaign-deals',
  access: 'read',
  tag: 'Attribution',
  summary: 'The deals in which a campaign has a part, with its share of each; they add up to its revenue',
  query: campaignDealsQuery,
  reply: pageOf(creditedDeal).extend(money).meta({ id: 'CampaignDeals' }),
})

export const campaignLeadsQuery = z.strictObject({
  ...ofCampaign,
  from: figuresQuery.from,
  to: figuresQuery.to,
  ...sortQuery(CAMPAIGN_LEAD_SORTS),
  ...pagingQuery,
})

const lead = z.strictObject({
  link: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  company: z.string().nullable(),
  qualifiedAt: instant,
  contract: z.string(),
  state: z.string(),
  salesQualifiedAt: instant.nullable(),
})
export type CampaignLeadItem = z.infer<typeof lead>

export const listCampaignLeadsContract = connectionContract({
  name: 'listCampaignLeads',
  method: 'GET',
  path: '/attribution/campaign-leads',
  access: 'read',
  tag: 'Attribution',
  summary: 'The leads of a campaign, each person once, newest first',
  query: campaignLeadsQuery,
  reply: pageOf(lead).meta({ id: 'CampaignLeads' }),
})

export const searchDealsQuery = z.strictObject({
  text: z.string().max(200).default('').meta({ description: 'Part of a name, or a Salesforce or HubSpot id' }),
  state: state.optional(),
  ...sortQuery(DEAL_LIST_SORTS, LAST),
  ...pagingQuery,
})

const listedDeal = z.strictObject(deal)
export type ListedDealItem = z.infer<typeof listedDeal>

export const searchDealsContract = connectionContract({
  name: 'searchDeals',
  method: 'GET',
  path: '/attribution/deals',
  access: 'read',
  tag: 'Attribution',
  summary: 'Deals by name or id, the one made last first',
  query: searchDealsQuery,
  reply: z
    .strictObject({
      items: z.array(listedDeal),
      nextCursor: z.string().nullable(),
      total: count,
      currency: currencyCode,
    })
    .meta({ id: 'Deals' }),
})

const whole = z.string().regex(/^-?\d+$/)

const touch = z.strictObject({
  id: z.string(),
  link: z.string(),
  person: z.string().nullable(),
  at: instant,
  on: orgDay,
  dayOnly: z.boolean().meta({ description: 'Nothing finer than the day is known' }),
  channel: z.string(),
  campaign: z.string().nullable(),
  detail: z.string().nullable(),
  counts: z.boolean(),
  why: z.string().nullable().meta({ description: 'Why it does not count; null: it does' }),
  sameAs: z.string().nullable(),
  evidence: z.array(z.strictObject({ origin: z.string(), source: z.string(), record: z.string(), says: z.string() })),
})
export type DealTouch = z.infer<typeof touch>

const modelShares = z.strictObject({
  model: z.string(),
  title: z.string(),
  weights: z.string(),
  credits: z.array(
    z.strictObject({
      touchId: z.string(),
      amountMinor: minorUnits,
      percent: z.number(),
      numerator: whole,
      denominator: whole,
      extraMinor: minorUnits.meta({ description: 'The unit left over by rounding that went here' }),
      ifWonMinor: minorUnits.nullable().meta({
        description: 'What it would earn if the deal was won as it stands; null: it is not open, or has no amount',
      }),
    }),
  ),
  positions: z
    .strictObject({
      FT: z.string().nullable(),
      LC: z.string().nullable(),
      OC: z.string().nullable(),
      CW: z.string().nullable(),
    })
    .meta({ description: 'Touches that hold a position' }),
  unattributedMinor: minorUnits,
  totalMinor: minorUnits.meta({ description: 'Of the credits and what is unattributed: what the deal is worth now' }),
  isReported: z.boolean().meta({ description: 'false: reports show it in a moment' }),
})
export type DealModel = z.infer<typeof modelShares>

const dealReply = z
  .strictObject({
    ...deal,
    currency: currencyCode,
    worthMinor: minorUnits.meta({ description: 'Its amount less refunds while it is won, else 0' }),
    original: z
      .strictObject({
        amountMinor: minorUnits.nullable(),
        currency: z.string().nullable(),
        rate: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'As Salesforce has it, where that is another currency' }),
    lostReason: z.string().nullable(),
    refundOf: z.string().nullable(),
    refundedMinor: minorUnits.nullable(),
    refundedOn: orgDay.nullable(),
    refunds: z.array(z.strictObject({ id: z.string(), amountMinor: minorUnits.nullable(), closedOn: closeDay })),
    hubspotDealId: z.string().nullable(),
    foundBy: z.string().meta({ description: 'How the people behind it were found, in words' }),
    people: z.array(
      z.strictObject({
        link: z.string(),
        name: z.string().nullable(),
        email: z.string().nullable(),
        leadSince: instant.nullable(),
      }),
    ),
    entries: z.array(
      z.strictObject({
        entry: count,
        kind: z.string(),
        on: orgDay.meta({ description: 'The day on which it counts, of the org' }),
        recordedAt: instant,
        amountMinor: minorUnits,
        totalMinor: minorUnits,
        stage: z.string(),
      }),
    ),
    touches: z.array(touch).meta({ description: 'In order' }),
    models: z.array(modelShares),
    costs: z
      .array(z.strictObject({ campaign: z.string(), spendMinor: minorUnits, currency: currencyCode }))
      .meta({ description: 'What its campaigns cost up to its close' }),
  })
  .meta({ id: 'CreditedDeal' })
export type DealReply = z.infer<typeof dealReply>

export const readDealContract = connectionContract({
  name: 'readCreditedDeal',
  method: 'GET',
  path: '/attribution/deals/:deal',
  access: 'read',
  tag: 'Attribution',
  summary: 'Why the credit of one deal is what it is: people, touches, weights, cents',
  params: z.strictObject({ deal: z.string().min(1).max(200) }),
  reply: dealReply,
})

export const downloadCampaignDealsContract = connectionContract({
  name: 'downloadCampaignDeals',
  method: 'GET',
  path: '/attribution/campaign-deals.csv',
  access: 'read',
  tag: 'Attribution',
  summary: 'The deals of a campaign as CSV',
  query: campaignDealsQuery.omit(NO_PAGES),
  ...CSV,
})

export const downloadCampaignLeadsContract = connectionContract({
  name: 'downloadCampaignLeads',
  method: 'GET',
  path: '/attribution/campaign-leads.csv',
  access: 'read',
  tag: 'Attribution',
  summary: 'The leads of a campaign as CSV',
  query: campaignLeadsQuery.omit(NO_PAGES),
  ...CSV,
})

export const downloadDealContract = connectionContract({
  name: 'downloadDeal',
  method: 'GET',
  path: '/attribution/deals/:deal/touches.csv',
  access: 'read',
  tag: 'Attribution',
  summary: 'The touches of a deal as CSV, with the share of each under every model',
  params: z.strictObject({ deal: z.string().min(1).max(200) }),
  ...CSV,
})
