import { redeemLink } from '#app/access/links.ts'
import { LOCK_OUTS, WRONG_LINKS, WRONG_PASSWORDS } from '#domain/lock-out.ts'
import { redeemAccessLinkContract } from '../../contract/session.ts'
import { linkEnded } from '../../link-ended.ts'
import { HttpError } from '../../problem.ts'
import { deploymentRoute } from '../../route.ts'

export const redeemAccessLink = deploymentRoute(
  redeemAccessLinkContract,
  async ({ body, deps, note, now, setCookies, visit }) => {
    const { signIn: access, limits, newId } = deps.access
    const details = { address: visit.address }
    note({ subject: 'a link that opens once', details })
    const tries = await limits.spend(WRONG_LINKS, visit.address ?? 'unknown')
    if (!tries.allowed)
      throw new HttpError({
        status: 429,
        code: 'LOCKED_OUT',
        message: 'There were too many links from your address.',
        remedy: 'Wait a quarter of an hour.',
        retryAfterMs: tries.resetMs,
      })
    const { token: secret, ...answer } = body
    const signedIn = await redeemLink({ store: deps.store, access, newId }, visit, { secret, answer, now })
    if (signedIn === null) throw linkEnded()
    const user = await deps.store.users.get(signedIn.userId)
    // Who chose a new password is locked out by guesses at the old one no longer.
    if (user !== null && answer.password !== undefined)
      await Promise.all([WRONG_PASSWORDS, LOCK_OUTS].map((limit) => limits.forgive(limit, user.email.toLowerCase())))
    if (user !== null) note({ subject: user.email, details, actor: { kind: 'user', id: user.id, name: user.name } })
    setCookies(signedIn.cookies)
  },
)
