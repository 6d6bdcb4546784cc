import type { SandboxControl } from '../../core/types.ts'
import { HubSpotError } from '../errors.ts'
import type { Portal } from '../model/portal.ts'
import { nextGuid } from '../model/portal.ts'
import type { RateLimits } from '../settings.ts'
import { dayIn } from '../time.ts'

/** Counts calls against the limits. Windows run on real time, since clients wait in real time; the day is the portal's. */
export interface RateLimiter {
  /** Counts one call. Throws the 429 when a limit is enforced and used up; gives the headers otherwise. */
  admit(kind: 'search' | 'other'): Record<string, string>
}

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
export function createRateLimiter(portal: Portal, realNow: () => number = Date.now): RateLimiter {
  const burst: number[] = []
  const searches: number[] = []
  return {
    admit(kind) {
      const { limits } = portal
      const now = realNow()
      const usage = usageToday(portal)
      const [window, spanMs, most] =
        kind === 'search' ? [searches, 1_000, limits.searchPerSecond] : [burst, 10_000, limits.perTenSeconds]
      while (window.length > 0 && (window[0] ?? 0) <= now - spanMs) window.shift()
      if (limits.enforced) {
        if (usage.calls >= limits.perDay) throw dailyLimit(portal)
        if (window.length >= most) throw kind === 'search' ? searchLimit() : burstLimit()
      }
      window.push(now)
      usage.calls += 1
      return headers(limits, usage.calls, kind === 'search' ? null : Math.max(0, most - window.length))
    },
  }
}

/** The day's count, started anew at midnight of the portal's zone. */
export function usageToday(portal: Portal): { day: string; calls: number } {
  const day = dayIn(portal.settings.timeZone, portal.clock.now())
  if (portal.state.usage.day !== day) portal.state.usage = { day, calls: 0 }
  return portal.state.usage
}

/** Search answers carry the daily pair alone (seen on every captured search). */
function headers(limits: RateLimits, calls: number, remaining: number | null): Record<string, string> {
  const daily = {
    'X-HubSpot-RateLimit-Daily': String(limits.perDay),
    'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, limits.perDay - calls)),
  }
  if (remaining === null) return daily
  return {
    ...daily,
    'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
    'X-HubSpot-RateLimit-Max': String(limits.perTenSeconds),
    'X-HubSpot-RateLimit-Remaining': String(remaining),
  }
}

function burstLimit(): HubSpotError {
  return new HubSpotError(429, {
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
    groupName: 'publicapi:private-app:api-calls-ten-secondly',
  })
}

function searchLimit(): HubSpotError {
  return new HubSpotError(429, {
    message: 'You have reached your secondly limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'SECONDLY',
  })
}

function dailyLimit(portal: Portal): HubSpotError {
  return new HubSpotError(429, {
    message: 'You have reached your daily limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'DAILY',
    requestId: nextGuid(portal),
  })
}

/** `/__sandbox/limits`: reads and changes the limits of a running portal. */
export function limitsControl(portal: Portal): SandboxControl {
  return {
    read: () => ({ ...portal.limits, usedToday: usageToday(portal).calls }),
    write(body) {
      if (typeof body !== 'object' || body === null) throw new TypeError('an object with limits is expected')
      const wanted = body as Partial<RateLimits>
      for (const [name, value] of Object.entries(wanted)) {
        if (!(name in portal.limits)) throw new TypeError(`there is no limit ${name}`)
        if (typeof value !== (name === 'enforced' ? 'boolean' : 'number'))
          throw new TypeError(`${name} has the wrong type`)
      }
      portal.limits = { ...portal.limits, ...wanted }
      return portal.limits
    },
  }
}
