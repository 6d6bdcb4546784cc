import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { BusinessCalendar } from './calendar.ts'
import { elapsedSeconds } from './calendar.ts'
import type { ClockState } from './clock.ts'
import type { ClockEvent, ClockInput } from './timeline.ts'
import { replayClock } from './timeline.ts'

const MINUTE = 60_000
const MINUTES = 9 * 1440
/** The clocks of New York change on 8 March 2026, those of Berlin on the 29th. */
const SCENES = ['2026-03-04T00:00Z', '2026-03-26T00:00Z'].map(Date.parse)
const hours = (
  timeZone: string,
  of: readonly [string, string],
  holidays: readonly string[] = [],
): BusinessCalendar => ({
  timeZone,
  schedule: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sun'].map((day) => [day, [of]])),
  holidays,
})
const CALENDARS = [
  hours('America/New_York', ['09:00', '17:00'], ['2026-03-06']),
  hours('America/New_York', ['22:00', '06:00']),
  hours('Europe/Berlin', ['22:00', '06:00']),
  hours('UTC', ['00:00', '24:00']),
]

const openMinutes = new Map<string, boolean>()
/** Whether a minute of business time passes from this minute on. */
function isOpen(calendar: BusinessCalendar, at: number): boolean {
  const key = `${CALENDARS.indexOf(calendar)} ${at}`
  const known = openMinutes.get(key) ?? elapsedSeconds(calendar, at, at + MINUTE) === 60
  openMinutes.set(key, known)
  return known
}

interface Walked {
  readonly state: ClockState
  readonly breachedAt: number | null
  readonly elapsedSeconds: number
}

/** The rules S1 to S8 read out loud, one minute at a time. */
function walk({ calendar, targetSeconds, events, asOf }: ClockInput, from: number): Walked {
  let [started, paused, target, hoursNow] = [false, false, targetSeconds, calendar]
  let end: 'stop' | 'cancel' | null = null
  let [elapsed, breachedAt]: [number, number | null] = [0, null]
  const instants: { readonly at: number; readonly elapsed: number }[] = []
  const breachedBy = (last: number): void => {
    if (started && end === null) breachedAt ??= instants.find((i) => i.elapsed >= target && i.at <= last)?.at ?? null
  }
  for (let at = from; at <= asOf && end === null; at += MINUTE) {
    const event = events.find((one) => one.at === at)
    if (event?.type === 'start') started = true
    if (started) instants.push({ at, elapsed })
    breachedBy(event?.type === 'stop' || event?.type === 'retarget' ? at - 1 : at)
    if (event?.type === 'retarget') target = event.seconds
    if (event?.type === 'recalendar') hoursNow = event.calendar
    if (started && event?.type === 'pause') paused = true
    if (started && event?.type === 'resume') paused = false
    if (started && (event?.type === 'stop' || event?.type === 'cancel')) end = event.type
    if (started && end === null && !paused && at < asOf && isOpen(hoursNow, at)) elapsed += 60
  }
  breachedBy(asOf)
  return { state: stateOf(started, paused, end, breachedAt), breachedAt, elapsedSeconds: elapsed }
}

function stateOf(started: boolean, paused: boolean, end: string | null, breachedAt: number | null): ClockState {
  if (!started) return 'not_started'
  if (end === 'cancel') return 'cancelled'
  if (end === 'stop') return breachedAt === null ? 'met' : 'breached_completed'
  if (breachedAt !== null) return 'breached'
  return paused ? 'paused' : 'running'
}

const minute = fc.integer({ min: 0, max: MINUTES })
const target = fc.integer({ min: 0, max: 1500 }).map((minutes) => minutes * 60)
const anyEvent = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at: minute, type: fc.constantFrom('pause' as const, 'resume' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ at: minute, type: fc.constantFrom('start' as const, 'stop' as const, 'cancel' as const) }),
  },
  { weight: 2, arbitrary: fc.record({ at: minute, type: fc.constant('retarget' as const), seconds: target }) },
  {
    weight: 2,
    arbitrary: fc.record({
      at: minute,
      type: fc.constant('recalendar' as const),
      calendar: fc.constantFrom(...CALENDARS),
    }),
  },
)
const anyClock = fc
  .record({
    from: fc.constantFrom(...SCENES),
    calendar: fc.constantFrom(...CALENDARS),
    targetSeconds: target,
    start: fc.integer({ min: 0, max: 2880 }),
    others: fc.array(anyEvent, { maxLength: 7 }),
    asOf: minute,
  })
  .map(({ from, start, others, asOf, ...rest }) => {
    const starting: ClockEvent = { at: start, type: 'start' }
    const all = [...new Map([...others, starting].map((event) => [event.at, event])).values()]
    const events = all.map((event): ClockEvent => ({ ...event, at: from + event.at * MINUTE }))
    return { from, input: { ...rest, events, asOf: from + asOf * MINUTE } }
  })

describe('a replayed clock and the rules read minute by minute', () => {
  test.prop([anyClock], { numRuns: 150 })('agree on state, breach and what has elapsed', ({ from, input }) => {
    const { state, breachedAt, elapsedSeconds: elapsed } = replayClock(input)
    expect({ state, breachedAt, elapsedSeconds: elapsed }).toEqual(walk(input, from))
  })
})
