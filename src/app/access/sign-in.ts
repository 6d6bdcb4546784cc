import { LOCK_OUTS, lockOutMs, TRIES_OF_ADDRESS, WRONG_PASSWORDS } from '#domain/lock-out.ts'
import type { Access, SignedIn, Visit } from '#ports/access.ts'
import type { Limits } from '#ports/limits.ts'

export type SignInOutcome =
  | { readonly kind: 'in'; readonly signedIn: SignedIn }
  | { readonly kind: 'wrong' }
  /** `now`: this try was the one too many. */
  | { readonly kind: 'locked'; readonly forMs: number; readonly since: 'now' | 'before' }

/**
 * Sign-in by password. Tries are counted before the password is looked at, so that many at once gain nothing, and by what was typed,
 * so that accounts which do not exist answer like those that do.
 */
export async function signInWithPassword(
  { access, limits }: { readonly access: Access; readonly limits: Limits },
  visit: Visit,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<SignInOutcome> {
  const account = email.toLowerCase()
  const ofAddress = await limits.spend(TRIES_OF_ADDRESS, visit.address ?? 'unknown')
  if (!ofAddress.allowed) return { kind: 'locked', forMs: ofAddress.resetMs, since: 'before' }
  const ofAccount = await limits.spend(WRONG_PASSWORDS, account)
  if (!ofAccount.allowed) return { kind: 'locked', forMs: ofAccount.resetMs, since: 'before' }
  const signedIn = await access.withPassword(visit, account, password)
  if (signedIn !== null) {
    await limits.forgive(WRONG_PASSWORDS, account)
    return { kind: 'in', signedIn }
  }
  if (ofAccount.left > 0) return { kind: 'wrong' }
  const { used } = await limits.spend(LOCK_OUTS, account)
  const forMs = lockOutMs(used)
  await limits.block(WRONG_PASSWORDS, account, forMs)
  return { kind: 'locked', forMs, since: 'now' }
}
