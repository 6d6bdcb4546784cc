import { covers } from '#app/access/actors.ts'
import { listUsersContract } from '../../contract/users.ts'
import { toUser } from '../../present/users.ts'
import { deploymentRoute } from '../../route.ts'

export const listUsers = deploymentRoute(listUsersContract, async ({ actor, deps }) => ({
  items: (await deps.store.users.list())
    .filter(({ connections }) => covers(actor.connections, connections))
    .map(toUser),
}))
