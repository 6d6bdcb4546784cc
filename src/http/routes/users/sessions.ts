import { listSessionsContract } from '../../contract/users.ts'
import { personOf } from '../../person.ts'
import { toInstantText } from '../../present/instants.ts'
import { deploymentRoute } from '../../route.ts'

export const listSessions = deploymentRoute(listSessionsContract, async ({ actor, deps, now, sessionId }) => {
  const sessions = await deps.store.users.sessions(personOf(actor).id, now)
  return {
    items: sessions.map(({ id, browser, address, createdAt, expiresAt }) => ({
      id,
      current: id === sessionId,
      browser,
      address,
      signedInAt: toInstantText(createdAt),
      expiresAt: toInstantText(expiresAt),
    })),
  }
})
