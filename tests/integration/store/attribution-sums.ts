import { describe, expect, it } from 'vitest'
import { nextEntries } from '#domain/attribution/outcome-entries.ts'
import type { OutcomeEntry } from '#domain/attribution/outcome-entries.ts'
import { DIMENSIONS, VIEWS } from '#domain/attribution/metrics.ts'
import { localDayBounds } from '#domain/time.ts'
import type { CountedRow } from '#ports/store/attribution-reports.ts'
import type { StoredCredit } from '#ports/store/credits.ts'
import type { Store } from '#ports/store.ts'
import { credit, HERE, handoff, id, link, opportunity, T0, touch } from './rows.ts'

const DAY = 86_400_000
const ZONE = 'Europe/Berlin'
const MODELS = ['linear', 'first_touch'] as const
const WHAT = { models: MODELS, zone: ZONE, print: 'one', excludeChannels: ['direct'], segmentMaps: ['size'] }
const PERIODS = [
  { from: null, to: null },
  { from: '2026-01-09', to: '2026-01-27' },
  { from: '2026-01-15', to: '2026-04-02' },
  { from: '2026-02-01', to: '2026-03-31' },
  { from: null, to: '2026-02-28' },
  { from: '2026-02-14', to: null },
] as const

/** The same numbers for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export function describeAttributionSums(store: () => Store): void {
  const comparable = (rows: readonly CountedRow[]) =>
    rows.map(({ cycle, ...row }) => ({ ...row, meanDays: cycle?.meanDays ?? null }))

  /** Kept figures against those that are computed from rows, for every model, dimension, view and period. */
  async function expectSame(): Promise<void> {
    for (const { from, to } of PERIODS) {
      const window = {
        from: from === null ? null : localDayBounds(from, ZONE).from,
        until: to === null ? null : localDayBounds(to, ZONE).until,
      }
      for (const view of VIEWS) {
        const about = { view, excludeChannels: WHAT.excludeChannels, segmentMaps: WHAT.segmentMaps, ...window }
        const { cycle, ...counted } = await store().attributionReports.totals(HERE, about)
        const { cycle: kept, ...totals } = await store().attributionSums.totals(HERE, { view, from, to })
        expect({ ...totals, mean: kept?.meanDays }).toEqual({ ...counted, mean: cycle?.meanDays })
        for (const model of MODELS)
          for (const by of DIMENSIONS) {
            const rows = await store().attributionReports.rows(HERE, { ...about, model, by })
            const sums = await store().attributionSums.rows(HERE, { model, by, view, from, to })
            expect(comparable(sums), `${model} by ${by}, ${view} ${from} to ${to}`).toEqual(comparable(rows))
          }
      }
    }
  }

  describe('kept sums', () => {
    const keep = () => store().attributionSums.keep(HERE, WHAT, () => T0)

    it.each([1, 2, 3])('are what rows say, after whatever changed (%i)', async (seed) => {
      const roll = dice(seed)
      const one = <T>(of: readonly T[]): T => of[roll(of.length)] as T
      const people = Array.from({ length: 9 }, (_, n) => n + 1)
      await store().links.save(
        HERE,
        people.map((n) => link(n, { base: { size: { hubspot: one(['small', 'big', null]), salesforce: null } } })),
      )
      await store().handoffs.insert(
        HERE,
        people.map((n) =>
          handoff(n, {
            qualifiedAt: T0 + roll(60 * 24) * (DAY / 24),
            campaign: one(['spring', 'autumn', null]),
            contract: one(['default', 'big']),
            salesQualifiedAt: one([null, T0 + 61 * DAY]),
          }),
        ),
      )
      await store().touches.replace(
        HERE,
        'hubspot',
        people.map((n) => id(n)),
        people.flatMap((n) =>
          [1, 2, 3].map((t) =>
            touch(n, t, {
              channel: one(['email', 'DIRECT', 'ads']),
              at: T0 + roll(40) * DAY,
              detail: one(['a', null]),
            }),
          ),
        ),
      )
      const state = new Map<number, ReturnType<typeof opportunity>>()
      /** Makes an opportunity, or whatever may happen to one. */
      const change = async (n: number): Promise<void> => {
        const before = state.get(n)
        const createdAt = before?.createdAt ?? T0 + roll(50) * DAY
        const isClosed = roll(4) > 0
        const refundOf = n > 8 && state.has(n - 8) ? `006${n - 8}` : null
        const next = opportunity(n, {
          isClosed,
          isWon: isClosed && roll(3) > 0,
          amountMinor: BigInt(roll(100_000)) * (refundOf === null ? 1n : -1n),
          createdAt,
          closedAt: isClosed ? createdAt + (1 + roll(50)) * DAY : null,
          accountId: one(['001A', '001B', null]),
          people: [id(one(people)), id(one(people))].filter((p, i, all) => all.indexOf(p) === i),
          refundOf,
          monthlyRevenueMinor: one([null, 5_000n]),
        })
        state.set(n, next)
        await store().opportunities.save(HERE, [next])
        const known = (await store().outcomes.byOpportunities(HERE, [next.id])).get(next.id) ?? []
        const added: readonly OutcomeEntry[] = nextEntries(known, next, T0 + roll(90) * DAY)
        await store().outcomes.append(HERE, new Map([[next.id, added]]))
        const entries = [...known, ...added]
        const dated = entries.length > 1
        const worth = entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
        const credits = MODELS.flatMap((model): readonly StoredCredit[] => {
          const parts = (total: bigint, more: Partial<StoredCredit>): readonly StoredCredit[] => [
            credit(n, {
              model,
              touchId: `touch-1-1`,
              linkId: id(1),
              campaign: 'spring',
              channel: 'email',
              ...more,
              amountMinor: total / 2n,
              shareMillionths: more.entry === 0 ? 500_000 : 0,
            }),
            credit(n, {
              model,
              touchId: 'touch-2-2',
              linkId: id(2),
              campaign: null,
              channel: 'ads',
              ...more,
              amountMinor: total - total / 2n,
              shareMillionths: more.entry === 0 ? 500_000 : 0,
            }),
          ]
          return [
            ...parts(worth, { entry: 0, datedAt: dated ? null : (entries[0]?.at ?? null) }),
            ...(dated ? entries.flatMap((e) => parts(e.amountMinor, { entry: e.entry, datedAt: e.at })) : []),
          ]
        })
        await store().credits.replace(HERE, await store().opportunities.needingCredit(HERE, 1_000), credits, T0)
      }
      for (let n = 1; n <= 14; n++) await change(n)
      expect(await keep()).toBe(true)
      await expectSame()
      // Won, lost, amended, redated and refunded; merged; renamed; gone.
      for (let times = 0; times < 12; times++) await change(1 + roll(14))
      await store().links.save(HERE, [link(3, { state: 'unlinked' })])
      await store().links.addAliases(HERE, [{ kind: 'person', side: 'hubspot', recordId: '3', linkId: id(4) }])
      await store().links.save(HERE, [link(5, { base: { size: { hubspot: 'huge', salesforce: null } } })])
      await store().opportunities.remove(HERE, ['0062'])
      expect((await store().attributionSums.basis(HERE))?.changed).toBe(true)
      expect(await keep()).toBe(true)
      expect(await store().attributionSums.basis(HERE)).toMatchObject({
        changed: false,
        segmentsChanged: false,
        asOf: T0,
      })
      await expectSame()
    })

    it('tell of a change from the moment it is there, and of values of people apart', async () => {
      const changed = async () => {
        const basis = await store().attributionSums.basis(HERE)
        return basis === null ? null : [basis.changed, basis.segmentsChanged]
      }
      await store().links.save(HERE, [link(1), link(2)])
      await store().handoffs.insert(HERE, [handoff(1)])
      expect(await changed()).toBeNull()
      await keep()
      expect(await changed()).toEqual([false, false])
      await store().links.save(HERE, [link(2, { base: { email: { hubspot: 'other@example.com', salesforce: null } } })])
      expect(await changed()).toEqual([false, true])
      await store().links.save(HERE, [link(2, { state: 'unlinked' })])
      expect(await changed()).toEqual([true, true])
      await keep()
      await store().handoffs.insert(HERE, [handoff(2)])
      expect(await changed()).toEqual([true, false])
    })

    it('add up by days as they do by months', async () => {
      await store().links.save(HERE, [link(1), link(2)])
      await store().handoffs.insert(HERE, [handoff(1), handoff(2, { qualifiedAt: T0 + 40 * DAY, campaign: null })])
      await keep()
      const query = { model: 'linear', by: 'campaign', view: 'period', from: null, to: null } as const
      const days = await store().attributionSums.days(HERE, { ...query, of: 'totals' })
      expect(days.map(({ on, leads }) => [on, leads])).toEqual([
        ['2026-01-05', 1],
        ['2026-02-14', 1],
      ])
      const none = await store().attributionSums.days(HERE, { ...query, of: { key: null } })
      expect(none.map(({ on, leads }) => [on, leads])).toEqual([['2026-02-14', 1]])
    })

    it('drilling down finds the leads and deals that they count, page by page', async () => {
      await store().links.save(HERE, [link(1), link(2), link(3)])
      await store().handoffs.insert(HERE, [
        handoff(1),
        handoff(2, { qualifiedAt: T0 + DAY }),
        handoff(3, { qualifiedAt: T0 + 2 * DAY }),
      ])
      // The second was merged into the first, so there are two leads.
      await store().links.save(HERE, [link(2, { state: 'unlinked' })])
      await store().links.addAliases(HERE, [{ kind: 'person', side: 'hubspot', recordId: '2', linkId: id(1) }])
      const won = [1, 2].map((n) =>
        opportunity(n, {
          isClosed: true,
          isWon: true,
          amountMinor: BigInt(n * 101),
          closedAt: T0 + 9 * DAY,
          people: [id(1)],
        }),
      )
      await store().opportunities.save(HERE, won)
      await store().outcomes.append(HERE, new Map(won.map((one) => [one.id, nextEntries([], one, T0 + 10 * DAY)])))
      await store().credits.replace(
        HERE,
        await store().opportunities.needingCredit(HERE, 10),
        won.map((one, n) => credit(n + 1, { amountMinor: one.amountMinor ?? 0n, datedAt: one.closedAt })),
        T0,
      )
      await keep()
      const all = { campaign: 'spring', from: null, until: null, limit: 1 }
      const [row] = await store().attributionSums.rows(HERE, {
        model: 'linear',
        by: 'campaign',
        view: 'period',
        from: null,
        to: null,
      })
      const first = await store().attributionDrill.leads(HERE, { ...all, after: null, countUpTo: 100 })
      expect([first.total, first.rows[0]?.linkId]).toEqual([row?.leads, id(3)])
      const after = first.rows[0]?.position ?? null
      const second = await store().attributionDrill.leads(HERE, { ...all, after, countUpTo: 100 })
      expect(second.rows.map(({ linkId: lead, qualifiedAt }) => [lead, qualifiedAt])).toEqual([[id(1), T0]])
      for (const view of VIEWS) {
        const asked = { ...all, model: 'linear', view, state: null, after: null }
        const page = await store().attributionDrill.deals(HERE, asked)
        expect([page.total, page.creditedMinor, page.rows[0]?.creditedMinor]).toEqual([2, row?.revenueMinor, 202n])
        const next = page.rows[0]?.position ?? null
        const rest = await store().attributionDrill.deals(HERE, { ...asked, after: next })
        expect(rest.rows.map(({ creditedMinor }) => creditedMinor)).toEqual([101n])
      }
      expect(await store().attributionDrill.search(HERE, { text: '%', state: null, after: null, limit: 5 })).toEqual([])
    })
  })
}
