import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { foreseeCalendarContract } from '#http/contract/handover-calendar.ts'
import {
  foreseePoolsContract,
  listReturnsContract,
  readHandoverFactsContract,
  readPoolsContract,
  sweepLeadsContract,
} from '#http/contract/handover.ts'
import { simulateLeadContract } from '#http/contract/simulation.ts'
import { company, loopDocument, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { person, useApps } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const startApp = useApps()

const member = (name: string, over: object = {}) => ({ email: `${name}@sales.example`, ...over })
const routingOf = (...members: ReturnType<typeof member>[]): SyncConfigInput['routing'] => ({
  ...loopDocument().routing,
  pools: [{ id: 'sales', members }],
})

describe('trying a lead over the API', () => {
  it('says who would get a known person, by when and why, writes nothing and takes no turn', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('ada')] }))
    const { call } = await startApp({ scope })
    const before = writesOf(box)
    const first = await call(simulateLeadContract, { body: { lead: { who: 'ada@buyers.example' } } })
    expect(first).toMatchObject({
      person: { email: 'ada@buyers.example', name: 'Pat ada', company: 'ada Works', lastHandoff: null },
      enters: { yes: true },
      outcome: 'owner',
      owner: { name: 'Ann First' },
      rule: 'pool:sales',
      contract: { id: 'all', urgency: 'high', pool: 'sales' },
      policy: { id: 'standard' },
      clocks: [{ targetSeconds: 14_400, calendar: 'office', dueAt: '2026-03-02T19:00:00.000Z' }],
    })
    expect(first.steps.at(-1)).toMatchObject({ who: 'Ann First', verdict: 'chosen' })
    const again = await call(simulateLeadContract, { body: { lead: { who: 'ada@buyers.example' } } })
    expect(again).toEqual(first)
    expect(writesOf(box)).toBe(before)
  })

  it('by a draft: a new holiday moves the deadline, leave gives the lead to somebody else', async () => {
    const { begin } = world()
    const scope = await begin(company({ contacts: [mql('ada')] }))
    const { call } = await startApp({ scope })
    const { calendars } = loopDocument()
    const document = loopDocument({
      routing: routingOf(member('ann', { leave: [{ from: '2026-03-02', to: '2026-03-06' }] }), member('bob')),
      calendars: { office: { ...calendars['office']!, holidays: { '2026-03-02': { name: 'Founders’ Day' } } } },
    })
    const lead = await call(simulateLeadContract, { body: { lead: { who: 'ada@buyers.example' }, document } })
    expect(lead).toMatchObject({ owner: { name: 'Bob Second' }, clocks: [{ dueAt: '2026-03-03T18:00:00.000Z' }] })
    expect(lead.steps).toContainEqual({
      rule: 'pool:sales',
      who: 'Ann First',
      verdict: 'skipped',
      why: 'on leave from 2026-03-02 to 2026-03-06',
    })
    const { pools } = await call(foreseePoolsContract, { body: { document } })
    expect(pools[0]).toMatchObject({ next: 'bob@sales.example', usedBy: ['all'] })
    expect(pools[0]?.members[0]).toMatchObject({ name: 'Ann First', state: 'on-leave', share: 0.5 })
  })

  it('of somebody described, and at another time', async () => {
    const { begin } = world()
    const scope = await begin(company(), {
      handover: [{ id: 'german', when: [{ property: 'country', in: ['Germany'] }], pool: 'sales' }],
    })
    const { call } = await startApp({ scope })
    const simulated = (values: Readonly<Record<string, string>>, at?: string) =>
      call(simulateLeadContract, { body: { lead: { values: { email: 'x@y.example', ...values } }, at } })
    const at = '2026-03-06T21:30:00.000Z'
    expect(await simulated({ country: 'Germany' }, at)).toMatchObject({
      at,
      outcome: 'owner',
      clocks: [{ dueAt: '2026-03-09T16:30:00.000Z' }],
    })
    expect(await simulated({ country: 'France' })).toMatchObject({ outcome: 'no-contract', owner: null, clocks: [] })
    const optedOut = await simulated({ country: 'Germany', hs_email_optout: 'true' })
    expect(optedOut.enters).toEqual({ yes: false, why: 'opted out of e-mail' })
  })

  it('refuses nobody, a document that cannot be used, and who may not look', async () => {
    const { begin } = world()
    const scope = await begin(company())
    const { refused } = await startApp({ scope })
    const lead = { who: 'no@body.example' }
    expect(await refused(simulateLeadContract, { body: { lead } })).toMatchObject({
      status: 404,
      code: 'NO_SUCH_CONTACT',
    })
    const document = loopDocument({ handover: [{ id: 'all', pool: 'gone' }] })
    const invalid = await refused(simulateLeadContract, { body: { lead, document } })
    expect(invalid).toMatchObject({ status: 422, code: 'INVALID_DOCUMENT' })
    expect(invalid.detail).toContain('handover.0.pool')
    const stranger = await startApp({ scope, actor: person('viewer', { connections: [] }) })
    const asked = { body: { lead: { who: 'a@b.example' } } }
    expect((await stranger.refused(simulateLeadContract, asked)).status).toBe(404)
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
    const { call } = await startApp({ scope })
    const { pools } = await call(readPoolsContract)
    expect(pools[0]?.members).toMatchObject([
      { name: 'Ann First', openLeads: 3, today: 3, share: 0.5, state: 'can-take' },
      { name: 'Bob Second', openLeads: 1, state: 'open-capacity', why: 'has 1 open, at most 1', backAt: null },
      { name: null, userId: null, state: 'no-user' },
    ])
    expect(pools[0]?.next).toBe('ann@sales.example')
  })
})

describe('what rules can name', () => {
  it('is asked of both CRMs', async () => {
    const scope = await world().begin(company())
    const facts = await (await startApp({ scope })).call(readHandoverFactsContract)
    expect(facts.users).toContainEqual(
      expect.objectContaining({ name: 'Ann First', email: 'ann@sales.example', active: true, manager: 'Mia Manager' }),
    )
    expect(facts.stages?.map(({ value }) => value)).toContain('marketingqualifiedlead')
    expect(facts.leadStatuses?.map(({ value }) => value)).toContain('Open - Not Contacted')
    expect(facts.opportunityStages?.map(({ value }) => value)).toContain('Closed Won')
    const owners = facts.hubspotOwners ?? []
    expect(owners.length).toBeGreaterThan(0)
    expect(new Set(owners.map(({ email }) => email)).size).toBe(owners.length)
    for (const owner of owners) expect(owner.email).toContain('@')
    expect(facts.recordTypes).toEqual([])
    expect(facts.unread).toEqual([])
  })
})

describe('a calendar over the API', () => {
  const office: z.input<typeof foreseeCalendarContract.body>['calendar'] = {
    timeZone: 'America/New_York',
    schedule: { mon: [['09:00', '17:00']], fri: [['09:00', '17:00']] },
    holidays: { '2026-03-09': { name: 'Founders’ Day' }, '2026-03-06': [['09:00', '16:45']] },
  }
  it('shows its days with names, and when a lead is due', async () => {
    const scope = await world().begin(company())
    const { call } = await startApp({ scope })
    const { days, lead } = await call(foreseeCalendarContract, {
      body: { calendar: office, from: '2026-03-05', days: 5, lead: { comes: '2026-03-06T16:30', target: '30m' } },
    })
    expect(days.map(({ date, kind, name, hours }) => ({ date, kind, name, hours }))).toEqual([
      { date: '2026-03-05', kind: 'closed', name: null, hours: [] },
      { date: '2026-03-06', kind: 'own-hours', name: null, hours: [{ from: '09:00', until: '16:45' }] },
      { date: '2026-03-07', kind: 'closed', name: null, hours: [] },
      { date: '2026-03-08', kind: 'closed', name: null, hours: [] },
      { date: '2026-03-09', kind: 'holiday', name: 'Founders’ Day', hours: [] },
    ])
    expect(lead).toMatchObject({ due: '2026-03-13T09:15', dueAt: '2026-03-13T13:15:00.000Z' })
    expect(lead?.text).toBe('A lead that comes Friday 2026-03-06 16:30 is due Friday 2026-03-13 09:15.')
  })

  it('names what is wrong with it', async () => {
    const { refused } = await startApp({ scope: await world().begin(company()) })
    const wrong = { ...office, schedule: { mon: [['9', '17:00']] } }
    const { status, detail } = await refused(foreseeCalendarContract, { body: { calendar: wrong } })
    expect(status).toBe(422)
    expect(detail).toContain('schedule.mon.0.0')
    const lead = { comes: '2026-02-30T10:00', target: '1h' }
    expect(await refused(foreseeCalendarContract, { body: { calendar: office, lead } })).toMatchObject({
      status: 400,
      code: 'NO_SUCH_TIME',
    })
  })
})

describe('the sweep over the API', () => {
  it('is for those who operate, and is written to the audit log', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('ada')] }))
    await quiesce(scope, box)
    const app = await startApp({ scope })
    expect(await app.call(sweepLeadsContract)).toEqual({ looked: 1, given: [], stuck: [] })
    expect(app.audited).toContainEqual(expect.objectContaining({ action: 'routing.sweep', outcome: 'done' }))
    const marketer = await startApp({ scope, actor: person('marketer') })
    expect((await marketer.refused(sweepLeadsContract)).status).toBe(403)
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
    const { call } = await startApp({ scope })
    const first = await call(listReturnsContract, { query: { limit: 2 } })
    expect(first).toMatchObject({ total: 3, items: [{ why: 'has an open deal' }, {}] })
    const second = await call(listReturnsContract, { query: { limit: 2, cursor: first.nextCursor ?? '' } })
    expect(second).toMatchObject({
      nextCursor: null,
      items: [{ returnAt: null, name: expect.stringMatching(/^Pat /) }],
    })
    const ids = [...first.items, ...second.items].map(({ handoffId }) => handoffId)
    expect(new Set(ids).size).toBe(3)
  })
})
