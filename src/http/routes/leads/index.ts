import type { ApiRoute } from '../../route.ts'
import { acceptLeadsRoute } from './accept.ts'
import { readLeadChoices } from './choices.ts'
import { countLeads } from './count.ts'
import { listLeadDesks } from './desks.ts'
import { explainLeadRoute } from './explain.ts'
import { downloadLeads } from './download.ts'
import { listLeadsRoute } from './list.ts'
import { downloadLeadNumbers, readLeadNumbers } from './numbers.ts'
import { readLeadRoute } from './read.ts'
import { reassignLeadsRoute } from './reassign.ts'
import { rejectLeadsRoute } from './reject.ts'

/** Leads of sales. The one that takes any word in its place comes last of its method. */
export const LEAD_ROUTES: readonly ApiRoute[] = [
  listLeadsRoute,
  downloadLeads,
  countLeads,
  readLeadChoices,
  readLeadNumbers,
  downloadLeadNumbers,
  listLeadDesks,
  explainLeadRoute,
  readLeadRoute,
  acceptLeadsRoute,
  rejectLeadsRoute,
  reassignLeadsRoute,
]
