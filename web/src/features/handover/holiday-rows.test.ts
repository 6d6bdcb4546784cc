import { describe, expect, test } from 'vitest'
import { fromRows, holidayRows, joined, readPasted } from './holiday-rows.ts'

const calendar = { timeZone: 'UTC', schedule: {} }

describe('holidays of the document as rows', () => {
  test('every form comes back as it was meant', () => {
    const holidays = {
      '2026-12-25': { name: 'Christmas Day' },
      '2026-12-24': [['09:00', '12:00']] as [string, string][],
    }
    const rows = holidayRows({ ...calendar, holidays })
    expect(rows.map(({ date, name }) => [date, name])).toEqual([
      ['2026-12-24', ''],
      ['2026-12-25', 'Christmas Day'],
    ])
    expect(fromRows(rows)).toEqual(holidays)
  })

  test('a list stays a list until a day gets a name', () => {
    const rows = holidayRows({ ...calendar, holidays: ['2026-12-25'] })
    expect(fromRows(rows)).toEqual(['2026-12-25'])
    expect(fromRows(joined(rows, [{ date: '2026-12-26', name: 'Boxing Day', hours: [] }]))).toEqual({
      '2026-12-25': [],
      '2026-12-26': { name: 'Boxing Day' },
    })
    expect(fromRows([])).toBeUndefined()
  })
})

describe('a pasted list of dates', () => {
  test('is read in the usual forms, with names; what has no date is told', () => {
    const { rows, unread } = readPasted(
      [
        '2026-12-25 Christmas Day',
        '26.12.2026; Boxing Day',
        'Friday, 2027-1-1, New Year’s Day',
        'Easter',
        '2026-02-30 no',
      ].join('\n'),
    )
    expect(rows.map(({ date, name }) => [date, name])).toEqual([
      ['2026-12-25', 'Christmas Day'],
      ['2026-12-26', 'Boxing Day'],
      ['2027-01-01', 'New Year’s Day'],
    ])
    expect(unread).toEqual(['Easter', '2026-02-30 no'])
  })
})
