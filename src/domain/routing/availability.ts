import type { Instant } from '../instant.ts'
import type { BusinessCalendar } from '../sla/calendar.ts'
import { dueAfterMs } from '../sla/calendar.ts'
import { DAY_MS, localDateOf, localDayBounds } from '../time.ts'
import { repByEmail } from './directory.ts'
import { endOfLeave, leaveAt } from './leave.ts'
import type { Turn } from './round-robin.ts'
import type { PoolMember, Rep, RouteInput } from './types.ts'

/** Why somebody cannot take a lead now. */
export const UNAVAILABLE = [
  'no-user',
  'inactive',
  'excluded',
  'on-leave',
  'outside-hours',
  'open-capacity',
  'day-capacity',
] as const
export type Unavailable = (typeof UNAVAILABLE)[number]

/** `why` is for people. */
export type Availability =
  | { readonly kind: 'available'; readonly rep: Rep }
  | { readonly kind: 'unavailable'; readonly reason: Unavailable; readonly rep: Rep | null; readonly why: string }

/** What of a decision's input says whether somebody can take a lead. */
export type Desk = Pick<RouteInput, 'calendars' | 'orgTimeZone' | 'facts' | 'reps' | 'workload' | 'now'>

/** Nobody waits longer than this for a member to come back. */
export const HOLD_HORIZON_MS = 60 * DAY_MS

/** Can this member take the lead now? The first thing in the way is named. */
export function availabilityOf(member: PoolMember, desk: Desk): Availability {
  const user = userFor(repByEmail(desk.reps, member.email), desk)
  if (user.kind === 'unavailable') return user
  const { rep } = user
  const obstacle = onLeave(member, desk) ?? outsideHours(member, desk) ?? atCapacity(member, rep, desk)
  return obstacle === null ? user : { kind: 'unavailable', rep, ...obstacle }
}

interface Obstacle {
  readonly reason: Unavailable
  readonly why: string
}

const no = (reason: Unavailable, rep: Rep | undefined, why: string): Availability => ({
  kind: 'unavailable',
  reason,
  rep: rep ?? null,
  why,
})

/** Is there such a user, and active? */
export function activeUser(rep: Rep | undefined): Availability {
  if (rep === undefined) return no('no-user', rep, 'no Salesforce user with this e-mail')
  return rep.active ? { kind: 'available', rep } : no('inactive', rep, 'user is not active')
}

/** The same, and may he have this lead? */
export function userFor(rep: Rep | undefined, { facts }: Pick<Desk, 'facts'>): Availability {
  const excluded = rep?.active === true ? facts.excluded.get(rep.id) : undefined
  return excluded === undefined ? activeUser(rep) : no('excluded', rep, excluded)
}

export function onLeave(member: PoolMember, desk: Desk): Obstacle | null {
  const leave = leaveAt(member.leave, desk.now, zoneOf(member, desk))
  return leave === undefined ? null : { reason: 'on-leave', why: `on leave from ${leave.from} to ${leave.to}` }
}

function outsideHours(member: PoolMember, desk: Desk): Obstacle | null {
  const hours = hoursOf(member, desk)
  if (hours === null || nextOpening(hours, desk.now, desk.now + 1) === desk.now) return null
  return { reason: 'outside-hours', why: `outside working hours (${member.hours ?? ''})` }
}

export function atCapacity({ capacity }: PoolMember, rep: Rep, { workload }: Desk): Obstacle | null {
  const open = workload.open.get(rep.id) ?? 0
  if (capacity.open !== null && open >= capacity.open)
    return { reason: 'open-capacity', why: `has ${open} open, at most ${capacity.open}` }
  const today = workload.today.get(rep.id) ?? 0
  if (capacity.perDay !== null && today >= capacity.perDay)
    return { reason: 'day-capacity', why: `got ${today} today, at most ${capacity.perDay}` }
  return null
}

/** Who is out for longer starts afresh in the round robin; the others keep their place. */
export function turnOf(availability: Availability): Turn {
  if (availability.kind === 'available') return 'take'
  const { reason } = availability
  return reason === 'no-user' || reason === 'inactive' || reason === 'on-leave' ? 'away' : 'pass'
}

/**
 * When a member can take the lead again, by his hours, his leave and the start of his next day.
 * @returns null: not within 60 days, or nobody knows (excluded, not active, too many open leads).
 */
export function availableFrom(member: PoolMember, desk: Desk): Instant | null {
  const user = userFor(repByEmail(desk.reps, member.email), desk)
  if (user.kind === 'unavailable') return null
  const full = atCapacity(member, user.rep, desk)
  if (full?.reason === 'open-capacity') return null
  const timeZone = zoneOf(member, desk)
  const from = full === null ? desk.now : localDayBounds(localDateOf(desk.now, timeZone), timeZone).until
  return firstFree(member, desk, from)
}

function firstFree(member: PoolMember, desk: Desk, from: Instant): Instant | null {
  const latest = desk.now + HOLD_HORIZON_MS
  const hours = hoursOf(member, desk)
  const timeZone = zoneOf(member, desk)
  let at: Instant | null = from
  while (at !== null && at <= latest) {
    const back = endOfLeave(member.leave, at, timeZone)
    const open: Instant | null = hours === null ? back : nextOpening(hours, back, latest)
    if (open === null || leaveAt(member.leave, open, timeZone) === undefined)
      return open === null || open > latest ? null : open
    at = open
  }
  return null
}

/** The first instant at or after `from`, before `latest`, at which the calendar is open. */
function nextOpening(calendar: BusinessCalendar, from: Instant, latest: Instant): Instant | null {
  const first = dueAfterMs(calendar, from, 1, [], latest)
  return first === null ? null : first - 1
}

/** A calendar that the config does not have closes nobody out; the check of the config names it. */
const hoursOf = ({ hours }: PoolMember, { calendars }: Desk): BusinessCalendar | null =>
  hours === null || !Object.hasOwn(calendars, hours) ? null : (calendars[hours] ?? null)

const zoneOf = (member: PoolMember, desk: Desk): string => hoursOf(member, desk)?.timeZone ?? desk.orgTimeZone
