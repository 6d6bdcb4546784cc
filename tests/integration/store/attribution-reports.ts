import { describe, expect, it } from 'vitest'
import type { OutcomeEntry } from '#domain/attribution/outcome-entries.ts'
import { nextEntries } from '#domain/attribution/outcome-entries.ts'
import type { ReportQuery } from '#ports/store/attribution-reports.ts'
import type { StoredCredit } from '#ports/store/credits.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Store } from '#ports/store.ts'
import { credit, HERE, handoff, id, link, opportunity, T0, touch } from './rows.ts'

const DAY = 86_400_000
const HALF = { weightNumerator: 1n, weightDenominator: 2n, shareMillionths: 500_000 }

export function describeAttributionReports(store: () => Store): void {
  const query = (over: Partial<ReportQuery> = {}): ReportQuery => ({
    model: 'linear',
    by: 'campaign',
    view: 'period',
    from: null,
    until: null,
    excludeChannels: [],
    segmentMaps: [],
    ...over,
  })
  const rows = async (over: Partial<ReportQuery> = {}) =>
    Object.fromEntries((await store().attributionReports.rows(HERE, query(over))).map((row) => [row.key ?? '-', row]))

  /** Saves opportunities with their outcomes as they are seen, and marks what was due. */
  const see = async (
    seen: readonly StoredOpportunity[],
    at: number,
    credits: readonly StoredCredit[],
  ): Promise<void> => {
    await store().opportunities.save(HERE, seen)
    const ids = seen.map((one) => one.id)
    const before = await store().outcomes.byOpportunities(HERE, ids)
    const added = seen.map((one): [string, readonly OutcomeEntry[]] => [
      one.id,
      nextEntries(before.get(one.id) ?? [], one, at),
    ])
    await store().outcomes.append(HERE, new Map(added))
    const due = await store().opportunities.needingCredit(HERE, 100)
    await store().credits.replace(HERE, due, credits, at)
  }

  /** Two people of spring and one of autumn; a won, a lost and an open opportunity, and a refund of the won one. */
  async function story(): Promise<void> {
    await store().links.save(HERE, [link(1), link(2), link(3)])
    await store().handoffs.insert(HERE, [
      handoff(1),
      handoff(2, { qualifiedAt: T0 + 40 * DAY, salesQualifiedAt: T0 + 41 * DAY }),
      handoff(3, { qualifiedAt: T0 + DAY, campaign: 'autumn', contract: 'big' }),
    ])
    await store().touches.replace(
      HERE,
      'hubspot',
      [id(1), id(2), id(3)],
      [
        touch(1, 1, { detail: 'crm' }),
        touch(1, 2, { campaign: 'autumn', channel: 'email', at: T0 + DAY }),
        touch(2, 1),
        touch(3, 1, { channel: 'DIRECT', at: T0 - DAY }),
        touch(3, 2, { campaign: 'autumn', channel: 'email' }),
      ],
    )
    const won = opportunity(1, {
      isClosed: true,
      isWon: true,
      amountMinor: 1_001n,
      closedAt: T0 + 10 * DAY,
      people: [id(1), id(3)],
    })
    const lost = opportunity(2, { isClosed: true, closedAt: T0 + 50 * DAY, createdAt: T0 + 45 * DAY, people: [id(2)] })
    const open = opportunity(3, { createdAt: T0 + 2 * DAY, people: [id(3)] })
    const refund = opportunity(4, {
      isClosed: true,
      isWon: true,
      amountMinor: -100n,
      closedAt: T0 + 60 * DAY,
      refundOf: '0061',
    })
    const none = { touchId: null, linkId: null, campaign: null, channel: null }
    await see([won, lost, open, refund], T0 + 70 * DAY, [
      credit(1, { ...HALF, amountMinor: 501n, datedAt: won.closedAt }),
      credit(1, {
        ...HALF,
        touchId: 'touch-1-2',
        campaign: 'autumn',
        channel: 'email',
        amountMinor: 500n,
        datedAt: won.closedAt,
      }),
      credit(2, { amountMinor: 0n, datedAt: lost.closedAt }),
      credit(3, { ...none, amountMinor: 0n, datedAt: null }),
      credit(4, { ...HALF, touchId: 'touch-1-1', linkId: id(1), amountMinor: -50n, datedAt: refund.closedAt }),
      credit(4, {
        ...HALF,
        touchId: 'touch-1-2',
        linkId: id(1),
        campaign: 'autumn',
        channel: 'email',
        amountMinor: -50n,
        datedAt: refund.closedAt,
      }),
    ])
  }

  describe('the attribution report', () => {
    it('counts leads whole, opportunities in parts and money by its touches; what belongs to none has a row', async () => {
      await story()
      const { spring, autumn, '-': none, ...others } = await rows()
      expect(others).toEqual({})
      expect(spring).toEqual({
        key: 'spring',
        leads: 2,
        mqls: 2,
        sqls: 2,
        opportunities: 1_500_000n,
        won: 500_000n,
        lost: 1_000_000n,
        open: 0n,
        newCustomers: 500_000n,
        wonMinor: 501n,
        lostMinor: 120_050n,
        revenueMinor: 451n,
        monthlyRevenueMinor: null,
        cycle: { meanDays: 10, medianDays: 10 },
        newestLeadAt: T0 + 40 * DAY,
      })
      expect(autumn).toMatchObject({ leads: 1, sqls: 1, won: 500_000n, revenueMinor: 450n })
      expect(none).toMatchObject({ leads: 0, opportunities: 1_000_000n, open: 1_000_000n, revenueMinor: 0n })
      expect(await store().attributionReports.totals(HERE, query())).toEqual({
        leads: 3,
        sqls: 3,
        opportunities: 3,
        won: 1,
        lost: 1,
        open: 1,
        revenueMinor: 901n,
        cycle: { meanDays: 10, medianDays: 10 },
        pending: 0,
      })
    })

    it('by period counts everything by its own date', async () => {
      await story()
      const early = await rows({ until: T0 + 40 * DAY })
      expect(early['spring']).toMatchObject({ leads: 1, won: 500_000n, lost: 0n, revenueMinor: 501n })
      const late = await rows({ from: T0 + 40 * DAY })
      expect(late['spring']).toMatchObject({ leads: 1, sqls: 1, won: 0n, lost: 1_000_000n, revenueMinor: -50n })
      expect(late['autumn']).toMatchObject({ leads: 0, revenueMinor: -50n })
      expect(await store().attributionReports.totals(HERE, query({ from: T0 + 40 * DAY }))).toMatchObject({
        leads: 1,
        won: 0,
        lost: 1,
        revenueMinor: -100n,
      })
    })

    it('by cohort counts what became of the leads of the period, however late', async () => {
      await story()
      const cohort = { view: 'cohort', until: T0 + 40 * DAY } as const
      const { spring, autumn, '-': none } = await rows(cohort)
      expect(spring).toMatchObject({ leads: 1, won: 500_000n, lost: 0n, revenueMinor: 451n })
      expect(autumn).toMatchObject({ leads: 1, won: 500_000n, revenueMinor: 450n })
      expect(none).toMatchObject({ open: 1_000_000n })
      expect(await store().attributionReports.totals(HERE, query(cohort))).toMatchObject({
        leads: 2,
        opportunities: 2,
        won: 1,
        lost: 0,
        revenueMinor: 901n,
      })
    })

    it('by channel and source takes leads by their first touch that counts', async () => {
      await story()
      const channels = await rows({ by: 'channel', excludeChannels: ['direct'] })
      expect(Object.keys(channels).toSorted()).toEqual(['-', 'email', 'paid-search'])
      expect(channels['email']).toMatchObject({ leads: 1, revenueMinor: 450n })
      expect((await rows({ by: 'channel' }))['DIRECT']).toMatchObject({ leads: 1 })
      const sources = await rows({ by: 'source' })
      expect(sources['paid-search: crm']).toMatchObject({ leads: 1, revenueMinor: 451n })
      expect(sources['paid-search']).toMatchObject({ leads: 1, lost: 1_000_000n })
    })

    it('has a row for a campaign whose leads nobody agreed to yet', async () => {
      await store().handoffs.insert(HERE, [handoff(1)])
      expect(await rows()).toMatchObject({ spring: { leads: 1, sqls: 0, opportunities: 0n } })
    })

    it('by segment takes the handover contract, or the property of the contact where it is kept', async () => {
      await story()
      expect((await rows({ by: 'segment' }))['big']).toMatchObject({ leads: 1 })
      expect((await rows({ by: 'segment' }))['default']).toMatchObject({ leads: 2, revenueMinor: 901n })
      await store().links.save(HERE, [link(1, { base: { size: { hubspot: 'small', salesforce: null } } })])
      const kept = await rows({ by: 'segment', segmentMaps: ['nobody', 'size'] })
      expect(kept['small']).toMatchObject({ leads: 1, revenueMinor: 901n })
      expect(kept['default']).toMatchObject({ leads: 1, lost: 1_000_000n })
    })

    it('counts one company’s first win alone as a new customer', async () => {
      const won = { isClosed: true, isWon: true, accountId: '001A' }
      const [first, second] = [opportunity(1, { ...won, closedAt: T0 + DAY }), opportunity(2, { ...won, closedAt: T0 })]
      await see([first, second], T0, [credit(1), credit(2, { campaign: 'autumn' })])
      expect(await rows()).toMatchObject({ spring: { newCustomers: 0n }, autumn: { newCustomers: 1_000_000n } })
      expect((await rows())['autumn']).toMatchObject({ monthlyRevenueMinor: null })
      await see([first, { ...second, monthlyRevenueMinor: 700n }], T0, [credit(1), credit(2, { campaign: 'autumn' })])
      expect((await rows())['autumn']).toMatchObject({ monthlyRevenueMinor: 700n })
    })

    it('says what waits for its credit, and shows it as nobody’s', async () => {
      await story()
      await store().opportunities.save(HERE, [opportunity(5)])
      expect((await rows())['-']).toMatchObject({ opportunities: 2_000_000n, open: 2_000_000n })
      expect(await store().attributionReports.totals(HERE, query())).toMatchObject({ pending: 1, opportunities: 4 })
    })

    it('knows the channel that more than half of the touches of a campaign have', async () => {
      await story()
      const channels = () => store().attributionReports.channelsOfCampaigns(HERE)
      expect(await channels()).toEqual(
        new Map([
          ['autumn', 'email'],
          ['spring', 'paid-search'],
        ]),
      )
      // Half of them are not more than half.
      await store().touches.replace(HERE, 'hubspot', [id(2)], [touch(2, 1), touch(2, 2, { channel: 'DIRECT' })])
      expect(await channels()).toEqual(new Map([['autumn', 'email']]))
    })

    it('gives the journeys of closed opportunities by their channels, with refunds taken off', async () => {
      await story()
      expect(await store().attributionReports.paths(HERE, query())).toEqual({
        paths: [
          { path: ['paid-search'], conversions: 0, valueMinor: 0n, nulls: 1 },
          { path: ['paid-search', 'email'], conversions: 1, valueMinor: 901n, nulls: 0 },
        ],
        untouched: { won: 0, valueMinor: 0n },
      })
    })
  })

  describe('reconciliation', () => {
    it('finds that credits of every model make up the revenue, or which opportunities they do not', async () => {
      await story()
      const right = await store().attributionReports.reconcile(HERE)
      expect(right).toEqual({
        revenueMinor: 901n,
        opportunityMinor: 901n,
        won: 2,
        pending: 0,
        differing: [],
        models: [{ model: 'linear', creditedMinor: 901n, unattributedMinor: 0n, datedMinor: 901n, differing: [] }],
      })
      const again = [{ id: '0061', revision: 99 }]
      await store().credits.replace(HERE, again, [credit(1, { amountMinor: 1_000n })], T0)
      const wrong = await store().attributionReports.reconcile(HERE)
      expect(wrong.models).toMatchObject([{ creditedMinor: 900n, differing: ['0061'] }])
    })
  })
}
