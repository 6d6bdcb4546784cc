import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Instant } from '#domain/instant.ts'

export const SESSION_COOKIE = 'tandem_session'
export const SESSION_SECONDS = 30 * 24 * 60 * 60

/** Sign-in by one access token: it opens a session for browsers and is a bearer token for machines. */
export interface Sessions {
  /** Whether this is the access token. Takes the same time wherever the two differ. */
  isAccessToken(candidate: string): boolean
  /** Value of a new session cookie. Says when it was made, signed with a key derived from the access token. */
  issue(now: Instant): string
  /** Whether the cookie was issued under the current access token and is not older than `SESSION_SECONDS`. */
  isValid(cookie: string, now: Instant): boolean
}

/** The cookie never holds the token; changing the token ends every session. */
export function createSessions(accessToken: string): Sessions {
  const key = Buffer.from(hkdfSync('sha256', accessToken, '', 'tandem session cookie v1', 32))
  const digest = (text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const sign = (issuedAt: string): string => digest(`issued ${issuedAt}`).toString('base64url')
  // Digests are compared, not the texts, so that neither content nor length shows in the time it takes.
  const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

  return {
    isAccessToken: (candidate) => same(candidate, accessToken),
    issue: (now) => {
      const issuedAt = String(Math.floor(now / 1000))
      return `${issuedAt}.${sign(issuedAt)}`
    },
    isValid: (cookie, now) => {
      const [issuedAt = '', signature = ''] = cookie.split('.')
      if (!/^\d{1,12}$/.test(issuedAt) || !same(signature, sign(issuedAt))) return false
      const ageSeconds = now / 1000 - Number(issuedAt)
      return ageSeconds < SESSION_SECONDS
    },
  }
}

/** Value of a cookie in a `Cookie` header; null when it is not there. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return null
}
