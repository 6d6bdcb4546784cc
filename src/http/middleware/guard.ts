import type { Request, RequestHandler } from 'express'
import { HttpError } from '../problem.ts'
import { ROLES, type Role } from '../route.ts'
import { readCookie, SESSION_COOKIE, type Sessions } from '../session.ts'

/**
 * Lets a request pass that has the role or a higher one. Whoever holds the access token, or a session opened with it,
 * is an admin: there are no users yet that could be less.
 */
export function createGuard(sessions: Sessions, now: () => number): (role: Role) => RequestHandler {
  return (role) => (req, res, next) => {
    if (ROLES.indexOf(roleOf(req, sessions, now())) >= ROLES.indexOf(role)) return next()
    res.set('WWW-Authenticate', 'Bearer realm="tandem"')
    next(
      new HttpError({
        status: 401,
        code: 'NOT_SIGNED_IN',
        message: 'This needs the access token, or a session opened with it.',
        remedy: 'Open the link that Tandem printed at start, or send "Authorization: Bearer <TANDEM_ACCESS_TOKEN>".',
      }),
    )
  }
}

function roleOf(req: Request, sessions: Sessions, now: number): Role {
  const bearer = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) return sessions.isAccessToken(bearer) ? 'admin' : 'public'
  const cookie = readCookie(req.get('cookie'), SESSION_COOKIE)
  return cookie !== null && sessions.isValid(cookie, now) ? 'admin' : 'public'
}
