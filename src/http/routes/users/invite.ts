import { inviteUserContract } from '../../contract/users.ts'
import { toUser } from '../../present/users.ts'
import { HttpError } from '../../problem.ts'
import { deploymentRoute } from '../../route.ts'
import { assertWithin, givenReach, passwordLink } from '../../users.ts'

export const inviteUser = deploymentRoute(inviteUserContract, async ({ actor, body, deps, note, now }) => {
  const email = body.email.toLowerCase()
  note({ subject: email, details: { role: body.role } })
  assertWithin(actor, body.role)
  const user = {
    id: deps.access.newId(),
    name: body.name,
    email,
    role: body.role,
    connections: await givenReach(deps, actor, body.connections),
    state: 'invited',
    createdAt: now,
    signedInAt: null,
  } as const
  if (await deps.store.users.add(user)) return { user: toUser(user), ...(await passwordLink(deps, actor, user, now)) }
  throw new HttpError({
    status: 409,
    code: 'EMAIL_TAKEN',
    message: 'There is somebody with this e-mail address already.',
    remedy: 'Make a new link for them instead, or bring them back if they were deactivated.',
  })
})
