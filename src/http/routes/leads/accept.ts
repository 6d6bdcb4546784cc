import { acceptLeads } from '#app/leads/accept-leads.ts'
import { acceptLeadsContract } from '../../contract/lead-actions.ts'
import { connectionRoute } from '../../route.ts'
import { acted } from './outcomes.ts'

export const acceptLeadsRoute = connectionRoute(acceptLeadsContract, (context) =>
  acted(context, context.body.ids, {}, (who, ids) => acceptLeads(context.scope, who, ids)),
)
