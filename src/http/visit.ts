import type { Request, Response } from 'express'
import type { Visit } from '#ports/access.ts'

/** A request as far as sign-in looks at it. Behind a proxy the address is the client's once TANDEM_TRUSTED_PROXIES names the proxy. */
export function visitOf(req: Request): Visit {
  const headers = new Headers()
  for (const name of ['cookie', 'user-agent']) {
    const value = req.get(name)
    if (value !== undefined) headers.set(name, value)
  }
  return { headers, address: req.ip ?? null }
}

export const setCookies = (res: Response, cookies: readonly string[]): void => {
  for (const cookie of cookies) res.append('Set-Cookie', cookie)
}
