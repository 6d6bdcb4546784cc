import { mayReach } from '#domain/access.ts'
import { toInstantText } from '../../present/instants.ts'
import { readSessionContract } from '../../contract/session.ts'
import { deploymentRoute } from '../../route.ts'

export const readSession = deploymentRoute(readSessionContract, async ({ actor, deps, now }) => {
  const served = new Set(deps.connections())
  const known = await deps.store.connections.list()
  const { kind, id, name, permissions } = actor
  return {
    kind,
    id,
    name,
    email: actor.kind === 'user' ? actor.email : null,
    role: actor.kind === 'user' ? actor.role : null,
    permissions: [...permissions],
    connections: known
      .filter((connection) => served.has(connection.id) && mayReach(actor, connection.id))
      .map((connection) => ({ id: connection.id, name: connection.name })),
    now: toInstantText(now),
  }
})
