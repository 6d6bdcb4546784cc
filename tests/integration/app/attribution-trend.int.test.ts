import { describe, expect, it } from 'vitest'
import { attributionTrend, type TrendRequest } from '#app/attribution-trend.ts'
import { campaignCosts } from '#app/campaign-costs.ts'
import { quickReport } from '#app/quick-report.ts'
import type { CostLine } from '#domain/attribution/cost-line.ts'
import type { Scope } from '#app/scope.ts'
import { company, mql } from '#support/company.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()

const line = (key: string, over: Partial<CostLine>): CostLine => ({
  source: 'import',
  key,
  campaign: 'Fair',
  channel: null,
  fromOn: '2026-01-01',
  untilOn: '2026-01-01',
  amountMinor: 1_000n,
  currency: 'USD',
  note: 'imported',
  ...over,
})

const request = (over: Partial<TrendRequest> = {}): TrendRequest => ({
  model: 'first_touch',
  view: 'period',
  by: 'campaign',
  of: null,
  from: '2026-01-01',
  to: '2026-03-31',
  grain: 'month',
  ...over,
})

describe('figures over time', () => {
  async function begin(): Promise<Scope> {
    const scope = await world().begin(company({ contacts: [mql('ann'), mql('bob')] }), {
      attribution: { models: ['first_touch', 'linear'] },
    })
    await scope.store.costs.save(
      scope.connection.id,
      // A hundred and one cents over 45 days, across a month; and a day alone.
      [
        line('long', { campaign: 'Long', fromOn: '2026-01-20', untilOn: '2026-03-05', amountMinor: 10_101n }),
        line('day', { campaign: 'Long', fromOn: '2026-02-10', untilOn: '2026-02-10', amountMinor: 7n }),
      ],
      scope.clock.now(),
      null,
    )
    return scope
  }

  it.each(['day', 'week', 'month'] as const)('by %s add up to the report of the same days', async (grain) => {
    const scope = await begin()
    for (const of of [null, 'Long']) {
      const { points } = await attributionTrend(scope, request({ grain, of }))
      const days = { from: '2026-01-01', to: '2026-03-31' }
      const report = await quickReport(scope, {
        model: 'first_touch',
        by: 'campaign',
        view: 'period',
        compare: null,
        ...days,
      })
      const row = of === null ? report.figures.totals : report.figures.rows.find(({ name }) => name === of)
      const sum = (key: 'spendMinor' | 'revenueMinor'): bigint =>
        points.reduce((all, point) => all + (point[key] ?? 0n), 0n)
      expect(sum('spendMinor')).toBe(row?.spendMinor)
      expect(sum('revenueMinor')).toBe(row?.revenueMinor)
      expect(points.reduce((all, { leads }) => all + leads, 0)).toBe(row?.leads)
    }
  })

  it('costs are counted anew as soon as a line changes', async () => {
    const scope = await begin()
    const spent = async () => (await campaignCosts(scope, { from: null, until: null })).byCampaign.get('Long')
    expect(await spent()).toBe(10_108n)
    const later = scope.clock.now()
    await scope.store.costs.save(
      scope.connection.id,
      [line('day', { campaign: 'Long', fromOn: '2026-02-10', untilOn: '2026-02-10', amountMinor: 9n })],
      later,
      null,
    )
    expect(await spent()).toBe(10_110n)
    await scope.store.costs.end(scope.connection.id, 'import', ['day'], later)
    expect(await spent()).toBe(10_101n)
  })

  it('are of the instant when costs changed, where nothing else has', async () => {
    const scope = await begin()
    const asOf = async () => {
      const { points: _points, basis } = await attributionTrend(scope, request())
      const report = await quickReport(scope, {
        model: 'first_touch',
        by: 'campaign',
        view: 'period',
        compare: null,
        from: null,
        to: null,
      })
      expect(report.basis.asOf).toBe(basis.asOf)
      return basis.asOf
    }
    const before = await asOf()
    world().box.clock.advance(3_600_000)
    expect(await asOf()).toBe(before)
    await scope.store.costs.save(scope.connection.id, [line('more', { amountMinor: 5n })], scope.clock.now(), null)
    expect(await asOf()).toBe(scope.clock.now())
  })

  it('too many steps are refused with what to do', async () => {
    const scope = await begin()
    await expect(attributionTrend(scope, request({ from: '2000-01-01', grain: 'day' }))).rejects.toThrow(
      /choose a shorter one/,
    )
  })
})
