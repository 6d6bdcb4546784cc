import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { plusDays } from '../time.ts'
import { COST_SOURCES } from './cost-line.ts'
import type { CostLine } from './cost-line.ts'
import { countedLines } from './counted-lines.ts'
import type { Days } from './days.ts'
import { datedByItems, datedByTotal, needsItems } from './dated-costs.ts'
import type { CostedCampaign, SpendItem } from './dated-costs.ts'
import { convertMinor } from './rates.ts'
import { spendBetween } from './spend-between.ts'

const FIRST = '2025-12-20'
const anyDay = fc.integer({ min: 0, max: 120 }).map((days) => plusDays(FIRST, days))
const anyAmount = fc.oneof(fc.bigInt({ min: -50n, max: 50n }), fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }))
const anyDays = fc
  .tuple(anyDay, anyDay)
  .map(([a, b]) => (a < b ? { fromOn: a, untilOn: b } : { fromOn: b, untilOn: a }))
const sumOf = (parts: readonly bigint[]): bigint => parts.reduce((sum, part) => sum + part, 0n)

describe('the days of a line', () => {
  test.prop([anyDays, anyAmount, fc.array(anyDay, { maxLength: 6 })])(
    'add up to its amount however they are parted',
    (days, amountMinor, cuts) => {
      const ends = [...new Set(cuts)].sort()
      const parts = [null, ...ends.map((day) => plusDays(day, 1))].map((from, i) =>
        spendBetween({ ...days, amountMinor }, from, ends[i] ?? null),
      )
      expect(sumOf(parts)).toBe(amountMinor)
    },
  )

  test.prop([anyDays, anyAmount])('differ by one minor unit at most, and a refund mirrors its sale', (days, amount) => {
    const parts: bigint[] = []
    for (let day = days.fromOn; day <= days.untilOn; day = plusDays(day, 1)) {
      const part = spendBetween({ ...days, amountMinor: amount }, day, day)
      expect(spendBetween({ ...days, amountMinor: -amount }, day, day)).toBe(-part)
      parts.push(part)
    }
    expect(sumOf(parts)).toBe(amount)
    const sorted = parts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    expect((sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n)).toBeLessThanOrEqual(1n)
  })
})

const anyLine: fc.Arbitrary<CostLine> = fc
  .record({
    source: fc.constantFrom(...COST_SOURCES),
    key: fc.string({ minLength: 1, maxLength: 3 }),
    campaign: fc.constantFrom('Webinar', 'Fair', null),
    channel: fc.constant(null),
    days: anyDays,
    amountMinor: fc.oneof(fc.constant(0n), anyAmount),
    currency: fc.constant('USD'),
    note: fc.constant(''),
  })
  .map(({ days, ...line }) => ({ ...line, ...days }))
const anySources = fc.shuffledSubarray([...COST_SOURCES], { minLength: 1 })
const eachDay = ({ fromOn, untilOn }: Days): readonly string[] => {
  const days: string[] = []
  for (let day = fromOn; day <= untilOn; day = plusDays(day, 1)) days.push(day)
  return days
}
const covers = ({ source, amountMinor }: CostLine): boolean => source === 'import' || amountMinor !== 0n
const isOn = (days: Days, day: string): boolean => days.fromOn <= day && day <= days.untilOn

describe('which lines count', () => {
  test.prop([fc.array(anyLine, { maxLength: 12 }), anySources])(
    'is told of every day of every line once, and parts of a line add up to its amount',
    (lines, sources) => {
      const { counted, notCounted } = countedLines(lines, sources)
      for (const line of lines) {
        const parts = [...counted, ...notCounted].filter((part) => part.line === line)
        expect(parts.flatMap(({ days }) => days.flatMap(eachDay)).sort()).toEqual(eachDay(line))
        expect(sumOf(parts.map(({ amountMinor }) => amountMinor))).toBe(line.amountMinor)
        for (const { days, amountMinor } of parts)
          expect(sumOf(days.map(({ fromOn, untilOn }) => spendBetween(line, fromOn, untilOn)))).toBe(amountMinor)
      }
      for (const { line, why } of notCounted) expect(why.kind === 'source-off').toBe(!sources.includes(line.source))
    },
  )

  test.prop([fc.array(anyLine, { maxLength: 8 }), anySources])(
    'is one source alone on a day of a campaign, and one CRM alone of a campaign',
    (lines, sources) => {
      const counted = countedLines(lines, sources).counted.filter(({ line }) => line.campaign !== null && covers(line))
      const payments = counted.flatMap(({ line: { campaign, source }, days }) => [
        ...days.flatMap(eachDay).map((day) => ({ of: `${campaign ?? ''} ${day}`, source })),
        ...(source === 'import' ? [] : [{ of: campaign ?? '', source }]),
      ])
      for (const paid of Map.groupBy(payments, ({ of }) => of).values())
        expect(new Set(paid.map(({ source }) => source)).size).toBe(1)
    },
  )

  test.prop([fc.array(anyLine, { maxLength: 8 }), anySources])(
    'loses no day unless a source that goes before has it, or is a CRM where another tells the whole of the campaign',
    (lines, sources) => {
      const { counted, notCounted } = countedLines(lines, sources)
      for (const { line, days, why } of notCounted) {
        if (why.kind === 'source-off') continue
        expect(sources.indexOf(why.counts)).toBeLessThan(sources.indexOf(line.source))
        const others = lines.filter((one) => one.campaign === line.campaign && one.source === why.counts && covers(one))
        const isWhole = why.counts !== 'import' && line.source !== 'import'
        for (const day of days.flatMap(eachDay))
          expect(isWhole ? others.length > 0 : others.some((one) => isOn(one, day))).toBe(true)
      }
      for (const line of lines.filter(({ campaign, source }) => campaign === null && sources.includes(source)))
        expect(counted.find((part) => part.line === line)?.amountMinor).toBe(line.amountMinor)
    },
  )

  test.prop([fc.array(anyLine, { maxLength: 8 }), fc.constantFrom(...COST_SOURCES)])(
    'is every line, whole and unchanged, where one source alone knows',
    (lines, source) => {
      const alone = lines.map((line) => ({ ...line, source }))
      expect(countedLines(alone, [...COST_SOURCES])).toEqual({
        counted: alone.map((line) => ({
          line,
          days: [{ fromOn: line.fromOn, untilOn: line.untilOn }],
          amountMinor: line.amountMinor,
        })),
        notCounted: [],
      })
    },
  )
})

const anyItem: fc.Arbitrary<SpendItem> = fc.record({
  id: fc.constantFrom('1', '2', '3', '4'),
  name: fc.constantFrom('Ads', 'Ads 2026-01', '2026-01-05', '02/2026'),
  amountMinor: fc.bigInt({ min: -1_000n, max: 1_000n }),
  createdAt: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2026-03-01') }),
})
const anyCampaign: fc.Arbitrary<CostedCampaign> = fc.record({
  id: fc.constant('g'),
  name: fc.constant('Webinar'),
  currency: fc.constantFrom('USD', 'EUR'),
  totalMinor: fc.bigInt({ min: -2_000n, max: 2_000n }),
  startOn: fc.option(anyDay),
  endOn: fc.option(anyDay),
  firstSeenAt: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2026-02-01') }),
})
const anyLook = fc.record({
  campaign: anyCampaign,
  items: fc.option(fc.uniqueArray(anyItem, { selector: ({ id }) => id })),
})

describe('the lines of a campaign', () => {
  test.prop([fc.array(anyLook, { minLength: 1, maxLength: 6 })])(
    'add up to its total after every look, with or without its items, and rest until the next',
    (looks) => {
      let current = new Map<string, CostLine>()
      let before: { on: string; totalMinor: bigint } | null = null
      for (const [i, { campaign, items }] of looks.entries()) {
        const on = plusDays('2026-02-01', i)
        const look = (lines: readonly CostLine[], last = before) =>
          items === null
            ? datedByTotal(campaign, lines, { before: last, on }, 'UTC')
            : datedByItems(campaign, items, lines, 'UTC')
        const { save, end } = look([...current.values()])
        current = new Map([...current].filter(([key]) => !end.includes(key)))
        for (const line of save) current.set(line.key, line)
        const lines = [...current.values()]
        expect(sumOf(lines.map(({ amountMinor }) => amountMinor))).toBe(campaign.totalMinor)
        expect(lines.every(({ fromOn, untilOn }) => fromOn <= untilOn)).toBe(true)
        before = { on, totalMinor: campaign.totalMinor }
        const again = look(lines, before)
        expect(again.end).toEqual([])
        expect(new Map(again.save.map((line) => [line.key, line]))).toEqual(current)
        if (items !== null) expect(needsItems(campaign, lines)).toBe(false)
      }
    },
  )
})

describe('a converted amount', () => {
  test.prop([
    anyAmount,
    fc.integer({ min: 1, max: 10 ** 9 }),
    fc.constantFrom('USD', 'JPY', 'KWD'),
    fc.constantFrom('EUR', 'JPY', 'KWD'),
  ])('is off by half a unit at most, and mirrors its negative', (amount, millionths, from, to) => {
    const rate = `${Math.floor(millionths / 1e6)}.${String(millionths % 1e6).padStart(6, '0')}`
    const converted = convertMinor(amount, from, to, rate)
    expect(converted).not.toBeNull()
    expect(convertMinor(-amount, from, to, rate)).toBe(-(converted ?? 0n))
    const digits = { USD: 2n, EUR: 2n, JPY: 0n, KWD: 3n }
    const exact = amount * BigInt(millionths) * 10n ** digits[to]
    const off = (converted ?? 0n) * 10n ** 6n * 10n ** digits[from] - exact
    expect((off < 0n ? -off : off) * 2n <= 10n ** 6n * 10n ** digits[from]).toBe(true)
  })
})
