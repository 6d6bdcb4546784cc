import { describe, expect, test } from 'vitest'
import type { BusinessCalendar, LocalInterval } from './calendar.ts'
import { dueAt, elapsedSeconds } from './calendar.ts'

const H = 3600
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const utc = (text: string): number => Date.parse(text)
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
const daily = (timeZone: string, hours: readonly LocalInterval[], holidays: BusinessCalendar['holidays'] = []) => ({
  timeZone,
  schedule: Object.fromEntries(DAYS.map((day) => [day, hours])),
  holidays,
})
const office = (timeZone: string, holidays: BusinessCalendar['holidays'] = []): BusinessCalendar => ({
  timeZone,
  schedule: Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [['09:00', '17:00']]])),
  holidays,
})
const nights = (timeZone: string, holidays: BusinessCalendar['holidays'] = []): BusinessCalendar =>
  daily(timeZone, [['22:00', '06:00']], holidays)
/** Open hours of a stretch. */
const open = (calendar: BusinessCalendar, from: string, to: string): number =>
  elapsedSeconds(calendar, utc(from), utc(to)) / H
const newYork = office('America/New_York')

describe('R1: a calendar is a zone, weekly local hours and holidays', () => {
  test('R1: the hours are read on the wall of the zone, whatever its offset', () => {
    // Monday nine o'clock: New York is at UTC-5, Kolkata at UTC+5:30, Kiritimati a day ahead at UTC+14.
    expect(iso(dueAt(newYork, utc('2026-03-02T00:00Z'), 1))).toBe('2026-03-02T14:00:01.000Z')
    expect(iso(dueAt(office('Asia/Kolkata'), utc('2026-03-02T00:00Z'), 1))).toBe('2026-03-02T03:30:01.000Z')
    expect(iso(dueAt(office('Pacific/Kiritimati'), utc('2026-03-01T18:00Z'), 1))).toBe('2026-03-01T19:00:01.000Z')
  })

  test('R1: a weekday without hours is closed, and one may have several', () => {
    const split: BusinessCalendar = {
      timeZone: 'UTC',
      schedule: {
        mon: [
          ['09:00', '12:00'],
          ['13:00', '17:00'],
        ],
        wed: [['10:00', '11:00']],
      },
    }
    expect(iso(dueAt(split, utc('2026-03-02T11:00Z'), 2 * H))).toBe('2026-03-02T14:00:00.000Z')
    expect(iso(dueAt(split, utc('2026-03-02T16:00Z'), 1.5 * H))).toBe('2026-03-04T10:30:00.000Z')
  })
})

describe('R2: hours are [start, end)', () => {
  test('R2: the second of the start counts, that of the end does not', () => {
    expect(open(daily('UTC', [['09:00', '17:00']]), '2026-03-02T08:59:59Z', '2026-03-02T09:00:01Z') * H).toBe(1)
    expect(open(daily('UTC', [['09:00', '17:00']]), '2026-03-02T16:59:59Z', '2026-03-02T17:00:01Z') * H).toBe(1)
  })

  test('R2: 24:00 is allowed, and touches the next day without a hole', () => {
    const late = daily('UTC', [
      ['00:00', '02:00'],
      ['20:00', '24:00'],
    ])
    expect(open(late, '2026-03-02T12:00Z', '2026-03-03T12:00Z')).toBe(6)
    expect(iso(dueAt(late, utc('2026-03-02T23:00Z'), 2 * H))).toBe('2026-03-03T01:00:00.000Z')
  })

  test('R2: an end at or before the start crosses midnight and belongs to the day it starts on', () => {
    const friday: BusinessCalendar = { timeZone: 'UTC', schedule: { fri: [['22:00', '06:00']] } }
    expect(open(friday, '2026-03-06T00:00Z', '2026-03-07T00:00Z')).toBe(2)
    expect(open(friday, '2026-03-07T00:00Z', '2026-03-08T00:00Z')).toBe(6)
    expect(open(friday, '2026-03-05T00:00Z', '2026-03-06T12:00Z')).toBe(0)
    const around: BusinessCalendar = { timeZone: 'UTC', schedule: { fri: [['08:00', '08:00']] } }
    expect(open(around, '2026-03-06T00:00Z', '2026-03-08T00:00Z')).toBe(24)
  })

  test('R2: overlaps count once, also those with the night shift of the day before', () => {
    const twice = daily('UTC', [
      ['22:00', '06:00'],
      ['05:00', '09:00'],
      ['08:00', '10:00'],
    ])
    expect(open(twice, '2026-03-03T00:00Z', '2026-03-04T00:00Z')).toBe(12)
  })
})

describe('R3: holidays', () => {
  test('R3: a holiday closes its whole local date, wherever that lies in UTC', () => {
    const auckland = daily('Pacific/Auckland', [['00:00', '24:00']], ['2026-02-06'])
    // UTC+13 in February: the date runs from 11:00Z of the day before.
    expect(open(auckland, '2026-02-05T10:00Z', '2026-02-06T12:00Z')).toBe(2)
    expect(iso(dueAt(auckland, utc('2026-02-05T10:00Z'), H + 1))).toBe('2026-02-06T11:00:01.000Z')
  })

  test('R3: it also closes the spill of the night shift before, and the shift that would start on it', () => {
    const shift = nights('Europe/Berlin', ['2025-12-25'])
    expect(open(shift, '2025-12-24T12:00Z', '2025-12-25T12:00Z')).toBe(2)
    expect(open(shift, '2025-12-25T12:00Z', '2025-12-26T12:00Z')).toBe(0)
    expect(open(shift, '2025-12-26T12:00Z', '2025-12-27T12:00Z')).toBe(8)
  })

  test('R3: special hours replace the schedule of a date, and may open a closed one', () => {
    const eve = office('UTC', {
      '2025-12-24': [['09:00', '12:00']],
      '2025-12-25': [],
      '2025-12-27': [['10:00', '11:00']],
    })
    expect(open(eve, '2025-12-24T00:00Z', '2025-12-25T00:00Z')).toBe(3)
    expect(open(eve, '2025-12-25T00:00Z', '2025-12-26T00:00Z')).toBe(0)
    expect(open(eve, '2025-12-26T00:00Z', '2025-12-27T00:00Z')).toBe(8)
    expect(open(eve, '2025-12-27T00:00Z', '2025-12-28T00:00Z')).toBe(1)
    expect(iso(dueAt(eve, utc('2025-12-24T11:00Z'), 2 * H))).toBe('2025-12-26T10:00:00.000Z')
  })

  test('R3: special hours over midnight run into the next day', () => {
    const late = office('UTC', { '2026-03-07': [['20:00', '02:00']] })
    expect(open(late, '2026-03-07T00:00Z', '2026-03-09T00:00Z')).toBe(6)
  })
})

describe('R4: a minute counts if its local wall time is open', () => {
  const sundayTwoToThree = (timeZone: string): BusinessCalendar => ({
    timeZone,
    schedule: { sun: [['02:00', '03:00']] },
  })

  test('R4: minutes in a gap never count', () => {
    expect(open(sundayTwoToThree('Europe/Berlin'), '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toBe(0)
    // 01:30 to 03:30 on the wall is one hour of real time.
    const around: BusinessCalendar = { timeZone: 'Europe/Berlin', schedule: { sun: [['01:30', '03:30']] } }
    expect(open(around, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toBe(1)
    expect(iso(dueAt(around, utc('2026-03-29T00:30Z'), 45 * 60))).toBe('2026-03-29T01:15:00.000Z')
  })

  test('R4: minutes in a fold count twice, and the hours between the two showings do not', () => {
    expect(open(sundayTwoToThree('Europe/Berlin'), '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toBe(2)
    // 02:15 to 02:30 is shown at 00:15Z and again at 01:15Z.
    const quarter: BusinessCalendar = { timeZone: 'Europe/Berlin', schedule: { sun: [['02:15', '02:30']] } }
    expect(iso(dueAt(quarter, utc('2026-10-25T00:00Z'), 15 * 60))).toBe('2026-10-25T00:30:00.000Z')
    expect(iso(dueAt(quarter, utc('2026-10-25T00:00Z'), 15 * 60 + 1))).toBe('2026-10-25T01:15:01.000Z')
    expect(iso(dueAt(quarter, utc('2026-10-25T00:40Z'), 60))).toBe('2026-10-25T01:16:00.000Z')
  })

  test.each([
    ['America/New_York', '2026-03-07', 7],
    ['America/New_York', '2026-10-31', 9],
    ['Europe/Berlin', '2026-03-28', 7],
    ['Europe/Berlin', '2026-10-24', 9],
    ['Australia/Lord_Howe', '2026-04-04', 8.5],
    ['Australia/Lord_Howe', '2026-10-03', 7.5],
    ['Asia/Kolkata', '2026-03-28', 8],
  ])('R4: the night shift 22-06 in %s from %s has %d hours', (timeZone, date, hours) => {
    const weekday = DAYS[(new Date(`${date}T12:00Z`).getUTCDay() + 6) % 7] ?? 'mon'
    const once: BusinessCalendar = { timeZone, schedule: { [weekday]: [['22:00', '06:00']] } }
    const [from, to] = [utc(`${date}T00:00Z`) - 24 * H * 1000, utc(`${date}T00:00Z`) + 60 * H * 1000]
    expect(elapsedSeconds(once, from, to) / H).toBe(hours)
    const start = dueAt(once, from, 1) ?? 0
    expect((dueAt(once, from, hours * H) ?? 0) - start + 1000).toBe(hours * H * 1000)
  })

  test('R4: the same wall hours before and after a change: a day is not 24 hours', () => {
    expect(iso(dueAt(newYork, utc('2026-03-06T21:00Z'), 2 * H))).toBe('2026-03-09T14:00:00.000Z')
    expect(iso(dueAt(newYork, utc('2026-10-30T20:00Z'), 2 * H))).toBe('2026-11-02T15:00:00.000Z')
  })
})

describe('R5: due is the earliest instant with the business time before it', () => {
  test('R5: nothing to wait for is due at the start, open or closed, to the millisecond', () => {
    for (const start of ['2026-03-02T15:00:00.123Z', '2026-03-07T03:00Z'])
      expect(dueAt(newYork, utc(start), 0)).toBe(utc(start))
  })

  test('R5: a target that exactly fills the day is due at closing time, one second more after the next opening', () => {
    const nine = utc('2026-03-02T14:00Z')
    expect(iso(dueAt(newYork, nine, 8 * H))).toBe('2026-03-02T22:00:00.000Z')
    expect(iso(dueAt(newYork, nine, 8 * H + 1))).toBe('2026-03-03T14:00:01.000Z')
    expect(iso(dueAt(newYork, nine, 40 * H))).toBe('2026-03-06T22:00:00.000Z')
    expect(iso(dueAt(newYork, utc('2026-03-06T22:00Z'), 8 * H))).toBe('2026-03-09T21:00:00.000Z')
  })

  test('R5: a target that exactly fills the shift is due at its end, over midnight as well', () => {
    expect(iso(dueAt(nights('UTC'), utc('2026-03-02T22:00Z'), 8 * H))).toBe('2026-03-03T06:00:00.000Z')
  })
})

describe('R6: pauses', () => {
  const nine = utc('2026-03-02T14:00Z')
  const at = (hours: number): number => nine + hours * H * 1000

  test('R6: pauses are absolute: of one that reaches into the night only the open part counts', () => {
    expect(dueAt(newYork, nine, 8 * H, [[at(7), at(20)]])).toBe(at(25))
    expect(dueAt(newYork, nine, 8 * H, [[at(9), at(20)]])).toBe(at(8))
  })

  test('R6: overlapping, nested and touching pauses are their union, in any order', () => {
    const union = [[at(1), at(5)]] as const
    for (const pauses of [
      [
        [at(1), at(4)],
        [at(2), at(5)],
      ],
      [
        [at(2), at(3)],
        [at(1), at(5)],
        [at(2), at(2)],
      ],
      [
        [at(3), at(5)],
        [at(1), at(3)],
      ],
    ] as const)
      expect(dueAt(newYork, nine, 3 * H, pauses)).toBe(dueAt(newYork, nine, 3 * H, union))
    expect(dueAt(newYork, nine, 3 * H, union)).toBe(at(7))
  })

  test('R6: an open pause that is reached leaves no due time; one that is not reached changes nothing', () => {
    expect(dueAt(newYork, nine, 2 * H, [[at(2), null]])).toBe(at(2))
    expect(dueAt(newYork, nine, 2 * H + 1, [[at(2), null]])).toBeNull()
    expect(
      dueAt(newYork, nine, 1, [
        [at(-3), null],
        [at(-9), at(-1)],
      ]),
    ).toBeNull()
  })
})

describe('R7: no due time', () => {
  test('R7: a calendar that never opens', () => {
    for (const never of [
      { timeZone: 'UTC', schedule: {} },
      { timeZone: 'UTC', schedule: { mon: [], tue: [] }, holidays: { '2026-03-02': [] } },
      { timeZone: 'UTC', schedule: {}, holidays: ['2026-03-02'] },
    ] satisfies BusinessCalendar[])
      expect(dueAt(never, utc('2026-03-01T00:00Z'), 1)).toBeNull()
  })

  test('R7: not within 730 days after the start, to the second', () => {
    const start = utc('2026-03-02T00:00Z')
    const always = daily('UTC', [['00:00', '24:00']])
    expect(dueAt(always, start, 730 * 24 * H)).toBe(start + 730 * 24 * H * 1000)
    expect(dueAt(always, start, 730 * 24 * H + 1)).toBeNull()
    expect(dueAt(always, start, 730 * 24 * H, [[start, start + 1000]])).toBeNull()
    const lastDay = { timeZone: 'UTC', schedule: {}, holidays: { '2028-02-29': [['00:00', '24:00']] } } as const
    expect(iso(dueAt(lastDay, start, 60))).toBe('2028-02-29T00:01:00.000Z')
    expect(dueAt(lastDay, utc('2026-02-28T00:00Z'), 60)).toBeNull()
  })
})

describe('R8: elapsed likewise', () => {
  const nine = utc('2026-03-02T14:00Z')

  test('R8: only open, unpaused time; none when time runs backwards', () => {
    expect(elapsedSeconds(newYork, nine - H * 1000, nine + 24 * H * 1000)).toBe(8 * H)
    expect(elapsedSeconds(newYork, nine, nine + 24 * H * 1000, [[nine + H * 1000, null]])).toBe(H)
    expect(elapsedSeconds(newYork, nine + H * 1000, nine)).toBe(0)
    expect(elapsedSeconds({ timeZone: 'UTC', schedule: {} }, 0, nine)).toBe(0)
  })

  test('R8: seconds are kept, and parts of them', () => {
    expect(elapsedSeconds(newYork, nine + 250, nine + 61_000)).toBe(60.75)
    expect(dueAt(newYork, nine + 7_123, 61)).toBe(nine + 68_123)
    expect(dueAt(newYork, nine, 0.5)).toBe(nine + 500)
    expect(dueAt(newYork, nine + 8 * H * 1000 - 400, 1)).toBe(nine + 24 * H * 1000 + 600)
    const seconds = daily('UTC', [['09:00:30', '09:01:15']])
    expect(open(seconds, '2026-03-02T00:00Z', '2026-03-03T00:00Z') * H).toBe(45)
  })
})
