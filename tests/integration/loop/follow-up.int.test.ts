import { describe, expect, it } from 'vitest'
import { checkClocks } from '#app/check-clocks.ts'
import type { Scope } from '#app/scope.ts'
import { settleClocks } from '#app/settle-clocks.ts'
import type { Link } from '#domain/identity/link.ts'
import { company, HOUR, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { seller } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const QUALIFIED_AT = MONDAY_TEN - 30 * MINUTE
const DUE_AT = QUALIFIED_AT + 4 * HOUR

async function handedOver(): Promise<{ scope: Scope; link: Link; leadId: string; rep: string }> {
  const { begin, box, linkOf, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }))
  await quiesce(scope, box)
  const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Lead')
  return { scope, link: await linkOf('dora@buyers.example'), leadId: String(Id), rep: String(OwnerId) }
}

/** A call that the rep logs now, or that was made at `at`. */
async function call(leadId: string, rep: string, at: number, more: Record<string, unknown> = {}): Promise<string> {
  return world().sales.create('Task', {
    Subject: 'Call',
    WhoId: leadId,
    OwnerId: rep,
    CreatedById: rep,
    CreatedDate: new Date(at).toISOString(),
    Status: 'Completed',
    TaskSubtype: 'Call',
    ...more,
  })
}

/** A flow that runs as the integration user writes on a task. */
async function noteByIntegration(scope: Scope, id: unknown): Promise<void> {
  const note = {
    kind: 'update',
    traceId: 'flow',
    object: 'Task',
    id: String(id),
    values: { Description: 'Noted.' },
  } as const
  await scope.salesforce.write([note])
}

async function clockOf(scope: Scope, link: Link) {
  const [clock] = await scope.store.clocks.byLinks(scope.connection.id, [link.id])
  if (clock === undefined) throw new Error('there is no clock')
  return clock
}
const told = async () => (await world().marketing.contact('dora@buyers.example')).properties

describe('the first-response clock', () => {
  it('is met by a call in time', async () => {
    const { box } = world()
    const { scope, link, leadId, rep } = await handedOver()
    box.clock.freeze(QUALIFIED_AT + HOUR)
    const id = await call(leadId, rep, QUALIFIED_AT + HOUR)
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({
      state: 'met',
      stoppedAt: QUALIFIED_AT + HOUR,
      stoppedBy: { activityId: id, personId: rep },
      breachedAt: null,
      nextCheckAt: null,
    })
    expect(await told()).toMatchObject({ tandem_sla_status: 'met', tandem_first_response_at: '2026-03-02T15:30:00Z' })
  })

  it('is breached at its due time, and completed late by a later call', async () => {
    const { box } = world()
    const { scope, link, leadId, rep } = await handedOver()
    box.clock.freeze(DUE_AT + 10 * MINUTE)
    await quiesce(scope, box)
    const breached = await clockOf(scope, link)
    expect(breached).toMatchObject({ state: 'breached', breachedAt: DUE_AT, stoppedAt: null })
    expect(breached.detectedAt).toBeGreaterThanOrEqual(DUE_AT + 10 * MINUTE)
    expect(await told()).toMatchObject({ tandem_sla_status: 'breached' })
    box.clock.freeze(DUE_AT + HOUR)
    await call(leadId, rep, DUE_AT + HOUR)
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({
      state: 'breached_completed',
      breachedAt: DUE_AT,
      detectedAt: breached.detectedAt,
      stoppedAt: DUE_AT + HOUR,
    })
    expect(await told()).toMatchObject({ tandem_sla_status: 'breached_completed' })
  })

  it('does not listen to the integration user, nor to configured automation users', async () => {
    const { begin, box, linkOf, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), { automationUsers: ['Bob@sales.example'] })
    await quiesce(scope, box)
    const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
    const robots = [await sales.userId('integration@tandem.example'), await sales.userId('bob@sales.example')]
    box.clock.freeze(QUALIFIED_AT + HOUR)
    for (const robot of robots) await call(String(lead['Id']), robot, QUALIFIED_AT + HOUR)
    await quiesce(scope, box)
    const link = await linkOf('dora@buyers.example')
    expect(await clockOf(scope, link)).toMatchObject({ state: 'running', stoppedAt: null })
    expect(await scope.store.activities.byLinks(scope.connection.id, [link.id])).toMatchObject([
      { counts: false, why: 'logged by an automation user' },
      { counts: false, why: 'logged by an automation user' },
    ])
  })

  it('does not count list e-mails, open tasks and meetings to come; a meeting counts from its start', async () => {
    const { box, sales } = world()
    const { scope, link, leadId, rep } = await handedOver()
    box.clock.freeze(QUALIFIED_AT + HOUR)
    await call(leadId, rep, QUALIFIED_AT + HOUR, { TaskSubtype: 'ListEmail' })
    await call(leadId, rep, QUALIFIED_AT + HOUR, { Status: 'Not Started' })
    const start = QUALIFIED_AT + 2 * HOUR
    const eventId = await sales.create('Event', {
      Subject: 'Demo',
      WhoId: leadId,
      OwnerId: rep,
      CreatedById: rep,
      StartDateTime: new Date(start).toISOString(),
      DurationInMinutes: 30,
    })
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({ state: 'running' })
    box.clock.freeze(start + MINUTE)
    await sales.update('Event', eventId, { Subject: 'Demo held' })
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({ state: 'met', stoppedAt: start })
  })

  it('hears of a meeting that takes place although nobody touches it again', async () => {
    const { box, sales } = world()
    const { scope, link, leadId, rep } = await handedOver()
    const start = QUALIFIED_AT + 2 * HOUR
    await sales.create('Event', {
      Subject: 'Demo',
      WhoId: leadId,
      OwnerId: rep,
      CreatedById: rep,
      StartDateTime: new Date(start).toISOString(),
      DurationInMinutes: 30,
    })
    await quiesce(scope, box)
    box.clock.freeze(start + HOUR)
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({ state: 'met', stoppedAt: start })
  })

  it("is met when the rep closes Tandem's own task", async () => {
    const { box, sales } = world()
    const { scope, link } = await handedOver()
    box.clock.freeze(QUALIFIED_AT + HOUR)
    const task = await sales.one('SELECT Id FROM Task')
    await seller(box, 'ann@sales.example').update('Task', task['Id'], { Status: 'Completed' })
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({ state: 'met', stoppedAt: QUALIFIED_AT + HOUR })
    expect(await sales.one('SELECT Status FROM Task')).toMatchObject({ Status: 'Completed' })
  })

  it('voids a recorded breach when a call in time is synced late, and says why', async () => {
    const { box } = world()
    const { scope, link, leadId, rep } = await handedOver()
    box.clock.freeze(DUE_AT + 10 * MINUTE)
    await quiesce(scope, box)
    const { detectedAt } = await clockOf(scope, link)
    box.clock.freeze(DUE_AT + 20 * MINUTE)
    const id = await call(leadId, rep, DUE_AT - HOUR)
    await quiesce(scope, box)
    const clock = await clockOf(scope, link)
    expect(clock).toMatchObject({ state: 'met', stoppedAt: DUE_AT - HOUR, breachedAt: null, detectedAt })
    expect(clock.breachVoided).toContain(id)
    expect(await told()).toMatchObject({ tandem_sla_status: 'met' })
    expect(await scope.store.reports.summary(scope.connection.id)).toMatchObject({ answeredInTime: 1, untouched: 0 })
  })

  it('stays met when the answer is deleted: what was done is not undone', async () => {
    const { box, sales } = world()
    const { scope, link, leadId, rep } = await handedOver()
    box.clock.freeze(QUALIFIED_AT + HOUR)
    const id = await call(leadId, rep, QUALIFIED_AT + HOUR)
    await quiesce(scope, box)
    const met = await clockOf(scope, link)
    expect(met).toMatchObject({ state: 'met' })
    box.clock.freeze(DUE_AT + HOUR)
    await sales.remove('Task', id)
    await quiesce(scope, box)
    expect(await scope.store.activities.byLinks(scope.connection.id, [link.id])).toEqual([])
    expect(await clockOf(scope, link)).toEqual(met)
    expect(await told()).toMatchObject({ tandem_sla_status: 'met' })
  })

  it("stays met when an automation edits Tandem's task after a person closed it", async () => {
    const { box, sales } = world()
    const { scope, link } = await handedOver()
    box.clock.freeze(QUALIFIED_AT + HOUR)
    const task = await sales.one('SELECT Id FROM Task')
    await seller(box, 'ann@sales.example').update('Task', task['Id'], { Status: 'Completed' })
    await quiesce(scope, box)
    const met = await clockOf(scope, link)
    box.clock.freeze(DUE_AT + HOUR)
    await noteByIntegration(scope, task['Id'])
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toEqual(met)
    expect(await scope.store.activities.byLinks(scope.connection.id, [link.id])).toMatchObject([
      { personId: await sales.userId('ann@sales.example'), counts: true },
    ])
  })

  it('takes the owner for who closed a task, when an automation edited it before anybody looked', async () => {
    const { box, sales } = world()
    const { scope, link, rep } = await handedOver()
    box.clock.freeze(QUALIFIED_AT + HOUR)
    const task = await sales.one('SELECT Id FROM Task')
    await seller(box, 'ann@sales.example').update('Task', task['Id'], { Status: 'Completed' })
    box.clock.advance(MINUTE)
    await noteByIntegration(scope, task['Id'])
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({ state: 'met', stoppedBy: { personId: rep } })
  })

  it('is met by a person who completes what an automation gave her, not by calls that come in', async () => {
    const { box, sales } = world()
    const { scope, link, leadId, rep } = await handedOver()
    const robot = await sales.userId('integration@tandem.example')
    const at = QUALIFIED_AT + HOUR
    box.clock.freeze(at)
    await call(leadId, rep, at, { CallType: 'Inbound' })
    const toDo = await call(leadId, rep, at, { CreatedById: robot, Status: 'Not Started', TaskSubtype: 'Task' })
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({ state: 'running' })
    box.clock.freeze(at + HOUR)
    await seller(box, 'ann@sales.example').update('Task', toDo, { Status: 'Completed' })
    await quiesce(scope, box)
    const ann = await sales.userId('ann@sales.example')
    expect(await clockOf(scope, link)).toMatchObject({
      state: 'met',
      stoppedAt: at + HOUR,
      stoppedBy: { personId: ann },
    })
  })

  it('is given up without a breach when the lead is deleted', async () => {
    const { box, sales } = world()
    const { scope, link, leadId } = await handedOver()
    box.clock.freeze(QUALIFIED_AT + HOUR)
    await sales.remove('Lead', leadId)
    await quiesce(scope, box)
    box.clock.freeze(DUE_AT + HOUR)
    await quiesce(scope, box)
    expect(await clockOf(scope, link)).toMatchObject({ state: 'cancelled', breachedAt: null, nextCheckAt: null })
  })

  it('with the shortest target is what HubSpot is told of', async () => {
    const { begin, box, sales } = world()
    const clock = (name: string, target: string) => ({ name, target, calendar: 'office' })
    const sla = [{ id: 's', clocks: [clock('a', '30h'), clock('b', '1h'), clock('c', '40h')] }]
    const scope = await begin(company({ contacts: [mql('dora')] }), { sla })
    await quiesce(scope, box)
    box.clock.freeze(QUALIFIED_AT + 2 * HOUR)
    await quiesce(scope, box)
    expect(await told()).toMatchObject({ tandem_sla_status: 'breached', tandem_sla_due_at: '2026-03-02T15:30:00Z' })
    const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Lead')
    await call(String(Id), String(OwnerId), QUALIFIED_AT + 2 * HOUR)
    await quiesce(scope, box)
    expect(await told()).toMatchObject({ tandem_sla_status: 'breached_completed' })
  })

  it('keeps an answer that is read while its moment is judged', async () => {
    const { box } = world()
    const { scope, link, rep } = await handedOver()
    const { id } = scope.connection
    box.clock.freeze(DUE_AT + MINUTE)
    const answer = {
      id: '00TLATE',
      linkId: link.id,
      kind: 'call',
      at: DUE_AT - HOUR,
      personId: rep,
      counts: true,
      why: '',
    }
    const judging = await scope.store.transaction(async (tx) => {
      await tx.activities.save(id, [answer])
      await settleClocks(scope, tx, { links: [link.id] })
      const alongside = checkClocks(scope)
      // What is saved here is not to be seen by others yet; give them the time to look.
      for (let i = 0; i < 30; i += 1) await tx.activities.byLinks(id, [link.id])
      return { alongside }
    })
    await judging.alongside
    expect(await clockOf(scope, link)).toMatchObject({ state: 'met', breachedAt: null, stoppedAt: DUE_AT - HOUR })
  })

  it('warns once at each threshold', async () => {
    const { box } = world()
    const { scope, link } = await handedOver()
    const { id } = await clockOf(scope, link)
    for (const at of [QUALIFIED_AT + 2 * HOUR, QUALIFIED_AT + 3.5 * HOUR]) {
      box.clock.freeze(at)
      await quiesce(scope, box)
      await quiesce(scope, box)
    }
    const again = await scope.store.clocks.recordSteps(scope.connection.id, [
      { clockId: id, step: 'warn:0.5', dueAt: 0, at: 0, state: 'done', reason: 'x' },
      { clockId: id, step: 'warn:0.8', dueAt: 0, at: 0, state: 'done', reason: 'x' },
      { clockId: id, step: 'breach', dueAt: 0, at: 0, state: 'done', reason: 'x' },
    ])
    expect([...again]).toEqual([`${id}:breach`])
  })
})

describe('what sales did before Tandem knew the person', () => {
  const known = {
    email: 'dora@buyers.example',
    firstName: 'Pat',
    lastName: 'D',
    company: 'D',
    status: 'Working - Contacted',
    ownerEmail: 'bob@sales.example',
  }

  it('answers the lead: a call on the lead that was there already', async () => {
    const { begin, box, sales, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('dora')], existingLeads: [known] }))
    const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
    await call(String(lead['Id']), String(lead['OwnerId']), QUALIFIED_AT + 10 * MINUTE)
    await quiesce(scope, box)
    const link = await linkOf('dora@buyers.example')
    expect(await clockOf(scope, link)).toMatchObject({ state: 'met', stoppedAt: QUALIFIED_AT + 10 * MINUTE })
  })

  it('is heard of, though it was captured long before the person entered', async () => {
    const { begin, box, sales, marketing, linkOf } = world()
    const existingContacts = [{ ...known, account: 'Acme' }]
    const lead = { lifecycleStage: 'lead', becameMqlAt: null }
    const scope = await begin(company({ contacts: [mql('dora', lead)], existingContacts }))
    const { Id, AccountId } = await sales.one('SELECT Id, AccountId FROM Contact')
    const won = { Name: 'Won', AccountId, StageName: 'Closed Won', CloseDate: '2026-03-02', Amount: 100 }
    const OpportunityId = await sales.create('Opportunity', won)
    await sales.create('OpportunityContactRole', { OpportunityId, ContactId: Id })
    await quiesce(scope, box)
    expect(await marketing.deals()).toEqual([])
    box.clock.advance(HOUR)
    await marketing.edit('dora@buyers.example', { lifecyclestage: 'marketingqualifiedlead' })
    await quiesce(scope, box)
    expect(await linkOf('dora@buyers.example')).toMatchObject({ salesforceId: Id })
    expect(await told()).toMatchObject({ tandem_outcome: 'won', tandem_won_amount: '100' })
    expect(await marketing.deals()).toHaveLength(1)
  })
})
