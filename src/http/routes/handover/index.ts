import type { ApiRoute } from '../../route.ts'
import { foreseeCalendar } from './calendar.ts'
import { readHandoverFacts } from './facts.ts'
import { foreseePools } from './foresee-pools.ts'
import { readPools } from './pools.ts'
import { listReturns } from './returns.ts'
import { simulateLead } from './simulate.ts'
import { simulateLeads } from './simulate-list.ts'
import { sweepLeads } from './sweep.ts'

/** Who gets a lead, and by when. */
export const HANDOVER_ROUTES: readonly ApiRoute[] = [
  readHandoverFacts,
  readPools,
  foreseePools,
  simulateLead,
  simulateLeads,
  foreseeCalendar,
  sweepLeads,
  listReturns,
]
