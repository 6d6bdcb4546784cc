import { describe, expect, it } from 'vitest'
import { createHintTaker, TooManyHints, type Delivery } from '#app/take-hints.ts'
import type { Hint } from '#app/sort-events.ts'
import { connectionId, type ConnectionId } from '#domain/ids.ts'
import type { ChangeKind } from '#ports/connector/changes.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import { createStore } from '#store/store.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'

const HERE = connectionId('here')
const T0 = Date.UTC(2026, 2, 2)
const CONTACTS: Stream = { side: 'hubspot', object: 'contacts' }
const DEALS: Stream = { side: 'hubspot', object: 'deals' }

const hint = (id: string, over: { kind?: ChangeKind; at?: number; stream?: Stream; always?: true } = {}): Hint => ({
  stream: over.stream ?? CONTACTS,
  weight: over.always === undefined ? 'versioned' : 'always',
  notice: { id, kind: over.kind ?? 'upserted', modifiedAt: over.at ?? T0 },
})
const delivery = (...hints: readonly Hint[]): Delivery => ({
  connection: HERE,
  hints,
  counts: { 'webhook-events': hints.length },
})

/** The store with its transactions counted, failing while `failing`. */
function watched(store: Store) {
  const state = { transactions: 0, failing: false }
  const transaction: Store['transaction'] = (work) => {
    state.transactions += 1
    return state.failing ? Promise.reject(new Error('gone')) : store.transaction(work)
  }
  return Object.assign(state, { store: { ...store, transaction } })
}

describe.each(databaseKinds())('news that came by itself, on %s', (kind) => {
  const database = useDatabase(kind)
  const open = (over: { maxWaiting?: number } = {}) => {
    const watch = watched(createStore(database().kysely))
    const taken: ConnectionId[] = []
    const taker = createHintTaker({
      store: watch.store,
      clock: { now: () => T0 },
      onTaken: (connection) => void taken.push(connection),
      ...over,
    })
    return { taker, taken, watch, store: watch.store }
  }
  const rows = (store: Store, streams: readonly Stream[] = [CONTACTS]) =>
    store.inbox.lease(HERE, streams, { limit: 1_000, leaseMs: 1, worker: 'w', now: T0 + 1 })

  it('of many requests in one moment is written down together, and each is told when it is safe', async () => {
    const { taker, taken, watch, store } = open()
    const some = Array.from({ length: 50 }, (_, at) => taker.take(delivery(hint(`${at}`), hint(`${at + 50}`))))
    await Promise.all(some)
    expect(watch.transactions).toBeLessThanOrEqual(2)
    expect((await rows(store)).map((row) => row.recordId).sort()).toEqual(
      Array.from({ length: 100 }, (_, at) => `${at}`).sort(),
    )
    expect(new Set(taken)).toEqual(new Set([HERE]))
    expect(taken.length).toBeLessThanOrEqual(2)
    expect(await store.counters.since(HERE, T0)).toMatchObject({ 'webhook-events': 100, repeated: 0 })
  })

  it('is not answered for when the database fails, and is taken once it is back', async () => {
    const { taker, taken, watch, store } = open({ maxWaiting: 3 })
    watch.failing = true
    const tries = await Promise.allSettled([taker.take(delivery(hint('1'))), taker.take(delivery(hint('2')))])
    expect(tries.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(taken).toEqual([])
    watch.failing = false
    await taker.take(delivery(hint('1'), hint('2'), hint('3')))
    expect(await rows(store)).toHaveLength(3)
  })

  it('is refused beyond what may wait, without harm to what waits already', async () => {
    const { taker, store } = open({ maxWaiting: 3 })
    const first = taker.take(delivery(hint('1'), hint('2')))
    await expect(taker.take(delivery(hint('3'), hint('4')))).rejects.toBeInstanceOf(TooManyHints)
    await first
    await taker.take(delivery(hint('3'), hint('4'), hint('5')))
    expect((await rows(store)).map((row) => row.recordId)).toEqual(['1', '2', '3', '4', '5'])
  })

  it('counts for the gravest that happened to a record, in whatever order it is told', async () => {
    const { taker, store } = open()
    await Promise.all([
      taker.take(delivery(hint('1', { kind: 'privacy-deleted' }), hint('2', { kind: 'deleted', at: T0 + 1 }))),
      taker.take(delivery(hint('1', { kind: 'deleted', at: T0 + 5 }), hint('2', { kind: 'upserted' }))),
    ])
    await taker.take(delivery(hint('1', { kind: 'deleted', at: T0 + 9 })))
    expect((await rows(store)).map((row) => [row.recordId, row.kind])).toEqual([
      ['1', 'privacy-deleted'],
      ['2', 'deleted'],
    ])
  })

  it('is nothing new when a newer version is known, and wakes nobody', async () => {
    const { taker, taken, store } = open()
    await store.inbox.knows(HERE, [{ ...CONTACTS, recordId: '1', print: 'p', modifiedAt: T0 }])
    await Promise.all([T0, T0 - 1].map((at) => taker.take(delivery(hint('1', { at })))))
    expect([await rows(store), taken]).toEqual([[], []])
    expect(await store.counters.since(HERE, T0)).toMatchObject({ 'webhook-events': 2 })
    await taker.take(delivery(hint('1', { at: T0 + 1 })))
    expect([(await rows(store)).length, taken]).toEqual([1, [HERE]])
  })

  it('of an association counts although the record itself is known as newer', async () => {
    const { taker, taken, store } = open()
    await store.inbox.knows(HERE, [{ ...DEALS, recordId: '1', print: 'p', modifiedAt: T0 + 100 }])
    await taker.take(delivery(hint('1', { stream: DEALS, always: true })))
    expect(await rows(store, [DEALS])).toMatchObject([{ recordId: '1', cause: 'association changed' }])
    expect(taken).toEqual([HERE])
  })

  it('brings its place in the stream along: the furthest one, and none of what was not written down', async () => {
    const { taker, watch, store } = open()
    const stream: Stream = { side: 'salesforce', object: '/data/LeadChangeEvent' }
    const at = (place: number): Delivery => ({ ...delivery(hint('1')), position: { stream, at: place } })
    await Promise.all([taker.take(at(7)), taker.take(at(5))])
    watch.failing = true
    await taker.take(at(9)).catch(() => undefined)
    expect(await store.inbox.cursor(HERE, stream)).toEqual({ position: 7 })
  })

  it('may bring figures alone; those of a failed write are not lost', async () => {
    const { taker, watch, store } = open()
    watch.failing = true
    taker.count(HERE, { 'webhook-refused': 2 })
    await taker.settled()
    watch.failing = false
    taker.count(HERE, { 'webhook-refused': 1 })
    await taker.settled()
    expect(await store.counters.since(HERE, T0)).toMatchObject({ 'webhook-refused': 3, 'webhook-events': 0 })
  })
})
