import { readDesks } from '#app/leads/read-desks.ts'
import { listLeadDesksContract } from '../../contract/lead-numbers.ts'
import { toInstantText } from '../../present/instants.ts'
import { connectionRoute } from '../../route.ts'

export const listLeadDesks = connectionRoute(listLeadDesksContract, async ({ scope, now }) => ({
  asOf: toInstantText(now),
  reps: (await readDesks(scope)).map(({ rep, pools, ...desk }) => ({
    id: rep.id,
    name: rep.name,
    email: rep.email,
    active: rep.active,
    pools: [...pools],
    ...desk,
  })),
}))
