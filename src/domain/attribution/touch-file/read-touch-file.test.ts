import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { formatInstant } from '../../time.ts'
import { touchColumns } from './columns.ts'
import { readMoment } from './moment.ts'
import { readTouchFile } from './read-touch-file.ts'

const zones = { times: 'Europe/Berlin', days: 'America/New_York' }
const NOW = Date.UTC(2026, 5, 1)
const columns = { email: 0, at: 1, channel: 2, campaign: 3, detail: 4 }
const read = (rows: readonly (readonly string[])[], dates: 'auto' | 'dmy' | 'mdy' = 'auto') =>
  readTouchFile(
    columns,
    rows.map((cells, i) => ({ line: i + 2, cells })),
    { zones, dates, now: NOW },
  )
const fileOf = (rows: readonly (readonly string[])[], dates: 'auto' | 'dmy' | 'mdy' = 'auto') => {
  const result = read(rows, dates)
  if (!result.ok) throw new Error(result.reason)
  return result.file
}

describe('the moment of a row', () => {
  it.each([
    ['2026-03-15T09:30:00+01:00', '2026-03-15T08:30:00.000Z'],
    ['2026-03-15T09:30:00.250Z', '2026-03-15T09:30:00.250Z'],
    ['2026-03-15 09:30:00Z', '2026-03-15T09:30:00.000Z'],
    ['2026-03-15 09:30', '2026-03-15T08:30:00.000Z'],
    ['2026-03-15T09:30', '2026-03-15T08:30:00.000Z'],
    ['15.03.2026 9:30', '2026-03-15T08:30:00.000Z'],
    ['15/03/2026, 9:30 PM', '2026-03-15T20:30:00.000Z'],
    ['15/03/2026 12:05 am', '2026-03-14T23:05:00.000Z'],
    ['2026-03-15 09:30 America/New_York', '2026-03-15T13:30:00.000Z'],
    ['2026-03-15T09:30[America/New_York]', '2026-03-15T13:30:00.000Z'],
    ['2026-03-15 09:30 UTC', '2026-03-15T09:30:00.000Z'],
    // Skipped by the change of clocks.
    ['2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
  ])('%s is %s', (cell, at) => {
    const moment = readMoment(cell, 'dmy', zones)
    expect(moment === null ? null : formatInstant(moment.at)).toBe(at)
    expect(moment?.dayOnly).toBe(false)
  })

  it('is the last one of its day in the zone of the org where no time is given', () => {
    for (const cell of ['2026-03-07', '07.03.2026', '7/3/2026', '20260307'])
      expect(readMoment(cell, 'dmy', zones)).toEqual({ at: Date.UTC(2026, 2, 8, 5) - 1, dayOnly: true })
    expect(readMoment('3/7/2026', 'mdy', zones)).toEqual(readMoment('2026-03-07', 'dmy', zones))
  })

  it.each([
    '',
    'soon',
    '2026-02-30',
    '2026-03',
    '2026-03-15 25:00',
    '2026-03-15 13:00 PM',
    '2026-03-15 09:30 Mars/Base',
  ])('%s is none', (cell) => {
    expect(readMoment(cell, 'dmy', zones)).toBeNull()
  })
})

describe('a file of touches', () => {
  it('is found by its header, however the columns are called', () => {
    expect(touchColumns(['E-Mail', 'Datum', 'Kanal', 'Kampagne'])).toEqual({ ...columns, detail: -1 })
    expect(touchColumns(['Campaign Name', 'Timestamp', 'Email Address', 'SOURCE'])).toMatchObject({
      email: 2,
      campaign: 0,
    })
    expect(touchColumns(['email', 'date'])).toBeNull()
  })

  it('gives every row as a touch, a repetition, a blank one, or rejected with what to do', () => {
    const file = fileOf([
      [' Ann.Lee+x@GMAIL.com ', '2026-03-15', 'paid search', 'Spring', 'crm'],
      ['annlee@gmail.com', '2026-03-15', 'PAID_SEARCH', 'Spring', 'crm'],
      ['', '', '', ''],
      ['bob@acme.com', '2026-03-15T10:00Z', 'Trade show'],
      ['nobody', '2026-03-15', 'Fair'],
      ['bob@acme.com', 'soon', 'Fair'],
      ['bob@acme.com', '2027-03-15', 'Fair'],
      ['bob@acme.com', '2026-03-15', ''],
      ['', '2026-03-15', 'Fair'],
      ['bob@acme.com', '', 'Fair'],
    ])
    expect(file.touches).toMatchObject([
      { line: 2, emailKey: 'annlee@gmail.com', channel: 'PAID_SEARCH', campaign: 'Spring', detail: 'crm' },
      { line: 5, channel: 'Trade show', campaign: null, detail: null, dayOnly: false },
    ])
    expect(file.repeated).toEqual([{ line: 3, of: 2 }])
    expect(file.blank).toEqual([4])
    expect(file.rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '6 "nobody" is no e-mail address',
      '7 "soon" is no instant or day',
      '8 2027-03-15 is in the future',
      '9 no channel',
      '10 no e-mail',
      '11 no instant',
    ])
    for (const { remedy } of file.rejected) expect(remedy).not.toBe('')
  })

  it('asks which comes first where days and months cannot be told apart', () => {
    const row = ['a@b.co', '03/04/2026 10:00', 'Fair']
    expect(read([row])).toMatchObject({ ok: false, remedy: expect.stringContaining('--dates') })
    expect(fileOf([row], 'mdy').touches[0]?.at).toBe(Date.UTC(2026, 2, 4, 9))
    expect(fileOf([row, ['a@b.co', '15/04/2026', 'Fair']]).touches[0]?.at).toBe(Date.UTC(2026, 3, 3, 8))
  })

  const cell = fc.constantFrom('', 'a@b.co', '2026-03-15', '15.03.2026 10:00', 'PAID_SEARCH', 'x', ';', '"')
  test.prop([fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 30 })])(
    'accounts for every row once, and gives the same ids when it is read again in another order',
    (rows) => {
      const file = fileOf(rows, 'dmy')
      const lines = [...file.touches, ...file.repeated, ...file.rejected].map(({ line }) => line)
      expect([...lines, ...file.blank].toSorted((a, b) => a - b)).toEqual(rows.map((_, i) => i + 2))
      const again = fileOf(rows.toReversed(), 'dmy')
      expect(new Set(again.touches.map(({ id }) => id))).toEqual(new Set(file.touches.map(({ id }) => id)))
    },
  )
})
