import { expect, it } from 'vitest'
import { checkClocks } from '#app/check-clocks.ts'
import { performActions } from '#app/escalation/perform-actions.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, HOUR, loopDocument, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DUE_AT = MONDAY_TEN - 30 * MINUTE + 4 * HOUR
const LEASE_MS = 6 * MINUTE

type Policy = NonNullable<SyncConfigInput['sla']>[number]
type Do = NonNullable<Policy['escalation']>[number]['do']
const TASK: Do = { create_task: { subject: 'Nobody answers', for: 'manager' } }

/** Dora's clock has breached, and what its ladder asks for waits. */
async function breached(what: Do): Promise<Scope> {
  const { begin, box } = world()
  const [policy] = loopDocument().sla ?? []
  const sla = [
    {
      ...policy,
      id: 'standard',
      clocks: policy?.clocks ?? [],
      escalation: [{ id: 'it', at: { fraction: 1 }, do: what }],
    },
  ]
  const scope = await begin(company({ contacts: [mql('dora')] }), { sla })
  await quiesce(scope, box)
  box.clock.freeze(DUE_AT + MINUTE)
  await checkClocks(scope)
  return scope
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
  const { box, sales } = world()
  const deaths: string[] = []
  for (let lives = 1; (await actionOf(scope))?.state === 'waiting' && lives < 20; lives += 1) {
    const worker = mortal(scope, lives)
    await performActions(worker.scope, `w${lives}`).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
      deaths.push(worker.effects.at(-1) ?? '')
    })
    box.clock.advance(LEASE_MS)
  }
  expect(deaths).toContain('salesforce.write Task')
  expect(await actionOf(scope)).toMatchObject({ state: 'done' })
  expect(await made()).toMatchObject([{ OwnerId: await sales.userId('mia@sales.example') }])
})

it('a Task that a worker made before it died counts, though somebody answered since, and is left as it is', async () => {
  const scope = await breached(TASK)
  const { box, sales } = world()
  for (let lives = 1; (await made()).length === 0; lives += 1) {
    await performActions(mortal(scope, lives).scope, `w${lives}`).catch(() => undefined)
    box.clock.advance(LEASE_MS)
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
  box.clock.advance(LEASE_MS)
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
