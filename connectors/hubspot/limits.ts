import type { Instant } from '#domain/instant.ts'

/** What the headers of an answer say about limits; null where they say nothing. */
export interface SeenLimits {
  /** Of the rolling window that the call counted in. Search answers name none. */
  readonly burst: { readonly max: number; readonly perMs: number; readonly remaining: number } | null
  /** Calls of the account's day by everybody. OAuth apps have none. */
  readonly daily: { readonly limit: number; readonly remaining: number } | null
}

/** Source: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
export function seenLimits(header: (name: string) => string | null): SeenLimits {
  const number = (name: string): number | null => {
    const text = header(`x-hubspot-ratelimit-${name}`)
    return text !== null && /^\d+$/.test(text) ? Number(text) : null
  }
  const [max, perMs, remaining] = [number('max'), number('interval-milliseconds'), number('remaining')]
  const [limit, left] = [number('daily'), number('daily-remaining')]
  return {
    burst: max === null || max === 0 || perMs === null || remaining === null ? null : { max, perMs, remaining },
    daily: limit === null || limit === 0 || left === null ? null : { limit, remaining: left },
  }
}

/** What is left to calls that are no fault of ours: other programs with the same token, and clocks that differ a little. */
const MARGIN = 0.05

/** Most calls that Tandem makes in a window of `max`. */
export const withMargin = (max: number): number => Math.max(1, Math.floor(max * (1 - MARGIN)))

/** So few are left only where somebody else calls with the same token: Tandem stands back a little. */
export const isCrowded = (burst: { readonly max: number; readonly remaining: number }): boolean =>
  burst.remaining <= Math.floor((burst.max - withMargin(burst.max)) / 2)

/** Milliseconds until the account's day ends. */
export function msUntilMidnight(timeZone: string, now: Instant): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0)
  return Math.max(1000, 86_400_000 - ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000)
}

/** Ends of the account's days: worked out once a day, because zones are slow to ask. */
export function createDayEnd(): (timeZone: string, now: Instant) => Instant {
  let known: { readonly timeZone: string; readonly from: Instant; readonly until: Instant } | null = null
  return (timeZone, now) => {
    if (known?.timeZone !== timeZone || now >= known.until || now < known.from)
      known = { timeZone, from: now, until: now + msUntilMidnight(timeZone, now) }
    return known.until
  }
}
