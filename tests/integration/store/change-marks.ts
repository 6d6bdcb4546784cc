import { describe, expect, it } from 'vitest'
import type { ConnectionId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import type { DatabaseKind } from '#support/database.ts'
import { clock, ELSEWHERE, handoff, HERE, id, journalRow, link, T0, touch } from './rows.ts'

export function describeChangeMarks(store: () => Store, kind: DatabaseKind): void {
  /** Tables that have another mark after the work than before. */
  async function changedBy(work: () => Promise<unknown>, connection: ConnectionId = HERE): Promise<readonly string[]> {
    const read = async () => (await store().changeMarks.read([connection])).get(connection) ?? new Map<string, string>()
    const before = await read()
    await work()
    const after = await read()
    return [...after.keys()].filter((name) => after.get(name) !== before.get(name)).toSorted()
  }

  describe('marks of changes', () => {
    it('move with each change of a connection, and of no other', async () => {
      const append = () => store().journal.append(HERE, [journalRow(), journalRow()])
      expect(await changedBy(append)).toEqual(['journal'])
      expect(await changedBy(append)).toEqual(['journal'])
      expect(await changedBy(append, ELSEWHERE)).toEqual([])
      expect(await changedBy(() => store().journal.ofLink(HERE, id(1), 9))).toEqual([])
      expect([...(await store().changeMarks.read([ELSEWHERE])).keys()]).toEqual([])
    })

    it('stay where a transaction is rolled back', async () => {
      const boom = () =>
        store()
          .transaction(async (tx) => {
            await tx.journal.append(HERE, [journalRow()])
            throw new Error('boom')
          })
          .catch(() => undefined)
      expect(await changedBy(boom)).toEqual([])
    })

    it('of leads move with what the board shows, not with the next look of a clock', async () => {
      await store().links.save(HERE, [link(1)])
      expect(
        await changedBy(async () => {
          await store().handoffs.insert(HERE, [handoff(1)])
          await store().clocks.insert(HERE, [clock(1)])
        }),
      ).toContain('lead_board')
      expect(await changedBy(() => store().clocks.save(HERE, [clock(1, { nextCheckAt: T0 + 77_000 })]))).toEqual([])
      expect(await changedBy(() => store().clocks.save(HERE, [clock(1, { dueAt: T0 + 77_000 })]))).toContain(
        'lead_board',
      )
    })

    it('of reports move with what is counted, not with values of people', async () => {
      await store().links.save(HERE, [link(1)])
      expect(
        await changedBy(() =>
          store().links.save(HERE, [link(1, { base: { city: { hubspot: 'Rome', salesforce: 'Rome' } } })]),
        ),
      ).toEqual([])
      expect(await changedBy(() => store().touches.replace(HERE, 'hubspot', [id(1)], [touch(1, 1)]))).toContain(
        'attribution_change',
      )
    })

    it('of a connection move when it is paused', async () => {
      const facts = { name: 'Here', portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' }
      expect(await changedBy(() => store().connections.save({ id: HERE, ...facts }))).toEqual(['connection'])
      expect(await changedBy(() => store().connections.pause(HERE, 'a data load', 'person'))).toEqual(['connection'])
    })

    it.skipIf(kind === 'embedded')('move for a transaction that ends after others that began later', async () => {
      const begun = Promise.withResolvers<void>()
      const go = Promise.withResolvers<void>()
      const slow = store().transaction(async (tx) => {
        await tx.journal.append(HERE, [journalRow()])
        begun.resolve()
        await go.promise
      })
      await begun.promise
      expect(await changedBy(() => store().journal.append(HERE, [journalRow()]))).toEqual(['journal'])
      expect(
        await changedBy(async () => {
          go.resolve()
          await slow
        }),
      ).toEqual(['journal'])
    })

    it('outlast the sweep of sessions that have ended', async () => {
      await store().journal.append(HERE, [journalRow()])
      expect(await changedBy(() => store().changeMarks.forgetEnded())).toEqual([])
      expect((await store().changeMarks.read([HERE])).size).toBe(1)
    })
  })
}
