import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { checkClocks } from '#app/check-clocks.ts'
import { forgetOld } from '#app/escalation/forget-old.ts'
import { performActions } from '#app/escalation/perform-actions.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { RemoteError } from '#domain/errors.ts'
import { company, DAY, HOUR, loopDocument, MINUTE, mql } from '#support/company.ts'
import { actionsOf, breachedAll, DUE_AT, withLadder } from '#support/ladder.ts'
import type { Rung } from '#support/ladder.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const LEASE_MS = 6 * MINUTE

type Do = Rung['do']
const TASK: Do = { create_task: { subject: 'Nobody answers', for: 'manager' } }

/** Dora's clock has breached, and what its ladder asks for waits. */
const breached = (what: Do, over: Partial<SyncConfigInput> = {}): Promise<Scope> =>
  breachedAll(world(), ['dora'], withLadder([{ id: 'it', at: { fraction: 1 }, do: what }], over))

/** Time for the lease of a dead worker to run out; both CRMs are read meanwhile. */
async function leaseRunsOut(scope: Scope): Promise<void> {
  world().box.clock.advance(LEASE_MS)
  await quiesce(scope, world().box)
}

async function actionOf(scope: Scope) {
  const { linkOf } = world()
  const clocks = await scope.store.clocks.byLinks(scope.connection.id, [(await linkOf('dora@buyers.example')).id])
  const [action] = await scope.store.actions.byClocks(
    scope.connection.id,
    clocks.map(({ id }) => id),
  )
  return action
}

/** The rep calls, and Tandem hears of it. */
async function answered(scope: Scope): Promise<void> {
  const { sales, box } = world()
  const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Lead')
  const at = new Date(box.clock.now()).toISOString()
  const call = { Subject: 'Call', Status: 'Completed', TaskSubtype: 'Call', CreatedDate: at }
  await sales.create('Task', { ...call, WhoId: Id, OwnerId, CreatedById: OwnerId })
  await quiesce(scope, box)
}

const made = async () => world().sales.query(`SELECT Id, OwnerId, Status FROM Task WHERE Subject = 'Nobody answers'`)

it('an action is skipped when somebody answers between the step and its turn', async () => {
  const scope = await breached(TASK)
  expect(await actionOf(scope)).toMatchObject({ state: 'waiting', step: 'ladder:it' })
  await answered(scope)
  await performActions(scope, 'w1')
  expect(await actionOf(scope)).toMatchObject({ state: 'skipped', note: expect.stringContaining('breached_completed') })
  expect(await made()).toEqual([])
})

it('a Task is one, whatever its workers died of, and the manager has it', async () => {
  const scope = await breached(TASK)
  const { sales } = world()
  const deaths: string[] = []
  for (let lives = 1; (await actionOf(scope))?.state === 'waiting' && lives < 20; lives += 1) {
    const worker = mortal(scope, lives)
    await performActions(worker.scope, `w${lives}`).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
      deaths.push(worker.effects.at(-1) ?? '')
    })
    await leaseRunsOut(scope)
  }
  expect(deaths).toContain('salesforce.write Task')
  expect(await actionOf(scope)).toMatchObject({ state: 'done' })
  expect(await made()).toMatchObject([{ OwnerId: await sales.userId('mia@sales.example') }])
})

it('a Task that a worker made before it died counts, though somebody answered since, and is left as it is', async () => {
  const scope = await breached(TASK)
  const { sales } = world()
  for (let lives = 1; (await made()).length === 0; lives += 1) {
    await performActions(mortal(scope, lives).scope, `w${lives}`).catch(() => undefined)
    await leaseRunsOut(scope)
  }
  const [task] = await made()
  await sales.update('Task', task?.['Id'], { Status: 'In Progress' })
  await answered(scope)
  await performActions(scope, 'last')
  expect(await actionOf(scope)).toMatchObject({ state: 'done', note: `Task ${String(task?.['Id'])}` })
  expect(await made()).toMatchObject([{ Status: 'In Progress' }])
})

it('a lease that is held is left alone, and taken over once it has run out', async () => {
  const scope = await breached('escalate')
  const { box } = world()
  const now = box.clock.now()
  await scope.store.actions.lease(scope.connection.id, 'dead', now, now + LEASE_MS, 10)
  expect(await performActions(scope, 'w1')).toBe(0)
  await leaseRunsOut(scope)
  expect(await performActions(scope, 'w1')).toBe(1)
  expect(await actionOf(scope)).toMatchObject({ state: 'done', note: 'given to Mia Manager' })
})

it('recycle gives the lead back with its reason', async () => {
  const scope = await breached({ recycle: { reason: 'Nobody answered' } })
  await performActions(scope, 'w1')
  const link = await world().linkOf('dora@buyers.example')
  const of = async () => (await scope.store.handoffs.latestByLinks(scope.connection.id, [link.id])).get(link.id)
  expect(await of()).toMatchObject({ state: 'rejected', rejectReason: 'Nobody answered' })
})

const handoffOf = async (scope: Scope, name = 'dora') => {
  const { id } = await world().linkOf(`${name}@buyers.example`)
  const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [id])).get(id)
  if (handoff === undefined) throw new Error(`${name} was not handed over`)
  return handoff
}

/** In an earlier cycle this user gave Dora back. */
async function gaveBackBefore(scope: Scope, email: string, reason: string): Promise<void> {
  const { store, connection } = scope
  const now = await handoffOf(scope)
  const rejectedBy = (await scope.reps()).byEmail.get(email)?.id ?? ''
  await store.handoffs.move(connection.id, [{ id: now.id, to: now.linkId, cycle: 2 }])
  const earlier = { state: 'rejected', rejectedAt: now.handedOverAt - 1, rejectedBy, rejectReason: reason } as const
  await store.handoffs.insert(connection.id, [{ ...now, id: 'earlier', ownerId: rejectedBy, ...earlier }])
}

it('set_field writes its value on the Lead, once, and what somebody changes there afterwards stays', async () => {
  const scope = await breached({ set_field: { field: 'Rating', value: 'Cold' } })
  const { sales, box } = world()
  await performActions(scope, 'w1')
  await quiesce(scope, box)
  expect(await sales.query('SELECT Rating FROM Lead')).toMatchObject([{ Rating: 'Cold' }])
  const { Id } = await sales.one('SELECT Id FROM Lead')
  await sales.update('Lead', Id, { Rating: 'Hot' })
  box.clock.advance(HOUR)
  await quiesce(scope, box)
  await performActions(scope, 'w1')
  await quiesce(scope, box)
  expect(await sales.query('SELECT Rating FROM Lead')).toMatchObject([{ Rating: 'Hot' }])
})

describe('reassign', () => {
  const AGAIN: readonly Rung[] = ['first', 'second', 'third', 'fourth'].map((id, i) => ({
    id,
    at: { afterDue: `${2 * i}m` },
    do: 'reassign' as const,
  }))
  const { routing } = loopDocument()
  const names = async (scope: Scope): Promise<readonly string[]> => {
    const handoff = await handoffOf(scope)
    const { byId } = await scope.reps()
    const spells = (await scope.store.handoffs.spells(scope.connection.id, [handoff.id])).get(handoff.id) ?? []
    return spells.map(({ ownerId }) => byId.get(ownerId)?.name ?? ownerId)
  }
  const allSteps = async (scope: Scope): Promise<void> => {
    const { box } = world()
    for (let i = 0; i < AGAIN.length; i += 1) {
      await performActions(scope, 'w1')
      box.clock.advance(2 * MINUTE)
      await quiesce(scope, box)
    }
  }

  it('goes through the pool, to nobody twice, and to the fallback owner when everybody had it', async () => {
    const config = withLadder(AGAIN, { routing: { ...routing, maxReassignments: 9 } })
    const scope = await breachedAll(world(), ['dora'], config)
    await allSteps(scope)
    const had = await names(scope)
    expect(had.toSorted()).toEqual(['Ann First', 'Bob Second', 'Cem Third', 'Mia Manager'])
    expect(had.at(-1)).toBe('Mia Manager')
    expect((await actionsOf(scope)).at(-1)).toMatchObject({ state: 'skipped' })
    expect(await world().sales.one('SELECT OwnerId FROM Lead')).toMatchObject({
      OwnerId: await world().sales.userId('mia@sales.example'),
    })
  })

  it('stops at as many as the configuration allows, and then goes to the fallback owner', async () => {
    const scope = await breachedAll(
      world(),
      ['dora'],
      withLadder(AGAIN, { routing: { ...routing, maxReassignments: 1 } }),
    )
    await allSteps(scope)
    expect(await names(scope)).toEqual(['Ann First', expect.stringMatching(/Bob|Cem/), 'Mia Manager'])
    expect(await handoffOf(scope)).toMatchObject({ ownerRule: expect.stringContaining('fallback') })
  })

  it('never gives the lead to somebody who gave the person back before', async () => {
    const scope = await breached('reassign')
    await gaveBackBefore(scope, 'bob@sales.example', 'No budget')
    await performActions(scope, 'w1')
    expect(await handoffOf(scope)).toMatchObject({ ownerName: 'Cem Third', reassignments: 1 })
  })
})

describe('escalate', () => {
  it('passes over a manager who gave the person back before, and parks when nobody else is above', async () => {
    const scope = await breached('escalate')
    await gaveBackBefore(scope, 'mia@sales.example', 'Not mine')
    await performActions(scope, 'w1')
    expect(await actionOf(scope)).toMatchObject({ state: 'parked', note: expect.stringContaining('Not mine') })
    expect(await handoffOf(scope)).toMatchObject({ ownerName: 'Ann First' })
  })

  it('goes to the fallback owner in that case, where it is somebody else', async () => {
    const { routing } = loopDocument()
    const scope = await breached('escalate', { routing: { ...routing, fallbackOwner: 'cem@sales.example' } })
    await gaveBackBefore(scope, 'mia@sales.example', 'Not mine')
    await performActions(scope, 'w1')
    expect(await actionOf(scope)).toMatchObject({ state: 'done', note: 'given to Cem Third' })
  })
})

describe('after downtime', () => {
  const RULES = { rules: [{ on: ['warning' as const, 'breach' as const], to: ['owner'] }] }
  /** Everything stood still from before the due time on; the rep called an hour before now. */
  async function restarted(called: 'called' | 'silent'): Promise<Scope> {
    const { begin, box, sales } = world()
    const config = withLadder([{ id: 'it', at: { fraction: 1 }, do: 'reassign' }], { alerts: RULES })
    const scope = await begin(company({ contacts: [mql('dora')] }), config)
    await quiesce(scope, box)
    box.clock.freeze(DUE_AT - MINUTE)
    if (called === 'called') {
      const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Lead')
      const at = new Date(box.clock.now()).toISOString()
      const call = { Subject: 'Call', Status: 'Completed', TaskSubtype: 'Call', CreatedDate: at }
      await sales.create('Task', { ...call, WhoId: Id, OwnerId, CreatedById: OwnerId })
    }
    box.clock.freeze(DUE_AT + 2 * HOUR)
    await checkClocks(scope)
    return scope
  }
  const told = async ({ store, connection }: Scope) =>
    (await store.alerts.newest(connection.id, 100)).map(({ alert }) => alert.kind)

  it('nothing is done and nobody is told before it was heard what sales did; what was answered is left alone', async () => {
    const scope = await restarted('called')
    const { box } = world()
    expect(await performActions(scope, 'w1')).toBe(0)
    const waiting = await actionsOf(scope)
    expect(waiting.map(({ state }) => state)).toEqual(waiting.map(() => 'waiting'))
    expect(waiting.at(-1)).toMatchObject({ attempts: 0, note: expect.stringContaining('what sales did') })
    expect(await told(scope)).toEqual([])
    // The breach is recorded at its instant all the same.
    const { linkId } = await handoffOf(scope)
    const [clock] = await scope.store.clocks.byLinks(scope.connection.id, [linkId])
    expect(clock).toMatchObject({ state: 'breached', breachedAt: DUE_AT })

    await quiesce(scope, box)
    box.clock.advance(10_000)
    await performActions(scope, 'w1')
    const [voided] = await scope.store.clocks.byLinks(scope.connection.id, [linkId])
    expect(voided).toMatchObject({ state: 'met', breachVoided: expect.stringContaining('had happened in time') })
    const actions = await scope.store.actions.byClocks(scope.connection.id, [clock?.id ?? ''])
    expect(new Set(actions.map(({ state }) => state))).toEqual(new Set(['skipped']))
    expect(await handoffOf(scope)).toMatchObject({ ownerName: 'Ann First', reassignments: 0 })
    expect(await told(scope)).toEqual([])
  })

  it('a lead that nobody answered gets its steps with the first poll, its warnings being told with the breach', async () => {
    const scope = await restarted('silent')
    const { box } = world()
    await performActions(scope, 'w1')
    await quiesce(scope, box)
    box.clock.advance(10_000)
    await performActions(scope, 'w1')
    expect(await handoffOf(scope)).toMatchObject({ reassignments: 1 })
    expect(await told(scope)).toEqual(['breach'])
  })

  it('a Salesforce that is down does not silence the ladder for ever', async () => {
    const scope = await restarted('silent')
    const { box } = world()
    const began = box.clock.now()
    let ended = 0
    while (ended === 0 && box.clock.now() < began + HOUR) {
      ended = await performActions(scope, 'w1')
      box.clock.advance(5_000)
    }
    expect(ended).toBeGreaterThan(0)
    expect(box.clock.now() - began).toBeGreaterThanOrEqual(15 * MINUTE)
    expect(box.clock.now() - began).toBeLessThan(16 * MINUTE)
    expect(await handoffOf(scope)).toMatchObject({ reassignments: 1 })
  })

  it('an answer that was captured and waits in the inbox is waited for', async () => {
    const scope = await restarted('called')
    await captureSide(scope, 'salesforce')
    expect(await performActions(scope, 'w1')).toBe(0)
    await workInbox(scope, 'test')
    world().box.clock.advance(10_000)
    await captureSide(scope, 'salesforce')
    await performActions(scope, 'w1')
    expect(await handoffOf(scope)).toMatchObject({ reassignments: 0 })
  })
})

it('what was done and told is forgotten after its days, and is not asked for again', async () => {
  const rules = [{ on: ['breach' as const], to: ['owner'] }]
  const scope = await breached('remind', { alerts: { rules, keepDays: 30 } })
  const { box } = world()
  await performActions(scope, 'w1')
  const { linkId } = await handoffOf(scope)
  const [clock] = await scope.store.clocks.byLinks(scope.connection.id, [linkId])
  const ids = [clock?.id ?? '']
  const now = box.clock.now()
  const sent = await scope.store.alerts.lease(scope.connection.id, 'mail', now, now + MINUTE, 10)
  await scope.store.alerts.sent(
    scope.connection.id,
    'mail',
    sent.map(({ id }) => id),
    now,
  )
  const before = (await scope.store.clocks.steps(scope.connection.id, ids)).get(ids[0] ?? '')
  box.clock.advance(29 * DAY)
  expect(await forgetOld(scope)).toEqual({ actions: 0, alerts: 0, parked: 0 })
  box.clock.advance(2 * DAY)
  expect(await forgetOld(scope)).toEqual({ actions: 2, alerts: 2, parked: 0 })
  await quiesce(scope, box)
  expect(await performActions(scope, 'w1')).toBe(0)
  expect((await scope.store.clocks.steps(scope.connection.id, ids)).get(ids[0] ?? '')).toEqual(before)
})

describe('many at once', () => {
  const MANY = Array.from({ length: 30 }, (_, i) => `many${i}`)

  it('thirty Tasks are one look and one call, and each is there once when the answer of the call is lost', async () => {
    const scope = await breachedAll(world(), MANY, withLadder([{ id: 'it', at: { fraction: 1 }, do: TASK }]))
    for (let lives = 1; lives < 6; lives += 1) {
      await performActions(mortal(scope, lives).scope, `w${lives}`).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error
      })
      await leaseRunsOut(scope)
    }
    await performActions(scope, 'last')
    expect(await made()).toHaveLength(30)
    expect(new Set((await actionsOf(scope)).map(({ state }) => state))).toEqual(new Set(['done']))
  })

  it('what is stored alone is done in few transactions, and one that cannot be done keeps nobody from his turn', async () => {
    const scope = await breachedAll(world(), MANY, withLadder([{ id: 'it', at: { fraction: 1 }, do: 'escalate' }]))
    const [first] = await actionsOf(scope)
    let transactions = 0
    const store = {
      ...scope.store,
      transaction: ((work) => {
        transactions += 1
        return scope.store.transaction((tx) =>
          work({
            ...tx,
            handoffs: {
              ...tx.handoffs,
              update: (id, changes) => {
                if (changes.some(({ id: handoff }) => handoff === first?.handoffId)) throw noRoom()
                return tx.handoffs.update(id, changes)
              },
            },
          }),
        )
      }) as Scope['store']['transaction'],
    }
    expect(await performActions({ ...scope, store }, 'w1')).toBe(29)
    expect((await actionsOf(scope)).find(({ id }) => id === first?.id)).toMatchObject({ state: 'waiting', attempts: 1 })
    // Together, then one by one, and the one that is put off.
    expect(transactions).toBe(32)
  })
})

const noRoom = () => new RemoteError({ code: 'NO_ROOM', disposition: 'retry', message: 'not now', remedy: 'wait' })
