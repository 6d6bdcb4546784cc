import { describe, expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import type { BusinessCalendar, LocalInterval } from './calendar.ts'
import { dueAt, elapsedSeconds } from './calendar.ts'

const utc = (iso: string): number => Date.parse(iso)
const iso = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z')
const H = 3600

const daily = (hours: readonly LocalInterval[], days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) =>
  Object.fromEntries(days.map((day) => [day, hours]))
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri']
const nineToFive = (timeZone: string, rest: Partial<BusinessCalendar> = {}): BusinessCalendar => ({
  timeZone,
  schedule: daily([['09:00', '17:00']], WEEK),
  ...rest,
})
const newYork = nineToFive('America/New_York')
const nights = (timeZone: string, holidays: BusinessCalendar['holidays'] = []): BusinessCalendar => ({
  timeZone,
  schedule: daily([['22:00', '06:00']]),
  holidays,
})

describe('due times', () => {
  // 2025-06-02 is a Monday; New York is UTC-4.
  test.each([
    ['within the day', '2025-06-02T14:00Z', 1 * H, '2025-06-02T15:00:00Z'],
    ['before opening counts from opening', '2025-06-02T05:00Z', 1 * H, '2025-06-02T14:00:00Z'],
    ['over the night', '2025-06-02T20:30Z', 1 * H, '2025-06-03T13:30:00Z'],
    ['over the weekend', '2025-06-06T20:30Z', 1 * H, '2025-06-09T13:30:00Z'],
    ['filling the day is due at closing time', '2025-06-02T13:00Z', 8 * H, '2025-06-02T21:00:00Z'],
    ['from closing time on, filling the next day', '2025-06-02T21:00Z', 8 * H, '2025-06-03T21:00:00Z'],
    ['one second more goes to the next opening', '2025-06-02T13:00Z', 8 * H + 1, '2025-06-03T13:00:01Z'],
    ['a whole week', '2025-06-02T13:00Z', 40 * H, '2025-06-06T21:00:00Z'],
    ['nothing to wait for is due at the start, open or closed', '2025-06-07T03:00Z', 0, '2025-06-07T03:00:00Z'],
    ['seconds are kept', '2025-06-02T14:00:07Z', 61, '2025-06-02T14:01:08Z'],
  ])('%s', (_, start, seconds, due) => {
    expect(iso(dueAt(newYork, utc(start), seconds))).toBe(due)
  })

  test('the same wall hours before and after the clocks change', () => {
    expect(iso(dueAt(newYork, utc('2025-03-07T21:00Z'), 2 * H))).toBe('2025-03-10T14:00:00Z')
    expect(iso(dueAt(newYork, utc('2025-10-31T20:00Z'), 2 * H))).toBe('2025-11-03T15:00:00Z')
  })

  test('zones with odd offsets open at their own nine', () => {
    expect(iso(dueAt(nineToFive('Asia/Kolkata'), utc('2025-06-02T00:00Z'), 1))).toBe('2025-06-02T03:30:01Z')
    expect(iso(dueAt(nineToFive('Australia/Lord_Howe'), utc('2025-06-01T20:00Z'), 1))).toBe('2025-06-01T22:30:01Z')
  })

  test('a calendar that never opens, or not within 730 days, gives no due time', () => {
    expect(dueAt({ timeZone: 'UTC', schedule: {} }, utc('2025-01-01T00:00Z'), 1)).toBeNull()
    const hourAWeek: BusinessCalendar = { timeZone: 'UTC', schedule: { mon: [['09:00', '10:00']] } }
    expect(dueAt(hourAWeek, utc('2025-06-02T00:00Z'), 104 * H)).not.toBeNull()
    expect(dueAt(hourAWeek, utc('2025-06-02T00:00Z'), 106 * H)).toBeNull()
    expect(elapsedSeconds({ timeZone: 'UTC', schedule: {} }, 0, utc('2025-01-01T00:00Z'))).toBe(0)
  })

  test('a calendar that is not valid is refused with the place of the mistake', () => {
    expect(() => dueAt({ timeZone: 'UTC', schedule: { mon: [['9:00', '17:00']] } }, 0, 1)).toThrow(UsageError)
    expect(() => dueAt({ timeZone: 'Nowhere', schedule: {} }, 0, 1)).toThrow('timeZone')
  })
})

describe('opening hours', () => {
  const openOn = (hours: readonly LocalInterval[], date = '2025-06-02'): number =>
    elapsedSeconds(
      { timeZone: 'UTC', schedule: { mon: hours } },
      utc(`${date}T00:00Z`),
      utc(`${date}T00:00Z`) + 86_400_000,
    ) / H

  test('overlapping and touching hours count once', () => {
    expect(
      openOn([
        ['09:00', '12:00'],
        ['11:00', '13:00'],
        ['13:00', '14:00'],
        ['10:00', '10:30'],
      ]),
    ).toBe(5)
  })

  test('24:00 is the end of the day; equal ends are a whole day; an end before the start runs into the next day', () => {
    expect(openOn([['00:00', '24:00']])).toBe(24)
    expect(openOn([['00:00', '00:00']])).toBe(24)
    expect(openOn([['22:00', '06:00']])).toBe(2)
    expect(openOn([['22:00', '06:00']], '2025-06-03')).toBe(6)
    expect(openOn([['18:00', '18:00']], '2025-06-03')).toBe(18)
  })

  test('an interval opens at its start and is closed at its end', () => {
    expect(elapsedSeconds(newYork, utc('2025-06-02T12:59:59Z'), utc('2025-06-02T13:00:01Z'))).toBe(1)
    expect(elapsedSeconds(newYork, utc('2025-06-02T20:59:59Z'), utc('2025-06-02T21:00:01Z'))).toBe(1)
  })

  test('time runs forwards only, and to the millisecond', () => {
    expect(elapsedSeconds(newYork, utc('2025-06-03T13:00Z'), utc('2025-06-02T13:00Z'))).toBe(0)
    expect(elapsedSeconds(newYork, utc('2025-06-02T14:00:00.250Z'), utc('2025-06-02T14:00:01Z'))).toBe(0.75)
  })
})

describe('night shifts when the clocks change', () => {
  // The night from the first date to the next morning, 22:00 to 06:00 on the wall.
  test.each([
    ['America/New_York', '2025-03-08', 7],
    ['America/New_York', '2025-11-01', 9],
    ['America/New_York', '2025-06-02', 8],
    ['Europe/Berlin', '2025-03-29', 7],
    ['Europe/Berlin', '2025-10-25', 9],
    ['Asia/Kolkata', '2025-03-29', 8],
    ['Australia/Lord_Howe', '2025-04-05', 8.5],
    ['Australia/Lord_Howe', '2025-10-04', 7.5],
  ])('%s, %s: %d hours', (timeZone, date, hours) => {
    const noon = utc(`${date}T12:00Z`)
    const day = {
      [['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(noon).getUTCDay()] ?? '']: [['22:00', '06:00']],
    }
    const once = { timeZone, schedule: day } as BusinessCalendar
    expect(elapsedSeconds(once, noon - 36 * H * 1000, noon + 60 * H * 1000) / H).toBe(hours)
  })

  test('hours inside a gap never come, hours inside a fold come twice', () => {
    const twoToThree = (timeZone: string): BusinessCalendar => ({
      timeZone,
      schedule: daily([['02:00', '03:00']], ['sun']),
    })
    const spring = elapsedSeconds(twoToThree('Europe/Berlin'), utc('2025-03-30T00:00Z'), utc('2025-03-31T00:00Z'))
    const autumn = elapsedSeconds(twoToThree('Europe/Berlin'), utc('2025-10-26T00:00Z'), utc('2025-10-27T00:00Z'))
    expect([spring, autumn]).toEqual([0, 2 * H])
    // 01:30 to 01:45 on the wall is shown twice in New York: 05:30Z and 06:30Z.
    const quarter: BusinessCalendar = { timeZone: 'America/New_York', schedule: { sun: [['01:30', '01:45']] } }
    expect(iso(dueAt(quarter, utc('2025-11-02T00:00Z'), 16 * 60))).toBe('2025-11-02T06:31:00Z')
  })

  test('a gap at the edge of the hours shortens the day: due by real time', () => {
    const night: BusinessCalendar = nights('America/New_York')
    expect(iso(dueAt(night, utc('2025-03-09T03:00Z'), 7 * H))).toBe('2025-03-09T10:00:00Z')
  })
})

describe('holidays and special hours', () => {
  test('a holiday is a local date: closed from local midnight to local midnight', () => {
    const calendar = nineToFive('America/New_York', { holidays: ['2025-12-25'] })
    expect(iso(dueAt(calendar, utc('2025-12-24T21:30Z'), H))).toBe('2025-12-26T14:30:00Z')
  })

  test('a holiday closes also the rest of the night shift before, and the shift that would start on it', () => {
    const calendar = nights('Europe/Berlin', ['2025-12-25'])
    expect(elapsedSeconds(calendar, utc('2025-12-24T12:00Z'), utc('2025-12-25T12:00Z')) / H).toBe(2)
    expect(elapsedSeconds(calendar, utc('2025-12-25T12:00Z'), utc('2025-12-26T12:00Z')) / H).toBe(0)
    expect(elapsedSeconds(calendar, utc('2025-12-26T12:00Z'), utc('2025-12-27T12:00Z')) / H).toBe(8)
  })

  test('special hours are all that is open on their date', () => {
    const calendar = nights('UTC', { '2025-12-24': [['09:00', '12:00']], '2025-12-25': [] })
    const open = (date: string): number =>
      elapsedSeconds(calendar, utc(`${date}T00:00Z`), utc(`${date}T00:00Z`) + 86_400_000) / H
    expect(['2025-12-23', '2025-12-24', '2025-12-25', '2025-12-26', '2025-12-27'].map(open)).toEqual([8, 3, 0, 2, 8])
  })

  test('special hours may open a closed day and run into the next', () => {
    const calendar = nineToFive('UTC', { holidays: { '2025-06-07': [['20:00', '02:00']] } })
    expect(elapsedSeconds(calendar, utc('2025-06-07T00:00Z'), utc('2025-06-09T00:00Z')) / H).toBe(6)
  })

  test('both forms of a closed holiday are the same', () => {
    const [from, to] = [utc('2025-12-01T00:00Z'), utc('2026-01-10T00:00Z')]
    const list = nights('America/New_York', ['2025-12-25'])
    const map = nights('America/New_York', { '2025-12-25': [] })
    expect(elapsedSeconds(list, from, to)).toBe(elapsedSeconds(map, from, to))
  })
})

describe('pauses', () => {
  const start = utc('2025-06-02T13:00Z')
  const at = (hour: number): number => start + hour * H * 1000

  test('push the due time by their open time only', () => {
    expect(iso(dueAt(newYork, start, 2 * H, [[at(1), at(3)]]))).toBe('2025-06-02T17:00:00Z')
    expect(iso(dueAt(newYork, start, 2 * H, [[at(-5), at(-1)]]))).toBe('2025-06-02T15:00:00Z')
    expect(iso(dueAt(newYork, start, 9 * H, [[at(9), at(20)]]))).toBe('2025-06-03T14:00:00Z')
  })

  test('count once where they overlap, whatever their order; empty and reversed ones are nothing', () => {
    const pauses = [
      [at(2), at(4)],
      [at(1), at(3)],
      [at(3), at(3)],
      [at(7), at(6)],
    ] as const
    expect(iso(dueAt(newYork, start, 2 * H, pauses))).toBe('2025-06-02T18:00:00Z')
    expect(elapsedSeconds(newYork, start, at(8), pauses)).toBe(5 * H)
  })

  test('without end leave no due time once reached, not before', () => {
    const open = [[at(2), null]] as const
    expect(iso(dueAt(newYork, start, 2 * H, open))).toBe('2025-06-02T15:00:00Z')
    expect(dueAt(newYork, start, 2 * H + 1, open)).toBeNull()
    expect(elapsedSeconds(newYork, start, at(48), open)).toBe(2 * H)
    expect(iso(dueAt(newYork, start, 0, [[at(-1), null]]))).toBe('2025-06-02T13:00:00Z')
  })
})

describe('clock changes at midnight', () => {
  test('Nuuk shows the last hour of the Saturday twice', () => {
    const saturday: BusinessCalendar = { timeZone: 'America/Nuuk', schedule: { sat: [['00:00', '24:00']] } }
    expect(elapsedSeconds(saturday, utc('2025-10-24T00:00Z'), utc('2025-10-28T00:00Z')) / H).toBe(25)
  })

  test('St. John’s returned to the Saturday after a minute of the Sunday', () => {
    const sunday: BusinessCalendar = { timeZone: 'America/St_Johns', schedule: { sun: [['00:00', '24:00']] } }
    expect(elapsedSeconds(sunday, utc('2010-11-05T00:00Z'), utc('2010-11-09T00:00Z')) / 60).toBe(24 * 60 + 1)
  })

  test('Apia had no 2011-12-30', () => {
    const friday: BusinessCalendar = { timeZone: 'Pacific/Apia', schedule: { fri: [['00:00', '24:00']] } }
    expect(elapsedSeconds(friday, utc('2011-12-26T00:00Z'), utc('2012-01-02T00:00Z'))).toBe(0)
  })
})
