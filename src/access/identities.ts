import { REFUSALS } from '#domain/refusals.ts'
import type { UserStore } from '#ports/store/users.ts'

export interface OidcRules {
  /** Whoever has an address there comes in as viewer of no connection without an invitation; null: only who was invited. */
  readonly domain: string | null
}

export const UNPROVEN = REFUSALS['not-confirmed']
/** Reasons of ours, told with words for people. */
export const OUR_CODES: readonly string[] = ['email_not_verified', 'deactivated', 'not_invited', 'not_set_up']

interface Identity {
  readonly email?: unknown
  readonly emailVerified?: unknown
}

/**
 * Whether an identity of the provider may come in. An unproven address is nobody: it could be anybody's.
 *
 * @returns nothing when it may, else what people read.
 */
export async function allowIdentity(
  { users, rules }: { readonly users: UserStore; readonly rules: OidcRules | null },
  { email, emailVerified }: Identity,
  action: 'create-user' | 'link-account' | 'sign-in',
): Promise<undefined | { readonly error: string; readonly errorDescription: string }> {
  if (typeof email !== 'string' || emailVerified !== true)
    return { error: 'email_not_verified', errorDescription: UNPROVEN }
  const user = await users.byEmail(email)
  if (user?.state === 'deactivated') return { error: 'deactivated', errorDescription: REFUSALS.deactivated }
  if (action !== 'create-user' || user !== null) return undefined
  const [, domain = ''] = email.toLowerCase().split(/@(?=[^@]*$)/)
  if (rules?.domain == null || domain !== rules.domain.toLowerCase())
    return { error: 'not_invited', errorDescription: REFUSALS['not-invited'] }
  // The first account is that of whoever has the link, not of whoever of the domain is fastest.
  return (await users.hasOwner()) ? undefined : { error: 'not_set_up', errorDescription: REFUSALS['not-set-up'] }
}
