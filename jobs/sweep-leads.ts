import { sweepLeads, sweepReach } from '#app/handoff/sweep-leads.ts'
import { onEveryConnection } from './every-connection.ts'

/** Leads that wait for somebody are looked at every few minutes, all open ones at night. */
export const sweepLeadsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'sweep-leads',
    queue: 'escalation',
    everyMs,
    work: async (scope, deps) => {
      const { given, stuck } = await sweepLeads(scope, sweepReach(scope))
      if (given.length > 0) await deps.jobs.enqueue('work-inbox', { connectionId: scope.connection.id })
      if (stuck.length > 0)
        scope.log.warn({ connectionId: scope.connection.id, stuck: stuck.length }, 'nobody can take these leads')
    },
  })
