import { afterEach, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Listening } from '#http/listen.ts'
import { company, loopDocument, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { person, startApp, type TestApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

/** As the tests look into it: each says what it expects to find. */
// oxlint-disable-next-line typescript/no-explicit-any
type Reply = any

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

async function api(scope: Scope, over: Partial<TestApp> = {}) {
  const app = await startApp({ scope, ...over })
  open.push(app)
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await app.ask(`/api/connections/${scope.connection.id}/handover${path}`, init)
    return { status: answer.status, body: (await answer.json()) as Reply }
  }
  return { ask, app }
}

const member = (name: string, over: object = {}) => ({ email: `${name}@sales.example`, ...over })
const routingOf = (...members: ReturnType<typeof member>[]): SyncConfigInput['routing'] => ({
  ...loopDocument().routing,
  pools: [{ id: 'sales', members }],
})

describe('trying a lead over the API', () => {
  it('says who would get a known person, by when and why, writes nothing and takes no turn', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('ada')] }))
    const { ask } = await api(scope)
    const before = writesOf(box)
    const first = await ask('/simulate', { lead: { who: 'ada@buyers.example' } })
    expect(first.status, JSON.stringify(first.body)).toBe(200)
    expect(first.body).toMatchObject({
      person: { email: 'ada@buyers.example', name: 'Pat ada', company: 'ada Works', lastHandoff: null },
      enters: { yes: true },
      outcome: 'owner',
      owner: { name: 'Ann First' },
      rule: 'pool:sales',
      contract: { id: 'all', urgency: 'high', pool: 'sales' },
      policy: { id: 'standard' },
      clocks: [{ targetSeconds: 14_400, calendar: 'office', dueAt: '2026-03-02T19:00:00.000Z' }],
    })
    expect(first.body.steps.at(-1)).toMatchObject({ who: 'Ann First', verdict: 'chosen' })
    const again = await ask('/simulate', { lead: { who: 'ada@buyers.example' } })
    expect(again.body).toEqual(first.body)
    expect(writesOf(box)).toBe(before)
  })

  it('by a draft: a new holiday moves the deadline, leave gives the lead to somebody else', async () => {
    const { begin } = world()
    const scope = await begin(company({ contacts: [mql('ada')] }))
    const { ask } = await api(scope)
    const { calendars } = loopDocument()
    const document = loopDocument({
      routing: routingOf(member('ann', { leave: [{ from: '2026-03-02', to: '2026-03-06' }] }), member('bob')),
      calendars: { office: { ...calendars['office']!, holidays: { '2026-03-02': { name: 'Founders’ Day' } } } },
    })
    const { body } = await ask('/simulate', { lead: { who: 'ada@buyers.example' }, document })
    expect(body).toMatchObject({ owner: { name: 'Bob Second' }, clocks: [{ dueAt: '2026-03-03T18:00:00.000Z' }] })
    expect(body.steps).toContainEqual({
      rule: 'pool:sales',
      who: 'Ann First',
      verdict: 'skipped',
      why: 'on leave from 2026-03-02 to 2026-03-06',
    })
    const { body: pools } = await ask('/pools', { document })
    expect(pools.pools[0]).toMatchObject({ next: 'bob@sales.example', usedBy: ['all'] })
    expect(pools.pools[0].members[0]).toMatchObject({ name: 'Ann First', state: 'on-leave', share: 0.5 })
  })

  it('of somebody described, and at another time', async () => {
    const { begin } = world()
    const scope = await begin(company(), {
      handover: [{ id: 'german', when: [{ property: 'country', in: ['Germany'] }], pool: 'sales' }],
    })
    const { ask } = await api(scope)
    const at = '2026-03-06T21:30:00.000Z'
    const german = await ask('/simulate', { lead: { values: { email: 'x@y.example', country: 'Germany' } }, at })
    expect(german.body).toMatchObject({ at, outcome: 'owner', clocks: [{ dueAt: '2026-03-09T16:30:00.000Z' }] })
    const french = await ask('/simulate', { lead: { values: { email: 'x@y.example', country: 'France' } } })
    expect(french.body).toMatchObject({ outcome: 'no-contract', owner: null, clocks: [] })
    const optedOut = await ask('/simulate', {
      lead: { values: { email: 'x@y.example', country: 'Germany', hs_email_optout: 'true' } },
    })
    expect(optedOut.body.enters).toEqual({ yes: false, why: 'opted out of e-mail' })
  })

  it('refuses nobody, a document that cannot be used, and who may not look', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { ask } = await api(scope)
    expect(await ask('/simulate', { lead: { who: 'no@body.example' } })).toMatchObject({
      status: 404,
      body: { code: 'NO_SUCH_CONTACT' },
    })
    const document = loopDocument({ handover: [{ id: 'all', pool: 'gone' }] })
    const refused = await ask('/simulate', { lead: { who: 'no@body.example' }, document })
    expect(refused).toMatchObject({ status: 422, body: { code: 'INVALID_DOCUMENT' } })
    expect(refused.body.detail).toContain('handover.0.pool')
    const stranger = await api(scope, { actor: person('viewer', { connections: [] }) })
    expect((await stranger.ask('/simulate', { lead: { who: 'a@b.example' } })).status).toBe(404)
  })
})

describe('pools over the API', () => {
  it('tell what is on each desk, whose turn is next, and who cannot take leads', async () => {
    const { begin, box } = world()
    const names = ['one', 'two', 'three', 'four']
    const scope = await begin(company({ contacts: names.map((name) => mql(name)) }), {
      routing: routingOf(member('ann', { weight: 2 }), member('bob', { capacity: { open: 1 } }), member('gone')),
    })
    await quiesce(scope, box)
    const { ask } = await api(scope)
    const { body } = await ask('/pools')
    expect(body.pools[0].members).toMatchObject([
      { name: 'Ann First', openLeads: 3, today: 3, share: 0.5, state: 'can-take' },
      { name: 'Bob Second', openLeads: 1, state: 'open-capacity', why: 'has 1 open, at most 1', backAt: null },
      { name: null, userId: null, state: 'no-user' },
    ])
    expect(body.pools[0].next).toBe('ann@sales.example')
  })
})

describe('what rules can name', () => {
  it('is asked of both CRMs', async () => {
    const scope = await world().begin(company())
    const { body } = await (await api(scope)).ask('/facts')
    expect(body.users).toContainEqual(
      expect.objectContaining({ name: 'Ann First', email: 'ann@sales.example', active: true, manager: 'Mia Manager' }),
    )
    expect(body.stages.map(({ value }: { value: string }) => value)).toContain('marketingqualifiedlead')
    expect(body.leadStatuses.map(({ value }: { value: string }) => value)).toContain('Open - Not Contacted')
    expect(body.opportunityStages.map(({ value }: { value: string }) => value)).toContain('Closed Won')
    expect(body.hubspotOwners.length).toBeGreaterThan(0)
    expect(new Set(body.hubspotOwners.map((owner: { email: string }) => owner.email)).size).toBe(
      body.hubspotOwners.length,
    )
    for (const owner of body.hubspotOwners) expect(owner.email).toContain('@')
    expect(body.recordTypes).toEqual([])
    expect(body.unread).toEqual([])
  })
})

describe('a calendar over the API', () => {
  const office = {
    timeZone: 'America/New_York',
    schedule: { mon: [['09:00', '17:00']], fri: [['09:00', '17:00']] },
    holidays: { '2026-03-09': { name: 'Founders’ Day' }, '2026-03-06': [['09:00', '16:45']] },
  }
  it('shows its days with names, and when a lead is due', async () => {
    const scope = await world().begin(company())
    const { ask } = await api(scope)
    const { body } = await ask('/calendar', {
      calendar: office,
      from: '2026-03-05',
      days: 5,
      lead: { comes: '2026-03-06T16:30', target: '30m' },
    })
    expect(body.days.map(({ date, kind, name, hours }: never) => ({ date, kind, name, hours }))).toEqual([
      { date: '2026-03-05', kind: 'closed', name: null, hours: [] },
      { date: '2026-03-06', kind: 'own-hours', name: null, hours: [{ from: '09:00', until: '16:45' }] },
      { date: '2026-03-07', kind: 'closed', name: null, hours: [] },
      { date: '2026-03-08', kind: 'closed', name: null, hours: [] },
      { date: '2026-03-09', kind: 'holiday', name: 'Founders’ Day', hours: [] },
    ])
    expect(body.lead).toMatchObject({ due: '2026-03-13T09:15', dueAt: '2026-03-13T13:15:00.000Z' })
    expect(body.lead.text).toBe('A lead that comes Friday 2026-03-06 16:30 is due Friday 2026-03-13 09:15.')
  })

  it('names what is wrong with it', async () => {
    const { ask } = await api(await world().begin(company()))
    const wrong = { ...office, schedule: { mon: [['9', '17:00']] } }
    const { status, body } = await ask('/calendar', { calendar: wrong })
    expect(status).toBe(422)
    expect(body.detail).toContain('schedule.mon.0.0')
    expect(
      await ask('/calendar', { calendar: office, lead: { comes: '2026-02-30T10:00', target: '1h' } }),
    ).toMatchObject({
      status: 400,
      body: { code: 'NO_SUCH_TIME' },
    })
  })
})

describe('the sweep over the API', () => {
  it('is for those who operate, and is written to the audit log', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('ada')] }))
    await quiesce(scope, box)
    const { app } = await api(scope)
    const sweep = `/api/connections/${scope.connection.id}/handover/sweep`
    const body = await (await app.ask(sweep, { method: 'POST' })).json()
    expect(body).toEqual({ looked: 1, given: [], stuck: [] })
    expect(app.audited).toContainEqual(expect.objectContaining({ action: 'routing.sweep', outcome: 'done' }))
    const marketer = await api(scope, { actor: person('marketer') })
    const refused = await marketer.app.ask(sweep, { method: 'POST' })
    expect(refused.status).toBe(403)
  })
})

describe('who could come back and stays', () => {
  it('is listed page by page, each once', async () => {
    const { begin, box } = world()
    const names = ['one', 'two', 'three']
    const scope = await begin(company({ contacts: names.map((name) => mql(name)) }))
    await quiesce(scope, box)
    const { store, connection } = scope
    const handoffs = await store.handoffs.open(connection.id, null, 10)
    const now = box.clock.now()
    await store.handoffs.update(
      connection.id,
      handoffs.map(({ id }, i) => ({
        id,
        state: 'rejected' as const,
        rejectedAt: now,
        rejectReason: 'No budget',
        returnAt: i === 2 ? null : now - i * 1000,
        staysBecause: 'has an open deal',
      })),
    )
    const { ask } = await api(scope)
    const first = await ask('/returns?limit=2')
    expect(first.body).toMatchObject({ total: 3, items: [{ why: 'has an open deal' }, {}] })
    const second = await ask(`/returns?limit=2&cursor=${first.body.nextCursor}`)
    expect(second.body).toMatchObject({
      nextCursor: null,
      items: [{ returnAt: null, name: expect.stringMatching(/^Pat /) }],
    })
    const ids = [...first.body.items, ...second.body.items].map(
      ({ handoffId }: { readonly handoffId: string }) => handoffId,
    )
    expect(new Set(ids).size).toBe(3)
  })
})
