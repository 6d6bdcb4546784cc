import type { Request, RequestHandler, Response } from 'express'
import { mayDo, type Actor } from '#domain/access.ts'
import type { Access } from '../contract/contract.ts'
import { HttpError } from '../problem.ts'

/** Who sent a request: null when it carries no credentials, or none that are valid. May prolong a session by `res`. */
export type Authenticate = (req: Request, res: Response) => Promise<Actor | null>

/** Finds out who asks, once per request. A wrong credential is nobody: routes that need none still answer. */
export const identify =
  (authenticate: Authenticate): RequestHandler =>
  async (req, res, next) => {
    if (!('actor' in res.locals)) res.locals['actor'] = await authenticate(req, res)
    next()
  }

/** Session by which the request came; null: by none. */
export const sessionOf = (res: Response): string | null => (res.locals['sessionId'] as string | undefined) ?? null
export const cameBySession = (res: Response, sessionId: string): void => {
  res.locals['sessionId'] = sessionId
}

export const actorOf = (res: Response): Actor | null => (res.locals['actor'] as Actor | null | undefined) ?? null

/** Lets a request pass whose sender may do this. */
export const guard =
  (access: Access): RequestHandler =>
  (_req, res, next) => {
    const actor = actorOf(res)
    if (access === 'public') return next()
    if (actor === null) {
      res.set('WWW-Authenticate', 'Bearer realm="tandem"')
      return next(
        new HttpError({
          status: 401,
          code: 'NOT_SIGNED_IN',
          message: 'This needs somebody who is signed in, or an API token.',
          remedy: 'Sign in, or send "Authorization: Bearer <token>".',
        }),
      )
    }
    if (access === 'signed-in' || mayDo(actor, access)) return next()
    next(
      new HttpError({
        status: 403,
        code: 'NOT_ALLOWED',
        message: `This needs the permission "${access}", which ${actor.kind === 'user' ? 'your role' : 'this token'} does not have.`,
        remedy: 'Ask an administrator of Tandem for it.',
      }),
    )
  }

/** For what shows all connections at once. @throws HttpError 403 for who reaches some of them. */
export function assertWholeReach(res: Response): void {
  if (actorOf(res)?.connections === 'all') return
  throw new HttpError({
    status: 403,
    code: 'NOT_ALLOWED',
    message: 'This shows every connection, and you reach some of them.',
    remedy: 'Ask somebody who reaches every connection.',
  })
}
