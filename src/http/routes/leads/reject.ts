import { rejectionReasons } from '#app/leads/read-choices.ts'
import { rejectLeads } from '#app/leads/reject-leads.ts'
import { rejectLeadsContract } from '../../contract/lead-actions.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { acted } from './outcomes.ts'

export const rejectLeadsRoute = connectionRoute(rejectLeadsContract, async (context) => {
  const { scope, body } = context
  const { reasons, free } = await rejectionReasons(scope)
  if (!free && !reasons.includes(body.reason))
    throw new HttpError({
      status: 400,
      code: 'UNKNOWN_REASON',
      message: `"${body.reason}" is none of the reasons that are configured.`,
      remedy: `Choose one of: ${reasons.join(', ')}.`,
    })
  // Free words can say something of the person, and the audit log keeps what it is told.
  return acted(context, body.ids, free ? {} : { reason: body.reason }, (who, ids) =>
    rejectLeads(scope, who, ids, body.reason),
  )
})
