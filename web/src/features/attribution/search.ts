import * as z from 'zod'
import { GRAINS } from '#domain/attribution/buckets.ts'
import { DEAL_SORTS, DEAL_STATES } from '#domain/attribution/deal-state.ts'
import { DIRECTIONS } from '#domain/order.ts'
import { DIMENSIONS, VIEWS } from '#domain/attribution/metrics.ts'
import { REPORT_SORTS } from '#http/contract/attribution.ts'
import { sortSearch } from '../../components/sorting.ts'
import { periodSearch } from './periods.ts'

const text = z.coerce.string().max(500).optional().catch(undefined)

/** What all pages of attribution keep when one goes from one to another. */
export const figuresSearch = {
  ...periodSearch,
  model: text,
  view: z.enum(VIEWS).catch('period').default('period'),
}

export const reportSearch = z.object({
  ...figuresSearch,
  compare: text,
  by: z.enum(DIMENSIONS).catch('campaign').default('campaign'),
  sort: z.enum(REPORT_SORTS).catch('revenue').default('revenue'),
  direction: z.enum(['asc', 'desc']).catch('desc').default('desc'),
  grain: z.enum(GRAINS).catch('month').default('month'),
})

export const campaignSearch = z.object({
  ...figuresSearch,
  compare: text,
  of: text,
  grain: z.enum(GRAINS).catch('month').default('month'),
  state: z.enum(DEAL_STATES).optional().catch(undefined),
  ...sortSearch(DEAL_SORTS),
  /** Way of the list of leads, which stands beside that of the deals. */
  leads: z.enum(DIRECTIONS).optional().catch(undefined),
})

export const dealSearch = z.object({ model: text, compare: text })
