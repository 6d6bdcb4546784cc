import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { notationOfColumn, readAmount } from './amount.ts'
import type { Notation } from './amount.ts'
import { nameResolver, withNearest } from './campaign-names.ts'
import { spendColumns } from './columns.ts'
import { dayOrderOfColumn, readDays } from './days.ts'

describe('an amount', () => {
  it.each<[string, Notation, string]>([
    ['1234', 'point', '1234'],
    ['1.234,56', 'comma', '1234.56'],
    ['1,234.56', 'point', '1234.56'],
    ['1 234,56', 'comma', '1234.56'],
    ['1\u00a0234,56 €', 'comma', '1234.56'],
    ["1'234.56", 'point', '1234.56'],
    ['1’234’567', 'point', '1234567'],
    ['1,23,456.7', 'point', '123456.7'],
    ['-12,5', 'comma', '-12.5'],
    ['12.50-', 'point', '-12.50'],
    ['\u2212 3', 'point', '-3'],
    ['(1,000.00)', 'point', '-1000.00'],
    ['$(1.50)', 'point', '-1.50'],
    ['.5', 'point', '0.5'],
    ['7307,37', 'comma', '7307.37'],
    ['+4', 'point', '4'],
  ])('"%s" with a decimal %s is %s', (cell, notation, decimal) => {
    expect(readAmount(cell, notation)?.decimal).toBe(decimal)
  })

  it.each<[string, Notation]>([
    ['', 'point'],
    ['n/a', 'point'],
    ['12,50', 'point'],
    ['12.50', 'comma'],
    ['1,2,3', 'point'],
    ['1.2.3', 'point'],
    ['--5', 'point'],
    ['-5-', 'point'],
    ['1e5', 'point'],
    ['1234.567,89', 'point'],
    ['.', 'point'],
  ])('"%s" is none with a decimal %s', (cell, notation) => {
    expect(readAmount(cell, notation)).toBeNull()
  })

  it.each<[string, readonly string[]]>([
    ['€ 5', ['EUR']],
    ['5 EUR', ['EUR']],
    ['US$5', ['USD']],
    ['$5', ['$']],
    ['£5', ['GBP']],
    ['chf 5', ['CHF']],
    ['€5 EUR', ['EUR']],
    ['€5 USD', ['EUR', 'USD']],
  ])('"%s" names %j', (cell, currencies) => {
    expect(readAmount(cell, 'point')?.currencies).toEqual(currencies)
  })

  it.each<[string, readonly string[], unknown]>([
    ['a fraction of two digits', ['1,234', '5,50'], { ok: true, notation: 'comma' }],
    ['both signs', ['1,234', '1,234.5'], { ok: true, notation: 'point' }],
    ['several groups', ['1.234', '1.234.567'], { ok: true, notation: 'comma' }],
    ['more digits before the sign than a group has', ['1,234', '1234.567'], { ok: true, notation: 'point' }],
    ['a zero before the sign', ['0,125'], { ok: true, notation: 'comma' }],
    ['no sign at all', ['12', 'junk', ''], { ok: true, notation: 'point' }],
    ['nothing', ['1,234', '2,500'], { ok: false, why: 'either', example: '"1,234"' }],
    ['contradictions', ['12,50', '12.50'], { ok: false, why: 'both', example: '"12,50" and "12.50"' }],
  ])('has the notation of its column, which %s decides', (_, cells, expected) => {
    expect(notationOfColumn(cells)).toEqual(expected)
  })

  test.prop([fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.constantFrom<Notation>('comma', 'point')])(
    'that was written with groups and a fraction is read as it was',
    (cents, notation) => {
      const [fraction, group] = notation === 'comma' ? [',', '.'] : ['.', ',']
      const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0')
      const whole = digits.slice(0, -2).replace(/\B(?=(?:\d{3})+$)/g, group)
      const cell = `${cents < 0n ? '-' : ''}${whole}${fraction}${digits.slice(-2)}`
      expect(notationOfColumn([cell])).toEqual({ ok: true, notation })
      const decimal = `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
      expect(readAmount(cell, notation)).toEqual({ decimal, currencies: [] })
    },
  )
})

describe('a date', () => {
  const day = (on: string) => ({ fromOn: on, untilOn: on, unit: 'day' })
  it.each([
    ['2026-03-15', 'dmy', day('2026-03-15')],
    ['2026-03-15T00:00:00Z', 'dmy', day('2026-03-15')],
    ['2026/03/15', 'dmy', day('2026-03-15')],
    ['20260315', 'dmy', day('2026-03-15')],
    ['5.3.2026', 'mdy', day('2026-03-05')],
    ['05.03.26', 'mdy', day('2026-03-05')],
    ['3/5/2026', 'mdy', day('2026-03-05')],
    ['3/5/2026', 'dmy', day('2026-05-03')],
    ['05-03-2026', 'dmy', day('2026-03-05')],
    ['2026-02', 'dmy', { fromOn: '2026-02-01', untilOn: '2026-02-28', unit: 'month' }],
    ['02/2028', 'dmy', { fromOn: '2028-02-01', untilOn: '2028-02-29', unit: 'month' }],
    ['30.02.2026', 'dmy', null],
    ['15/03/2026', 'mdy', null],
    ['2026-13', 'dmy', null],
    ['yesterday', 'dmy', null],
    ['', 'dmy', null],
  ] as const)('"%s" in the order %s is %j', (cell, order, expected) => {
    expect(readDays(cell, order)).toEqual(expected)
  })

  it.each([
    [['03/04/2026', '15/04/2026'], { ok: true, order: 'dmy' }],
    [['03/04/2026', '04/15/2026'], { ok: true, order: 'mdy' }],
    [['03/03/2026', '2026-04-05', '05.04.2026'], { ok: true, order: 'dmy' }],
    [['03/04/2026'], { ok: false, why: 'either', example: '"03/04/2026"' }],
    [['15/04/2026', '04/15/2026'], { ok: false, why: 'both', example: '"15/04/2026" and "04/15/2026"' }],
  ])('column %j is %j', (cells, expected) => {
    expect(dayOrderOfColumn(cells)).toEqual(expected)
  })
})

describe('a header', () => {
  it.each([
    [['Date', 'Campaign', 'Cost'], { date: 0, campaign: 1, cost: 2, channel: -1, currency: -1, costCurrency: null }],
    [['Datum', 'Kanal', 'Kampagne', 'Kosten in €'], { date: 0, channel: 1, campaign: 2, cost: 3, costCurrency: 'EUR' }],
    [['Day', 'Campaign name', 'Amount spent (EUR)', 'Currency'], { cost: 2, currency: 3, costCurrency: 'EUR' }],
    [['id', 'c_date', 'campaign_name', 'category', 'mark_spent'], { date: 1, campaign: 2, channel: 3, cost: 4 }],
    [['Währung', 'Tag', 'Ausgaben', 'Channel'], { currency: 0, date: 1, cost: 2, campaign: -1, channel: 3 }],
  ])('%j is one', (header, expected) => {
    expect(spendColumns(header)).toMatchObject(expected)
  })

  it.each([[['Campaign report']], [['Date', 'Cost']], [['Campaign', 'Cost']], [['Date', 'Campaign', 'Clicks']]])(
    '%j is none',
    (header) => {
      expect(spendColumns(header)).toBeNull()
    },
  )
})

describe('the name of a campaign', () => {
  const names = nameResolver(['Spring Sale', 'Fair', 'fair'])
  it('is the known one whatever its case and spaces, unless two are alike', () => {
    expect(names.resolve('spring_sale')).toBe('Spring Sale')
    expect(names.resolve('Fair')).toBe('Fair')
    expect(names.resolve('FAIR')).toBe('FAIR')
  })

  it('that nobody knows is told with the nearest that is known', () => {
    const unknown = names.unknownOf(['Sprng Sale', 'Sprng Sale', 'Fair', null])
    expect(withNearest(unknown, ['Fair', 'Spring Sale', 'Spring'])).toEqual([
      { campaign: 'Sprng Sale', lines: 2, nearest: 'Spring Sale' },
    ])
    expect(withNearest([{ campaign: 'X', lines: 1 }], [])).toEqual([{ campaign: 'X', lines: 1, nearest: null }])
  })

  it('are told with no name of quite another length, nor with any when there are too many', () => {
    const nearest = (campaigns: readonly string[], known: readonly string[]) =>
      withNearest(
        campaigns.map((campaign) => ({ campaign, lines: 1 })),
        known,
      ).map((one) => one.nearest)
    expect(nearest(['Fair'], ['Fair of all the things'])).toEqual([null])
    expect(nearest(['Messe', 'Fiar'], ['Fair'])).toEqual([null, 'Fair'])
    expect(nearest(['Fare'], ['Fare', 'Fair'])).toEqual(['Fair'])
    const many = Array.from({ length: 25 }, (_, i) => `Fare ${i}`)
    expect(nearest(many, ['Fair 1']).filter((name) => name !== null)).toHaveLength(20)
  })

  it('by the thousand, of long names, are looked at in a moment', () => {
    const long = (n: number): string => `${String(n).repeat(40)} campaign`.slice(0, 100)
    const known = Array.from({ length: 1_000 }, (_, i) => long(i + 10))
    const unknown = Array.from({ length: 3_000 }, (_, i) => ({ campaign: `x${long(i + 9_000)}`, lines: 1 }))
    const start = performance.now()
    withNearest(unknown, known)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
