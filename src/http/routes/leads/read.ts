import { readLead } from '#app/leads/read-lead.ts'
import { readLeadContract } from '../../contract/lead-detail.ts'
import { toLeadDetail } from '../../present/lead-detail.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { leadView } from './view.ts'

export const readLeadRoute = connectionRoute(readLeadContract, async ({ scope, deps, actor, now, params }) => {
  const read = await readLead(scope, params.id, now)
  if (read === null)
    throw new HttpError({
      status: 404,
      code: 'LEAD_NOT_FOUND',
      message: 'There is no such lead.',
      remedy: 'Reload the list; it may have been erased.',
    })
  return toLeadDetail(read, await leadView(scope, deps, actor), await scope.reps(), now)
})
