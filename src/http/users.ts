import { covers } from '#app/access/actors.ts'
import { makeLink } from '#app/access/links.ts'
import { mayDo, permissionsOf, type Actor, type Reach, type Role } from '#domain/access.ts'
import { connectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { ApiToken } from '#ports/store/api-tokens.ts'
import type { User } from '#ports/store/users.ts'
import type { ApiDeps } from './api-deps.ts'
import { toInstantText } from './present/instants.ts'
import { HttpError } from './problem.ts'

/**
 * Somebody whom this administrator may change: who reaches and may do no more than he does, or he would gain by it.
 *
 * @throws HttpError 404, also for those beyond his reach; 403 for those who may do more.
 */
export async function userOf(deps: ApiDeps, actor: Actor, id: string): Promise<User> {
  const user = await deps.store.users.get(id)
  if (user !== null && covers(actor.connections, user.connections)) {
    assertWithin(actor, user.role)
    return user
  }
  throw new HttpError({
    status: 404,
    code: 'USER_NOT_FOUND',
    message: 'There is nobody with this id, or they reach connections that you do not.',
    remedy: 'Choose one of those that GET /api/users lists.',
  })
}

/** @throws HttpError 403 where this role may do something that the asker, such as a token of few permissions, may not. */
export function assertWithin(actor: Actor, role: Role): void {
  const beyond = permissionsOf(role).filter((permission) => !actor.permissions.includes(permission))
  if (beyond.length === 0) return
  throw new HttpError({
    status: 403,
    code: 'BEYOND_YOUR_PERMISSIONS',
    message: `The role "${role}" may do what you may not: ${beyond.join(', ')}.`,
    remedy: 'Choose a role of fewer permissions, or ask somebody who has them.',
  })
}

/**
 * The reach that somebody gives to others. @throws HttpError 403 when it is more than his own, 400 for a connection that is not there.
 */
export async function givenReach(deps: ApiDeps, actor: Actor, wire: 'all' | readonly string[]): Promise<Reach> {
  const reach: Reach = wire === 'all' ? 'all' : wire.map((id) => connectionId(id))
  if (!covers(actor.connections, reach))
    throw new HttpError({
      status: 403,
      code: 'BEYOND_YOUR_REACH',
      message: 'You cannot give access to connections that you do not reach yourself.',
      remedy: 'Choose among your own connections.',
    })
  const known = new Set((await deps.store.connections.list()).map(({ id }) => id))
  const unknown = reach === 'all' ? undefined : reach.find((id) => !known.has(id))
  if (unknown === undefined) return reach
  throw new HttpError({
    status: 400,
    code: 'CONNECTION_NOT_FOUND',
    message: `There is no connection "${unknown}".`,
    remedy: 'Choose one of those that GET /api/session lists.',
  })
}

/** Tokens that the asker sees and may revoke: his own, and as administrator those of people who reach no more than he does. */
export async function tokensFor(
  { store }: ApiDeps,
  actor: Actor,
): Promise<readonly (ApiToken & { readonly madeBy: string })[]> {
  if (!mayDo(actor, 'administer')) return store.apiTokens.list(actor.id)
  const [tokens, users] = await Promise.all([store.apiTokens.list(null), store.users.list()])
  const covered = new Set(users.filter(({ connections }) => covers(actor.connections, connections)).map(({ id }) => id))
  return tokens.filter(({ userId }) => userId === actor.id || covered.has(userId))
}

/** A link to choose a password by, mailed as well where there is a mail server. */
export async function passwordLink(deps: ApiDeps, actor: Actor, user: User, now: Instant) {
  const purpose = user.state === 'invited' ? 'invitation' : 'reset'
  const { url, expiresAt } = await makeLink(deps.store, deps.access.baseUrl, { purpose, userId: user.id }, now)
  return { link: url, expiresAt: toInstantText(expiresAt), mailed: await mail(deps, actor, { user, purpose, url }) }
}

async function mail(
  { access }: ApiDeps,
  actor: Actor,
  { user, purpose, url }: { readonly user: User; readonly purpose: 'invitation' | 'reset'; readonly url: string },
): Promise<'sent' | 'failed' | 'no-mail-server'> {
  if (access.mail === null) return 'no-mail-server'
  const [subject, what] =
    purpose === 'invitation'
      ? ['You are invited to Tandem', `${actor.name} invited you to Tandem. Choose a password and come in`]
      : ['A new password for Tandem', `${actor.name} made a link for you to choose a new password for Tandem`]
  return access.mail({
    to: user.email,
    subject,
    text: `Hello ${user.name},\n\n${what}:\n\n${url}\n\nThe link opens once. If you do not know why you got this, do nothing.`,
  })
}
