import { describe, expect, it } from 'vitest'
import { madeFacts, madeInput, madeMember, madePool, madeRep, madeRouting, TUESDAY_TEN } from '#support/routing.ts'
import { DAY_MS } from '../time.ts'
import { availabilityOf, availableFrom } from './availability.ts'
import { directoryOf, route } from './route.ts'
import type { PoolMember, RouteInput } from './types.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString())
const why = (member: PoolMember, over: Partial<RouteInput> = {}) => {
  const answer = availabilityOf(member, madeInput(over))
  return answer.kind === 'available' ? answer.rep.name : [answer.reason, answer.why]
}

describe('a member can take a lead', () => {
  it('when nothing is in the way', () => expect(why(madeMember('ann', { hours: 'berlin' }))).toBe('ann'))

  it('when a user of this e-mail is active', () => {
    expect(why(madeMember('who'))).toEqual(['no-user', 'no Salesforce user with this e-mail'])
    expect(why(madeMember('old'))).toEqual(['inactive', 'user is not active'])
    expect(why(madeMember('ann', { email: ' ANN@X.example' }))).toBe('ann')
  })

  it('when he may have it', () => {
    const facts = madeFacts({ excluded: new Map([['id-ann', 'gave it back: no budget']]) })
    expect(why(madeMember('ann'), { facts })).toEqual(['excluded', 'gave it back: no budget'])
  })

  it('from the opening of his calendar until it closes', () => {
    const hours = madeMember('ann', { hours: 'berlin' })
    const off = ['outside-hours', 'outside working hours (berlin)']
    expect(why(hours, { now: at('2026-03-10T08:00:00Z') })).toBe('ann')
    expect(why(hours, { now: at('2026-03-10T07:59:59.999Z') })).toEqual(off)
    expect(why(hours, { now: at('2026-03-10T15:59:59.999Z') })).toBe('ann')
    expect(why(hours, { now: at('2026-03-10T16:00:00Z') })).toEqual(off)
    expect(why(hours, { now: at('2026-03-14T10:00:00Z') })).toEqual(off)
  })

  it('outside the local days of his leave, in the zone of his hours, else of the org', () => {
    const leave = [{ from: '2026-03-10', to: '2026-03-11' }]
    const org = { orgTimeZone: 'America/New_York' }
    const away = ['on-leave', 'on leave from 2026-03-10 to 2026-03-11']
    const ann = madeMember('ann', { leave })
    expect(why(ann, { ...org, now: at('2026-03-10T03:59:59.999Z') })).toBe('ann')
    expect(why(ann, { ...org, now: at('2026-03-10T04:00:00Z') })).toEqual(away)
    expect(why(ann, { ...org, now: at('2026-03-12T03:59:59.999Z') })).toEqual(away)
    expect(why(ann, { ...org, now: at('2026-03-12T04:00:00Z') })).toBe('ann')
    // Berlin's day has begun while it is still the day before in New York.
    const berlin = madeMember('ann', { leave, hours: 'always' })
    const always = { timeZone: 'Europe/Berlin', schedule: everyDay() }
    expect(why(berlin, { ...org, calendars: { always }, now: at('2026-03-09T23:00:00Z') })).toEqual(away)
    expect(why(berlin, { ...org, calendars: { always }, now: at('2026-03-11T23:00:00Z') })).toBe('ann')
  })

  it('below his capacity', () => {
    const ann = madeMember('ann', { capacity: { open: 3, perDay: 2 } })
    const desk = (open: number, today: number) => ({
      workload: { open: new Map([['id-ann', open]]), today: new Map([['id-ann', today]]) },
    })
    expect(why(ann, desk(2, 1))).toBe('ann')
    expect(why(ann, desk(3, 0))).toEqual(['open-capacity', 'has 3 open, at most 3'])
    expect(why(ann, desk(0, 2))).toEqual(['day-capacity', 'got 2 today, at most 2'])
  })
})

describe('a member is back', () => {
  const back = (member: PoolMember, over: Partial<RouteInput> = {}) => iso(availableFrom(member, madeInput(over)))
  const evening = at('2026-03-10T20:00:00Z')

  it('when his calendar opens, over the weekend too', () => {
    expect(back(madeMember('ann', { hours: 'berlin' }), { now: evening })).toBe('2026-03-11T08:00:00.000Z')
    expect(back(madeMember('ann', { hours: 'berlin' }), { now: at('2026-03-13T16:00:00Z') })).toBe(
      '2026-03-16T08:00:00.000Z',
    )
  })

  it('on the first open day after his leave, whether leaves touch or days are closed', () => {
    const leave = [
      { from: '2026-03-10', to: '2026-03-10' },
      { from: '2026-03-11', to: '2026-03-13' },
    ]
    expect(back(madeMember('ann', { leave }))).toBe('2026-03-14T00:00:00.000Z')
    expect(back(madeMember('ann', { leave, hours: 'berlin' }))).toBe('2026-03-16T08:00:00.000Z')
    const later = [{ from: '2026-03-11', to: '2026-03-11' }]
    expect(back(madeMember('ann', { leave: later, hours: 'berlin' }), { now: evening })).toBe(
      '2026-03-12T08:00:00.000Z',
    )
  })

  it('after midnight of his zone when he has had enough for today', () => {
    const workload = { open: new Map(), today: new Map([['id-ann', 2]]) }
    const capacity = { open: null, perDay: 2 }
    expect(back(madeMember('ann', { capacity }), { workload })).toBe('2026-03-11T00:00:00.000Z')
    expect(back(madeMember('ann', { capacity, hours: 'berlin' }), { workload })).toBe('2026-03-11T08:00:00.000Z')
  })

  it('at no known time with too many open leads, no active user, or excluded', () => {
    const workload = { open: new Map([['id-ann', 2]]), today: new Map() }
    expect(back(madeMember('ann', { capacity: { open: 2, perDay: null } }), { workload })).toBeNull()
    expect(back(madeMember('old'))).toBeNull()
    expect(back(madeMember('who'))).toBeNull()
    expect(back(madeMember('ann'), { facts: madeFacts({ excluded: new Map([['id-ann', 'no']]) }) })).toBeNull()
  })

  it('within 60 days or not at all', () => {
    const until = (to: string) => back(madeMember('ann', { leave: [{ from: '2026-03-01', to }] }))
    expect(until('2026-05-08')).toBe('2026-05-09T00:00:00.000Z')
    expect(until('2026-05-09')).toBeNull()
    const never = { timeZone: 'UTC', schedule: {} }
    expect(back(madeMember('ann', { hours: 'never' }), { calendars: { never } })).toBeNull()
  })
})

describe('a pool', () => {
  const night = { now: at('2026-03-10T02:00:00Z') }
  const berliners = [madeMember('ann', { hours: 'berlin' }), madeMember('old'), madeMember('bob', { hours: 'berlin' })]
  const held = madeRouting({ pools: [madePool('sales', berliners, 'hold')] })

  it('that holds keeps the lead with the fallback owner until the first member opens', () => {
    const decision = route(madeInput({ ...night, config: held }))
    expect(decision).toMatchObject({
      kind: 'held',
      rep: { name: 'mia' },
      queueId: null,
      pool: 'sales',
      rule: 'pool:sales',
      until: at('2026-03-10T08:00:00Z'),
      state: { pools: {} },
    })
    expect(decision.log.map(({ rule, verdict, why }) => [rule, verdict, why])).toEqual([
      ['pool:sales', 'skipped', 'outside working hours (berlin)'],
      ['pool:sales', 'skipped', 'user is not active'],
      ['pool:sales', 'skipped', 'outside working hours (berlin)'],
      ['pool:sales', 'no-match', 'nobody in the pool can take leads now: held until somebody can'],
      ['fallback', 'chosen', 'keeps it for pool sales'],
    ])
  })

  it('that holds keeps Leads in the queue, Contacts with the owner', () => {
    const config = { ...held, fallback: { queue: 'Waiting', policy: null } }
    const queues = new Map([['Waiting', '00G1']])
    expect(route(madeInput({ ...night, config, queues }))).toMatchObject({ kind: 'held', queueId: '00G1' })
    const facts = madeFacts({ record: 'contact' })
    expect(route(madeInput({ ...night, config, queues, facts }))).toMatchObject({ kind: 'held', queueId: null })
  })

  it('that holds ends the search: a rule above the pool of the contract waits as well', () => {
    const pools = [madePool('emea', berliners, 'hold'), madePool('sales', [madeMember('cem')])]
    const config = madeRouting({ pools, territories: [{ id: 'all', when: [], to: { pool: 'emea' } }] })
    expect(route(madeInput({ ...night, config }))).toMatchObject({ kind: 'held', rule: 'territory:all > pool:emea' })
  })

  it('that does not hold, or has nobody who will come, goes on', () => {
    const open = madeRouting({ pools: [madePool('sales', berliners)] })
    expect(route(madeInput({ ...night, config: open }))).toMatchObject({ kind: 'owner', rule: 'fallback' })
    const gone = madeRouting({ pools: [madePool('sales', [madeMember('old')], 'hold')] })
    expect(route(madeInput({ ...night, config: gone }))).toMatchObject({ kind: 'owner', rule: 'fallback' })
  })

  it('that holds has nobody to keep it when the fallback owner cannot', () => {
    const reps = directoryOf([madeRep('ann'), madeRep('mia', { active: false })])
    expect(route(madeInput({ ...night, config: held, reps })).kind).toBe('nobody')
  })

  it('forgets the place of who is on leave or gone, and keeps that of who is only out for now', () => {
    const leave = [{ from: '2026-03-10', to: '2026-03-10' }]
    const capacity = { open: 0, perDay: null }
    const members = [
      madeMember('ann'),
      madeMember('bob', { leave }),
      madeMember('cem', { capacity }),
      madeMember('dee', { hours: 'never' }),
      madeMember('old'),
    ]
    const names = members.map(({ email }) => email)
    const state = { pools: { sales: { current: Object.fromEntries(names.map((email) => [email, 0.5])) } } }
    const calendars = { never: { timeZone: 'UTC', schedule: {} } }
    const config = madeRouting({ pools: [madePool('sales', members)] })
    const after = route(madeInput({ config, calendars, state })).state.pools['sales']
    expect(Object.keys(after?.current ?? {})).toEqual(['ann', 'cem', 'dee'].map((name) => `${name}@x.example`))
  })

  it('has each member once, however often he is written', () => {
    const twice = madeRouting({ pools: [madePool('sales', [madeMember('ann'), madeMember('ann'), madeMember('bob')])] })
    let input = madeInput({ config: twice })
    const names = [0, 1, 2, 3].map(() => {
      const decision = route(input)
      input = { ...input, state: decision.state }
      return decision.kind === 'owner' ? decision.rep.name : ''
    })
    expect(names).toEqual(['ann', 'bob', 'ann', 'bob'])
    const openTwice = madePool('sales', [madeMember('ann', { hours: 'berlin' }), madeMember('ann')], 'hold')
    const decision = route(madeInput({ ...night, config: madeRouting({ pools: [openTwice] }) }))
    expect(decision).toMatchObject({ kind: 'held', until: at('2026-03-10T08:00:00Z') })
  })
})

describe('the fallback', () => {
  const empty = madeRouting({ pools: [], fallback: { queue: 'Waiting', policy: null } })
  const queues = new Map([['Waiting', '00G1']])

  it('is the queue, with the fallback owner to answer for it', () => {
    const decision = route(madeInput({ config: empty, queues }))
    expect(decision).toMatchObject({ kind: 'queue', queueId: '00G1', rep: { name: 'mia' }, rule: 'fallback' })
    expect(decision.log.at(-1)?.why).toBe('nobody else can take it; mia answers for it')
  })

  it('is the fallback owner for a Contact, and where the queue is not known', () => {
    const contact = route(madeInput({ config: empty, queues, facts: madeFacts({ record: 'contact' }) }))
    expect(contact).toMatchObject({ kind: 'owner', rep: { name: 'mia' } })
    expect(contact.log.at(-2)?.why).toBe('a queue cannot own a Contact')
    const unknown = route(madeInput({ config: empty }))
    expect(unknown).toMatchObject({ kind: 'owner', rep: { name: 'mia' } })
    expect(unknown.log.at(-2)).toMatchObject({ candidate: 'Waiting', verdict: 'skipped' })
  })

  it('has the lead even if the fallback owner gave it back: somebody has to', () => {
    const facts = madeFacts({ excluded: new Map([['id-mia', 'gave it back']]) })
    expect(route(madeInput({ config: madeRouting({ pools: [] }), facts }))).toMatchObject({ rep: { name: 'mia' } })
  })

  it('is nobody when the fallback owner is not active or not known, also with a queue', () => {
    for (const reps of [[], [madeRep('mia', { active: false })]])
      expect(route(madeInput({ config: empty, queues, reps: directoryOf(reps) })).kind).toBe('nobody')
  })
})

function everyDay() {
  return Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['00:00', '24:00']]]))
}

it('the clock of these tests is a Tuesday in office hours', () => {
  expect(iso(TUESDAY_TEN + DAY_MS)).toBe('2026-03-11T09:00:00.000Z')
})
