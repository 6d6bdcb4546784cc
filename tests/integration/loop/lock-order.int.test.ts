import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { performActions } from '#app/escalation/perform-actions.ts'
import { sweepLeads } from '#app/handoff/sweep-leads.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import type { Store } from '#ports/store.ts'
import { MINUTE } from '#support/company.ts'
import { breachedAll, withLadder } from '#support/ladder.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const NAMES = Array.from({ length: 20 }, (_, i) => `lead${i}`)
const REJECTED = { rejectedStatuses: ['Closed - Not Converted'] }

/** In the order in which everybody takes them (src/app/handoff/hold-leads.ts). */
const ORDER = ['clocks', 'handoffs', 'pools', 'inbox'] as const
type Held = (typeof ORDER)[number]

interface Watched {
  readonly scope: Scope
  /** What each transaction took in turn, with whatever it took out of order. */
  readonly wrong: readonly string[]
  readonly taken: ReadonlySet<Held>
  readonly errors: readonly unknown[]
}

/** A scope whose transactions are watched: what they hold first and what then. Rows that are made anew are nobody's to wait for. */
function watching(scope: Scope): Watched {
  const wrong: string[] = []
  const errors: unknown[] = []
  const all = new Set<Held>()
  const watch = (tx: Store): Store => {
    const clocks = new Set<string>()
    const handoffs = new Set<string>()
    const turns: string[] = []
    let last = 0
    let poolsHeld = false
    let added = ''
    const take = (what: Held, why: string): void => {
      all.add(what)
      turns.push(why)
      if (ORDER.indexOf(what) < last) wrong.push(turns.join(' > '))
      last = Math.max(last, ORDER.indexOf(what))
    }
    return {
      ...tx,
      clocks: {
        ...tx.clocks,
        lock: async (id, ids) => {
          const fresh = ids.filter((one) => !clocks.has(one))
          for (const one of fresh) clocks.add(one)
          if (fresh.length > 0) take('clocks', `lock ${fresh.length} clocks`)
          return tx.clocks.lock(id, ids)
        },
      },
      handoffs: {
        ...tx.handoffs,
        hold: async (id, links) => {
          const found = [...(await tx.handoffs.historyByLinks(id, links)).values()].flat()
          const fresh = found.filter((one) => !handoffs.has(one.id))
          for (const one of fresh) handoffs.add(one.id)
          if (fresh.length > 0) take('handoffs', `hold ${fresh.length} handoffs`)
          return tx.handoffs.hold(id, links)
        },
        update: async (id, changes) => {
          const fresh = changes.filter((one) => !handoffs.has(one.id))
          for (const one of fresh) handoffs.add(one.id)
          if (fresh.length > 0) take('handoffs', `update ${fresh.length} handoffs`)
          return tx.handoffs.update(id, changes)
        },
      },
      routing: {
        ...tx.routing,
        hold: async (id) => {
          if (!poolsHeld) take('pools', 'hold the pools')
          poolsHeld = true
          return tx.routing.hold(id)
        },
      },
      inbox: {
        ...tx.inbox,
        add: async (...given) => {
          const [first = ''] = given[2].toSorted()
          if (given[2].length > 0) take('inbox', `add ${given[2].length} to the inbox`)
          if (given[2].length > 0 && given[1].object === 'contacts' && first < added) wrong.push(turns.join(' > '))
          if (given[1].object === 'contacts') added = given[2].toSorted().at(-1) ?? added
          return tx.inbox.add(...given)
        },
      },
    }
  }
  const inside = new AsyncLocalStorage<true>()
  const outside = <T>(what: string, read: () => Promise<T>): Promise<T> => {
    if (inside.getStore() === true) wrong.push(`${what} of Salesforce are asked for inside a transaction`)
    return read()
  }
  const transaction: Store['transaction'] = async (work) => {
    try {
      return await scope.store.transaction((tx) => inside.run(true, () => work(watch(tx))))
    } catch (error) {
      errors.push(error)
      throw error
    }
  }
  const watched: Scope = {
    ...scope,
    reps: () => outside('users', scope.reps),
    queues: () => outside('queues', scope.queues),
    store: { ...scope.store, transaction },
  }
  return { scope: watched, wrong, taken: all, errors }
}

async function salesGivesBack(names: readonly string[]): Promise<void> {
  const { sales, box } = world()
  for (const { Id, LastName } of await sales.query('SELECT Id, LastName FROM Lead'))
    if (names.includes(String(LastName))) await sales.update('Lead', Id, { Status: 'Closed - Not Converted' })
  box.clock.advance(MINUTE)
}

describe('transactions that change leads', () => {
  it('hold clocks, handoffs, pools and the inbox in one order, and ask no platform meanwhile: feedback, the ladder, the sweep, other owners', async () => {
    const ladder = withLadder([{ id: 'it', at: { fraction: 1 }, do: 'reassign' }], { feedback: REJECTED })
    const { sales, box } = world()
    const plain = await breachedAll(world(), NAMES, ladder)
    const watched = watching(plain)
    const { scope } = watched
    await performActions(scope, 'w1')
    await quiesce(scope, box)
    await salesGivesBack(NAMES.slice(0, 10))
    const bob = await sales.userId('bob@sales.example')
    for (const { Id } of (await sales.query('SELECT Id FROM Lead')).slice(10, 15))
      await sales.update('Lead', Id, { OwnerId: bob })
    await quiesce(scope, box)
    for (const name of ['ann', 'cem'])
      await sales.update('User', await sales.userId(`${name}@sales.example`), { IsActive: false })
    box.clock.advance(60 * MINUTE)
    await sweepLeads(scope, 'all')
    await quiesce(scope, box)
    expect(watched.wrong).toEqual([])
    expect([...watched.taken].toSorted()).toEqual(ORDER.toSorted())
    expect(watched.errors).toEqual([])
  })

  it('in both directions at once do not wait for each other crosswise', async () => {
    const ladder = withLadder([{ id: 'it', at: { fraction: 1 }, do: { recycle: { reason: 'Nobody answered' } } }], {
      feedback: REJECTED,
    })
    const { box } = world()
    const plain = await breachedAll(world(), NAMES, ladder)
    expect(await plain.store.handoffs.open(plain.connection.id, null, 100)).toHaveLength(NAMES.length)
    await salesGivesBack(NAMES)
    const watched = watching(plain)
    const { scope } = watched
    await captureSide(scope, 'salesforce')
    // The ladder gives the leads back while the sync hears that sales did.
    const patient = { freshMs: Number.MAX_SAFE_INTEGER, patienceMs: 0 }
    await Promise.all([
      workInbox(scope, 'sync'),
      performActions(scope, 'w1', patient),
      performActions(scope, 'w2', patient),
    ])
    await quiesce(scope, box)
    expect(watched.errors).toEqual([])
    const handoffs = await scope.store.handoffs.open(scope.connection.id, null, 100)
    expect(handoffs).toEqual([])
  })
})
