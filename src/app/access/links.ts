import { UsageError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { Access, SignedIn, Visit } from '#ports/access.ts'
import type { Store } from '#ports/store.ts'
import type { AccessLink, LinkPurpose } from '#ports/store/access-links.ts'
import { hashOf, newSecret } from './secrets.ts'

const HOUR = 3_600_000
const LASTS_MS: Readonly<Record<LinkPurpose, number>> = {
  'set-up': 24 * HOUR,
  invitation: 7 * 24 * HOUR,
  reset: 24 * HOUR,
  demo: 24 * HOUR,
}
const PAGES: Readonly<Record<LinkPurpose, string>> = {
  'set-up': '/set-up',
  invitation: '/invitation',
  reset: '/reset-password',
  demo: '/open',
}

/** Makes a link that opens once. An older one of the same purpose and user ends. */
export async function makeLink(
  store: Store,
  baseUrl: string,
  { purpose, userId }: Pick<AccessLink, 'purpose' | 'userId'>,
  now: Instant,
): Promise<{ readonly url: string; readonly expiresAt: Instant }> {
  const secret = newSecret()
  const expiresAt = now + LASTS_MS[purpose]
  await store.accessLinks.add(hashOf(secret), { purpose, userId, expiresAt }, now)
  return { url: `${baseUrl.replace(/\/+$/, '')}${PAGES[purpose]}?token=${secret}`, expiresAt }
}

export interface LinkAnswer {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly password?: string | undefined
}

/**
 * Uses a link up and signs its owner in. null: it was used, ended, or never was.
 *
 * @throws UsageError when the answer lacks what this link asks for; the link stays.
 */
export async function redeemLink(
  { store, access, newId }: { readonly store: Store; readonly access: Access; readonly newId: () => string },
  visit: Visit,
  { secret, answer, now }: { readonly secret: string; readonly answer: LinkAnswer; readonly now: Instant },
): Promise<SignedIn | null> {
  const hash = hashOf(secret)
  const there = await store.accessLinks.peek(hash, now)
  if (there === null) return null
  assertComplete(there.purpose, answer)
  const link = await store.accessLinks.take(hash, now)
  if (link === null) return null
  const userId = link.purpose === 'set-up' ? await addOwner(store, answer, newId(), now) : link.userId
  const user = userId === null ? null : await store.users.get(userId)
  if (user === null || user.state === 'deactivated') return null
  if (answer.name !== undefined && link.purpose === 'invitation')
    await store.users.change(user.id, { name: answer.name }, now)
  if (answer.password !== undefined && link.purpose !== 'demo') {
    await access.setPassword(user.id, answer.password)
    // Whoever had the old password, or a session that was opened with it, is out.
    await store.users.endSessions(user.id, { but: null })
  }
  return access.open(visit, user.id)
}

function assertComplete(purpose: LinkPurpose, { name, email, password }: LinkAnswer): void {
  if (purpose !== 'demo' && password === undefined) throw new UsageError('choose a password of 12 characters or more')
  if (purpose === 'set-up' && (name === undefined || email === undefined))
    throw new UsageError('tell your name and your e-mail address')
}

/**
 * The first one who administers. Whoever came in before without being asked for, and has this address, is raised. null: somebody
 * administers already.
 */
async function addOwner(
  store: Store,
  { name = '', email = '' }: LinkAnswer,
  id: string,
  now: Instant,
): Promise<string | null> {
  if (await store.users.hasOwner()) return null
  const owner = { name, role: 'admin', connections: 'all', state: 'active' } as const
  const address = email.toLowerCase()
  if (await store.users.add({ ...owner, id, email: address, createdAt: now, signedInAt: null })) return id
  const known = await store.users.byEmail(address)
  return known !== null && (await store.users.change(known.id, owner, now)) === 'changed' ? known.id : null
}
