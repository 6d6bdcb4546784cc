import { endSessionContract } from '../../contract/users.ts'
import { personOf } from '../../person.ts'
import { deploymentRoute } from '../../route.ts'

export const endSession = deploymentRoute(endSessionContract, async ({ actor, deps, note, params, sessionId }) => {
  const { id, email } = personOf(actor)
  note({ subject: email })
  const which = params.session === 'others' ? { but: sessionId } : { only: params.session }
  return { ended: await deps.store.users.endSessions(id, which) }
})
