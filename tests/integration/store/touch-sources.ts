import { describe, expect, it } from 'vitest'
import type { LinkId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import type { ImportedTouch, StoredTouch } from '#ports/store/touches.ts'
import { ELSEWHERE, HERE, id, link, opportunity, T0, touch } from './rows.ts'

const imported = (n: number, over: Partial<ImportedTouch> = {}): ImportedTouch => ({
  id: `import:${n}`,
  emailKey: `p${n}@example.com`,
  at: T0 + n,
  dayOnly: false,
  channel: 'EVENT',
  campaign: 'Fair',
  detail: null,
  importId: 'batch-1',
  ...over,
})

const response = (person: number, member: string, over: Partial<StoredTouch> = {}): StoredTouch =>
  touch(person, 1, { id: `member:${member}`, origin: 'salesforce', kind: 'response', dayOnly: true, ...over })

export function describeTouchSources(store: () => Store): void {
  const idsOf = async (person: LinkId): Promise<readonly string[]> =>
    ((await store().touches.byLinks(HERE, [person])).get(person) ?? []).map((each) => each.id)
  const due = async (): Promise<readonly string[]> =>
    (await store().opportunities.needingCredit(HERE, 100)).map((each) => each.id)
  const credited = async (...ids: readonly number[]): Promise<void> => {
    const seen = await store().opportunities.needingCredit(HERE, 100)
    for (const n of ids) {
      const one = seen.filter((each) => each.id === `006${n}`)
      await store().credits.replace(HERE, one, [], T0)
    }
    expect(await due()).toEqual([])
  }

  describe('touches of several origins', () => {
    it('are replaced by their own origin alone, and come back in order of their instants', async () => {
      const [seen, answered] = [touch(1, 2), response(1, 'a', { at: T0 - 20 * 60_000 })]
      await store().touches.replace(HERE, 'hubspot', [id(1)], [seen])
      expect(await store().touches.replace(HERE, 'salesforce', [id(1)], [answered])).toEqual(new Set([id(1)]))
      expect((await store().touches.byLinks(HERE, [id(1)])).get(id(1))).toEqual([answered, seen])
      expect(await store().touches.replace(HERE, 'hubspot', [id(1)], [])).toEqual(new Set([id(1)]))
      expect(await idsOf(id(1))).toEqual(['member:a'])
    })

    it('go by their id from one person to another, and are gone when nobody has them any more', async () => {
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2, { people: [id(2)] })])
      await store().touches.replaceIds(HERE, 'salesforce', ['member:a'], [response(1, 'a'), response(1, 'b')])
      expect(await idsOf(id(1))).toEqual(['member:a'])
      await credited(1, 2)
      expect(await store().touches.replaceIds(HERE, 'salesforce', ['member:a'], [response(2, 'a')])).toEqual(
        new Set([id(1), id(2)]),
      )
      expect(await due()).toEqual(['0061', '0062'])
      expect([await idsOf(id(1)), await idsOf(id(2))]).toEqual([[], ['member:a']])
      expect(await store().touches.replaceIds(HERE, 'salesforce', ['member:a'], [response(2, 'a')])).toEqual(new Set())
      await store().touches.replaceIds(HERE, 'salesforce', ['member:a'], [])
      expect(await idsOf(id(2))).toEqual([])
    })
  })

  describe('people who turn out to be one', () => {
    it('have their touches, opportunities and the earlier instant together, and are due for reading', async () => {
      await store().links.save(HERE, [link(1), link(2)])
      await store().touches.replace(HERE, 'hubspot', [id(1), id(2)], [touch(1, 1), touch(2, 1), touch(2, 2)])
      await store().touchSources.savePeople(HERE, [
        { linkId: id(1), leadSince: T0 + 5, print: 'a' },
        { linkId: id(2), leadSince: T0, print: 'b' },
      ])
      const readings = [
        { linkId: id(1), print: 'a' },
        { linkId: id(2), print: 'b' },
      ]
      await store().touchSources.saveReadings(HERE, readings, T0)
      await store().opportunities.save(HERE, [
        opportunity(1, { people: [id(1), id(2)] }),
        opportunity(2, { people: [id(2)] }),
      ])
      await credited(1, 2)
      await store().touches.merge(HERE, [{ from: id(2), into: id(1) }])
      expect(await idsOf(id(1))).toEqual(['touch-1-1', 'touch-2-1', 'touch-2-2'])
      expect(await idsOf(id(2))).toEqual([])
      expect(await store().touchSources.leadSince(HERE, [id(1), id(2)])).toEqual(new Map([[id(1), T0]]))
      const stored = await store().opportunities.byIds(HERE, ['0061', '0062'])
      expect([...stored.values()].map((each) => each.people)).toEqual([[id(1)], [id(1)]])
      expect(await due()).toEqual(['0061', '0062'])
      expect(await store().touchSources.dueReadings(HERE, null, 9)).toMatchObject([{ linkId: id(1), print: 'a' }])
      await store().touches.merge(HERE, [{ from: id(2), into: id(1) }])
      expect(await idsOf(id(1))).toHaveLength(3)
    })

    it('one after the other end with the last', async () => {
      await store().touches.replace(HERE, 'hubspot', [id(1), id(2)], [touch(1, 1), touch(2, 1)])
      await store().touches.merge(HERE, [
        { from: id(1), into: id(3) },
        { from: id(2), into: id(3) },
      ])
      expect(await idsOf(id(3))).toEqual(['touch-1-1', 'touch-2-1'])
    })
  })

  describe('when somebody became a lead', () => {
    it('is the earliest instant ever told, and a new one has the opportunities credited again', async () => {
      await store().opportunities.save(HERE, [opportunity(1)])
      const tell = (leadSince: number | null, print = 'a') =>
        store().touchSources.savePeople(HERE, [{ linkId: id(1), leadSince, print }])
      await tell(null)
      expect(await store().touchSources.leadSince(HERE, [id(1)])).toEqual(new Map())
      await credited(1)
      await tell(T0)
      expect(await due()).toEqual(['0061'])
      await credited(1)
      await tell(T0 + 1, 'b')
      expect(await due()).toEqual([])
      await tell(T0 - 1, 'b')
      expect(await store().touchSources.leadSince(HERE, [id(1)])).toEqual(new Map([[id(1), T0 - 1]]))
      expect(await store().touchSources.leadSince(ELSEWHERE, [id(1)])).toEqual(new Map())
      expect(await due()).toEqual(['0061'])
    })
  })

  describe('people whose history is to be read', () => {
    it('are on opportunities, active, and were not read as their contact is now', async () => {
      await store().links.save(HERE, [link(1), link(2), link(3, { state: 'unlinked' }), link(4)])
      await store().opportunities.save(HERE, [opportunity(1, { people: [id(1), id(3), id(4)] })])
      await store().touchSources.savePeople(HERE, [{ linkId: id(1), leadSince: T0, print: 'a' }])
      const names = async (after: LinkId | null = null, limit = 9) =>
        (await store().touchSources.dueReadings(HERE, after, limit)).map((each) => each.linkId)
      expect(await names()).toEqual([id(1), id(4)])
      expect(await names(null, 1)).toEqual([id(1)])
      expect(await names(id(1))).toEqual([id(4)])
      const readings = [
        { linkId: id(1), print: 'a' },
        { linkId: id(4), print: '' },
      ]
      await store().touchSources.saveReadings(HERE, readings, T0)
      expect(await names()).toEqual([])
      expect(await store().touchSources.readings(HERE, [id(1), id(2)])).toEqual(new Map([[id(1), 'a']]))
      await store().touchSources.savePeople(HERE, [{ linkId: id(1), leadSince: T0, print: 'b' }])
      expect(await store().touchSources.dueReadings(HERE, null, 9)).toEqual([
        { linkId: id(1), hubspotId: '1', print: 'b' },
      ])
    })
  })

  describe('rows of files', () => {
    it('are kept once, whichever file brought them first, also for nobody who is known', async () => {
      const { touchSources } = store()
      expect(await touchSources.saveImported(HERE, [imported(1), imported(2)])).toEqual(
        new Set(['import:1', 'import:2']),
      )
      const again = [imported(1, { importId: 'batch-2' }), imported(3)]
      expect(await touchSources.saveImported(HERE, again)).toEqual(new Set(['import:3']))
      expect(await touchSources.importedBy(HERE, ['p1@example.com', 'p9@example.com'])).toEqual(
        new Map([['p1@example.com', [imported(1)]]]),
      )
      expect(await touchSources.importedBy(ELSEWHERE, ['p1@example.com'])).toEqual(new Map())
    })

    it('and what was refused of each file, newest file first', async () => {
      const batch = {
        id: 'b1',
        kind: 'touches' as const,
        fileName: 'fair.csv',
        checksum: 'c',
        importedAt: T0,
        rows: 2,
        accepted: 1,
        unchanged: 0,
        rejected: [{ line: 3, reason: 'no e-mail', remedy: 'fill it in' }],
      }
      await store().imports.add(HERE, batch)
      await store().imports.add(HERE, { ...batch, id: 'b2', importedAt: T0 + 1, rejected: [] })
      expect((await store().imports.list(HERE, 9)).map((each) => each.id)).toEqual(['b2', 'b1'])
      expect((await store().imports.list(HERE, 9))[1]).toEqual(batch)
    })
  })

  describe('a person who is erased', () => {
    it('leaves no touch, no reading and no row of a file', async () => {
      await store().links.save(HERE, [link(1), link(2)])
      await store().opportunities.save(HERE, [opportunity(1)])
      await store().touchSources.saveImported(HERE, [imported(1), imported(2)])
      const ofFile = touch(1, 3, { id: 'import:1', origin: 'import', kind: 'import' })
      await store().touches.replace(HERE, 'import', [id(1)], [ofFile])
      await store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)])
      await store().touchSources.savePeople(HERE, [{ linkId: id(1), leadSince: T0, print: 'a' }])
      await store().touchSources.saveReadings(HERE, [{ linkId: id(1), print: 'a' }], T0)
      await store().erasure.erase(HERE, { links: [id(1)], hubspotIds: ['1'], salesforceIds: ['00Q1'] }, T0)
      expect(await idsOf(id(1))).toEqual([])
      expect(await store().touchSources.leadSince(HERE, [id(1)])).toEqual(new Map())
      expect(await store().touchSources.readings(HERE, [id(1)])).toEqual(new Map())
      const left = await store().touchSources.importedBy(HERE, ['p1@example.com', 'p2@example.com'])
      expect([...left.keys()]).toEqual(['p2@example.com'])
    })

    it('has their opportunities credited again, and no others', async () => {
      await store().links.save(HERE, [link(1), link(2)])
      await store().opportunities.save(HERE, [opportunity(1), opportunity(2, { people: [id(2)] })])
      await store().touches.replace(HERE, 'hubspot', [id(1), id(2)], [touch(1, 1), touch(2, 1)])
      await credited(1, 2)
      await store().erasure.erase(HERE, { links: [id(1)], hubspotIds: ['1'], salesforceIds: [] }, T0)
      expect(await due()).toEqual(['0061'])
    })
  })
}
