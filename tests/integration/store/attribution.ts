import { describe, expect, it } from 'vitest'
import type { OutcomeEntry } from '#domain/attribution/outcome-entries.ts'
import type { StoredCredit } from '#ports/store/credits.ts'
import type { DueOpportunity } from '#ports/store/opportunities.ts'
import type { Store } from '#ports/store.ts'
import { credit, ELSEWHERE, HERE, id, opportunity, T0, touch } from './rows.ts'

export function describeAttribution(store: () => Store): void {
  let seen: readonly DueOpportunity[] = []
  const due = async (): Promise<readonly string[]> => {
    seen = await store().opportunities.needingCredit(HERE, 100)
    return seen.map((each) => each.id)
  }
  /** Of the facts that were last seen to be due. */
  const credited = (n: number) =>
    store().credits.replace(
      HERE,
      seen.filter((each) => each.id === `006${n}`),
      [credit(n)],
      T0,
    )

  describe('opportunities', () => {
    it('say which of them are new or differ, people included', async () => {
      const both = [opportunity(1), opportunity(2, { people: [] })]
      expect(await store().opportunities.save(HERE, both)).toEqual(new Set(['0061', '0062']))
      expect(await store().opportunities.save(HERE, both)).toEqual(new Set())
      const changed = [opportunity(1, { people: [id(2), id(1)] }), opportunity(2, { people: [], amountMinor: null })]
      expect(await store().opportunities.save(HERE, changed)).toEqual(new Set(['0061', '0062']))
      expect([...(await store().opportunities.byIds(HERE, ['0061', '0062', '0063'])).values()]).toEqual(changed)
      expect(await store().opportunities.save(HERE, [opportunity(1, { people: [id(1), id(2)] })])).toEqual(
        new Set(['0061']),
      )
    })

    it('hold amounts that no number can', async () => {
      const rich = opportunity(1, { amountMinor: 9_007_199_254_740_993n })
      await store().opportunities.save(HERE, [rich])
      expect((await store().opportunities.byIds(HERE, ['0061'])).get('0061')).toEqual(rich)
    })

    it('are found by their people', async () => {
      const shared = opportunity(1, { people: [id(1), id(2)] })
      const later = opportunity(2, { createdAt: T0 + 1 })
      await store().opportunities.save(HERE, [later, shared])
      expect(await store().opportunities.byPeople(HERE, [id(1), id(2), id(3)])).toEqual(
        new Map([
          [id(1), [shared]],
          [id(2), [shared, later]],
        ]),
      )
      await store().opportunities.save(HERE, [{ ...shared, people: [id(1)] }])
      expect((await store().opportunities.byPeople(HERE, [id(2)])).get(id(2))).toEqual([later])
      await store().opportunities.remove(HERE, ['0061'])
      expect(await store().opportunities.byPeople(HERE, [id(1)])).toEqual(new Map())
    })

    it('need credit when they are new or changed, and when touches of their people changed', async () => {
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2)])
      expect(await due()).toEqual(['0061', '0062'])
      await credited(1)
      await credited(2)
      expect(await due()).toEqual([])
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2, { isClosed: true, isWon: true })])
      expect(await due()).toEqual(['0062'])
      await credited(2)
      await store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)])
      expect(await due()).toEqual(['0061'])
      await credited(1)
      await store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)])
      expect(await due()).toEqual([])
    })

    it('need no new credit because their deal was linked', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      await due()
      await credited(1)
      expect(await store().opportunities.save(HERE, [opportunity(1, { linkId: id('deal') })])).toEqual(
        new Set(['0061']),
      )
      expect(await due()).toEqual([])
    })

    it('need credit again when something changed while it was computed', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      expect(await due()).toEqual(['0061'])
      await store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)])
      await credited(1)
      expect(await due()).toEqual(['0061'])
      await credited(1)
      expect(await due()).toEqual([])
    })

    it('stay due when two compute at once and the one that read old facts ends last', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      const [first, second] = [
        await store().opportunities.needingCredit(HERE, 9),
        await store().opportunities.needingCredit(HERE, 9),
      ]
      await store().credits.replace(HERE, first, [credit(1)], T0)
      await store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)])
      await store().credits.replace(HERE, second, [credit(1)], T0)
      expect(await due()).toEqual(['0061'])
      await credited(1)
      expect(await due()).toEqual([])
    })

    it('keep the credits of the newer facts when a slower computation ends after it', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      const old = await store().opportunities.needingCredit(HERE, 9)
      await store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)])
      await due()
      await credited(1)
      expect(await store().credits.replace(HERE, old, [credit(1, { campaign: 'of old' })], T0)).toEqual(new Set())
      expect(await store().credits.ofOpportunity(HERE, '0061')).toEqual([credit(1)])
      expect(await due()).toEqual([])
    })

    it('of a refund keep what came with the newer facts of its sale', async () => {
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2, { refundOf: '0061', people: [] })])
      const old = await store().opportunities.needingCredit(HERE, 9)
      await store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)])
      await due()
      await store().credits.replace(HERE, seen, [credit(1), credit(2)], T0)
      const late = [credit(1, { campaign: 'of old' }), credit(2, { campaign: 'of old' })]
      expect(await store().credits.replace(HERE, old, late, T0)).toEqual(new Set())
      expect(await store().credits.ofOpportunity(HERE, '0062')).toEqual([credit(2)])
    })
  })

  describe('touches', () => {
    it('are replaced per person, saying whose differ', async () => {
      const first = [touch(1, 1), touch(1, 2), touch(2, 1)]
      expect(await store().touches.replace(HERE, 'hubspot', [id(1), id(2), id(3)], first)).toEqual(
        new Set([id(1), id(2)]),
      )
      const second = [touch(1, 1), touch(2, 1, { campaign: null })]
      expect(await store().touches.replace(HERE, 'hubspot', [id(1), id(2)], second)).toEqual(new Set([id(1), id(2)]))
      expect(await store().touches.replace(HERE, 'hubspot', [id(1), id(2)], second)).toEqual(new Set())
      expect(await store().touches.byLinks(HERE, [id(1), id(2), id(3)])).toEqual(
        new Map([
          [id(2), [touch(2, 1, { campaign: null })]],
          [id(1), [touch(1, 1)]],
        ]),
      )
      expect(await store().touches.replace(HERE, 'hubspot', [id(1)], [])).toEqual(new Set([id(1)]))
      expect(await store().touches.byLinks(HERE, [id(1)])).toEqual(new Map())
    })
  })

  describe('campaigns', () => {
    const campaign = (spendMinor: bigint) => ({
      id: 'c1',
      name: 'Spring',
      channel: null,
      currency: 'USD',
      spendMinor,
      startOn: '2026-03-01',
      endOn: null,
    })

    it('say which of them changed', async () => {
      expect(await store().campaigns.save(HERE, [campaign(100n)], T0)).toEqual(['c1'])
      expect(await store().campaigns.save(HERE, [campaign(100n)], T0 + 1)).toEqual([])
      expect(await store().campaigns.save(HERE, [campaign(250n)], T0 + 2)).toEqual(['c1'])
      expect(await store().campaigns.list(HERE)).toEqual([campaign(250n)])
      expect(await store().campaigns.list(ELSEWHERE)).toEqual([])
    })
  })

  describe('outcomes', () => {
    const entry = (n: number, over: Partial<OutcomeEntry> = {}): OutcomeEntry => ({
      entry: n,
      kind: 'won',
      at: T0,
      recordedAt: T0 + 1,
      amountMinor: 9_007_199_254_740_993n,
      totalMinor: 9_007_199_254_740_993n,
      closedAt: T0,
      stage: 'Closed Won',
      ...over,
    })

    it('are appended and never rewritten, in their order, and go with their opportunity', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      const back = entry(2, { kind: 'redated', amountMinor: -5n, closedAt: null })
      await store().outcomes.append(HERE, new Map([['0061', [back, entry(1)]]]))
      await store().outcomes.append(
        HERE,
        new Map([
          ['0061', [entry(1, { amountMinor: 0n })]],
          ['0069', [entry(1)]],
        ]),
      )
      expect(await store().outcomes.byOpportunities(HERE, ['0061', '0069'])).toEqual(
        new Map([['0061', [entry(1), back]]]),
      )
      expect(await store().outcomes.byOpportunities(ELSEWHERE, ['0061'])).toEqual(new Map())
      await store().opportunities.remove(HERE, ['0061'])
      expect(await store().outcomes.byOpportunities(HERE, ['0061'])).toEqual(new Map())
    })
  })

  describe('credits', () => {
    it('are replaced whatever their model, added up per person, and say whose differ', async () => {
      const won = { isClosed: true, isWon: true }
      await store().opportunities.save(HERE, [opportunity(1, won), opportunity(2, { ...won, people: [id(1)] })])
      const parts = [
        credit(1, { amountMinor: 60_025n, weightDenominator: 2n }),
        credit(1, { touchId: null, linkId: null, campaign: null, channel: null, amountMinor: 60_025n }),
        credit(2, { linkId: id(1), amountMinor: 5n, weightDenominator: 3n ** 60n }),
        credit(1, { model: 'first', amountMinor: 7n }),
      ]
      let revision = 0
      const replace = (rows: readonly StoredCredit[]) => {
        revision += 1
        const both = ['0061', '0062'].map((each) => ({ id: each, revision }))
        return store().credits.replace(HERE, both, rows, T0)
      }
      expect(await replace(parts)).toEqual(new Set(['0061', '0062']))
      expect(await store().credits.byPeople(HERE, 'linear', [id(1), id(2)])).toEqual(new Map([[id(1), 60_030n]]))
      // What nobody earned is no credit of the opportunity.
      expect(await store().credits.byOpportunities(HERE, 'linear', ['0061', '0062', '0063'])).toEqual(
        new Map([
          ['0061', 60_025n],
          ['0062', 5n],
        ]),
      )
      expect(await store().credits.ofOpportunity(HERE, '0061')).toEqual([parts[3], parts[0], parts[1]])
      expect(await store().credits.hold(HERE, ['0061', '0062', '0063'])).toEqual([id(1)])
      expect(await store().credits.hold(ELSEWHERE, ['0061'])).toEqual([])
      expect(await replace(parts)).toEqual(new Set())
      expect(await replace([credit(1, { amountMinor: 1n }), ...parts.slice(2, 3)])).toEqual(new Set(['0061']))
      expect(await store().credits.byPeople(HERE, 'linear', [id(1)])).toEqual(new Map([[id(1), 6n]]))
      expect(await store().credits.byPeople(HERE, 'first', [id(1)])).toEqual(new Map())
    })

    it('of entry 0 alone count for people: the dated changes say the same again', async () => {
      const won = opportunity(1, { isClosed: true, isWon: true })
      await store().opportunities.save(HERE, [won])
      const rows = [credit(1, { datedAt: null }), credit(1, { entry: 1 }), credit(1, { entry: 2, amountMinor: -50n })]
      await due()
      await store().credits.replace(HERE, seen, rows, T0)
      expect(await store().credits.byPeople(HERE, 'linear', [id(1)])).toEqual(new Map([[id(1), 120_050n]]))
      expect(await store().credits.byOpportunities(HERE, 'linear', ['0061'])).toEqual(new Map([['0061', 120_050n]]))
      await store().opportunities.save(HERE, [{ ...won, isClosed: false, isWon: false }])
      expect(await store().credits.byPeople(HERE, 'linear', [id(1)])).toEqual(new Map())
      expect(await store().credits.byOpportunities(HERE, 'linear', ['0061'])).toEqual(new Map())
    })

    it('make every opportunity due again, once, when they are computed by other settings', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      expect(await store().credits.basis(HERE, 'linear', T0)).toBe('new')
      await due()
      await credited(1)
      expect(await store().credits.basis(HERE, 'linear', T0 + 1)).toBe('same')
      expect(await due()).toEqual([])
      expect(await store().credits.basis(HERE, 'linear and first', T0 + 2)).toBe('new')
      expect(await due()).toEqual(['0061'])
    })

    it('make the refund of an opportunity due again when the opportunity’s own differ', async () => {
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2, { refundOf: '0061' })])
      await due()
      await credited(1)
      expect(await due()).toEqual(['0062'])
      await credited(2)
      expect(await due()).toEqual([])
    })

    it('make the refund of an opportunity due again when the opportunity is removed', async () => {
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2, { refundOf: '0061' }), opportunity(3)])
      await due()
      for (const n of [1, 3]) await credited(n)
      expect(await due()).toEqual(['0062'])
      await credited(2)
      expect(await due()).toEqual([])
      await store().opportunities.remove(HERE, ['0061'])
      expect(await due()).toEqual(['0062'])
    })

    it('go with their opportunity, also when it goes while they are computed', async () => {
      await store().opportunities.save(HERE, [opportunity(1, { isClosed: true, isWon: true })])
      await due()
      await credited(1)
      expect(await store().credits.byPeople(HERE, 'linear', [id(1)])).not.toEqual(new Map())
      await store().opportunities.remove(HERE, ['0061'])
      expect(await credited(1)).toEqual(new Set())
      expect(await store().credits.byPeople(HERE, 'linear', [id(1)])).toEqual(new Map())
    })
  })
}
