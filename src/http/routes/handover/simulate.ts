import { foreseeLead } from '#app/handoff/foresee-lead.ts'
import type { Scope } from '#app/scope.ts'
import { simulateLeadContract } from '../../contract/simulation.ts'
import { toSimulated } from '../../present/handover.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { draftScope } from './draft-scope.ts'

export const simulateLead = connectionRoute(simulateLeadContract, async ({ scope, deps, body }) => {
  const draft = draftScope(deps, scope, body.document)
  const at = body.at === undefined ? scope.clock.now() : Date.parse(body.at)
  const foreseen = await foreseeLead(draft, body.lead, at)
  if (foreseen === null)
    throw new HttpError({
      status: 404,
      code: 'NO_SUCH_CONTACT',
      message: 'No contact in HubSpot has this e-mail or id.',
      remedy: 'Write a whole e-mail address or the number of the contact, or describe a lead instead.',
    })
  return toSimulated(foreseen, draft.config, await queuesOf(draft))
})

/** By developer name; they are asked for only where one can hold a lead. */
export const queuesOf = async ({ config, queues }: Scope): Promise<ReadonlyMap<string, string>> =>
  config.routing.fallback.queue === null ? new Map() : queues()
