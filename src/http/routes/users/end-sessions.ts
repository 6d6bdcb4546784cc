import { endUserSessionsContract } from '../../contract/users.ts'
import { deploymentRoute } from '../../route.ts'
import { userOf } from '../../users.ts'

export const endUserSessions = deploymentRoute(endUserSessionsContract, async ({ actor, deps, note, params }) => {
  const user = await userOf(deps, actor, params.user)
  note({ subject: user.email })
  return { ended: await deps.store.users.endSessions(user.id, { but: null }) }
})
