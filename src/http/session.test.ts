import { describe, expect, test } from 'vitest'
import { createSessions, readCookie, SESSION_SECONDS } from './session.ts'

const TOKEN = 'correct-horse-battery'
const NOW = Date.UTC(2026, 2, 2, 9, 30)

describe('sessions', () => {
  test('a cookie is valid under the token that issued it, until it is 30 days old', () => {
    const sessions = createSessions(TOKEN)
    const cookie = sessions.issue(NOW)
    expect(sessions.isValid(cookie, NOW)).toBe(true)
    expect(sessions.isValid(cookie, NOW + SESSION_SECONDS * 1000 - 1)).toBe(true)
    expect(sessions.isValid(cookie, NOW + SESSION_SECONDS * 1000)).toBe(false)
  })

  test('another token ends every session', () => {
    expect(createSessions('another-token-of-ours').isValid(createSessions(TOKEN).issue(NOW), NOW)).toBe(false)
  })

  test('a cookie does not hold the token', () => {
    const cookie = createSessions(TOKEN).issue(NOW)
    expect(cookie).not.toContain(TOKEN)
    expect(Buffer.from(cookie.split('.')[1]!, 'base64url').toString('latin1')).not.toContain(TOKEN)
  })

  test.each([
    ['a later date with the old signature', (c: string) => c.replace(/^\d+/, (at) => String(Number(at) + 60))],
    ['no signature', (c: string) => c.replace(/\..*/, '.')],
    ['no date', (c: string) => c.replace(/^\d+/, '')],
    ['nothing', () => ''],
    ['the token itself', () => TOKEN],
  ])('refuses a cookie with %s', (_what, forge) => {
    const sessions = createSessions(TOKEN)
    expect(sessions.isValid(forge(sessions.issue(NOW)), NOW)).toBe(false)
  })

  test('the access token is recognised as a whole only', () => {
    const sessions = createSessions(TOKEN)
    expect(sessions.isAccessToken(TOKEN)).toBe(true)
    for (const wrong of ['', TOKEN.slice(0, -1), `${TOKEN}x`, TOKEN.toUpperCase()])
      expect(sessions.isAccessToken(wrong)).toBe(false)
  })
})

describe('readCookie', () => {
  test('finds one among others and does not mistake a suffix for the name', () => {
    expect(readCookie('a=1; tandem_session=2.x; b=3', 'tandem_session')).toBe('2.x')
    expect(readCookie('not_tandem_session=2', 'tandem_session')).toBeNull()
    expect(readCookie(undefined, 'tandem_session')).toBeNull()
  })
})
