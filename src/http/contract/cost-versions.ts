import * as z from 'zod'
import { COST_SOURCES } from '#domain/attribution/cost-line.ts'
import { COST_VERSION_SORTS } from '#ports/store/costs.ts'
import { connectionContract } from './contract.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant, minorUnits } from './primitives.ts'

const version = z.strictObject({
  key: z.string().meta({ description: 'Of the line, as GET /costs has it' }),
  campaign: z.string().nullable(),
  channel: z.string().nullable(),
  source: z.enum(COST_SOURCES),
  from: z.iso.date(),
  to: z.iso.date(),
  amountMinor: minorUnits.meta({ description: 'As it was billed, in `currency`' }),
  currency: z.string(),
  version: count,
  recordedAt: instant,
  supersededAt: instant.nullable().meta({ description: 'When it was corrected or removed; null: it stands' }),
  note: z.string(),
})
export type CostVersionItem = z.infer<typeof version>

export const listCostVersionsContract = connectionContract({
  name: 'listCostVersions',
  method: 'GET',
  path: '/costs/versions',
  access: 'read',
  tag: 'Attribution',
  summary: 'Every version of the cost lines of a campaign, also what was corrected or removed',
  query: z.strictObject({
    campaign: z.string().min(1).max(500).meta({ description: 'Its whole name, as GET /costs writes it' }),
    ...sortQuery(COST_VERSION_SORTS, '`line`: line by line, of each the oldest version first.'),
    ...pagingQuery,
  }),
  reply: pageOf(version),
})
