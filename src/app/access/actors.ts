import { permissionsOf, type Actor, type Reach } from '#domain/access.ts'
import type { Instant } from '#domain/instant.ts'
import type { ApiToken } from '#ports/store/api-tokens.ts'
import type { User } from '#ports/store/users.ts'

/** null: was deactivated, or was never in. */
export function actorOfUser(user: User): Actor | null {
  if (user.state !== 'active') return null
  const { id, name, email, role, connections } = user
  return { kind: 'user', id, name, email, role, permissions: permissionsOf(role), connections }
}

/**
 * A token never does more than its maker could do now. null: it was revoked, has expired, or its maker is nobody any more.
 */
export function actorOfToken(token: ApiToken, maker: User, now: Instant): Actor | null {
  const behind = actorOfUser(maker)
  if (behind === null || token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) return null
  return {
    kind: 'token',
    id: token.id,
    name: token.name,
    maker: { name: maker.name, email: maker.email },
    permissions: token.permissions.filter((permission) => behind.permissions.includes(permission)),
    connections: within(token.connections, behind.connections),
  }
}

/** What both reach. */
function within(wanted: Reach, limit: Reach): Reach {
  if (limit === 'all') return wanted
  return wanted === 'all' ? limit : wanted.filter((connection) => limit.includes(connection))
}

/** Whether somebody of this reach may give that one to others. */
export const covers = (own: Reach, given: Reach): boolean =>
  own === 'all' || (given !== 'all' && given.every((connection) => own.includes(connection)))
