import { describe, expect, it } from 'vitest'
import { wakeReturning } from '#app/handoff/return-people.ts'
import type { Scope } from '#app/scope.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import { company, DAY, HOUR, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { Killed } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DORA = 'dora@buyers.example'
const HANDED_OVER = MONDAY_TEN
const REJECTED = 'Closed - Not Converted'

const DOCUMENT = {
  lifecycle: { opensOpportunity: { stages: [] } },
  feedback: {
    acceptedStatuses: ['Working - Contacted'],
    rejectedStatuses: [REJECTED],
    returnAfterDays: 30,
    returnAfterDaysByReason: { Student: null },
  },
  sla: [
    {
      id: 'standard',
      clocks: [
        { target: '4h', calendar: 'office' },
        { name: 'accept', kind: 'accept_or_reject' as const, target: '8h', calendar: 'office' },
        { name: 'waits', target: '6h', calendar: 'office', pausedIn: ['Working - Contacted'] },
      ],
    },
  ],
}

interface Played {
  readonly scope: Scope
  readonly link: Link
  readonly leadId: string
  readonly rep: string
}

/** The process ends with the answer to the write that clears the stage. */
function diesAtTheClear(scope: Scope): Scope {
  let dead = false
  const hubspot: Scope['hubspot'] = {
    ...scope.hubspot,
    withLane: () => hubspot,
    write: async (operations) => {
      if (dead) throw new Killed('killed')
      const outcomes = await scope.hubspot.write(operations)
      dead = operations.some((one) => 'values' in one && one.values['lifecyclestage'] === null)
      if (dead) throw new Killed('killed after the clear')
      return outcomes
    },
  }
  const untilThen = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name)
        if (typeof member === 'object' && member !== null) return untilThen(member)
        if (typeof member !== 'function') return member
        return (...args: readonly unknown[]): unknown => {
          if (dead) throw new Killed('killed')
          return Reflect.apply(member, object, args)
        }
      },
    })
  return { ...scope, hubspot, store: untilThen(scope.store) }
}

async function handedOver(): Promise<Played> {
  const { begin, box, linkOf, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }), DOCUMENT)
  await quiesce(scope, box)
  const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Lead')
  return { scope, link: await linkOf(DORA), leadId: String(Id), rep: String(OwnerId) }
}

async function rejects(leadId: string, reason: string): Promise<void> {
  const { box, sales } = world()
  box.clock.advance(HOUR)
  await sales.update('Lead', leadId, { Status: REJECTED, Tandem_Rejection_Reason__c: reason })
}

async function handoffs({ scope, link }: Played): Promise<readonly Handoff[]> {
  return (await scope.store.handoffs.historyByLinks(scope.connection.id, [link.id])).get(link.id) ?? []
}
async function clocks({ scope, link }: Played, cycle = 1) {
  const all = await scope.store.clocks.byLinks(scope.connection.id, [link.id])
  return Object.fromEntries(all.filter((clock) => clock.cycle === cycle).map((clock) => [clock.name, clock]))
}
const told = async () => (await world().marketing.contact(DORA)).properties
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

describe('a lead that the rep gives back', () => {
  it('goes back to marketing with reason, date and stage, leaves the rep, and its clocks end', async () => {
    const { box, sales } = world()
    const played = await handedOver()
    await rejects(played.leadId, 'No budget')
    await quiesce(played.scope, box)

    const rejectedAt = HANDED_OVER + HOUR
    const [handoff, ...more] = await handoffs(played)
    expect(more).toEqual([])
    expect(handoff).toMatchObject({ state: 'rejected', rejectReason: 'No budget', rejectedAt })
    expect(await told()).toMatchObject({
      lifecyclestage: 'lead',
      tandem_handover_status: 'rejected',
      tandem_rejection_reason: 'No budget',
      tandem_return_at: iso(rejectedAt + 30 * DAY),
    })
    const mia = await sales.userId('mia@sales.example')
    expect(handoff).toMatchObject({ ownerId: mia, ownerRule: 'recycled' })
    expect(await sales.one('SELECT OwnerId, Status FROM Lead')).toEqual(
      expect.objectContaining({ OwnerId: mia, Status: REJECTED }),
    )
    expect(await clocks(played)).toMatchObject({
      accept: { state: 'met', stoppedAt: rejectedAt },
      waits: { state: 'cancelled' },
    })
    const stages = (await played.scope.store.journal.ofLink(played.scope.connection.id, played.link.id, 100))
      .flatMap(({ changes }) => changes)
      .filter(({ rule }) => rule === 'recycle')
      .map(({ from, to }) => [from, to])
      .toReversed()
    expect(stages).toEqual([
      ['marketingqualifiedlead', null],
      [null, 'lead'],
    ])
  })

  it('stays where marketing puts it afterwards: the stage goes back once', async () => {
    const { box, marketing } = world()
    const played = await handedOver()
    await rejects(played.leadId, 'Student')
    await quiesce(played.scope, box)
    expect(await told()).toMatchObject({ lifecyclestage: 'lead', tandem_return_at: null })
    box.clock.advance(HOUR)
    await marketing.edit(DORA, { lifecyclestage: 'salesqualifiedlead' })
    await quiesce(played.scope, box)
    expect(await told()).toMatchObject({ lifecyclestage: 'salesqualifiedlead', tandem_handover_status: 'rejected' })
  })

  it('by a status alone has the usual reason, until the rep names one', async () => {
    const { box, sales } = world()
    const played = await handedOver()
    box.clock.advance(HOUR)
    await sales.update('Lead', played.leadId, { Status: REJECTED })
    await quiesce(played.scope, box)
    expect(await told()).toMatchObject({ tandem_rejection_reason: 'No reason given' })
    box.clock.advance(HOUR)
    await sales.update('Lead', played.leadId, { Tandem_Rejection_Reason__c: 'Student' })
    await quiesce(played.scope, box)
    expect(await told()).toMatchObject({ tandem_rejection_reason: 'Student', tandem_return_at: null })
    expect((await handoffs(played))[0]).toMatchObject({ rejectedAt: HANDED_OVER + HOUR })
  })

  it('has its stage back after a crash between the clear and the new one', async () => {
    const { box, connect, marketing } = world()
    const played = await handedOver()
    await rejects(played.leadId, 'No budget')
    await expect(quiesce(diesAtTheClear(await connect(DOCUMENT)), box)).rejects.toThrow(Killed)
    expect((await told())['lifecyclestage'] ?? '').toBe('')
    box.clock.advance(6 * MINUTE)
    // Somebody edits the contact meanwhile: the blank stage is nobody's edit.
    await marketing.edit(DORA, { jobtitle: 'CEO' })
    await quiesce(await connect(DOCUMENT), box)
    expect(await told()).toMatchObject({ lifecyclestage: 'lead', tandem_rejection_reason: 'No budget' })
  })
})

describe('a person who was given back', () => {
  it('and qualifies anew is a new cycle: another rep, an open lead, a new clock and Task', async () => {
    const { box, marketing, sales } = world()
    const played = await handedOver()
    await rejects(played.leadId, 'No budget')
    await quiesce(played.scope, box)
    box.clock.advance(DAY)
    await marketing.edit(DORA, { lifecyclestage: 'marketingqualifiedlead' })
    const qualifiedAt = box.clock.now()
    await quiesce(played.scope, box)

    const [first, second, ...more] = await handoffs(played)
    expect(more).toEqual([])
    expect(first).toMatchObject({ cycle: 1, state: 'rejected' })
    expect(second).toMatchObject({ cycle: 2, state: 'open', qualifiedAt })
    expect(second?.ownerId).not.toBe(played.rep)
    expect(second?.ownerRule).toBe('pool:sales')
    expect(await sales.one('SELECT Id, Status, OwnerId, Tandem_Rejection_Reason__c FROM Lead')).toMatchObject({
      Id: played.leadId,
      Status: 'Open - Not Contacted',
      OwnerId: second?.ownerId,
      Tandem_Rejection_Reason__c: null,
    })
    expect(await clocks(played, 2)).toMatchObject({ accept: { state: 'running' }, waits: { state: 'running' } })
    const tasks = await sales.query('SELECT OwnerId, Tandem_Key__c FROM Task ORDER BY Tandem_Key__c')
    expect(tasks.map((task) => task['Tandem_Key__c'])).toEqual([
      `${played.link.key}:task:1`,
      `${played.link.key}:task:2`,
    ])
    expect(tasks[1]?.['OwnerId']).toBe(second?.ownerId)
    expect(await told()).toMatchObject({
      lifecyclestage: 'marketingqualifiedlead',
      tandem_handover_status: 'open',
      tandem_rejection_reason: null,
    })
  })

  it('is never handed to a rep who gave them back, in any cycle', async () => {
    const { box, marketing, sales } = world()
    const played = await handedOver()
    for (const reason of ['No budget', 'Student']) {
      await rejects(played.leadId, reason)
      await quiesce(played.scope, box)
      expect(await told()).toMatchObject({ lifecyclestage: 'lead', tandem_rejection_reason: reason })
      box.clock.advance(DAY)
      await marketing.edit(DORA, { lifecyclestage: 'marketingqualifiedlead' })
      await quiesce(played.scope, box)
    }
    const cycles = (await handoffs(played)).map(({ id }) => id)
    const spells = await played.scope.store.handoffs.spells(played.scope.connection.id, cycles)
    const reps = cycles.map((id) => spells.get(id)?.[0]?.ownerId)
    expect(reps).toHaveLength(3)
    expect(new Set(reps).size).toBe(3)
    expect(await sales.one('SELECT OwnerId FROM Lead')).toMatchObject({ OwnerId: reps.at(-1) })
  })

  it('comes back when the return date has come, and not before', async () => {
    const { box } = world()
    const played = await handedOver()
    await rejects(played.leadId, 'No budget')
    await quiesce(played.scope, box)
    box.clock.advance(29 * DAY)
    expect(await wakeReturning(played.scope)).toBe(0)
    box.clock.advance(DAY)
    expect(await wakeReturning(played.scope)).toBe(1)
    await quiesce(played.scope, box)
    const [, second] = await handoffs(played)
    expect(second).toMatchObject({ cycle: 2, state: 'open' })
    expect(second?.ownerId).not.toBe(played.rep)
    expect(await wakeReturning(played.scope)).toBe(0)
  })

  it('and does not qualify any more when the date has come is listed with the reason, and comes back once they do', async () => {
    const { box, marketing } = world()
    const played = await handedOver()
    const { scope } = played
    await rejects(played.leadId, 'No budget')
    await quiesce(scope, box)
    box.clock.advance(30 * DAY)
    await marketing.edit(DORA, { hs_email_optout: 'true' })
    await wakeReturning(scope)
    await quiesce(scope, box)
    const [first, ...more] = await handoffs(played)
    expect(more).toEqual([])
    expect(first).toMatchObject({ staysBecause: 'has opted out of e-mail', returnAt: HANDED_OVER + HOUR + 30 * DAY })
    const [listed] = await scope.store.handoffs.staying(scope.connection.id, { limit: 10 })
    expect(listed).toMatchObject({ id: first?.id })
    // Without news it is asked again in a week.
    expect(await wakeReturning(scope)).toBe(0)
    box.clock.advance(7 * DAY)
    expect(await wakeReturning(scope)).toBe(1)
    await quiesce(scope, box)
    expect(await handoffs(played)).toHaveLength(1)
    await marketing.edit(DORA, { hs_email_optout: null })
    await quiesce(scope, box)
    expect(await handoffs(played)).toMatchObject([{ cycle: 1 }, { cycle: 2, state: 'open' }])
    expect(await scope.store.handoffs.staying(scope.connection.id, { limit: 10 })).toEqual([])
  })
})

describe('a Contact', () => {
  it('is given back by its reason alone, and comes again with an owner and a Task', async () => {
    const { box, begin, linkOf, marketing, sales } = world()
    const known = { email: DORA, firstName: null, lastName: 'Known', account: 'K', ownerEmail: 'bob@sales.example' }
    const scope = await begin(company({ contacts: [mql('dora')], existingContacts: [known] }), DOCUMENT)
    await quiesce(scope, box)
    const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Contact')
    const played = { scope, link: await linkOf(DORA), leadId: String(Id), rep: String(OwnerId) }
    box.clock.advance(HOUR)
    await sales.update('Contact', Id, { Tandem_Rejection_Reason__c: 'No budget' })
    await quiesce(scope, box)
    const mia = await sales.userId('mia@sales.example')
    expect(await sales.one('SELECT OwnerId FROM Contact')).toMatchObject({ OwnerId: mia })
    expect(await told()).toMatchObject({ lifecyclestage: 'lead', tandem_handover_status: 'rejected' })
    box.clock.advance(DAY)
    await marketing.edit(DORA, { lifecyclestage: 'marketingqualifiedlead' })
    await quiesce(scope, box)
    const [, second] = await handoffs(played)
    expect(second).toMatchObject({ cycle: 2, state: 'open' })
    expect([mia, played.rep]).not.toContain(second?.ownerId)
    expect(await sales.one('SELECT OwnerId, Tandem_Rejection_Reason__c FROM Contact')).toMatchObject({
      OwnerId: second?.ownerId,
      Tandem_Rejection_Reason__c: null,
    })
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(2)
  })
})

describe('a lead that the rep works on', () => {
  it('is accepted when its status says so: that clock stops at its time, and one that pauses stands still', async () => {
    const { box, sales } = world()
    const played = await handedOver()
    box.clock.advance(HOUR)
    await sales.update('Lead', played.leadId, { Status: 'Working - Contacted' })
    const acceptedAt = box.clock.now()
    await quiesce(played.scope, box)
    expect((await handoffs(played))[0]).toMatchObject({ state: 'accepted', acceptedAt, ownerId: played.rep })
    expect(await clocks(played)).toMatchObject({
      accept: { state: 'met', stoppedAt: acceptedAt },
      waits: { state: 'paused', events: [{ at: acceptedAt, type: 'pause' }] },
    })
    expect(await told()).toMatchObject({ tandem_handover_status: 'accepted', lifecyclestage: 'marketingqualifiedlead' })
    box.clock.advance(HOUR)
    await sales.update('Lead', played.leadId, { Status: 'Open - Not Contacted' })
    await quiesce(played.scope, box)
    expect((await clocks(played))['waits']).toMatchObject({ state: 'running', events: [{}, { type: 'resume' }] })
  })

  it('is withdrawn when its contact is deleted', async () => {
    const { box, marketing } = world()
    const played = await handedOver()
    box.clock.advance(HOUR)
    await marketing.archive('contacts', (await marketing.contact(DORA)).id)
    await quiesce(played.scope, box)
    expect((await handoffs(played))[0]).toMatchObject({ state: 'withdrawn' })
  })
})
