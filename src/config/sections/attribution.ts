import * as z from 'zod'
import { CHEAP_BUT_BARREN_MIN_LEADS } from '#domain/attribution/cheap-but-barren.ts'
import { COST_SOURCES } from '#domain/attribution/cost-line.ts'

const share = z.number().min(0).max(1000).default(0)
const fieldName = z.string().regex(/^\w+$/)

/** Shares of a model of one's own; their sum need not be anything, only their proportion counts. */
const customWeights = z
  .strictObject({ first: share, leadCreation: share, opportunityCreation: share, close: share, others: share })
  .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'give at least one share that is above 0')

const rate = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'write the ISO code in capitals, e.g. EUR'),
  from: z.iso.date(),
  rate: z.string().regex(/^\d+(\.\d+)?$/, 'write a plain decimal in quotes, e.g. "1.0832"'),
})

/** Which models are computed, from which touches and costs, and where the figures are written. */
export const attribution = z
  .strictObject({
    models: z.array(z.string().min(1)).min(1).default(['first_touch', 'last_touch', 'linear']),
    defaultModel: z.string().min(1).default('linear'),
    lookbackDays: z.int().positive().nullable().default(null),
    middle: z.enum(['all', 'between_milestones']).default('all'),
    customModels: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), customWeights).default({}),
    touches: z
      .strictObject({
        excludeChannels: z.array(z.string().min(1)).default([]),
        history: z.boolean().default(true),
        campaignMembers: z.boolean().default(true),
      })
      .prefault({}),
    costs: z
      .strictObject({
        sources: z.array(z.enum(COST_SOURCES)).min(1).default(['import', 'hubspot', 'salesforce']),
      })
      .prefault({}),
    rates: z
      .array(rate)
      .refine(
        (rates) => new Set(rates.map(({ currency, from }) => `${currency} ${from}`)).size === rates.length,
        'two rows give a rate for one currency from one day: leave one of them',
      )
      .default([]),
    refunds: z
      .strictObject({
        opportunityField: fieldName.nullable().default(null),
        amountField: fieldName.nullable().default(null),
        dateField: fieldName.nullable().default(null),
      })
      .prefault({}),
    segmentProperty: z.string().min(1).nullable().default(null),
    comparison: z
      .strictObject({
        by: z.enum(['channel', 'all']).default('channel'),
        minLeads: z.int().positive().default(CHEAP_BUT_BARREN_MIN_LEADS),
        matureAfterDays: z.int().nonnegative().default(90),
      })
      .prefault({}),
    payback: z
      .strictObject({ monthlyRevenueField: fieldName, grossMarginPercent: z.number().min(0).max(100) })
      .nullable()
      .default(null),
    writeBack: z
      .strictObject({ campaigns: z.enum(['auto', 'properties', 'object', 'off']).default('auto') })
      .prefault({}),
  })
  .prefault({})
