import { describe, expect, test } from 'vitest'
import type { BusinessCalendar } from './business-calendar.ts'
import { parseWallTime, validateCalendar } from './business-calendar.ts'

describe('wall times', () => {
  test('run from 00:00 to 24:00, seconds allowed', () => {
    expect(['00:00', '09:30', '09:30:15', '24:00'].map(parseWallTime)).toEqual([0, 34_200_000, 34_215_000, 86_400_000])
  })

  test('anything else is not a time', () => {
    expect(['9:00', '24:01', '25:00', '12:60', '12', '', '09:00 ', '-1:00'].map(parseWallTime)).toEqual(
      Array.from({ length: 8 }, () => null),
    )
  })
})

describe('validateCalendar', () => {
  test('finds nothing in a good calendar', () => {
    expect(
      validateCalendar({
        timeZone: 'Europe/Berlin',
        schedule: { mon: [['22:00', '06:00']], sun: [['00:00', '24:00']] },
        holidays: { '2025-12-24': [['09:00', '12:00']], '2025-12-25': [] },
      }),
    ).toEqual([])
  })

  test('reports every problem with its path, not only the first', () => {
    const broken = {
      timeZone: 'Berlin',
      schedule: {
        mon: [
          ['09:00', '17:00'],
          ['9:00', '25:00'],
        ],
        monday: [],
        tue: [['24:00', '06:00']],
      },
      holidays: ['2025-12-25', '2025-02-29'],
    } as unknown as BusinessCalendar
    expect(validateCalendar(broken).map((problem) => problem.path)).toEqual([
      'timeZone',
      'schedule.mon.1.0',
      'schedule.mon.1.1',
      'schedule.monday',
      'schedule.tue.0.0',
      'holidays.1',
    ])
  })

  test('looks into special hours', () => {
    const calendar: BusinessCalendar = {
      timeZone: 'UTC',
      schedule: {},
      holidays: { '24.12.2025': [['09:00', 'noon']] },
    }
    expect(validateCalendar(calendar).map((problem) => problem.path)).toEqual([
      'holidays.24.12.2025',
      'holidays.24.12.2025.0.1',
    ])
  })
})
