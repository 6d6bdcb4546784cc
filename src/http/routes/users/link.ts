import { makeUserLinkContract } from '../../contract/users.ts'
import { HttpError } from '../../problem.ts'
import { deploymentRoute } from '../../route.ts'
import { passwordLink, userOf } from '../../users.ts'

export const makeUserLink = deploymentRoute(makeUserLinkContract, async ({ actor, deps, note, now, params }) => {
  const user = await userOf(deps, actor, params.user)
  note({ subject: user.email })
  if (user.state !== 'deactivated') return passwordLink(deps, actor, user, now)
  throw new HttpError({
    status: 409,
    code: 'DEACTIVATED',
    message: 'They were deactivated and could not come in by a link.',
    remedy: 'Bring them back first.',
  })
})
