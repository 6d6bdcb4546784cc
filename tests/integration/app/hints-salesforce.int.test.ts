import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { createHintTaker } from '#app/take-hints.ts'
import { workInbox } from '#app/work-inbox.ts'
import { company, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'
import { listenTo, type Listener } from '../../../src/compose/salesforce-events.ts'

const world = useWorld()
const LEADS = { side: 'salesforce', object: '/data/LeadChangeEvent' } as const

let listener: Listener | undefined
afterEach(async () => {
  await listener?.close()
  listener = undefined
})

const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 15_000, interval: 10 })

async function control(body: object): Promise<void> {
  const response = await fetch(`${world().box.salesforce.url}/__sandbox/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** Listens with the scope's own credentials; resolves once every channel is open. */
async function hear(scope: Scope) {
  const { access, box } = world()
  const said: string[] = []
  const polls: string[] = []
  const log = {
    debug: () => undefined,
    info: (_: object, message: string) => void said.push(message),
    warn: (_: object, message: string) => void said.push(message),
    error: (_: object, message: string) => void said.push(message),
  }
  const hints = createHintTaker({ store: scope.store, clock: scope.clock, onTaken: () => undefined })
  const jobs = { enqueue: async (name: string) => void polls.push(name) }
  listener = listenTo({ scope: { ...scope, log }, hints, jobs }, { ...access.salesforce, firstWaitMs: 20 })
  const open = (times = 1) =>
    eventually(() => {
      const channels = said.filter((message) => message.startsWith('listening')).length
      // Lead, Contact, Opportunity and Task.
      expect(channels).toBeGreaterThanOrEqual(4 * times)
    })
  await open()
  const { inbox, counters } = scope.store
  return {
    said,
    polls,
    open,
    waiting: async () => (await inbox.depth(scope.connection.id, box.clock.now())).total,
    counts: async () => {
      await hints.settled()
      return counters.since(scope.connection.id, MONDAY_TEN)
    },
    place: async () => (await inbox.cursor(scope.connection.id, LEADS))?.['position'],
  }
}

async function begin(): Promise<{ scope: Scope; leadId: string }> {
  const { begin: start, box, sales } = world()
  const scope = await start(company({ contacts: [mql('dora')] }))
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  return { scope, leadId: String((await sales.one('SELECT Id FROM Lead'))['Id']) }
}

describe('what Salesforce tells by itself', () => {
  it('reaches HubSpot without a poll', async () => {
    const { scope, leadId } = await begin()
    const { sales, marketing } = world()
    const { waiting, counts } = await hear(scope)
    await sales.update('Lead', leadId, { Title: 'CFO' })
    await eventually(async () => expect(await waiting()).toBe(1))
    await workInbox(scope, 'test')
    expect((await marketing.contact('dora@buyers.example')).properties['jobtitle']).toBe('CFO')
    expect(await counts()).toMatchObject({ 'change-events': 1 })
  })

  it('of its own writes is counted and dropped, and so are fields that nobody reads', async () => {
    const { scope, leadId } = await begin()
    const { sales, marketing } = world()
    const { waiting, counts } = await hear(scope)
    await sales.update('Lead', leadId, { Website: 'https://works.example' })
    await eventually(async () => expect(await counts()).toMatchObject({ 'change-events': 1, 'events-ignored': 1 }))
    await marketing.edit('dora@buyers.example', { firstname: 'Theodora' })
    await quiesce(scope, world().box)
    expect(await sales.one('SELECT FirstName FROM Lead')).toMatchObject({ FirstName: 'Theodora' })
    await eventually(async () => expect((await counts())['change-events']).toBeGreaterThan(1))
    expect(await waiting()).toBe(0)
  })

  it('of a deletion asks for a poll, because the event does not tell a deleted record from a merged one', async () => {
    const { scope, leadId } = await begin()
    const { sales } = world()
    const { waiting, polls, counts } = await hear(scope)
    await sales.remove('Lead', leadId)
    await eventually(() => expect(polls).toContain('capture-salesforce-changes'))
    // Its task went with it.
    expect((await counts())['change-events']).toBeGreaterThanOrEqual(1)
    expect(await waiting()).toBe(0)
  })

  it('is asked for again after a restart, from the place where it was left', async () => {
    const { scope, leadId } = await begin()
    const { sales, box } = world()
    const first = await hear(scope)
    await sales.update('Lead', leadId, { Title: 'CFO' })
    await eventually(async () => expect(await first.waiting()).toBe(1))
    const place = await first.place()
    await listener?.close()
    await workInbox(scope, 'test')
    box.clock.advance(MINUTE)
    await sales.update('Lead', leadId, { Title: 'CEO' })
    const second = await hear(scope)
    await eventually(async () => expect(await second.waiting()).toBe(1))
    expect(Number(await second.place())).toBeGreaterThan(Number(place))
  })

  it('is heard again after a place that Salesforce has forgotten; what lies between is polled for', async () => {
    const { scope, leadId } = await begin()
    const { sales, box } = world()
    const first = await hear(scope)
    await sales.update('Lead', leadId, { Title: 'CFO' })
    await eventually(async () => expect(await first.waiting()).toBe(1))
    await listener?.close()
    await workInbox(scope, 'test')
    await control({ forget: true })
    const second = await hear(scope)
    expect(second.said).toContain('changes were missed in the stream; polling finds them')
    expect(second.polls).toContain('capture-salesforce-changes')
    box.clock.advance(MINUTE)
    await sales.update('Lead', leadId, { Title: 'CEO' })
    await eventually(async () => expect(await second.waiting()).toBe(1))
  })

  it('is heard again when the session or the token has ended', async () => {
    const { scope, leadId } = await begin()
    const { sales, box } = world()
    const { waiting, open, said, polls } = await hear(scope)
    await control({ expireSessions: true })
    // Nothing was heard yet, so there is no place to go on from.
    await eventually(() => expect(polls).toContain('capture-salesforce-changes'))
    await sales.update('Lead', leadId, { Title: 'CTO' })
    await eventually(async () => expect(await waiting()).toBe(1))
    await workInbox(scope, 'test')
    box.clock.advance(MINUTE)
    await control({ expireSessions: true })
    await sales.update('Lead', leadId, { Title: 'CFO' })
    await eventually(async () => expect(await waiting()).toBe(1))
    await workInbox(scope, 'test')
    // Sessions end after two hours without calls; the next connect is refused and another token taken.
    box.clock.advance(3 * 60 * MINUTE)
    await control({ expireSessions: true })
    await open(2)
    expect(said).toContain('the stream of changes ended and is opened again; polling goes on')
    await sales.update('Lead', leadId, { Title: 'CEO' })
    await eventually(async () => expect(await waiting()).toBeGreaterThanOrEqual(1))
  })

  it('in gaps, overflows and of several records at once loses nobody', async () => {
    const { scope, leadId } = await begin()
    const { waiting, polls, said } = await hear(scope)
    await control({ gap: { entity: 'Lead', changeType: 'UPDATE', recordIds: [leadId, '00Q5e0000000777EAA'] } })
    await eventually(async () => expect(await waiting()).toBe(2))
    await control({ overflow: { entity: 'Lead' } })
    await eventually(() => expect(polls).toContain('capture-salesforce-changes'))
    expect(said).toContain('changes were missed in the stream; polling finds them')
  })
})
