import { leadsOfPerson } from '#app/leads/leads-of-person.ts'
import { explainLeadContract } from '../../contract/lead-explain.ts'
import { toLeadDetail } from '../../present/lead-detail.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { leadView } from './view.ts'

const MOST = 20

export const explainLeadRoute = connectionRoute(explainLeadContract, async ({ scope, deps, actor, now, query }) => {
  const leads = await leadsOfPerson(scope, query.who, { now, limit: MOST })
  if (leads.length === 0)
    throw new HttpError({
      status: 404,
      code: 'LEAD_NOT_FOUND',
      message: 'Nobody of this e-mail or id was given to sales.',
      remedy: 'Write a whole e-mail address, or the id of the contact in HubSpot or of the record in Salesforce.',
    })
  const [view, reps] = await Promise.all([leadView(scope, deps, actor), scope.reps()])
  return { leads: leads.map((lead) => toLeadDetail(lead, view, reps, now)) }
})
