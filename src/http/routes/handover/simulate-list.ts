import { foreseeLeads } from '#app/handoff/foresee-lead.ts'
import type { Scope } from '#app/scope.ts'
import type { Values } from '#domain/mapping/value.ts'
import { formatInstant } from '#domain/time.ts'
import type { Limit } from '#ports/limits.ts'
import { MOST_SIMULATED, simulateLeadsContract } from '../../contract/simulation.ts'
import { toSimulated } from '../../present/handover.ts'
import { connectionRoute } from '../../route.ts'
import { spend } from '../../spend.ts'
import { draftScope } from './draft-scope.ts'
import { queuesOf } from './simulate.ts'

/** Each asks both CRMs for hundreds of addresses. */
const SIMULATED_LISTS: Limit = { name: 'simulated-lists', points: 10, perMs: 60_000 }

export const simulateLeads = connectionRoute(simulateLeadsContract, async ({ scope, deps, body, actor }) => {
  const draft = unhurried(draftScope(deps, scope, body.document))
  await spend(deps.access.limits, SIMULATED_LISTS, actor, {
    code: 'TOO_MANY_SIMULATIONS',
    message: `You simulated more than ${SIMULATED_LISTS.points} lists of leads within a minute.`,
    instead: `One list takes up to ${MOST_SIMULATED} leads.`,
  })
  const at = body.at === undefined ? scope.clock.now() : Date.parse(body.at)
  const problems = body.leads.map(problemOf)
  const foreseen = await foreseeLeads(
    draft,
    body.leads.filter((_lead, i) => problems[i] === null),
    at,
  )
  const queues = await queuesOf(draft)
  let next = 0
  return {
    at: formatInstant(at),
    items: problems.map((problem) => {
      if (problem !== null) return { lead: null, problem }
      const lead = foreseen[next++]
      return lead === undefined
        ? { lead: null, problem: 'nothing became of it' }
        : { lead: toSimulated(lead, draft.config, queues), problem: null }
    }),
  }
})

/** A trial takes no call that a handover or a sync waits for. */
const unhurried = (scope: Scope): Scope => ({
  ...scope,
  hubspot: scope.hubspot.withLane('backfill'),
  salesforce: scope.salesforce.withLane('backfill'),
})

/** The same that a row of a file is refused for. */
function problemOf({ email }: Values): string | null {
  const given = email?.trim() ?? ''
  if (given === '') return 'no e-mail'
  return /^[^\s@]+@[^\s@]+$/.test(given) ? null : `"${given}" is no e-mail address`
}
