import { WRONG_PASSWORDS } from '#domain/lock-out.ts'
import { changePasswordContract } from '../../contract/users.ts'
import { personOf } from '../../person.ts'
import { HttpError } from '../../problem.ts'
import { deploymentRoute } from '../../route.ts'

export const changePassword = deploymentRoute(
  changePasswordContract,
  async ({ actor, body, deps, note, sessionId }) => {
    const { id, email } = personOf(actor)
    const { signIn: access, limits } = deps.access
    note({ subject: email })
    const tries = await limits.spend(WRONG_PASSWORDS, `change of ${id}`)
    if (!tries.allowed)
      throw new HttpError({
        status: 429,
        code: 'LOCKED_OUT',
        message: 'There were too many wrong passwords.',
        remedy: 'Wait a quarter of an hour.',
        retryAfterMs: tries.resetMs,
      })
    if ((await access.hasPassword(id)) && !(await access.isPassword(id, body.current)))
      throw new HttpError({
        status: 400,
        code: 'WRONG_PASSWORD',
        message: 'Your present password is another one.',
        remedy: 'Type the password that you sign in with now.',
      })
    await access.setPassword(id, body.next)
    await limits.forgive(WRONG_PASSWORDS, `change of ${id}`)
    await deps.store.users.endSessions(id, { but: sessionId })
  },
)
