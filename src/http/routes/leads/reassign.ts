import { reassignLeads } from '#app/leads/reassign-leads.ts'
import { reassignLeadsContract } from '../../contract/lead-actions.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { acted } from './outcomes.ts'

export const reassignLeadsRoute = connectionRoute(reassignLeadsContract, async (context) => {
  const { scope, body } = context
  const { to, reason } = body
  const pools = scope.config.routing.pools.map(({ id }) => id)
  if ('pool' in to && to.pool !== null && !pools.includes(to.pool))
    throw new HttpError({
      status: 400,
      code: 'UNKNOWN_POOL',
      message: `There is no pool ${to.pool}.`,
      remedy: `Choose one of: ${pools.join(', ')}.`,
    })
  const target = 'rep' in to ? to.rep : `pool ${to.pool ?? 'of the lead'}`
  return acted(context, body.ids, { to: target }, (who, ids) => reassignLeads(scope, who, ids, { to, reason }))
})
