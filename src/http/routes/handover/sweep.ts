import { sweepLeads as sweepNow } from '#app/handoff/sweep-leads.ts'
import { sweepLeadsContract } from '../../contract/handover.ts'
import { toSwept } from '../../present/handover.ts'
import { connectionRoute } from '../../route.ts'

export const sweepLeads = connectionRoute(sweepLeadsContract, async ({ scope, note }) => {
  const swept = toSwept(await sweepNow(scope, 'all'))
  note({
    subject: `${swept.given.length} leads given to somebody else, ${swept.stuck.length} that nobody can take`,
    details: { looked: swept.looked, given: swept.given.length, stuck: swept.stuck.length },
  })
  return swept
})
