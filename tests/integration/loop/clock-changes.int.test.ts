import { describe, expect, it } from 'vitest'
import { checkClocks } from '#app/check-clocks.ts'
import { performActions } from '#app/escalation/perform-actions.ts'
import { giveTo } from '#app/handoff/give-to.ts'
import { reviseClocks } from '#app/handoff/revise-clocks.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import { company, HOUR, loopDocument, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { actionsOf } from '#support/ladder.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const HALF_PAST_NINE = MONDAY_TEN - 30 * MINUTE
const { calendars, routing } = loopDocument()
const OFFICE = calendars?.['office'] ?? { timeZone: 'UTC', schedule: {} }
type Clock = NonNullable<SyncConfigInput['sla']>[number]['clocks'][number]
const policy = (over: Partial<Clock> = {}): Partial<SyncConfigInput> => ({
  sla: [{ id: 'standard', clocks: [{ target: '4h', calendar: 'office', ...over }] }],
})
/** The office is closed for all of this Monday from noon on. */
const SHORT_DAY = { ...OFFICE, holidays: { '2026-03-02': [['09:00', '12:00']] as [string, string][] } }

const handoffOf = async (scope: Scope, name: string) => {
  const { id } = await world().linkOf(`${name}@buyers.example`)
  const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [id])).get(id)
  if (handoff === undefined) throw new Error(`${name} was not handed over`)
  return handoff
}
const clocksOf = async (scope: Scope, name: string): Promise<readonly StoredClock[]> => {
  const { id } = await world().linkOf(`${name}@buyers.example`)
  return scope.store.clocks.byLinks(scope.connection.id, [id])
}
const stepsOf = async (scope: Scope, clock: StoredClock | undefined) =>
  (await scope.store.clocks.steps(scope.connection.id, [clock?.id ?? ''])).get(clock?.id ?? '') ?? []

async function handedOver(document: Partial<SyncConfigInput> = {}, names = ['dora']): Promise<Scope> {
  const { begin, box } = world()
  const scope = await begin(company({ contacts: names.map((name) => mql(name)) }), document)
  await quiesce(scope, box)
  return scope
}

async function give(scope: Scope, name: string, to: string): Promise<void> {
  const rep = (await scope.reps()).byEmail.get(`${to}@sales.example`)
  if (rep === undefined) throw new Error(`${to} is nobody`)
  const handoff = await handoffOf(scope, name)
  const owner = { rep, rule: 'pool:sales', log: [], queueId: null, heldForPool: null }
  await scope.store.transaction((tx) => giveTo(scope, tx, handoff, owner, 'not answered', 'counts'))
}

describe('an edited calendar', () => {
  it('moves the due times of clocks that run, says so with both of them, and leaves finished ones alone', async () => {
    const { box, connect, sales } = world()
    const scope = await handedOver({}, ['dora', 'emil'])
    const { Id, OwnerId } = await sales.one(`SELECT Id, OwnerId FROM Lead WHERE LastName = 'emil'`)
    const call = { Subject: 'Call', Status: 'Completed', TaskSubtype: 'Call', WhoId: Id, OwnerId, CreatedById: OwnerId }
    await sales.create('Task', { ...call, CreatedDate: new Date(box.clock.now()).toISOString() })
    await quiesce(scope, box)
    const [answered] = await clocksOf(scope, 'emil')
    expect(answered).toMatchObject({ state: 'met' })
    const again = await connect({ calendars: { office: SHORT_DAY } })
    expect(again.configVersion).toBe(2)
    expect(await reviseClocks(again)).toBe(1)
    const [clock] = await clocksOf(again, 'dora')
    // Two and a half hours on Monday, the rest on Tuesday from nine on.
    const dueAt = HALF_PAST_NINE + 24 * HOUR - 30 * MINUTE + 90 * MINUTE
    expect(clock).toMatchObject({ state: 'running', dueAt, configVersion: 2 })
    expect((await stepsOf(again, clock)).find(({ step }) => step === 'revised:2')).toMatchObject({
      state: 'done',
      reason: expect.stringMatching(/version 2 .*due 2026-03-02T18:30:00.000Z before, 2026-03-03T15:30:00.000Z now/),
    })
    expect(await clocksOf(again, 'emil')).toEqual([answered])
    expect(await reviseClocks(again)).toBe(0)
    await quiesce(again, box)
    expect((await world().marketing.contact('dora@buyers.example')).properties['tandem_sla_due_at']).toBe(
      new Date(dueAt).toISOString().replace('.000Z', 'Z'),
    )
  })

  it('is asked for by the start that brings it, and an older process changes nothing back', async () => {
    const { connect } = world()
    const before = await handedOver()
    const again = await connect({ calendars: { office: SHORT_DAY } })
    expect((await again.store.outbox.pending(100)).map(({ job }) => job)).toContain('revise-clocks')
    await reviseClocks(again)
    const [clock] = await clocksOf(again, 'dora')
    expect(await reviseClocks(before)).toBe(0)
    expect(await clocksOf(again, 'dora')).toEqual([clock])
  })

  it('leaves targets and ladders of clocks that run as they were', async () => {
    const { connect } = world()
    await handedOver()
    const again = await connect(policy({ target: '1h' }))
    expect(await reviseClocks(again)).toBe(0)
    expect(await clocksOf(again, 'dora')).toMatchObject([
      { targetSeconds: 4 * 3600, dueAt: HALF_PAST_NINE + 4 * HOUR, configVersion: 2 },
    ])
  })
})

describe('an edited policy', () => {
  const edited = (target: string): Partial<SyncConfigInput> => ({
    sla: [
      {
        id: 'standard',
        version: 2,
        appliesTo: 'running-clocks',
        clocks: [{ target, calendar: 'office' }],
        escalation: [
          { id: 'passed', at: { fraction: 0.1 }, do: 'remind' },
          { id: 'ahead', at: { afterDue: '10m' }, do: 'remind' },
        ],
      },
    ],
  })

  it('that is for running clocks too gives them its target and ladder, and fires nothing for what has passed', async () => {
    const { connect, box } = world()
    await handedOver()
    const again = await connect(edited('2h'))
    expect(await reviseClocks(again)).toBe(1)
    const [clock] = await clocksOf(again, 'dora')
    const dueAt = HALF_PAST_NINE + 2 * HOUR
    expect(clock).toMatchObject({ state: 'running', dueAt, policyVersion: 2, configVersion: 2 })
    expect(await stepsOf(again, clock)).toMatchObject([
      { step: 'ladder:passed', state: 'skipped' },
      { step: 'revised:2', state: 'done', reason: expect.stringContaining('the policy was edited') },
    ])
    box.clock.freeze(dueAt + 11 * MINUTE)
    await quiesce(again, box)
    expect((await actionsOf(again)).map(({ step }) => step)).toEqual(['ladder:ahead'])
    expect(await reviseClocks(again)).toBe(0)
  })

  it('breaches a clock at once whose new target is past, and tells nobody of it', async () => {
    const { connect } = world()
    await handedOver({ alerts: { rules: [{ on: ['breach'], to: ['owner'] }] } })
    const again = await connect({ ...edited('15m'), alerts: { rules: [{ on: ['breach'], to: ['owner'] }] } })
    await reviseClocks(again)
    expect(await clocksOf(again, 'dora')).toMatchObject([
      { state: 'breached', breachedAt: HALF_PAST_NINE + 15 * MINUTE },
    ])
    await performActions(again, 'w1')
    expect(await actionsOf(again)).toEqual([])
    expect(await again.store.alerts.newest(again.connection.id, 10)).toEqual([])
  })
})

describe('urgency that changes', () => {
  const HOT: Partial<SyncConfigInput> = {
    handover: [
      {
        id: 'all',
        urgency: 'high',
        urgencyWhen: [{ urgency: 'urgent', when: [{ property: 'country', in: ['Germany'] }] }],
        pool: 'sales',
      },
    ],
    sla: [
      { id: 'hot', when: { urgency: ['urgent'] }, clocks: [{ target: '15m', calendar: 'office' }] },
      { id: 'standard', clocks: [{ target: '4h', calendar: 'office' }] },
    ],
  }

  it('gives the clock the target of the policy for it, with what has elapsed kept, and breaches at once where it is past', async () => {
    const { box, marketing } = world()
    const scope = await handedOver({ ...HOT, alerts: { rules: [{ on: ['breach'], to: ['owner'] }] } })
    box.clock.advance(MINUTE)
    await marketing.edit('dora@buyers.example', { country: 'Germany' })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect(await handoffOf(scope, 'dora')).toMatchObject({ urgency: 'urgent', policy: 'hot', contract: 'all' })
    const [clock] = await clocksOf(scope, 'dora')
    expect(clock).toMatchObject({
      state: 'breached',
      startedAt: HALF_PAST_NINE,
      breachedAt: HALF_PAST_NINE + 15 * MINUTE,
    })
    const breach = (await stepsOf(scope, clock)).find(({ step }) => step === 'breach')
    expect(breach).toMatchObject({ state: 'done', reason: expect.stringContaining('due to change') })
    await performActions(scope, 'w1')
    expect((await scope.store.alerts.newest(scope.connection.id, 10)).map(({ alert }) => alert.kind)).toEqual([
      'breach',
    ])
    const before = await clocksOf(scope, 'dora')
    await marketing.edit('dora@buyers.example', { jobtitle: 'CEO' })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect((await clocksOf(scope, 'dora')).map(({ events }) => events)).toEqual(before.map(({ events }) => events))
  })
})

describe('somebody who opts out of e-mail', () => {
  it('leaves the loop: the clock stops with that reason and without a breach', async () => {
    const { box, marketing } = world()
    const scope = await handedOver()
    await marketing.edit('dora@buyers.example', { hs_email_optout: 'true' })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    const [clock] = await clocksOf(scope, 'dora')
    expect(clock).toMatchObject({ state: 'cancelled', breachedAt: null })
    expect((await stepsOf(scope, clock)).find(({ step }) => step === 'cancel')).toMatchObject({
      reason: 'opted out of e-mail in HubSpot',
    })
    expect(await handoffOf(scope, 'dora')).toMatchObject({ state: 'withdrawn' })
  })

  it('stays where the selection includes people who opted out', async () => {
    const { box, marketing } = world()
    const scope = await handedOver({ selection: { ...loopDocument().selection, optedOut: 'include' } })
    await marketing.edit('dora@buyers.example', { hs_email_optout: 'true' })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect(await clocksOf(scope, 'dora')).toMatchObject([{ state: 'running' }])
  })
})

describe('a lead that somebody else gets', () => {
  it('has a clock of his own for each owner in turn: that of the one before ends with him', async () => {
    const { box } = world()
    const scope = await handedOver(policy({ restartOnReassign: true }))
    box.clock.advance(10 * MINUTE)
    await give(scope, 'dora', 'bob')
    const bob = await handoffOf(scope, 'dora')
    box.clock.advance(10 * MINUTE)
    await give(scope, 'dora', 'cem')
    const clocks = await clocksOf(scope, 'dora')
    expect(clocks.map(({ repId, state }) => [repId, state])).toEqual([
      [null, 'running'],
      [bob.ownerId, 'cancelled'],
      [expect.any(String), 'running'],
    ])
    const [, his] = clocks
    expect((await stepsOf(scope, his)).at(-1)).toMatchObject({ step: 'cancel', reason: 'given to Cem Third' })
    const [, , next] = clocks
    expect(next?.startedAt).toBe(box.clock.now())
    expect(next?.dueAt).toBe(box.clock.now() + 4 * HOUR)
  })

  it('counts by the hours of whoever has it from then on, where the policy says so', async () => {
    const { box } = world()
    const late = {
      ...OFFICE,
      schedule: { mon: [['13:00', '21:00']] as [string, string][], tue: [['13:00', '21:00']] as [string, string][] },
    }
    const pools = [
      { id: 'sales', members: [{ email: 'ann@sales.example' }, { email: 'bob@sales.example', hours: 'late' }] },
    ]
    const scope = await handedOver({
      ...policy({ hours: 'owner', restartOnReassign: true }),
      calendars: { office: OFFICE, late },
      routing: { ...routing, pools },
    })
    box.clock.freeze(MONDAY_TEN + HOUR)
    await give(scope, 'dora', 'bob')
    const [lead, his] = await clocksOf(scope, 'dora')
    // An hour and a half by Ann's hours, two and a half by Bob's, which begin at one.
    expect(lead).toMatchObject({ repId: null, dueAt: MONDAY_TEN + 3 * HOUR + 150 * MINUTE })
    expect(lead?.events).toMatchObject([{ type: 'recalendar', at: MONDAY_TEN + HOUR }])
    expect(his).toMatchObject({ dueAt: MONDAY_TEN + 3 * HOUR + 4 * HOUR, startedAt: MONDAY_TEN + HOUR })
    await give(scope, 'dora', 'ann')
    expect((await clocksOf(scope, 'dora'))[0]?.events).toHaveLength(2)
  })
})

describe('two people who are merged in HubSpot', () => {
  const mergeInto = async (scope: Scope, kept: string, gone: string): Promise<void> => {
    const { box, marketing } = world()
    const [a, b] = [
      await marketing.contact(`${kept}@buyers.example`),
      await marketing.contact(`${gone}@buyers.example`),
    ]
    await marketing.merge(a.id, b.id)
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
  }

  it('have the clock that started first, and the other one ends without a breach', async () => {
    const { begin, box } = world()
    const early = MONDAY_TEN - 45 * MINUTE
    const scope = await begin(company({ contacts: [mql('dora'), mql('emil', { becameMqlAt: early })] }))
    await quiesce(scope, box)
    const links = [await world().linkOf('dora@buyers.example'), await world().linkOf('emil@buyers.example')]
    await mergeInto(scope, 'dora', 'emil')
    const survivor = await world().linkOf('dora@buyers.example')
    expect(await clocksOf(scope, 'dora')).toMatchObject([
      { state: 'running', startedAt: early, dueAt: early + 4 * HOUR },
    ])
    const gone = links.filter(({ id }) => id !== survivor.id).map(({ id }) => id)
    expect(gone).toHaveLength(1)
    const [lost] = await scope.store.clocks.byLinks(scope.connection.id, gone)
    expect(lost).toMatchObject({ state: 'cancelled', breachedAt: null })
    expect((await stepsOf(scope, lost)).at(-1)?.reason).toBe('merged into another person in HubSpot')
  })

  it('are answered by what was done about either of them', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    world().arrive([mql('emil')])
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    // Dora's link is the older one, and goes on.
    const { Id, OwnerId } = await sales.one(`SELECT Id, OwnerId FROM Lead WHERE LastName = 'emil'`)
    const at = new Date(box.clock.now()).toISOString()
    const call = { Subject: 'Call', Status: 'Completed', TaskSubtype: 'Call', CreatedDate: at }
    await sales.create('Task', { ...call, WhoId: Id, OwnerId, CreatedById: OwnerId })
    await quiesce(scope, box)
    expect(await clocksOf(scope, 'dora')).toMatchObject([{ state: 'running' }])
    await mergeInto(scope, 'dora', 'emil')
    expect(await clocksOf(scope, 'dora')).toMatchObject([{ state: 'met', stoppedBy: { personId: OwnerId } }])
  })

  it('lose no lead: where the one who goes on has none, the other’s goes on with its clocks and gets a Task', async () => {
    const { begin, box, sales, arrive } = world()
    // Known to sales from before go-live: linked, and never handed over.
    const old = { firstName: null, lastName: 'old', company: 'K', status: 'Working - Contacted' }
    const contacts = [mql('old', { becameMqlAt: Date.UTC(2025, 5, 1) })]
    const scope = await begin(
      company({ contacts, existingLeads: [{ ...old, email: 'old@buyers.example', ownerEmail: 'cem@sales.example' }] }),
    )
    await quiesce(scope, box)
    arrive([mql('dora')])
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    const before = await handoffOf(scope, 'dora')
    const [clock] = await clocksOf(scope, 'dora')
    const old1 = await world().linkOf('old@buyers.example')
    await mergeInto(scope, 'old', 'dora')
    const survivor = await world().linkOf('old@buyers.example')
    expect(survivor.id).toBe(old1.id)
    // The record that goes on has an owner who works with it: he gets the lead too.
    const cem = await sales.userId('cem@sales.example')
    expect(await handoffOf(scope, 'old')).toMatchObject({
      id: before.id,
      linkId: survivor.id,
      state: 'open',
      ownerId: cem,
    })
    expect(await clocksOf(scope, 'old')).toMatchObject([
      { id: clock?.id, state: 'running', startedAt: clock?.startedAt, dueAt: clock?.dueAt },
    ])
    const lead = await sales.one(`SELECT OwnerId FROM Lead WHERE LastName = 'old'`)
    expect(lead['OwnerId']).toBe(cem)
    const tasks = await sales.query(`SELECT Id, OwnerId FROM Task WHERE WhoId = '${survivor.salesforceId ?? ''}'`)
    expect(tasks).toMatchObject([{ OwnerId: cem }])
    expect(await journalOf(scope, survivor)).toContain('salesforce Task create')
    await checkClocks(scope)
    expect((await clocksOf(scope, 'old')).map(({ state }) => state)).toEqual(['running'])
  })
})

describe('two Leads that are merged in Salesforce', () => {
  it('leave the lead of the one that is gone with the person whose record it is now', async () => {
    const { begin, box, sales, arrive } = world()
    const old = { firstName: null, lastName: 'old', company: 'K', status: 'Working - Contacted' }
    const contacts = [mql('old', { becameMqlAt: Date.UTC(2025, 5, 1) })]
    const scope = await begin(
      company({ contacts, existingLeads: [{ ...old, email: 'old@buyers.example', ownerEmail: 'cem@sales.example' }] }),
    )
    await quiesce(scope, box)
    arrive([mql('dora')])
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    const before = await handoffOf(scope, 'dora')
    const [clock] = await clocksOf(scope, 'dora')
    const master = await world().linkOf('old@buyers.example')
    const gone = await world().linkOf('dora@buyers.example')
    // What a merge leaves behind: the loser in the recycle bin, naming the survivor. The local org has no merge call.
    await sales.remove('Lead', gone.salesforceId)
    const { tables, ...rest } = box.salesforce.sandbox.snapshot() as {
      tables: { Lead: readonly Record<string, unknown>[] }
    }
    const Lead = tables.Lead.map((row) =>
      row['Id'] === gone.salesforceId ? { ...row, MasterRecordId: master.salesforceId } : row,
    )
    box.salesforce.sandbox.restore({ ...rest, tables: { ...tables, Lead } })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect(await handoffOf(scope, 'old')).toMatchObject({ id: before.id, state: 'open' })
    expect(await clocksOf(scope, 'old')).toMatchObject([{ id: clock?.id, state: 'running', dueAt: clock?.dueAt }])
  })
})
