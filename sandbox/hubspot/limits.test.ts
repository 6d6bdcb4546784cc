import { expect, it } from 'vitest'
import { createSandboxClock } from '../core/clock.ts'
import { HubSpotError } from './errors.ts'
import { createRateLimiter } from './http/limits.ts'
import { openPortal } from './model/portal.ts'
import { newPortal } from './schema/index.ts'
import { defaultSettings } from './settings.ts'
import { openTestPortal } from './test-portal.ts'

const limits = { enforced: true, perTenSeconds: 2, searchPerSecond: 1, perDay: 5 }
const app = { kind: 'private-app', appId: 1, scopes: 'all', source: { type: 'INTEGRATION', id: '1' } } as const

function limiter() {
  const clock = createSandboxClock()
  clock.freeze(Date.UTC(2026, 10, 21, 22))
  const settings = { ...defaultSettings, timeZone: 'Europe/Berlin', limits }
  const now = { ms: 0 }
  const rates = createRateLimiter(openPortal(settings, clock, newPortal(settings)), () => now.ms)
  return { clock, now, admit: (kind: 'search' | 'other') => rates.admit(app, kind) }
}

function refusal(act: () => unknown): Readonly<Record<string, unknown>> {
  try {
    act()
  } catch (error) {
    if (error instanceof HubSpotError) return { status: error.status, ...error.body }
    throw error
  }
  return {}
}

it('refuses the call after the last of ten rolling seconds, by its policy name', () => {
  const { admit, now } = limiter()
  expect(admit('other')).toMatchObject({ 'X-HubSpot-RateLimit-Max': '2', 'X-HubSpot-RateLimit-Remaining': '1' })
  now.ms = 4_000
  admit('other')
  expect(refusal(() => admit('other'))).toMatchObject({
    status: 429,
    policyName: 'TEN_SECONDLY_ROLLING',
    message: 'You have reached your ten_secondly_rolling limit.',
  })
  now.ms = 10_000
  admit('other')
})

it('lets calls in again when the clock of the sandbox has moved on by ten seconds', () => {
  const { admit, clock } = limiter()
  admit('other')
  admit('other')
  clock.advance(9_999)
  expect(refusal(() => admit('other'))).toMatchObject({ status: 429 })
  clock.advance(1)
  expect(admit('other')).toMatchObject({ 'X-HubSpot-RateLimit-Remaining': '1' })
})

it('counts searches by the second, apart from other calls', () => {
  const { admit, now } = limiter()
  admit('search')
  expect(refusal(() => admit('search'))).toMatchObject({
    status: 429,
    message: 'You have reached your secondly limit.',
  })
  admit('other')
  now.ms = 1_000
  admit('search')
})

it('starts the day anew at midnight of the account', () => {
  const { admit, now, clock } = limiter()
  for (let call = 0; call < 5; call += 1) {
    now.ms += 10_000
    admit('other')
  }
  now.ms += 10_000
  expect(refusal(() => admit('other'))).toMatchObject({ status: 429, policyName: 'DAILY' })
  // 22:00 UTC is 23:00 in Berlin.
  clock.advance(3_600_000)
  admit('other')
})

it('is switched on while the portal runs, without Retry-After', async () => {
  const portal = await openTestPortal()
  expect((await portal.call('GET', '/crm/v3/owners')).headers.get('x-hubspot-ratelimit-max')).toBe('190')
  await portal.call('POST', '/__sandbox/limits', { enforced: true, perTenSeconds: 1 })
  const answer = await portal.call('GET', '/crm/v3/owners')
  expect(answer.status).toBe(429)
  expect(answer.headers.get('retry-after')).toBeNull()
  expect((await portal.call('POST', '/__sandbox/limits', { perMinute: 1 })).status).toBe(400)
  await portal.close()
})
