import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { ELSEWHERE, HERE, id, link, T0 } from './rows.ts'

export function describeLinks(store: () => Store): void {
  const ids = (map: ReadonlyMap<string, { readonly id: string }>): Record<string, string> =>
    Object.fromEntries([...map].map(([key, value]) => [key, value.id]))

  describe('links', () => {
    it('are found by either id and by their own, in their connection and kind only', async () => {
      await store().links.save(HERE, [link(1), link(2)])
      expect((await store().links.byHubspotIds(HERE, 'person', ['1', '7'])).get('1')).toEqual(link(1))
      expect(ids(await store().links.bySalesforceIds(HERE, 'person', ['00Q2', '00Q7']))).toEqual({ '00Q2': id(2) })
      expect(ids(await store().links.byIds(HERE, [id(2), id(7)]))).toEqual({ [id(2)]: id(2) })
      expect(ids(await store().links.byHubspotIds(HERE, 'company', ['1']))).toEqual({})
      expect(ids(await store().links.byHubspotIds(ELSEWHERE, 'person', ['1']))).toEqual({})
      expect(ids(await store().links.byHubspotIds(HERE, 'person', []))).toEqual({})
    })

    it('tell who was worked on by somebody else since their base was read', async () => {
      const [one, two, three] = [link(1), link(2), link(3)]
      await store().links.save(HERE, [one, two])
      await store().links.saveBase(HERE, [{ id: two.id, base: { phone: { hubspot: '1', salesforce: null } } }])
      expect([...(await store().links.movedSince(HERE, [one, two, three]))]).toEqual([two.id])
      expect([...(await store().links.movedSince(ELSEWHERE, [two]))]).toEqual([])
      expect([...(await store().links.movedSince(HERE, []))]).toEqual([])
    })

    it('answer with the intent that was stored first, and change nothing about it', async () => {
      const intent = {
        id: id(1),
        kind: 'person',
        key: 'portal:1',
        hubspotId: '1',
        origin: 'created',
        adopted: false,
        createdAt: T0,
      } as const
      const first = await store().links.intend(HERE, [intent])
      const stored = { ...intent, salesforceObject: null, salesforceId: null, state: 'intended', base: {} }
      expect(first.get('portal:1')).toEqual(stored)
      const again = await store().links.intend(HERE, [{ ...intent, id: id(9) }])
      expect(again.get('portal:1')).toEqual(stored)
      expect((await store().links.byHubspotIds(HERE, 'person', ['1'])).get('1')).toEqual(stored)
    })

    it('follow a converted lead: the id it had leads to the person', async () => {
      await store().links.save(HERE, [link(1)])
      await store().links.save(HERE, [link(1, { salesforceObject: 'Contact', salesforceId: '0031' })])
      const found = await store().links.bySalesforceIds(HERE, 'person', ['00Q1', '0031'])
      expect(ids(found)).toEqual({ '00Q1': id(1), '0031': id(1) })
      expect(found.get('00Q1')).toMatchObject({ salesforceObject: 'Contact', salesforceId: '0031' })
    })

    it('follow merges to the survivor, also when that one is merged later', async () => {
      await store().links.save(HERE, [link(1), link(2), link(3)])
      const merge = async (loser: number, survivor: number): Promise<void> => {
        await store().links.save(HERE, [link(loser, { state: 'unlinked' })])
        await store().links.addAliases(HERE, [
          { side: 'hubspot', recordId: `${loser}`, linkId: id(survivor), kind: 'person' },
        ])
      }
      await merge(1, 2)
      expect(ids(await store().links.byHubspotIds(HERE, 'person', ['1', '2']))).toEqual({ '1': id(2), '2': id(2) })
      await merge(2, 3)
      expect(ids(await store().links.byHubspotIds(HERE, 'person', ['1', '2', '3']))).toEqual({
        '1': id(3),
        '2': id(3),
        '3': id(3),
      })
    })

    it('prefer the active one of an id, and still know an unlinked one', async () => {
      await store().links.save(HERE, [link(1, { state: 'unlinked' })])
      expect((await store().links.byHubspotIds(HERE, 'person', ['1'])).get('1')?.state).toBe('unlinked')
      await store().links.save(HERE, [link(2, { hubspotId: '1' })])
      expect(ids(await store().links.byHubspotIds(HERE, 'person', ['1']))).toEqual({ '1': id(2) })
    })

    it.each([
      ['HubSpot record of a kind', { hubspotId: '1' }, 'link_active_hubspot'],
      ['Salesforce record', { salesforceId: '00Q1' }, 'link_active_salesforce'],
      ['key of a kind', { key: 'portal:1' }, 'link_key'],
    ])('are one per %s', async (_what, overrides, constraint) => {
      await store().links.save(HERE, [link(1)])
      await expect(store().links.save(HERE, [link(2, overrides)])).rejects.toMatchObject({ context: { constraint } })
      await store().links.save(ELSEWHERE, [link(3, overrides)])
    })

    it('get a new base without anything else changing', async () => {
      await store().links.save(HERE, [link(1), link(2)])
      const base = { phone: { hubspot: null, salesforce: '+49301' } }
      await store().links.saveBase(HERE, [{ id: id(1), base }])
      const found = await store().links.byIds(HERE, [id(1), id(2)])
      expect([...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([link(1, { base }), link(2)])
    })

    it('come in pages of active ones, each once', async () => {
      const all = Array.from({ length: 7 }, (_, n) => link(n, n === 3 ? { state: 'unlinked' } : {}))
      await store().links.save(HERE, all)
      const seen: string[] = []
      for (let after = null as ReturnType<typeof id> | null; ;) {
        const page = await store().links.page(HERE, 'person', after, 3)
        seen.push(...page.map((each) => each.id))
        const last = page.at(-1)
        if (last === undefined) break
        after = last.id
      }
      expect(seen).toEqual([0, 1, 2, 4, 5, 6].map(id))
    })

    it('save 2,000 with their base in one call within seconds', async () => {
      const base = Object.fromEntries(
        Array.from({ length: 25 }, (_, n) => [`field${n}`, { hubspot: `value ${n}`, salesforce: `value ${n}` }]),
      )
      const many = Array.from({ length: 2_000 }, (_, n) => link(n, { base }))
      const startedAt = performance.now()
      await store().links.save(HERE, many)
      expect(performance.now() - startedAt).toBeLessThan(3_000)
      expect((await store().links.byIds(HERE, [id(1_999)])).get(id(1_999))?.base).toEqual(base)
    })
  })

  describe('claims', () => {
    const take = (holder: string, names: readonly string[], now = 0) =>
      store().claims.take(
        HERE,
        names.map((name) => ({ name, holder })),
        { now, until: now + 100 },
      )

    it('go to the first who asks, and to the next one once they are given up or too old', async () => {
      expect(await take('a', ['x', 'y'])).toEqual(new Set())
      expect(await take('b', ['y', 'z'])).toEqual(new Set(['y']))
      expect(await take('a', ['x', 'y'], 50)).toEqual(new Set())
      await store().claims.release(ELSEWHERE, ['a'])
      expect(await take('b', ['y'], 149)).toEqual(new Set(['y']))
      expect(await take('b', ['y'], 150)).toEqual(new Set())
      await store().claims.release(HERE, ['a', 'b'])
      expect(await take('c', ['x', 'y', 'z'], 150)).toEqual(new Set())
    })

    it('go to one of several who ask at once', async () => {
      const refused = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => take(holder, ['x', 'y'])))
      for (const name of ['x', 'y']) expect(refused.filter((names) => !names.has(name))).toHaveLength(1)
    })
  })

  describe('match keys', () => {
    const replace = (recordId: string, keys: readonly string[], side: 'hubspot' | 'salesforce' = 'hubspot') =>
      store().matchKeys.replace(HERE, 'company', side, [{ recordId, keys }])
    const find = async (...keys: readonly string[]) =>
      Object.fromEntries(await store().matchKeys.find(HERE, 'company', 'hubspot', keys))

    it('lead to every record that has them now, on their side and in their connection only', async () => {
      await replace('1', ['domain:a', 'name:a'])
      await replace('2', ['domain:a'])
      await replace('9', ['domain:a'], 'salesforce')
      await store().matchKeys.replace(ELSEWHERE, 'company', 'hubspot', [{ recordId: '8', keys: ['domain:a'] }])
      expect(await find('domain:a', 'name:a', 'domain:z')).toEqual({ 'domain:a': ['1', '2'], 'name:a': ['1'] })
      await replace('1', ['domain:b', 'name:a'])
      await replace('2', [])
      expect(await find('domain:a', 'domain:b', 'name:a')).toEqual({ 'domain:b': ['1'], 'name:a': ['1'] })
      expect(await find()).toEqual({})
    })
  })
}
