import { describe, expect, it } from 'vitest'
import { acceptLeads } from '#app/leads/accept-leads.ts'
import { reassignLeads } from '#app/leads/reassign-leads.ts'
import { rejectLeads } from '#app/leads/reject-leads.ts'
import type { LeadActor } from '#app/leads/who-acts.ts'
import type { Scope } from '#app/scope.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import { company, DAY, HOUR, MINUTE, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DORA = 'dora@buyers.example'
const REJECTED = 'Closed - Not Converted'
const ACCEPTED = 'Working - Contacted'

const DOCUMENT = {
  lifecycle: { opensOpportunity: { stages: [] } },
  feedback: {
    acceptedStatuses: [ACCEPTED],
    qualifiedStatuses: ['Closed - Converted'],
    rejectedStatuses: [REJECTED],
    returnAfterDays: 30,
    returnAfterDaysByReason: { Student: null, 'No budget': 60 },
  },
  sla: [
    {
      id: 'standard',
      clocks: [
        { target: '4h', calendar: 'office' },
        { name: 'accept', kind: 'accept_or_reject' as const, target: '8h', calendar: 'office' },
        { name: 'waits', target: '6h', calendar: 'office', pausedIn: [ACCEPTED] },
      ],
    },
  ],
}

interface Played {
  readonly scope: Scope
  readonly link: Link
  readonly leadId: string
  readonly handoff: Handoff
  /** Whoever has the lead, as Tandem's pages know him. */
  readonly owner: LeadActor
}

async function handedOver(): Promise<Played> {
  const { begin, box, linkOf, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }), DOCUMENT)
  await quiesce(scope, box)
  const link = await linkOf(DORA)
  const handoff = await newest(scope, link)
  const { Id } = await sales.one('SELECT Id FROM Lead')
  box.clock.advance(HOUR)
  const owner = { name: handoff.ownerName, by: 'user', repId: handoff.ownerId, on: 'own' } as const
  return { scope, link, leadId: String(Id), handoff, owner }
}

async function newest({ store, connection }: Scope, { id }: Link): Promise<Handoff> {
  const found = (await store.handoffs.latestByLinks(connection.id, [id])).get(id)
  if (found === undefined) throw new Error('it was not handed over')
  return found
}

async function clocks({ scope, link }: Played) {
  const all = await scope.store.clocks.byLinks(scope.connection.id, [link.id])
  return Object.fromEntries(all.map((clock) => [clock.name, clock]))
}

const lead = () => world().sales.one('SELECT OwnerId, Status, Tandem_Rejection_Reason__c FROM Lead')
const told = async () => (await world().marketing.contact(DORA)).properties
const boss = { name: 'Mia Manager', by: 'user', repId: null, on: 'all' } as const

/** Why fields of the Lead were written, by field. */
async function reasons({ scope, link }: Played): Promise<Readonly<Record<string, string>>> {
  const rows = await scope.store.journal.ofLink(scope.connection.id, link.id, 100)
  return Object.fromEntries(
    rows
      .filter(({ side, object }) => side === 'salesforce' && object === 'Lead')
      .toReversed()
      .flatMap(({ changes }) => changes.map(({ field, because }) => [field, because])),
  )
}

describe('a lead that is accepted on Tandem’s pages', () => {
  it('is so at once, and in Salesforce and HubSpot with the next look; its clocks do what they would', async () => {
    const played = await handedOver()
    const { scope, link, handoff, owner } = played
    const { box } = world()
    const acceptedAt = box.clock.now()

    expect(await acceptLeads(scope, owner, [handoff.id])).toEqual([
      { id: handoff.id, kind: 'done', what: `accepted by ${owner.name} in Tandem` },
    ])
    expect(await newest(scope, link)).toMatchObject({ state: 'accepted', acceptedAt, ownerId: handoff.ownerId })
    expect(await clocks(played)).toMatchObject({
      'first-response': { state: 'running' },
      accept: { state: 'met', stoppedAt: acceptedAt },
      waits: { state: 'paused' },
    })

    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Status: ACCEPTED, OwnerId: handoff.ownerId })
    expect(await told()).toMatchObject({ tandem_handover_status: 'accepted' })
    expect(await reasons(played)).toMatchObject({ Status: `accepted by ${owner.name} in Tandem` })
    expect((await newest(scope, link)).pending).toEqual({})
    expect(await clocks(played)).toMatchObject({ 'first-response': { state: 'running' }, waits: { state: 'paused' } })
  })

  it('is accepted once, however often it is asked', async () => {
    const { scope, handoff, owner, link } = await handedOver()
    const { box } = world()
    await acceptLeads(scope, owner, [handoff.id])
    const { acceptedAt } = await newest(scope, link)
    box.clock.advance(MINUTE)
    expect(await acceptLeads(scope, owner, [handoff.id])).toEqual([{ id: handoff.id, kind: 'already' }])
    await quiesce(scope, box)
    expect(await acceptLeads(scope, owner, [handoff.id])).toEqual([{ id: handoff.id, kind: 'already' }])
    expect((await newest(scope, link)).acceptedAt).toBe(acceptedAt)
  })

  it('survives the end of the process between the word and the write', async () => {
    const { scope, handoff, owner } = await handedOver()
    await acceptLeads(scope, owner, [handoff.id])
    const { box, connect } = world()
    await quiesce(await connect(DOCUMENT), box)
    expect(await lead()).toMatchObject({ Status: ACCEPTED })
  })

  it('is refused when somebody gave it back in Salesforce a moment ago, which is heard then', async () => {
    const { scope, handoff, owner, leadId, link } = await handedOver()
    const { box, sales } = world()
    await sales.update('Lead', leadId, { Status: REJECTED, Tandem_Rejection_Reason__c: 'Student' })
    const [outcome] = await acceptLeads(scope, owner, [handoff.id])
    expect(outcome).toMatchObject({ kind: 'refused', code: 'SAID_IN_SALESFORCE' })
    await quiesce(scope, box)
    expect(await newest(scope, link)).toMatchObject({ state: 'rejected', rejectReason: 'Student' })
    expect(await lead()).toMatchObject({ Status: REJECTED })
  })

  it('is given back all the same when sales does so in Salesforce before the status was written', async () => {
    const { scope, handoff, owner, leadId, link } = await handedOver()
    const { box, sales } = world()
    await acceptLeads(scope, owner, [handoff.id])
    box.clock.advance(MINUTE)
    await sales.update('Lead', leadId, { Status: REJECTED, Tandem_Rejection_Reason__c: 'Student' })
    await quiesce(scope, box)
    expect(await newest(scope, link)).toMatchObject({ state: 'rejected', rejectReason: 'Student', pending: {} })
    expect(await lead()).toMatchObject({ Status: REJECTED, Tandem_Rejection_Reason__c: 'Student' })
  })

  it('is refused when somebody gave it to another owner in Salesforce', async () => {
    const { scope, handoff, owner, leadId, link } = await handedOver()
    const { box, sales } = world()
    const mia = await sales.userId('mia@sales.example')
    await sales.update('Lead', leadId, { OwnerId: mia })
    expect(await acceptLeads(scope, owner, [handoff.id])).toMatchObject([
      { kind: 'refused', code: 'MOVED_IN_SALESFORCE' },
    ])
    await quiesce(scope, box)
    expect(await newest(scope, link)).toMatchObject({ ownerId: mia, state: 'open' })
    expect(await acceptLeads(scope, owner, [handoff.id])).toMatchObject([{ kind: 'refused', code: 'NOT_YOURS' }])
  })

  it('goes on while Salesforce does not answer: it is told when it does', async () => {
    const { scope, handoff, owner } = await handedOver()
    const { box } = world()
    const deaf: Scope = { ...scope, salesforce: unreachable(scope.salesforce) }
    expect(await acceptLeads(deaf, owner, [handoff.id])).toMatchObject([{ kind: 'done' }])
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Status: ACCEPTED })
  })
})

describe('a lead that is given back on Tandem’s pages', () => {
  it('is in Salesforce and HubSpot as if it had been given back in Salesforce', async () => {
    const played = await handedOver()
    const { scope, link, handoff, owner } = played
    const { box, sales } = world()
    const rejectedAt = box.clock.now()
    const [outcome] = await rejectLeads(scope, owner, [handoff.id], 'No budget')
    expect(outcome).toMatchObject({ kind: 'done' })
    await quiesce(scope, box)

    const mia = await sales.userId('mia@sales.example')
    expect(await newest(scope, link)).toMatchObject({
      state: 'rejected',
      rejectReason: 'No budget',
      rejectedAt,
      rejectedBy: handoff.ownerId,
      returnAt: rejectedAt + 60 * DAY,
      ownerId: mia,
      pending: {},
    })
    expect(await lead()).toEqual(
      expect.objectContaining({ OwnerId: mia, Status: REJECTED, Tandem_Rejection_Reason__c: 'No budget' }),
    )
    expect(await told()).toMatchObject({
      lifecyclestage: 'lead',
      tandem_handover_status: 'rejected',
      tandem_rejection_reason: 'No budget',
      tandem_return_at: new Date(rejectedAt + 60 * DAY).toISOString().replace('.000Z', 'Z'),
    })
    const said = `given back by ${owner.name} in Tandem`
    expect(await reasons(played)).toMatchObject({ Status: said, Tandem_Rejection_Reason__c: said })
    expect(await clocks(played)).toMatchObject({ accept: { state: 'met' }, waits: { state: 'cancelled' } })
    // Whoever it belongs to now is told so, and by whom it is asked no more.
    expect(await rejectLeads(scope, boss, [handoff.id], 'No budget')).toMatchObject([{ kind: 'already' }])
    expect(await rejectLeads(scope, boss, [handoff.id], 'Student')).toMatchObject([
      { kind: 'refused', code: 'GIVEN_BACK' },
    ])
    expect(await acceptLeads(scope, boss, [handoff.id])).toMatchObject([{ kind: 'refused', code: 'GIVEN_BACK' }])
  })

  it('comes back to somebody else, reopened, and can be accepted then', async () => {
    const { scope, link, handoff, owner } = await handedOver()
    const { box, marketing } = world()
    await rejectLeads(scope, owner, [handoff.id], 'No budget')
    await quiesce(scope, box)
    box.clock.advance(DAY)
    await marketing.edit(DORA, { lifecyclestage: 'marketingqualifiedlead' })
    await quiesce(scope, box)
    const second = await newest(scope, link)
    expect(second).toMatchObject({ cycle: 2, state: 'open' })
    expect(second.saidBy).toBeUndefined()
    expect(second.ownerId).not.toBe(handoff.ownerId)
    expect(await acceptLeads(scope, boss, [handoff.id])).toMatchObject([{ kind: 'refused', code: 'EARLIER_CYCLE' }])
    expect(await acceptLeads(scope, boss, [second.id])).toMatchObject([{ kind: 'done' }])
    await quiesce(scope, box)
    expect(await lead()).toMatchObject({ Status: ACCEPTED, Tandem_Rejection_Reason__c: null })
  })

  it('is refused once there is an opportunity', async () => {
    const { scope, link, handoff, owner, leadId } = await handedOver()
    const { box, sales } = world()
    await sales.update('Lead', leadId, { Status: 'Closed - Converted' }).catch(() => undefined)
    await quiesce(scope, box)
    await scope.store.handoffs.update(scope.connection.id, [{ id: handoff.id, state: 'qualified' }])
    expect((await newest(scope, link)).state).toBe('qualified')
    expect(await acceptLeads(scope, owner, [handoff.id])).toMatchObject([{ kind: 'refused', code: 'QUALIFIED' }])
  })
})

describe('a lead that is passed on', () => {
  it('goes to the rep who was chosen, with the reason and its clocks', async () => {
    const played = await handedOver()
    const { scope, link, handoff, owner } = played
    const { box, sales } = world()
    const mia = await sales.userId('mia@sales.example')
    const asked = { to: { rep: mia }, reason: 'I am away' }
    expect(await reassignLeads(scope, owner, [handoff.id], asked)).toMatchObject([{ kind: 'done' }])
    await quiesce(scope, box)
    expect(await newest(scope, link)).toMatchObject({
      ownerId: mia,
      ownerRule: 'by hand',
      reassignments: 0,
      state: 'open',
    })
    const spells = (await scope.store.handoffs.spells(scope.connection.id, [handoff.id])).get(handoff.id) ?? []
    expect(spells.at(-1)).toMatchObject({ ownerId: mia, why: `passed on by ${owner.name} in Tandem: I am away` })
    expect(await lead()).toMatchObject({ OwnerId: mia })
    expect(await reasons(played)).toMatchObject({ OwnerId: `passed on by ${owner.name} in Tandem` })
    expect(await clocks(played)).toMatchObject({ 'first-response': { state: 'running' } })
    expect(await reassignLeads(scope, boss, [handoff.id], asked)).toMatchObject([{ kind: 'already' }])
    expect(await reassignLeads(scope, owner, [handoff.id], asked)).toMatchObject([
      { kind: 'refused', code: 'NOT_YOURS' },
    ])
  })

  it('goes to the next of its pool, never to whoever has it', async () => {
    const { scope, link, handoff, owner } = await handedOver()
    const { box } = world()
    const asked = { to: { pool: null }, reason: 'not my industry' }
    expect(await reassignLeads(scope, owner, [handoff.id], asked)).toMatchObject([{ kind: 'done' }])
    await quiesce(scope, box)
    const after = await newest(scope, link)
    expect(after.ownerId).not.toBe(handoff.ownerId)
    expect(after.ownerRule).toContain('pool:sales')
    expect(after.routing[0]).toMatchObject({ rule: 'by hand', why: `passed on by ${owner.name} in Tandem` })
    expect(await lead()).toMatchObject({ OwnerId: after.ownerId })
  })

  it('never goes to somebody who gave the person back before', async () => {
    const { scope, link, handoff, owner } = await handedOver()
    const { box, marketing } = world()
    await rejectLeads(scope, owner, [handoff.id], 'No budget')
    await quiesce(scope, box)
    box.clock.advance(DAY)
    await marketing.edit(DORA, { lifecyclestage: 'marketingqualifiedlead' })
    await quiesce(scope, box)
    const second = await newest(scope, link)
    const asked = { to: { rep: handoff.ownerId }, reason: 'again' }
    expect(await reassignLeads(scope, boss, [second.id], asked)).toMatchObject([
      { kind: 'refused', code: 'CANNOT_TAKE_IT' },
    ])
  })
})

describe('leads of others', () => {
  it('are refused to a rep, and to whoever is no user in Salesforce; nobody is asked about them', async () => {
    const { scope, handoff, link } = await handedOver()
    const { sales, box } = world()
    const mia = { name: 'Mia Manager', by: 'user', repId: await sales.userId('mia@sales.example'), on: 'own' } as const
    const nobody = { name: 'Some Rep', by: 'user', repId: null, on: 'own' } as const
    await scope.reps()
    const before = scope.salesforce.usage().calls
    expect(await acceptLeads(scope, mia, [handoff.id])).toMatchObject([{ kind: 'refused', code: 'NOT_YOURS' }])
    expect(await rejectLeads(scope, nobody, [handoff.id], 'Student')).toMatchObject([
      { kind: 'refused', code: 'NOT_A_REP' },
    ])
    expect(scope.salesforce.usage().calls).toBe(before)
    expect(await acceptLeads(scope, boss, [handoff.id, 'not-there'])).toMatchObject([
      { kind: 'done' },
      { kind: 'refused', code: 'NOT_FOUND' },
    ])
    await quiesce(scope, box)
    expect((await newest(scope, link)).state).toBe('accepted')
  })
})

const unreachable = (salesforce: Scope['salesforce']): Scope['salesforce'] => {
  const down: Scope['salesforce'] = {
    ...salesforce,
    withLane: () => down,
    read: () =>
      Promise.reject(new RemoteError({ code: 'NETWORK', disposition: 'retry', message: 'no answer', remedy: '' })),
  }
  return down
}
