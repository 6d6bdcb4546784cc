import { signInWithPassword } from '#app/access/sign-in.ts'
import { HttpError } from '../../problem.ts'
import { signInContract } from '../../contract/session.ts'
import { deploymentRoute } from '../../route.ts'

export const signIn = deploymentRoute(signInContract, async ({ body, deps, note, now, setCookies, visit }) => {
  const { signIn: access, limits } = deps.access
  const details = { address: visit.address }
  note({ subject: body.email.toLowerCase(), details })
  const before = await access.session(visit)
  const outcome = await signInWithPassword({ access, limits }, visit, body)
  if (outcome.kind === 'in') {
    const user = await deps.store.users.get(outcome.signedIn.userId)
    if (before !== null) await deps.store.users.endSessions(before.userId, { only: before.sessionId })
    note({
      subject: body.email.toLowerCase(),
      details,
      actor: user === null ? null : { kind: 'user', id: user.id, name: user.name },
    })
    return setCookies(outcome.signedIn.cookies)
  }
  if (outcome.kind === 'wrong')
    throw new HttpError({
      status: 401,
      code: 'WRONG_PASSWORD',
      message: 'E-mail address and password do not fit together.',
      remedy: 'Try again; who forgot the password asks an administrator for a link to choose a new one.',
    })
  const minutes = Math.max(Math.ceil(outcome.forMs / 60_000), 1)
  if (outcome.since === 'now')
    await deps.store.audit.add({
      at: now,
      actor: null,
      connection: null,
      action: 'session.lock-out',
      subject: body.email.toLowerCase(),
      details: { ...details, minutes },
      outcome: 'done',
    })
  throw new HttpError({
    status: 429,
    code: 'LOCKED_OUT',
    message: `There were too many wrong passwords: sign-in is locked for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    remedy: 'Wait, or ask an administrator for a link to choose a new password.',
    retryAfterMs: outcome.forMs,
  })
})
