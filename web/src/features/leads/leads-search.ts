import * as z from 'zod'
import { URGENCIES } from '#domain/handoff/config.ts'
import { BOARD_SORTS, BOARD_VIEWS } from '#http/contract/leads.ts'
import { SLA_KEYS } from '#http/contract/lead-numbers.ts'
import { sortSearch } from '../../components/sorting.ts'

const word = z.string().min(1).max(200).optional().catch(undefined)

/** Everything that is chosen on the page, as it stands in the address. */
export const leadsSearch = z.object({
  tab: z.enum(['board', 'team', 'numbers']).default('board').catch('board'),
  /** Absent: mine where leads are mine, else everybody's. */
  whose: z.enum(['mine', 'all', 'queue']).optional().catch(undefined),
  view: z.enum(BOARD_VIEWS).default('todo').catch('todo'),
  urgency: z.enum(URGENCIES).optional().catch(undefined),
  rep: word,
  pool: word,
  policy: word,
  contract: word,
  campaign: word,
  text: word,
  /** Absent: as the view goes. */
  ...sortSearch(BOARD_SORTS),
  /** The lead whose drawer is open. */
  lead: word,
  by: z.enum(SLA_KEYS).default('rep').catch('rep'),
  from: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
})
export type LeadsSearch = z.output<typeof leadsSearch>
export type SetLeadsSearch = (patch: Partial<z.input<typeof leadsSearch>>, how?: 'push' | 'replace') => void

/** The filters of the list, without the view. */
export const filterOf = (search: LeadsSearch, whose: NonNullable<LeadsSearch['whose']>) => ({
  whose,
  urgency: search.urgency,
  rep: search.rep,
  pool: search.pool,
  policy: search.policy,
  contract: search.contract,
  campaign: search.campaign,
  text: search.text,
})
export type LeadFilter = ReturnType<typeof filterOf>

/** Whether leads may be left out by more than whose they are. */
export const isNarrowed = (search: LeadsSearch): boolean => {
  const { whose: _whose, ...filters } = filterOf(search, 'all')
  return Object.values(filters).some((one) => one !== undefined)
}

/** No filter at all. */
export const UNFILTERED = {
  text: undefined,
  urgency: undefined,
  rep: undefined,
  pool: undefined,
  policy: undefined,
  contract: undefined,
  campaign: undefined,
} as const satisfies { readonly [K in keyof LeadFilter as K extends 'whose' ? never : K]: undefined }
