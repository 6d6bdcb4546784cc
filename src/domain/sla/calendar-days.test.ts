import { describe, expect, test } from 'vitest'
import type { BusinessCalendar } from './business-calendar.ts'
import { calendarDays, isOpenAt } from './calendar-days.ts'

const night: BusinessCalendar = {
  timeZone: 'Europe/Berlin',
  schedule: { sat: [['22:00', '06:00']], mon: [['00:00', '24:00']] },
}

describe('the days of a calendar', () => {
  test('a night shift shows on both of its dates, with the hours that really pass when clocks go forward', () => {
    // Clocks go from 02:00 to 03:00 on Sunday, 29 March 2026.
    const [saturday, sunday, monday, tuesday] = calendarDays(night, '2026-03-28', 4)
    expect(saturday).toMatchObject({ kind: 'open', hours: [{ from: '22:00', until: '24:00' }], openSeconds: 7200 })
    expect(sunday).toMatchObject({ hours: [{ from: '00:00', until: '06:00' }], openSeconds: 5 * 3600 })
    expect(monday).toMatchObject({ hours: [{ from: '00:00', until: '24:00' }], openSeconds: 86_400 })
    expect(tuesday).toMatchObject({ kind: 'closed', hours: [], openSeconds: 0 })
  })

  test('a holiday closes its date, other hours replace it', () => {
    const holidays = { '2026-03-30': [], '2026-03-31': [['10:00', '11:00']] as [string, string][] }
    const days = calendarDays({ ...night, holidays }, '2026-03-30', 2)
    expect(days.map(({ kind }) => kind)).toEqual(['holiday', 'own-hours'])
    expect(days[1]).toMatchObject({ hours: [{ from: '10:00', until: '11:00' }] })
  })

  test('open is from the first instant to before the last', () => {
    expect(isOpenAt(night, Date.parse('2026-03-28T21:00:00Z'))).toBe(true)
    expect(isOpenAt(night, Date.parse('2026-03-29T04:00:00Z'))).toBe(false)
  })
})
