import { HubSpotError } from '../errors.ts'
import type { Portal } from '../model/portal.ts'
import { nextGuid } from '../model/portal.ts'
import { dayIn } from '../time.ts'
import type { Caller } from './auth.ts'

/** Search and the associations API have limits of their own. */
export type LimitKind = 'search' | 'associations' | 'other'

/**
 * Counts calls against the limits. A window is over when its time has passed for real, since clients wait in real time, or by the
 * sandbox's clock, which whoever tests may move on instead; the day is the portal's.
 */
export interface RateLimiter {
  /** Counts one call. Throws the 429 when a limit is enforced and used up; gives the headers otherwise. */
  admit(caller: Caller, kind: LimitKind): Record<string, string>
}

/** A limit over a rolling span. */
interface Window {
  readonly key: string
  readonly spanMs: number
  readonly most: number
  readonly refusal: () => HubSpotError
}

/** When a call came. */
interface Instant {
  readonly real: number
  readonly sandbox: number
}

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
export function createRateLimiter(portal: Portal, realNow: () => number = Date.now): RateLimiter {
  const windows = new Map<string, Instant[]>()
  return {
    admit(caller, kind) {
      // What people do in HubSpot's own pages counts nowhere.
      if (caller.kind === 'person') return {}
      const now = { real: realNow(), sandbox: portal.clock.now() }
      const window = windowOf(portal, caller, kind)
      const calls = recent(windows, window, now)
      if (portal.state.limits.enforced) {
        if (isDayUsedUp(portal, caller, kind)) throw dailyLimit(portal)
        if (calls.length >= window.most) throw window.refusal()
      }
      calls.push(now)
      countToday(portal, caller, kind)
      return { ...dailyHeaders(portal, caller), ...(kind === 'search' ? {} : burstHeaders(window, calls, now)) }
    },
  }
}

function windowOf(portal: Portal, caller: Caller, kind: LimitKind): Window {
  const { limits } = portal.state
  // All apps of the account share the searches of a second.
  if (kind === 'search')
    return { key: 'search', spanMs: 1_000, most: limits.searchPerSecond, refusal: () => searchLimit(portal) }
  const oauth = caller.kind === 'oauth-app'
  const refusal = () => burstLimit(oauth ? 'public-app' : 'private-app')
  const whose = `${caller.kind} ${caller.appId}`
  if (kind === 'associations')
    return { key: `associations ${whose}`, spanMs: 10_000, most: limits.associationsPerTenSeconds, refusal }
  return { key: whose, spanMs: 10_000, most: oauth ? limits.oauthPerTenSeconds : limits.perTenSeconds, refusal }
}

function recent(windows: Map<string, Instant[]>, { key, spanMs }: Window, now: Instant): Instant[] {
  const calls = windows.get(key) ?? []
  windows.set(key, calls)
  const first = calls.findIndex((call) => isWithin(call, spanMs, now))
  calls.splice(0, first < 0 ? calls.length : first)
  return calls
}

const isWithin = (call: Instant, spanMs: number, now: Instant): boolean =>
  call.real > now.real - spanMs && call.sandbox > now.sandbox - spanMs

/** The day's counts, started anew at midnight of the portal's zone. */
export function usageToday(portal: Portal): Portal['state']['usage'] {
  const day = dayIn(portal.settings.timeZone, portal.clock.now())
  if (portal.state.usage.day !== day) portal.state.usage = { day, calls: 0, associations: 0 }
  return portal.state.usage
}

function isDayUsedUp(portal: Portal, caller: Caller, kind: LimitKind): boolean {
  const usage = usageToday(portal)
  const { perDay, associationsPerDay } = portal.state.limits
  if (kind === 'associations' && usage.associations >= associationsPerDay) return true
  return caller.kind !== 'oauth-app' && usage.calls >= perDay
}

function countToday(portal: Portal, caller: Caller, kind: LimitKind): void {
  const usage = usageToday(portal)
  if (caller.kind !== 'oauth-app') usage.calls += 1
  if (kind === 'associations') usage.associations += 1
}

/**
 * OAuth apps have no day: https://developers.hubspot.com/changelog/rate-limit-headers-will-now-appear-for-oauth-authenticated-calls .
 * Search answers carry this pair alone (seen on every captured search).
 */
function dailyHeaders(portal: Portal, { kind }: Caller): Record<string, string> {
  if (kind === 'oauth-app') return {}
  const { perDay } = portal.state.limits
  return {
    'X-HubSpot-RateLimit-Daily': String(perDay),
    'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, perDay - usageToday(portal).calls)),
  }
}

/** The Secondly pair is deprecated and no longer enforced, and still sent. */
function burstHeaders({ spanMs, most }: Window, calls: readonly Instant[], now: Instant): Record<string, string> {
  const perSecond = Math.ceil(most / 10)
  // From the newest backwards: a window that is not enforced may hold very many.
  let thisSecond = 0
  for (let at = calls.length - 1; at >= 0; at -= 1) {
    const call = calls[at]
    if (call === undefined || !isWithin(call, 1_000, now)) break
    thisSecond += 1
  }
  return {
    'X-HubSpot-RateLimit-Interval-Milliseconds': String(spanMs),
    'X-HubSpot-RateLimit-Max': String(most),
    'X-HubSpot-RateLimit-Remaining': String(Math.max(0, most - calls.length)),
    'X-HubSpot-RateLimit-Secondly': String(perSecond),
    'X-HubSpot-RateLimit-Secondly-Remaining': String(Math.max(0, perSecond - thisSecond)),
  }
}

/** No `Retry-After` is documented for a 429, so none is sent. */
function burstLimit(group: 'private-app' | 'public-app'): HubSpotError {
  return new HubSpotError(429, {
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
    groupName: `publicapi:${group}:api-calls-ten-secondly`,
  })
}

function searchLimit({ settings }: Portal): HubSpotError {
  const message = 'You have reached your secondly limit.'
  const bodies = {
    'error-type': { message, errorType: 'RATE_LIMIT' },
    'policy-name': { message, errorType: 'RATE_LIMIT', policyName: 'SECONDLY' },
    category: { message, category: 'RATE_LIMITS' },
  } as const
  return new HubSpotError(429, bodies[settings.searchLimitBody])
}

function dailyLimit(portal: Portal): HubSpotError {
  return new HubSpotError(429, {
    message: 'You have reached your daily limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'DAILY',
    requestId: nextGuid(portal),
  })
}
