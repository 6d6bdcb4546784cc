import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { BusinessCalendar, LocalInterval, Pause } from './calendar.ts'
import { dueAt, elapsedSeconds } from './calendar.ts'

const MINUTE = 60_000
const DAY_MINUTES = 1440
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Ten days around a change of the clocks, or none. */
const SCENES = [
  ['America/New_York', '2025-03-04'],
  ['America/New_York', '2025-10-28'],
  ['Europe/Berlin', '2025-03-25'],
  ['Europe/Berlin', '2025-10-21'],
  ['Asia/Kolkata', '2025-06-01'],
  ['Australia/Lord_Howe', '2025-04-01'],
  ['Australia/Lord_Howe', '2025-09-30'],
  ['America/Nuuk', '2025-10-21'],
] as const
const SCENE_DAYS = 10

interface WallMinute {
  readonly date: string
  readonly dayBefore: string
  readonly minute: number
}
interface Scene {
  readonly timeZone: string
  readonly from: number
  readonly wall: readonly WallMinute[]
}

const sceneWalls = new Map<string, Scene>()

/** What the wall shows at each minute, read from Intl, which shares no code with the calendar under test. */
function sceneOf([timeZone, date]: (typeof SCENES)[number]): Scene {
  const known = sceneWalls.get(timeZone + date)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const from = Date.parse(`${date}T00:00Z`)
  const wall = Array.from({ length: SCENE_DAYS * DAY_MINUTES }, (_, i): WallMinute => {
    const shown = format.format(from + i * MINUTE)
    const today = shown.slice(0, 10)
    return { date: today, dayBefore: dayBefore(today), minute: minuteOf(shown.slice(11)) }
  })
  const scene = { timeZone, from, wall }
  sceneWalls.set(timeZone + date, scene)
  return scene
}

const dayBefore = (date: string): string => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** The hours that start on a date, and whether it has hours of its own. */
function hoursOf(
  calendar: BusinessCalendar,
  date: string,
): { readonly own: boolean; readonly hours: readonly LocalInterval[] } {
  const { holidays = [] } = calendar
  if (Array.isArray(holidays) && holidays.includes(date)) return { own: true, hours: [] }
  const special = (holidays as Record<string, readonly LocalInterval[]>)[date]
  if (special !== undefined) return { own: true, hours: special }
  return { own: false, hours: calendar.schedule[DAYS[(new Date(date).getUTCDay() + 6) % 7] ?? 'mon'] ?? [] }
}

/** The rules read out loud, one minute at a time: is it open at this minute of the scene? */
function openMinutes(calendar: BusinessCalendar, scene: Scene): (index: number) => boolean {
  const known = new Map<string, ReturnType<typeof hoursOf>>()
  const on = (date: string): ReturnType<typeof hoursOf> => {
    const hours = known.get(date) ?? hoursOf(calendar, date)
    known.set(date, hours)
    return hours
  }
  const overnight = ([from, until]: LocalInterval): boolean => minuteOf(until) <= minuteOf(from)
  return (index) => {
    const wall = scene.wall[index]
    if (wall === undefined) return false
    const { own, hours } = on(wall.date)
    const { minute } = wall
    if (hours.some((h) => minute >= minuteOf(h[0]) && (overnight(h) || minute < minuteOf(h[1])))) return true
    return !own && on(wall.dayBefore).hours.some((h) => overnight(h) && minute < minuteOf(h[1]))
  }
}

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const anyHours = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 96 }))
    .map(([from, until]): LocalInterval => [time(from * 15), time(until * 15)]),
  { maxLength: 2 },
)

interface Situation {
  readonly scene: Scene
  readonly calendar: BusinessCalendar
}

const anySituation: fc.Arbitrary<Situation> = fc
  .constantFrom(...SCENES)
  .chain((which) => {
    const scene = sceneOf(which)
    const dates = [...new Set(scene.wall.map((w) => w.date))]
    const holidays = fc.oneof(
      fc.subarray(dates, { maxLength: 2 }),
      fc.dictionary(fc.constantFrom(...dates), anyHours, { maxKeys: 2, noNullPrototype: true }),
    )
    return fc.record({ scene: fc.constant(scene), schedule: fc.tuple(...DAYS.map(() => anyHours)), holidays })
  })
  .map(({ scene, schedule, holidays }) => {
    const calendar: BusinessCalendar = {
      timeZone: scene.timeZone,
      schedule: Object.fromEntries(DAYS.map((day, i) => [day, schedule[i]])),
      holidays,
    }
    return { scene, calendar }
  })

const LAST = SCENE_DAYS * DAY_MINUTES
const anyMinute = fc.integer({ min: 0, max: LAST })
const anyPauses = fc.array(fc.tuple(anyMinute, fc.option(anyMinute, { freq: 5 })), { maxLength: 3 })
const runs = { numRuns: 80 }

describe('business time and the rules read minute by minute', () => {
  const paused = (pauses: readonly (readonly [number, number | null])[], minute: number): boolean =>
    pauses.some(([from, until]) => minute >= from && (until === null || minute < until))
  const instants = (scene: Scene, pauses: readonly (readonly [number, number | null])[]): Pause[] =>
    pauses.map(([from, until]) => [scene.from + from * MINUTE, until === null ? null : scene.from + until * MINUTE])

  test.prop([anySituation, anyMinute, anyMinute, anyPauses], runs)(
    'agree on what has elapsed',
    (s, from, to, pauses) => {
      const open = openMinutes(s.calendar, s.scene)
      let slow = 0
      for (let m = from; m < to; m += 1) if (open(m) && !paused(pauses, m)) slow += 60
      const at = (minute: number): number => s.scene.from + minute * MINUTE
      expect(elapsedSeconds(s.calendar, at(from), at(to), instants(s.scene, pauses))).toBe(slow)
    },
  )

  test.prop([anySituation, anyMinute, fc.integer({ min: 1, max: 3000 }), anyPauses], runs)(
    'agree on when it is due',
    (s, from, minutes, pauses) => {
      const open = openMinutes(s.calendar, s.scene)
      let left = minutes
      let slow: number | null = null
      for (let m = from; m < LAST && slow === null; m += 1) {
        if (open(m) && !paused(pauses, m)) left -= 1
        if (left === 0) slow = m + 1
      }
      const due = dueAt(s.calendar, s.scene.from + from * MINUTE, minutes * 60, instants(s.scene, pauses))
      // Beyond the scene the slow model is blind; there the due time only has to be later.
      if (slow === null) expect(due ?? Infinity).toBeGreaterThan(s.scene.from + LAST * MINUTE)
      else expect(due).toBe(s.scene.from + slow * MINUTE)
    },
  )
})

describe('business time', () => {
  const anyInstant = fc.integer({ min: 0, max: LAST * MINUTE })
  const anySeconds = fc.integer({ min: 0, max: 40 * 3600 })

  test.prop([anySituation, anyInstant, anySeconds], runs)(
    'has elapsed in full at the due time, not a moment before',
    (s, at, seconds) => {
      const start = s.scene.from + at
      const due = dueAt(s.calendar, start, seconds)
      if (due === null) return
      expect(elapsedSeconds(s.calendar, start, due)).toBe(seconds)
      if (seconds > 0) expect(elapsedSeconds(s.calendar, start, due - 1)).toBeLessThan(seconds)
    },
  )

  test.prop([anySituation, anyInstant, anySeconds, anySeconds], runs)(
    'is due later for a longer target',
    (s, at, a, b) => {
      const due = (seconds: number): number => dueAt(s.calendar, s.scene.from + at, seconds) ?? Infinity
      expect(due(Math.max(a, b))).toBeGreaterThanOrEqual(due(Math.min(a, b)))
    },
  )

  test.prop([anySituation, anyInstant, anyInstant, anySeconds], runs)(
    'is due no earlier for a later start',
    (s, a, b, seconds) => {
      const due = (at: number): number => dueAt(s.calendar, s.scene.from + at, seconds) ?? Infinity
      expect(due(Math.max(a, b))).toBeGreaterThanOrEqual(due(Math.min(a, b)))
    },
  )

  test.prop([anySituation, anyInstant, anyInstant, anyInstant], runs)('adds up over any cut', (s, a, b, c) => {
    const [from = 0, cut = 0, to = 0] = [a, b, c].map((at) => s.scene.from + at).sort((x, y) => x - y)
    const elapsed = (x: number, y: number): number => Math.round(elapsedSeconds(s.calendar, x, y) * 1000)
    expect(elapsed(from, cut) + elapsed(cut, to)).toBe(elapsed(from, to))
  })

  test.prop([anySituation, anyInstant, fc.array(fc.tuple(anyInstant, anyInstant), { maxLength: 4 })], runs)(
    'is what the pauses leave of it',
    (s, until, cuts) => {
      const pauses = cuts.map(([a, b]): Pause => [s.scene.from + Math.min(a, b), s.scene.from + Math.max(a, b)])
      const to = s.scene.from + until
      const elapsed = (list: readonly Pause[]): number =>
        Math.round(elapsedSeconds(s.calendar, s.scene.from, to, list) * 1000)
      expect(elapsed(pauses)).toBeLessThanOrEqual(elapsed([]))
      expect(elapsed([...pauses].reverse())).toBe(elapsed(pauses))
      expect(elapsed([...pauses, ...pauses])).toBe(elapsed(pauses))
    },
  )

  const anyPauseList = fc
    .array(fc.tuple(anyInstant, fc.option(anyInstant, { freq: 4 })), { maxLength: 3 })
    .map((list) => list.map(([a, b]): readonly [number, number | null] => [a, b]))
  const shifted = (s: Situation, list: readonly (readonly [number, number | null])[]): Pause[] =>
    list.map(([a, b]) => [s.scene.from + a, b === null ? null : s.scene.from + b])

  test.prop([anySituation, anyInstant, anySeconds, anyPauseList], runs)(
    'has elapsed in full at the due time with pauses as well, and the due time does not end in one',
    (s, at, seconds, list) => {
      const [start, pauses] = [s.scene.from + at, shifted(s, list)]
      const due = dueAt(s.calendar, start, seconds, pauses)
      if (due === null || seconds === 0) return
      expect(elapsedSeconds(s.calendar, start, due, pauses)).toBe(seconds)
      expect(elapsedSeconds(s.calendar, start, due - 1, pauses)).toBe(seconds - 0.001)
    },
  )

  test.prop([anySituation, anyInstant, anyInstant, anyPauseList], runs)(
    'that elapsed until some instant is due no later than it, with nothing elapsed in between',
    (s, a, b, list) => {
      const [start, to] = [s.scene.from + Math.min(a, b), s.scene.from + Math.max(a, b)]
      const pauses = shifted(s, list)
      const due = dueAt(s.calendar, start, elapsedSeconds(s.calendar, start, to, pauses), pauses)
      expect(due).toBeLessThanOrEqual(to)
      expect(elapsedSeconds(s.calendar, due ?? 0, to, pauses)).toBe(0)
    },
  )

  test.prop([anySituation, anyInstant, anySeconds, anyPauseList, anyPauseList], runs)(
    'is due no earlier with more pauses',
    (s, at, seconds, some, more) => {
      const due = (list: readonly (readonly [number, number | null])[]): number =>
        dueAt(s.calendar, s.scene.from + at, seconds, shifted(s, list)) ?? Infinity
      expect(due([...some, ...more])).toBeGreaterThanOrEqual(due(some))
    },
  )
})
