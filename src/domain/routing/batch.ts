import type { RouteDecision } from './decision.ts'
import { route } from './route.ts'
import type { KnownOwner, RouteFacts, RouteInput, RoutingState, Workload } from './types.ts'

/** What all leads of a batch have in common. */
export type BatchInput = Omit<RouteInput, 'pool' | 'facts'>

export interface BatchLead {
  /** Of the handoff that comes of it, for the logs of the others. */
  readonly id: string
  readonly pool: string
  readonly facts: RouteFacts
}

export interface BatchResult {
  /** One for each lead, in the same order. */
  readonly decisions: readonly RouteDecision[]
  readonly state: RoutingState
  readonly workload: Workload
}

/**
 * Routes leads one after the other, each knowing of those before it: places in the pools, desks that fill up, and people of one
 * company, who stay together (`stickyDays`).
 */
export function routeAll(shared: BatchInput, leads: readonly BatchLead[]): BatchResult {
  const open = new Map(shared.workload.open)
  const today = new Map(shared.workload.today)
  const workload = { open, today }
  const companies = new Map<string, KnownOwner>()
  let { state } = shared
  const decisions = leads.map(({ id, pool, facts }) => {
    const decision = route({ ...shared, pool, facts: withColleague(facts, companies), workload, state })
    state = decision.state
    if (decision.kind === 'nobody') return decision
    open.set(decision.rep.id, (open.get(decision.rep.id) ?? 0) + 1)
    today.set(decision.rep.id, (today.get(decision.rep.id) ?? 0) + 1)
    if (decision.kind === 'owner' && decision.rule !== 'fallback' && facts.companyDomain !== null)
      companies.set(facts.companyDomain, colleague(decision.rep.id, id, shared.now))
    return decision
  })
  return { decisions, state, workload }
}

/** The desks after a lead more for this rep; for one that is routed alone. */
export function withAssigned({ open, today }: Workload, repId: string): Workload {
  const more = (counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
    new Map(counts).set(repId, (counts.get(repId) ?? 0) + 1)
  return { open: more(open), today: more(today) }
}

const colleague = (ownerId: string, because: string, since: number): KnownOwner => ({
  source: 'same-company',
  ownerId,
  because,
  since,
})

/** The newest of the company is asked first. */
function withColleague(facts: RouteFacts, companies: ReadonlyMap<string, KnownOwner>): RouteFacts {
  const known = facts.companyDomain === null ? undefined : companies.get(facts.companyDomain)
  return known === undefined ? facts : { ...facts, owners: [known, ...facts.owners] }
}
