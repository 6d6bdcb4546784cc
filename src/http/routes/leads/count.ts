import { countLeadsContract } from '../../contract/leads.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { connectionRoute } from '../../route.ts'
import { boardFilter } from './view.ts'

export const countLeads = connectionRoute(countLeadsContract, async ({ scope, actor, now, query }) =>
  scope.store.leadBoard.counts(scope.connection.id, await boardFilter(scope, actor, query), {
    now,
    upTo: COUNTED_UP_TO,
  }),
)
