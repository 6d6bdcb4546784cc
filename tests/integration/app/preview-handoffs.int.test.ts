import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createNotes } from '#app/preview/notes.ts'
import { scratchStore } from '#app/preview/scratch-store.ts'
import type { Store } from '#ports/store.ts'
import { openDatabase } from '#store/db.ts'
import type { Database } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { emptyDatabase, useDatabase } from '#support/database.ts'
import { action, alert, clock, handoff, HERE, id, spell, T0 } from '../store/rows.ts'

const database = useDatabase()
let scratch: Database | undefined
beforeAll(async () => {
  scratch = await openDatabase('memory')
})
afterAll(async () => scratch?.close())

const real = (): Store => createStore(database().kysely)
let preview: Store
const TURNS = { pools: { emea: { current: { ada: 1 } } } }

beforeEach(async () => {
  if (scratch === undefined) throw new Error('no scratch database')
  await emptyDatabase(scratch)
  preview = scratchStore(real(), createStore(scratch.kysely), createNotes())
  await real().handoffs.insert(HERE, [handoff(1), handoff(2, { ownerId: '005B' }), handoff(3, { state: 'rejected' })])
  await real().handoffs.addSpells(HERE, [spell(1, T0), spell(2, T0, { ownerId: '005B' })])
  await real().clocks.insert(HERE, [clock(1)])
  await real().transaction((tx) => tx.routing.save(HERE, TURNS))
})

/** What the real store would answer to everything that a preview may have changed. */
const answers = async () => [
  await real().handoffs.historyByLinks(HERE, [id(1), id(2), id(3), id(4)]),
  await real().handoffs.spells(HERE, ['handoff-1', 'handoff-2', 'handoff-4']),
  await real().clocks.byLinks(HERE, [id(1), id(4)]),
  await real().actions.byClocks(HERE, ['clock-1']),
  await real().alerts.newest(HERE, 10),
  await real().routing.peek(HERE),
]

it('counts on the desks what is there and what it would put there, each handoff once', async () => {
  const before = await answers()
  await preview.handoffs.latestByLinks(HERE, [id(1), id(2)])
  await preview.transaction(async (tx) => {
    await tx.handoffs.insert(HERE, [handoff(1, { id: 'double' }), handoff(4)])
    await tx.handoffs.addSpells(HERE, [spell(4, T0 + 5)])
    await tx.handoffs.update(HERE, [{ id: 'handoff-2', ownerId: '005C' }])
    await tx.handoffs.addSpells(HERE, [spell(2, T0 + 5, { ownerId: '005C' })])
  })
  await expect(
    preview.transaction(async (tx) => {
      await tx.handoffs.insert(HERE, [handoff(5)])
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  expect(await preview.handoffs.openByOwner(HERE)).toEqual(
    new Map([
      ['005A', 2],
      ['005C', 1],
    ]),
  )
  const since = new Map(['005A', '005B', '005C'].map((owner) => [owner, T0]))
  expect(await preview.handoffs.receivedByOwner(HERE, since)).toEqual(
    new Map([
      ['005A', 2],
      ['005B', 1],
      ['005C', 1],
    ]),
  )
  expect((await preview.handoffs.spells(HERE, ['handoff-2'])).get('handoff-2')?.map(({ ownerId }) => ownerId)).toEqual([
    '005B',
    '005C',
  ])
  expect(await answers()).toEqual(before)
})

it('sees as the newest of a company what it would hand over itself', async () => {
  await preview.handoffs.update(HERE, [{ id: 'handoff-3', ownerId: '005X' }])
  const newest = async () => (await preview.handoffs.latestByDomains(HERE, ['acme.example'], T0)).get('acme.example')
  expect(await newest()).toMatchObject({ id: 'handoff-3', ownerId: '005X' })
  await preview.handoffs.insert(HERE, [handoff(4, { handedOverAt: T0 + 999_999 })])
  expect(await newest()).toMatchObject({ id: 'handoff-4' })
})

it('goes on where the pools stand, and leaves their turns to others', async () => {
  await preview.transaction(async (tx) => {
    expect(await tx.routing.hold(HERE)).toEqual(TURNS)
    await tx.routing.save(HERE, { pools: {} })
  })
  expect(await preview.routing.peek(HERE)).toEqual({ pools: {} })
  expect(await real().routing.peek(HERE)).toEqual(TURNS)
})

it('tells nobody, and asks for no action', async () => {
  await preview.transaction(async (tx) => {
    expect(await tx.clocks.lock(HERE, ['clock-1'])).toEqual([clock(1)])
    await tx.clocks.recordSteps(HERE, [
      { clockId: 'clock-1', step: 'breach', dueAt: T0, at: T0, state: 'done', reason: '' },
    ])
    await tx.actions.add(HERE, [action(1)])
    await tx.alerts.add(HERE, [{ alert: alert(1), channels: ['desk'] }], T0)
  })
  expect((await preview.clocks.steps(HERE, ['clock-1'])).get('clock-1')).toHaveLength(1)
  expect(await real().clocks.steps(HERE, ['clock-1'])).toEqual(new Map())
  for (const store of [real(), preview]) {
    expect(await store.actions.byClocks(HERE, ['clock-1'])).toEqual([])
    expect(await store.alerts.newest(HERE, 10)).toEqual([])
  }
  expect(await preview.actions.lease(HERE, 'w', T0 * 2, T0 * 2, 10)).toEqual([])
})
