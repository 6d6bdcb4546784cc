import * as z from 'zod'
import { CONFLICT_SORTS } from '#http/contract/conflicts.ts'
import { REVIEW_SORTS } from '#http/contract/matches.ts'
import { PARKED_SORTS } from '#http/contract/problems.ts'
import { sortSearch } from '../../components/sorting.ts'

export const TABS = ['records', 'conflicts', 'matches', 'retries'] as const

/** Each tab has a list of its own, with orders of its own. */
export const parkedOrder = z.object(sortSearch(PARKED_SORTS))
export const conflictOrder = z.object(sortSearch(CONFLICT_SORTS))
export const matchOrder = z.object(sortSearch(REVIEW_SORTS))

/** What the address of the page says. A wrong one shows the page all the same. */
export const problemsSearch = z.object({
  tab: z.enum(TABS).optional().catch(undefined),
  /** Class whose records are listed; absent: the classes. */
  code: z.string().optional().catch(undefined),
  side: z.enum(['hubspot', 'salesforce']).optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  /** Conflicts: the map, and what is open as link and map. */
  map: z.string().optional().catch(undefined),
  kind: z.enum(['conflict', 'frozen']).optional().catch(undefined),
  link: z.string().optional().catch(undefined),
  field: z.string().optional().catch(undefined),
  state: z.enum(['open', 'accepted', 'rejected']).optional().catch(undefined),
  match: z.string().optional().catch(undefined),
  retry: z.string().optional().catch(undefined),
  /** Of the list that is shown: each reads them by itself. */
  sort: z.string().optional().catch(undefined),
  direction: z.string().optional().catch(undefined),
})
