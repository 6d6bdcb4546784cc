import type { Scope } from '#app/scope.ts'
import { type Actor, mayReach } from '#domain/access.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { ApiDeps } from './api-deps.ts'
import { HttpError } from './problem.ts'

/** One that is not there and one that is kept from the asker answer alike, so that nobody learns which there are. */
export function reached(
  deps: Pick<ApiDeps, 'scopeOf'>,
  actor: Actor | null,
  connection: ConnectionId,
): { readonly actor: Actor; readonly scope: Scope } {
  const scope = actor !== null && mayReach(actor, connection) ? deps.scopeOf(connection) : null
  if (actor !== null && scope !== null) return { actor, scope }
  throw new HttpError({
    status: 404,
    code: 'CONNECTION_NOT_FOUND',
    message: 'There is no such connection, or you have no access to it.',
    remedy: 'Choose one of those that GET /api/session lists; an administrator can give you access to others.',
  })
}
