import { changeUserContract } from '../../contract/users.ts'
import { toUser } from '../../present/users.ts'
import { HttpError } from '../../problem.ts'
import { deploymentRoute } from '../../route.ts'
import { assertWithin, givenReach, userOf } from '../../users.ts'

export const changeUser = deploymentRoute(changeUserContract, async ({ actor, body, deps, note, now, params }) => {
  const { users, accessLinks } = deps.store
  const before = await userOf(deps, actor, params.user)
  const { name, role, state } = body
  note({
    subject: before.email,
    details: {
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role: `${before.role} to ${role}` }),
      ...(state === undefined ? {} : { state: `${before.state} to ${state}` }),
      ...(body.connections === undefined
        ? {}
        : { connections: body.connections === 'all' ? 'all' : body.connections.join(', ').slice(0, 500) }),
    },
  })
  if (role !== undefined) assertWithin(actor, role)
  if (state === 'active' && before.state === 'invited')
    throw refusal('NEVER_IN', 'They were invited and have not come in yet.', 'Make a new link for them.')
  const changed = await users.change(
    before.id,
    {
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(state === undefined ? {} : { state }),
      ...(body.connections === undefined ? {} : { connections: await givenReach(deps, actor, body.connections) }),
    },
    now,
  )
  if (changed === 'only-admin')
    throw refusal(
      'ONLY_ADMIN',
      'This is the only administrator of every connection: without one nobody could let others in.',
      'Make somebody else an administrator of every connection first.',
    )
  if (state === 'deactivated') {
    await users.endSessions(before.id, { but: null })
    await accessLinks.endAll(before.id)
  }
  return toUser(await userOf(deps, actor, before.id))
})

const refusal = (code: string, message: string, remedy: string): HttpError =>
  new HttpError({ status: 409, code, message, remedy })
