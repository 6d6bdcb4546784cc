import type { Request, RequestHandler } from 'express'
import { HttpError } from '../problem.ts'

const READS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Changes by a browser come from our own pages alone, whatever cookies another site's page makes it send. Browsers tell where a
 * request comes from (https://www.w3.org/TR/fetch-metadata/), older ones by `Origin`; pages cannot forge either. A bearer
 * token is never sent by itself, so requests with one may come from anywhere.
 */
export const sameSite: RequestHandler = (req, _res, next) => {
  if (READS.includes(req.method) || isBearer(req) || isOurs(req)) return next()
  next(
    new HttpError({
      status: 403,
      code: 'OTHER_SITE',
      message: 'This change was not asked for by a page of this Tandem, so it was not made.',
      remedy: 'Reload the page and try again; machines send an API token as "Authorization: Bearer <token>".',
    }),
  )
}

export const isBearer = (req: Request): boolean => /^Bearer \S/i.test(req.get('authorization') ?? '')

function isOurs(req: Request): boolean {
  const from = req.get('sec-fetch-site')
  if (from !== undefined) return from === 'same-origin'
  const origin = req.get('origin')
  // Neither header: no browser, which always sends one of them. Without a cookie there is nothing to misuse.
  if (origin === undefined) return req.get('cookie') === undefined
  return URL.parse(origin)?.host === req.get('host')
}
