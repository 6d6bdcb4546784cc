import * as z from 'zod'
import { COST_SORTS, COST_SOURCES } from '#domain/attribution/cost-line.ts'
import { NOTATIONS } from '#domain/attribution/spend-file/amount.ts'
import { DAY_ORDERS } from '#domain/attribution/spend-file/days.ts'
import { TOUCH_SORTS } from '#ports/store/touches.ts'
import { connectionContract } from './contract.ts'
import { CSV, NO_PAGES } from './csv.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, currencyCode, instant, minorUnits, orgDay } from './primitives.ts'

export { COST_SORTS, TOUCH_SORTS }

export const costsQuery = z.strictObject({
  campaign: z.string().max(500).optional().meta({ description: 'Part of a name, whatever its case' }),
  source: z.enum(COST_SOURCES).optional(),
  counts: z.enum(['yes', 'no']).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  ...sortQuery(COST_SORTS, '`counted`: what counts of it, in the connection’s currency. Without a campaign: last.'),
  ...pagingQuery,
})

const line = z.strictObject({
  key: z.string(),
  campaign: z.string().nullable(),
  channel: z.string().nullable(),
  source: z.enum(COST_SOURCES),
  from: z.iso.date(),
  to: z.iso.date(),
  amountMinor: minorUnits.meta({ description: 'As it was billed, in `currency`' }),
  currency: z.string(),
  countedMinor: minorUnits.meta({ description: 'What counts of it, in the connection’s currency' }),
  rate: z.string().nullable(),
  counts: z.enum(['all', 'part', 'no']),
  why: z.string().nullable().meta({ description: 'Why it does not count, or not all of it' }),
  version: count,
  recordedAt: instant,
  note: z.string(),
})
export type CostLineItem = z.infer<typeof line>

export const listCostsContract = connectionContract({
  name: 'listCosts',
  method: 'GET',
  path: '/costs',
  access: 'read',
  tag: 'Attribution',
  summary: 'What campaigns cost: which lines count, which do not and why; newest first',
  query: costsQuery,
  reply: pageOf(line)
    .extend({ currency: currencyCode, countedMinor: minorUnits.meta({ description: 'Of all that fit' }) })
    .meta({ id: 'Costs' }),
})

export const downloadCostsContract = connectionContract({
  name: 'downloadCosts',
  method: 'GET',
  path: '/costs.csv',
  access: 'read',
  tag: 'Attribution',
  summary: 'Cost lines as CSV',
  query: costsQuery.omit(NO_PAGES),
  ...CSV,
})

/** A file as it is, whatever its encoding. */
export const fileBody = {
  fileName: z.string().min(1).max(200),
  contentBase64: z.base64().max(14_000_000).meta({ description: 'The bytes of the file, at most 10 MB' }),
  mode: z.enum(['preview', 'save']).meta({ description: 'preview: tells what would become of it and writes nothing' }),
}

/** A row that was not taken. */
const rejected = z.strictObject({ line: count, reason: z.string(), remedy: z.string() })
/** Rows of a kind that are listed; `more` counts the others. */
export const LISTED_ROWS = 200

const effect = z
  .strictObject({
    currency: currencyCode,
    beforeMinor: minorUnits,
    afterMinor: minorUnits,
    displaced: z.array(
      z.strictObject({ source: z.enum(COST_SOURCES), lines: count, days: count, amountMinor: minorUnits }),
    ),
    campaigns: z
      .array(z.strictObject({ campaign: z.string().nullable(), beforeMinor: minorUnits, afterMinor: minorUnits }))
      .meta({ description: 'Those whose spend changes, the largest change first' }),
    changedCampaigns: count,
  })
  .meta({
    description: 'What counts as spent over all days without the file and with it, and what it takes the place of',
  })

export const costsImportReply = z
  .strictObject({
    saved: z.boolean(),
    fileName: z.string(),
    rows: count,
    accepted: count.meta({ description: 'Days and months that were not known before' }),
    unchanged: count,
    corrected: z.array(
      z.strictObject({
        line: count,
        campaign: z.string().nullable(),
        from: z.iso.date(),
        to: z.iso.date(),
        currency: z.string(),
        wasMinor: minorUnits,
        isMinor: minorUnits,
      }),
    ),
    rejected: z.array(rejected),
    repeated: z.array(z.strictObject({ line: count, of: count })),
    totalsRows: count,
    blankRows: count,
    counts: z.strictObject({
      corrected: count,
      rejected: count,
      repeated: count,
      negative: count,
      unknownCampaigns: count,
    }),
    negative: z
      .array(
        z.strictObject({
          line: count,
          campaign: z.string().nullable(),
          from: z.iso.date(),
          to: z.iso.date(),
          currency: z.string(),
          amountMinor: minorUnits,
        }),
      )
      .meta({ description: 'Rows that are taken and lower what was spent: credit notes and corrections' }),
    unknownCampaigns: z
      .array(
        z.strictObject({
          campaign: z.string(),
          rows: count,
          nearest: z.string().nullable(),
          importedBefore: z.boolean().meta({ description: 'An earlier file had this name as well' }),
        }),
      )
      .meta({ description: 'Names that neither CRM nor any touch has: their costs meet no lead' }),
    effect: effect.nullable(),
    withoutRate: z
      .array(z.string())
      .meta({ description: 'Currencies of rows for which there is no rate: they count for nothing yet' }),
    sums: z.array(
      z.strictObject({ campaign: z.string().nullable(), currency: z.string(), rows: count, amountMinor: minorUnits }),
    ),
  })
  .meta({ id: 'CostsImport' })
export type CostsImportReply = z.infer<typeof costsImportReply>

export const importCostsContract = connectionContract({
  name: 'importCosts',
  method: 'POST',
  path: '/costs/import',
  access: 'import',
  tag: 'Attribution',
  summary: 'Daily or monthly spend from a CSV file, or what would become of it',
  body: z.strictObject({
    ...fileBody,
    currency: currencyCode.optional().meta({ description: 'Of amounts that name none; absent: the connection’s' }),
    decimal: z.enum(['auto', ...NOTATIONS]).default('auto'),
    dates: z.enum(['auto', ...DAY_ORDERS]).default('auto'),
  }),
  reply: costsImportReply,
  audit: 'costs.import',
})

const personTouch = z.strictObject({
  id: z.string(),
  at: instant,
  on: orgDay,
  dayOnly: z.boolean().meta({ description: 'Nothing finer than the day is known' }),
  channel: z.string(),
  campaign: z.string().nullable(),
  detail: z.string().nullable(),
  origin: z.string(),
  verdict: z.enum(['counts', 'same', 'excluded']),
  evidence: z.array(z.strictObject({ origin: z.string(), source: z.string(), record: z.string(), says: z.string() })),
})

const touchesReply = z
  .strictObject({
    people: z.array(
      z.strictObject({
        link: z.string(),
        name: z.string().nullable(),
        leadSince: instant.nullable(),
        touches: z.array(personTouch),
      }),
    ),
    waiting: count.meta({ description: 'Imported rows that wait for somebody with that address' }),
  })
  .meta({ id: 'TouchesOfPerson' })
export type TouchesReply = z.infer<typeof touchesReply>

export const listTouchesContract = connectionContract({
  name: 'listTouches',
  method: 'GET',
  path: '/touches',
  access: 'read',
  tag: 'Attribution',
  summary: 'The touches of a person, what tells of each, and which count',
  query: z.strictObject({
    who: z.string().min(1).max(320).meta({ description: 'E-mail, HubSpot id or Salesforce id' }),
  }),
  reply: touchesReply,
})

const newTouch = z.strictObject({
  ...personTouch.shape,
  link: z.string(),
  person: z.string().nullable().meta({ description: 'Name, else e-mail; null: not kept' }),
})
export type NewTouchItem = z.infer<typeof newTouch>

export const listNewestTouchesContract = connectionContract({
  name: 'listNewestTouches',
  method: 'GET',
  path: '/touches/newest',
  access: 'read',
  tag: 'Attribution',
  summary: 'The touches of everybody, newest first',
  query: z.strictObject({ ...sortQuery(TOUCH_SORTS), ...pagingQuery }),
  reply: pageOf(newTouch).meta({ id: 'NewestTouches' }),
})

const touchesImportReply = z
  .strictObject({
    saved: z.boolean(),
    fileName: z.string(),
    rows: count,
    accepted: count,
    unchanged: count,
    joined: count.meta({ description: 'Rows of people who are known' }),
    waiting: count.meta({ description: 'Rows that wait for somebody with their address' }),
    people: count.meta({ description: 'People whose touches changed' }),
    rejected: z.array(rejected),
    repeated: z.array(z.strictObject({ line: count, of: count })),
    blankRows: count,
    counts: z.strictObject({ rejected: count, repeated: count }),
  })
  .meta({ id: 'TouchesImport' })
export type TouchesImportReply = z.infer<typeof touchesImportReply>

export const importTouchesContract = connectionContract({
  name: 'importTouches',
  method: 'POST',
  path: '/touches/import',
  access: 'import',
  tag: 'Attribution',
  summary: 'Touches from a CSV file, or what would become of it',
  body: z.strictObject({
    ...fileBody,
    zone: z.string().max(100).optional().meta({ description: 'Of times that name none; absent: the org’s' }),
    dates: z.enum(['auto', ...DAY_ORDERS]).default('auto'),
  }),
  reply: touchesImportReply,
  audit: 'touches.import',
})
