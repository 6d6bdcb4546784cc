import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { credit, ELSEWHERE, HERE, id, opportunity, T0, touch } from './rows.ts'

export function describeAttribution(store: () => Store): void {
  const due = async (): Promise<readonly string[]> =>
    (await store().opportunities.needingCredit(HERE, 100)).map((each) => each.id)
  const credited = (n: number) => store().credits.replace(HERE, [`006${n}`], [credit(n)], T0)

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

  describe('credits', () => {
    it('are replaced for the given models only, and added up per person', async () => {
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2, { people: [id(1)] })])
      const halves = [
        credit(1, { amountMinor: 60_025n, weightDenominator: 2n }),
        credit(1, { touchId: null, linkId: null, campaign: null, channel: null, amountMinor: 60_025n }),
        credit(2, { linkId: id(1), amountMinor: 5n, weightDenominator: 3n ** 60n }),
        credit(1, { model: 'first', amountMinor: 7n }),
      ]
      await store().credits.replace(HERE, ['0061', '0062'], halves, T0)
      expect(await store().credits.byPeople(HERE, 'linear', [id(1), id(2)])).toEqual(new Map([[id(1), 60_030n]]))
      await store().credits.replace(HERE, ['0061', '0062'], [credit(1, { amountMinor: 1n })], T0 + 1)
      expect(await store().credits.byPeople(HERE, 'linear', [id(1)])).toEqual(new Map([[id(1), 1n]]))
      expect(await store().credits.byPeople(HERE, 'first', [id(1)])).toEqual(new Map([[id(1), 7n]]))
    })

    it('go with their opportunity, also when it goes while they are computed', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      await credited(1)
      await store().opportunities.remove(HERE, ['0061'])
      await credited(1)
      expect(await store().credits.byPeople(HERE, 'linear', [id(1)])).toEqual(new Map())
    })
  })
}
