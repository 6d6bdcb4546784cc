import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  epochDayOf,
  formatInstant,
  instantOfLocal,
  instantOfLocalNoon,
  isLocalDate,
  isTimeZone,
  localDateOf,
  localDayBounds,
  localMinuteOf,
  offsetSpans,
  parseInstant,
  plusDays,
} from './time.ts'

const utc = (iso: string): number => Date.parse(iso)
const HOUR = 3_600_000

test('any instant comes back from its canonical text, also around leap days, and no day is read that does not exist', () => {
  const instant = fc.integer({ min: utc('0000-01-01T00:00Z'), max: utc('9999-12-31T23:59Z') })
  fc.assert(fc.property(instant, (at) => parseInstant(formatInstant(at)) === at))
  const ends = ['2024-02-29', '2100-02-28', '2000-02-29', '2100-03-01', '2023-12-31'].map((d) => `${d}T23:59:59.999Z`)
  expect(ends.map(parseInstant)).toEqual(ends.map(utc))
  expect(['2023-02-29', '2100-02-29', '2023-04-31'].map((d) => parseInstant(`${d}T00:00:00.000Z`))).toEqual([
    null,
    null,
    null,
  ])
})

describe('zones', () => {
  test('IANA names and fixed offsets are zones, anything else is not', () => {
    expect(['America/New_York', 'UTC', '+05:30'].map(isTimeZone)).toEqual([true, true, true])
    expect(['', 'Mars/Phobos', 'New York'].map(isTimeZone)).toEqual([false, false, false])
  })

  test('an offset span ends at the very millisecond of the change', () => {
    expect(offsetSpans('America/New_York', utc('2025-03-09T00:00Z'), utc('2025-03-10T00:00Z'))).toEqual([
      { from: utc('2025-03-09T00:00Z'), until: utc('2025-03-09T07:00Z'), offsetMs: -5 * HOUR },
      { from: utc('2025-03-09T07:00Z'), until: utc('2025-03-10T00:00Z'), offsetMs: -4 * HOUR },
    ])
  })

  test('asking from the instant of a change on gives the new offset', () => {
    const change = utc('2025-10-26T01:00Z')
    expect(offsetSpans('Europe/Berlin', change, change + 1)).toEqual([
      { from: change, until: change + 1, offsetMs: HOUR },
    ])
    // What was learnt there must not reach back beyond the change.
    expect(offsetSpans('Europe/Berlin', change - 1, change)[0]?.offsetMs).toBe(2 * HOUR)
  })

  test('Lord Howe changes by half an hour, Kolkata never', () => {
    const year = [utc('2025-01-01T00:00Z'), utc('2026-01-01T00:00Z')] as const
    expect(offsetSpans('Australia/Lord_Howe', ...year).map((s) => s.offsetMs / HOUR)).toEqual([11, 10.5, 11])
    expect(offsetSpans('Asia/Kolkata', ...year)).toEqual([{ from: year[0], until: year[1], offsetMs: 5.5 * HOUR }])
  })

  test('an empty range has no spans', () => {
    expect(offsetSpans('UTC', 5, 5)).toEqual([])
    expect(offsetSpans('UTC', 6, 5)).toEqual([])
  })
})

describe('local dates', () => {
  test('one instant is on two dates in two zones', () => {
    const at = utc('2025-01-01T03:30Z')
    expect(localDateOf(at, 'America/New_York')).toBe('2024-12-31')
    expect(localDateOf(at, 'Asia/Kolkata')).toBe('2025-01-01')
    expect(localMinuteOf(at, 'America/New_York')).toBe('2024-12-31T22:30')
  })

  test('noon is the same wall time all year', () => {
    expect(instantOfLocalNoon('2025-01-15', 'America/New_York')).toBe(utc('2025-01-15T17:00Z'))
    expect(instantOfLocalNoon('2025-07-15', 'America/New_York')).toBe(utc('2025-07-15T16:00Z'))
  })

  test('a skipped wall time moves forward by the gap, a repeated one is the first', () => {
    expect(instantOfLocal('2025-03-09', '02:30', 'America/New_York')).toBe(utc('2025-03-09T07:30Z'))
    expect(instantOfLocal('2025-11-02', '01:30', 'America/New_York')).toBe(utc('2025-11-02T05:30Z'))
  })

  test('days have 23, 25 or no hours when the clocks or the date line move', () => {
    const hours = (date: string, zone: string): number => {
      const { from, until } = localDayBounds(date, zone)
      return (until - from) / HOUR
    }
    expect(hours('2025-03-30', 'Europe/Berlin')).toBe(23)
    expect(hours('2025-10-26', 'Europe/Berlin')).toBe(25)
    expect(hours('2025-10-05', 'Australia/Lord_Howe')).toBe(23.5)
    expect(hours('2011-12-30', 'Pacific/Apia')).toBe(0)
  })

  test('adding days follows the calendar, not 24 hours', () => {
    expect(plusDays('2025-03-08', 2)).toBe('2025-03-10')
    expect(plusDays('2024-03-01', -1)).toBe('2024-02-29')
    expect(epochDayOf('1970-01-02')).toBe(1)
    expect(epochDayOf('1969-12-31')).toBe(-1)
    expect(epochDayOf('2000-02-29')).toBe(11_016)
    // Years below 100 are not those of the twentieth century, and some have more than four digits.
    expect(epochDayOf('0099-12-31')).toBe(epochDayOf('0100-01-01') - 1)
    expect(epochDayOf('-000001-12-31')).toBe(epochDayOf('0000-01-01') - 1)
    for (const day of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-06-00'])
      expect(() => epochDayOf(day)).toThrow(RangeError)
  })

  test('only existing dates in one form are dates', () => {
    expect(['2024-02-29', '2025-12-25'].map(isLocalDate)).toEqual([true, true])
    expect(['2025-02-29', '2025-2-9', '20250209', '2025-02-09T00:00', ''].map(isLocalDate)).not.toContain(true)
  })
})

describe('instants as text', () => {
  test('a date-time with Z or an offset is an instant; the way back is canonical', () => {
    expect(parseInstant('2025-01-01T02:00:00+02:00')).toBe(utc('2025-01-01T00:00Z'))
    expect(parseInstant(' 2025-01-01T00:00:00.000+0000 ')).toBe(utc('2025-01-01T00:00Z'))
    expect(formatInstant(utc('2025-01-01T00:00:00.120Z'))).toBe('2025-01-01T00:00:00.120Z')
    expect(formatInstant(0)).toBe('1970-01-01T00:00:00.000Z')
  })

  test('a date, a date-time without offset and nonsense are not', () => {
    expect(['2025-01-01', '2025-01-01T00:00:00', '', 'now', '2025-13-01T00:00Z'].map(parseInstant)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })
})
