import * as z from 'zod'
import { GRAINS } from '#domain/attribution/buckets.ts'
import { DIMENSIONS, VIEWS } from '#domain/attribution/metrics.ts'
import { connectionContract } from './contract.ts'
import { CSV } from './csv.ts'
import { count, currencyCode, instant, minorUnits } from './primitives.ts'

const localDay = z.iso
  .date()
  .meta({ description: 'Day in the time zone of the Salesforce org, included', examples: ['2026-03-01'] })
const modelName = z.string().min(1).max(100).meta({ description: 'One of `GET /attribution/models`' })
const ratio = z.number().nullable().meta({ description: '1.4 is 140 %; null where it cannot be told' })
const parts = z.number().min(0).meta({ description: 'Deals in parts, as the model shares them; up to six decimals' })

/** What is looked at: by which model, over which days. */
export const figuresQuery = {
  model: modelName.optional().meta({ description: 'absent: the default model' }),
  view: z.enum(VIEWS).default('period').meta({
    description: 'period: everything by its own date; cohort: the leads of the period, and what became of them since',
  }),
  from: localDay.optional(),
  to: localDay.optional(),
}

const model = z.strictObject({
  name: z.string(),
  title: z.string(),
  weights: z.string().meta({ description: 'How it shares a deal, in a sentence' }),
  kind: z.enum(['touches', 'paths']).meta({ description: 'paths: by channel alone' }),
})

const modelsReply = z
  .strictObject({
    defaultModel: z.string(),
    models: z.array(model),
    currency: currencyCode,
    timeZone: z.string(),
    today: z.iso.date().meta({ description: 'In that time zone' }),
    lookbackDays: count.nullable().meta({ description: 'Touches before the close that count; null: all' }),
    excludedChannels: z.array(z.string()).meta({ description: 'Channels whose touches never count' }),
    comparison: z.strictObject({ by: z.enum(['channel', 'all']), minLeads: count, matureAfterDays: count }),
  })
  .meta({ id: 'AttributionModels' })
export type AttributionModels = z.infer<typeof modelsReply>

export const listModelsContract = connectionContract({
  name: 'listAttributionModels',
  method: 'GET',
  path: '/attribution/models',
  access: 'read',
  tag: 'Attribution',
  summary: 'The attribution models that are computed, with their weights in words',
  reply: modelsReply,
})

export const REPORT_SORTS = [
  'name',
  'spend',
  'leads',
  'cpl',
  'sqls',
  'opportunities',
  'won',
  'revenue',
  'roas',
  'costPerWon',
  'difference',
] as const
export type ReportSort = (typeof REPORT_SORTS)[number]

export const reportQuery = z.strictObject({
  ...figuresQuery,
  by: z.enum(DIMENSIONS).default('campaign'),
  of: z.string().max(500).optional().meta({
    description: 'Name of one row: it alone is given, if it has anything, with its verdict among all of them',
  }),
  compare: modelName.optional().meta({ description: 'A second model beside it' }),
  sort: z.enum(REPORT_SORTS).default('revenue'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(2000)
    .default(500)
    .meta({ description: 'Rows at most; `rowsInAll` tells of more' }),
})

const figures = {
  spendMinor: minorUnits.nullable().meta({ description: 'null: nobody says what a source or a segment cost' }),
  leads: count,
  cplMinor: minorUnits.nullable().meta({ description: 'Spend per lead; null without leads' }),
  sqls: count,
  costPerSqlMinor: minorUnits.nullable(),
  opportunities: parts,
  costPerOpportunityMinor: minorUnits.nullable(),
  won: parts,
  lost: parts,
  open: parts,
  costPerWonMinor: minorUnits.nullable(),
  cacMinor: minorUnits.nullable(),
  winRate: ratio,
  revenueMinor: minorUnits,
  revenuePerLeadMinor: minorUnits.nullable(),
  roas: ratio,
  cycleDays: z.number().nullable().meta({ description: 'Mean days from creation to won' }),
  compare: z
    .strictObject({
      won: parts,
      revenueMinor: minorUnits,
      roas: ratio,
      differenceMinor: minorUnits.meta({ description: 'Revenue under the second model less that under the first' }),
    })
    .nullable(),
}

const reportRow = z.strictObject({
  name: z.string(),
  ...figures,
  mature: z.boolean().nullable().meta({ description: 'Whether its leads are old enough to be judged' }),
  verdict: z
    .enum(['cheap-but-barren', 'not-flagged', 'no-spend', 'few-leads', 'immature', 'few-alike'])
    .nullable()
    .meta({ description: 'null: only campaigns are compared' }),
  verdictWords: z.string().nullable(),
})

const sums = z.strictObject(figures)

/** Of which instant figures are. */
export const basis = z.strictObject({
  asOf: instant,
  changedSince: z.boolean().meta({ description: 'Something came in since; newer figures are being made' }),
})

const reportReply = z
  .strictObject({
    model,
    compare: model.nullable(),
    by: z.enum(DIMENSIONS),
    view: z.enum(VIEWS),
    from: z.iso.date().nullable(),
    to: z.iso.date().nullable(),
    timeZone: z.string(),
    currency: currencyCode,
    basis,
    rows: z.array(reportRow),
    rowsInAll: count.meta({ description: 'Rows that fit, whatever `limit` is' }),
    unattributed: sums.meta({ description: 'What belongs to none' }),
    totals: sums.meta({ description: 'Of all rows and what belongs to none' }),
    addsUp: z.boolean().meta({ description: 'Whether rows make up what was counted without the models' }),
    pending: count.meta({ description: 'Deals whose shares are still to be computed' }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'AttributionReport' })
export type AttributionReportReply = z.infer<typeof reportReply>
export type AttributionRow = z.infer<typeof reportRow>
export type AttributionSums = z.infer<typeof sums>

export const readReportContract = connectionContract({
  name: 'readAttributionReport',
  method: 'GET',
  path: '/attribution/report',
  access: 'read',
  tag: 'Attribution',
  summary: 'What campaigns, channels, sources or segments cost and brought, under one model or two',
  query: reportQuery,
  reply: reportReply,
})

export const trendQuery = z.strictObject({
  ...figuresQuery,
  by: z.enum(DIMENSIONS).default('campaign'),
  of: z.string().max(500).optional().meta({ description: 'Name of one row; absent: of everything' }),
  grain: z.enum(GRAINS).default('month'),
})

const point = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date().meta({ description: 'Included' }),
  spendMinor: minorUnits.nullable(),
  leads: count,
  won: parts,
  revenueMinor: minorUnits,
})

const trendReply = z
  .strictObject({
    model: z.string(),
    grain: z.enum(GRAINS),
    currency: currencyCode,
    basis,
    points: z.array(point).meta({ description: 'Oldest first, without gaps' }),
  })
  .meta({ id: 'AttributionTrend' })
export type AttributionTrendReply = z.infer<typeof trendReply>
export type TrendPoint = z.infer<typeof point>

export const readTrendContract = connectionContract({
  name: 'readAttributionTrend',
  method: 'GET',
  path: '/attribution/trend',
  access: 'read',
  tag: 'Attribution',
  summary: 'Spend, leads and revenue by day, week or month',
  query: trendQuery,
  reply: trendReply,
})

const reconcileReply = z
  .strictObject({
    addsUp: z.boolean(),
    currency: currencyCode,
    revenueMinor: minorUnits.meta({ description: 'Of all outcomes' }),
    opportunityMinor: minorUnits.meta({ description: 'Of the deals as they stand' }),
    won: count,
    pending: count,
    differing: z.array(z.string()).meta({ description: 'Deals whose outcomes say another amount than they do' }),
    models: z.array(
      z.strictObject({
        model: z.string(),
        title: z.string(),
        creditedMinor: minorUnits,
        unattributedMinor: minorUnits,
        differenceMinor: minorUnits,
        addsUp: z.boolean(),
        differing: z.array(z.string()),
      }),
    ),
    people: z
      .strictObject({
        checkedAt: instant,
        sent: count,
        received: count,
        listed: count,
        unexplained: count,
        addsUp: z.boolean(),
      })
      .nullable()
      .meta({ description: 'Who was sent to sales against who arrived; null before the first comparison' }),
  })
  .meta({ id: 'AttributionReconcile' })
export type ReconcileReply = z.infer<typeof reconcileReply>

export const readReconcileContract = connectionContract({
  name: 'reconcileAttribution',
  method: 'GET',
  path: '/attribution/reconcile',
  access: 'read',
  tag: 'Attribution',
  summary: 'Do the shares of every deal make up its revenue, under every model, deal by deal',
  description: 'Looks at every deal: with many it takes seconds.',
  reply: reconcileReply,
})

export const downloadReportContract = connectionContract({
  name: 'downloadAttributionReport',
  method: 'GET',
  path: '/attribution/report.csv',
  access: 'read',
  tag: 'Attribution',
  summary: 'The report as CSV; names that a spreadsheet would compute are marked as text',
  query: reportQuery,
  ...CSV,
})

export const downloadTrendContract = connectionContract({
  name: 'downloadAttributionTrend',
  method: 'GET',
  path: '/attribution/trend.csv',
  access: 'read',
  tag: 'Attribution',
  summary: 'The trend as CSV',
  query: trendQuery,
  ...CSV,
})
