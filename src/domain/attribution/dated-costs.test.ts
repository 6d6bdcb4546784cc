import { describe, expect, it } from 'vitest'
import type { CostLine } from './cost-line.ts'
import { datedByItems, datedByTotal, daysInName, needsItems } from './dated-costs.ts'
import type { CostedCampaign, SpendItem } from './dated-costs.ts'

const at = (text: string): number => Date.parse(text)
const campaign = (over: Partial<CostedCampaign> = {}): CostedCampaign => ({
  id: 'guid',
  name: 'Webinar',
  currency: 'USD',
  totalMinor: 1_000n,
  startOn: '2026-03-01',
  endOn: null,
  firstSeenAt: at('2026-03-10T12:00:00Z'),
  ...over,
})
const item = (over: Partial<SpendItem> = {}): SpendItem => ({
  id: '1',
  name: 'Ads',
  amountMinor: 1_000n,
  createdAt: at('2026-03-05T12:00:00Z'),
  ...over,
})
const days = ({ fromOn, untilOn }: CostLine): string => (fromOn === untilOn ? fromOn : `${fromOn}..${untilOn}`)
const sum = (lines: readonly CostLine[]): bigint => lines.reduce((all, { amountMinor }) => all + amountMinor, 0n)

describe('the days in the name of a spend item', () => {
  it.each([
    ['Ads 2026-03-15', '2026-03-15', '2026-03-15'],
    ['2026-03-15 to 2026-03-20', '2026-03-15', '2026-03-20'],
    ['invoice 2026-02', '2026-02-01', '2026-02-28'],
    ['12/2026', '2026-12-01', '2026-12-31'],
  ])('"%s" are %s to %s', (name, fromOn, untilOn) => {
    expect(daysInName(name)).toEqual({ fromOn, untilOn })
  })

  it.each(['Ads', '2026', '2026-13', '2026-02-30', '15/03/2026', '4711-2026-03', 'order 12026-03-15'])(
    '"%s" names none',
    (name) => {
      expect(daysInName(name)).toBeNull()
    },
  )
})

describe('costs by spend items', () => {
  const dated = (items: readonly SpendItem[], over: Partial<CostedCampaign> = {}, current: readonly CostLine[] = []) =>
    datedByItems(campaign(over), items, current, 'UTC')

  it.each<[string, Partial<SpendItem>, Partial<CostedCampaign>, string]>([
    ['lie on the day their name tells', { name: 'Ads 2026-02-07' }, {}, '2026-02-07'],
    ['that were there at the first look lie from the start to that day', {}, {}, '2026-03-01..2026-03-10'],
    ['lie no longer than the campaign', {}, { endOn: '2026-03-04' }, '2026-03-01..2026-03-04'],
    ['lie on one day where the campaign ends before it starts', {}, { endOn: '2026-02-01' }, '2026-03-01'],
    ['lie on the day they were entered where no start is known', {}, { startOn: null }, '2026-03-05'],
    ['lie on the day they were entered where the start is to come', {}, { startOn: '2026-06-01' }, '2026-03-05'],
    ['that came later lie on the day they were entered', { createdAt: at('2026-03-12T12:00:00Z') }, {}, '2026-03-12'],
  ])('%s', (_, ofItem, ofCampaign, expected) => {
    expect(dated([item(ofItem)], ofCampaign).save.map(days)).toEqual([expected])
  })

  it('are entered on the day of the zone', () => {
    const late = item({ createdAt: at('2026-03-12T02:00:00Z') })
    expect(datedByItems(campaign(), [late], [], 'America/New_York').save.map(days)).toEqual(['2026-03-11'])
  })

  it('give the same lines at every look, whenever that is', () => {
    const items = [item(), item({ id: '2', amountMinor: -300n, createdAt: at('2026-04-01T00:00:00Z') })]
    const first = dated(items)
    expect(dated(items, {}, first.save)).toEqual({ save: first.save, end: [] })
  })

  it('have one more line for what the items leave of the total', () => {
    const { save } = dated([item({ amountMinor: 400n })])
    expect(save.map(({ key, amountMinor }) => [key, amountMinor])).toEqual([
      ['guid:item:1', 400n],
      ['guid:rest', 600n],
    ])
    expect(sum(save)).toBe(1_000n)
  })

  it('keep the key of an item that was changed, and end what is no more', () => {
    const before = dated([item(), item({ id: '2', amountMinor: 0n })]).save
    const stale: CostLine = { ...before[0]!, key: 'guid:total:first' }
    const { save, end } = dated([item({ id: '3' })], {}, [...before, stale])
    expect(save.map(({ key }) => key)).toEqual(['guid:item:3'])
    expect(end).toEqual(['guid:item:1', 'guid:total:first'])
    expect(dated([item({ amountMinor: 1_000n })], {}, before)).toEqual({ save: before, end: [] })
  })
})

describe('costs by totals alone', () => {
  const looks = (on: string, before: { on: string; totalMinor: bigint } | null = null) => ({ before, on })

  it('lie on the days of the campaign at first, and each difference on the days between two looks', () => {
    const first = datedByTotal(campaign(), [], looks('2026-03-10'), 'UTC').save
    expect(first.map(days)).toEqual(['2026-03-01..2026-03-10'])
    const more = campaign({ totalMinor: 1_500n })
    const second = datedByTotal(more, first, looks('2026-03-14', { on: '2026-03-12', totalMinor: 1_000n }), 'UTC').save
    expect(second.map((line) => [days(line), line.amountMinor])).toEqual([
      ['2026-03-01..2026-03-10', 1_000n],
      ['2026-03-12..2026-03-14', 500n],
    ])
    const less = campaign({ totalMinor: 1_400n })
    const third = datedByTotal(less, second, looks('2026-03-14', { on: '2026-03-14', totalMinor: 1_500n }), 'UTC').save
    expect(third.map((line) => [days(line), line.amountMinor])).toEqual([
      ['2026-03-01..2026-03-10', 1_000n],
      ['2026-03-12..2026-03-14', 400n],
    ])
    expect(sum(third)).toBe(1_400n)
  })

  it('of a campaign that was looked at before lines were kept lie apart from what came since', () => {
    const { save } = datedByTotal(campaign(), [], looks('2026-03-14', { on: '2026-03-13', totalMinor: 900n }), 'UTC')
    expect(save.map((line) => [days(line), line.amountMinor])).toEqual([
      ['2026-03-01..2026-03-10', 900n],
      ['2026-03-13..2026-03-14', 100n],
    ])
  })

  it('go by the name the campaign has now', () => {
    const first = datedByTotal(campaign(), [], looks('2026-03-10'), 'UTC').save
    const renamed = datedByTotal(campaign({ name: 'Fair' }), first, looks('2026-03-11'), 'UTC')
    expect(renamed.save).toEqual(first.map((line) => ({ ...line, campaign: 'Fair' })))
  })

  it('begin anew in another currency', () => {
    const first = datedByTotal(campaign(), [], looks('2026-03-10'), 'UTC').save
    const { save, end } = datedByTotal(campaign({ currency: 'EUR' }), first, looks('2026-03-11'), 'UTC')
    expect(save.map(({ key, currency, amountMinor }) => [key, currency, amountMinor])).toEqual([
      ['guid:total:first', 'EUR', 1_000n],
    ])
    expect(end).toEqual([])
  })
})

describe('the items of a campaign', () => {
  it('are looked at when its lines do not make up its total, or were made without them', () => {
    const byItems = datedByItems(campaign(), [item()], [], 'UTC').save
    const byTotal = datedByTotal(campaign(), [], { before: null, on: '2026-03-10' }, 'UTC').save
    expect(needsItems(campaign(), [])).toBe(true)
    expect(needsItems(campaign(), byTotal)).toBe(true)
    expect(needsItems(campaign(), byItems)).toBe(false)
    expect(needsItems(campaign({ totalMinor: 1_001n }), byItems)).toBe(true)
    expect(needsItems(campaign({ currency: 'EUR' }), byItems)).toBe(true)
    expect(needsItems(campaign({ totalMinor: 0n }), [])).toBe(false)
  })
})
