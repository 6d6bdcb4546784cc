import { readAuditChoicesContract } from '../../contract/audit.ts'
import { deploymentRoute } from '../../route.ts'

export const readAuditChoices = deploymentRoute(readAuditChoicesContract, async ({ actor, deps }) => {
  const { actors, actions } = await deps.store.audit.choices(actor.connections)
  return { actors: actors.map((actor) => ({ ...actor })), actions: [...actions] }
})
