import type { SyncConfig } from '#domain/config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { PolicyClock } from '#domain/sla/policy.ts'

type Having = Pick<Handoff, 'ownerEmail' | 'pool' | 'queueId' | 'heldForPool'>

/**
 * The calendar by which a clock counts while a lead is where it is now: that of the policy, or the hours that the pool of the contract,
 * else any pool, names for its owner. Undefined: the config has no such calendar.
 */
export function calendarFor(
  { calendars, routing }: Pick<SyncConfig, 'calendars' | 'routing'>,
  { calendarId, hours }: Pick<PolicyClock, 'calendarId' | 'hours'>,
  { ownerEmail, pool, queueId, heldForPool }: Having,
): BusinessCalendar | undefined {
  const own = calendars[calendarId]
  if (hours === 'calendar' || ownerEmail === null || queueId !== null || heldForPool !== null) return own
  const email = ownerEmail.trim().toLowerCase()
  const named = routing.pools
    .toSorted((a, b) => Number(b.id === pool) - Number(a.id === pool))
    .flatMap(({ members }) => members.filter((member) => member.email.trim().toLowerCase() === email))
    .flatMap((member) => member.hours ?? [])
  return calendars[named[0] ?? calendarId] ?? own
}
