import { describe, expect, it } from 'vitest'
import {
  madeFacts,
  madeInput,
  madeMember,
  madeOwner,
  madePool,
  madeRep,
  madeRouting,
  TUESDAY_TEN,
} from '#support/routing.ts'
import { DAY_MS } from '../time.ts'
import { directoryOf, route } from './route.ts'
import type { KnownOwner, RouteInput, RoutingConfig } from './types.ts'

const chosen = (input: RouteInput) => {
  const decision = route(input)
  return decision.kind === 'nobody' ? 'nobody' : [decision.kind, decision.rep.name, decision.rule]
}
const log = (input: RouteInput) => route(input).log.map((step) => [step.rule, step.candidate, step.verdict, step.why])
const withConfig = (config: Partial<RoutingConfig>, over: Partial<RouteInput> = {}): RouteInput =>
  madeInput({ config: madeRouting(config), ...over })
const owned = (owners: readonly KnownOwner[], over: Partial<RouteInput> = {}): RouteInput =>
  madeInput({ facts: madeFacts({ owners }), ...over })
const AGO = TUESDAY_TEN - 10 * DAY_MS
const SOLD_TO_CEM = { id: 'acme', domains: ['acme.example'], companies: ['Acme'], to: { owner: 'cem@x.example' } }
const GERMANY = { id: 'de', when: [{ property: 'country', in: ['Germany'] }], to: { pool: 'emea' } }
const EMEA = madePool('emea', [madeMember('cem'), madeMember('dee')])

describe('the order of the levels', () => {
  const everything = {
    namedAccounts: [SOLD_TO_CEM],
    territories: [{ ...GERMANY, to: { owner: 'dee@x.example' } }],
    segments: [{ id: 'big', when: [{ property: 'size', atLeast: '500' }], to: { owner: 'bob@x.example' } }],
  }
  const facts = madeFacts({
    contact: { country: 'Germany', size: '900' },
    emailDomain: 'acme.example',
    owners: [madeOwner('same-company', 'bob', AGO), madeOwner('open-deal', 'ann')],
  })
  // Each line takes away what the line before it was decided by.
  it.each([
    ['existing owner', facts, everything, ['owner', 'ann', 'existing-owner']],
    ['stickiness', { ...facts, owners: facts.owners.slice(0, 1) }, everything, ['owner', 'bob', 'same-company']],
    ['named account', { ...facts, owners: [] }, everything, ['owner', 'cem', 'named-account:acme']],
    ['territory', { ...facts, owners: [], emailDomain: null }, everything, ['owner', 'dee', 'territory:de']],
    ['segment', madeFacts({ contact: { size: '900' } }), everything, ['owner', 'bob', 'segment:big']],
    ['pool of the contract', madeFacts(), everything, ['owner', 'ann', 'pool:sales']],
    ['fallback', madeFacts(), { ...everything, pools: [] }, ['owner', 'mia', 'fallback']],
  ])('%s', (_level, given, config, expected) => {
    expect(chosen(withConfig(config, { facts: given }))).toEqual(expected)
  })

  it('goes on below a rule whose target cannot take it, and says so of every one', () => {
    const config = {
      namedAccounts: [{ ...SOLD_TO_CEM, to: { owner: 'old@x.example' } }],
      territories: [{ ...GERMANY, to: { pool: 'gone' } }],
      segments: [{ id: 'all', when: [], to: { owner: 'who@x.example' } }],
      pools: [madePool('sales', [madeMember('old')])],
    }
    const input = withConfig(config, { facts: { ...facts, owners: [madeOwner('record', 'queue')] } })
    expect(log(input)).toEqual([
      ['existing-owner', 'id-queue', 'skipped', 'not a user (queue or unknown)'],
      ['named-account:acme', 'id-old', 'skipped', 'user is not active'],
      ['territory:de > pool:gone', null, 'no-match', 'there is no pool gone'],
      ['segment:all', 'who@x.example', 'skipped', 'no Salesforce user with this e-mail'],
      ['pool:sales', 'id-old', 'skipped', 'user is not active'],
      ['pool:sales', null, 'no-match', 'nobody in the pool can take leads now'],
      ['fallback', 'id-mia', 'chosen', 'nobody else can take it'],
    ])
  })

  it('says which levels were looked at without a match', () => {
    expect(log(withConfig(everything)).slice(0, 3)).toEqual([
      ['named-account', null, 'no-match', 'the company is nobody’s by name'],
      ['territory', null, 'no-match', 'no territory fits'],
      ['segment', null, 'no-match', 'no segment fits'],
    ])
  })
})

describe('an existing owner', () => {
  it('of the record comes before that of the account, and that before an open deal, in whatever order they are known', () => {
    const owners = [madeOwner('open-deal', 'cem'), madeOwner('account', 'bob'), madeOwner('record', 'ann')]
    expect(chosen(owned(owners))).toEqual(['owner', 'ann', 'existing-owner'])
    expect(chosen(owned(owners.slice(0, 2)))).toEqual(['owner', 'bob', 'existing-owner'])
    expect(route(owned(owners.slice(0, 1))).log.at(-1)?.why).toBe('owns an open deal (open-deal-1)')
  })

  it('who is not active, unknown, or gave it back is passed over for the next', () => {
    const owners = [madeOwner('record', 'old'), madeOwner('account', '00G1'), madeOwner('open-deal', 'ann')]
    const excluded = new Map([['id-ann', 'gave it back']])
    const input = owned(owners, { facts: madeFacts({ owners, excluded }) })
    expect(chosen(input)).toEqual(['owner', 'bob', 'pool:sales'])
    expect(log(input).map(([, , , why]) => why)).toEqual([
      'user is not active',
      'not a user (queue or unknown)',
      'gave it back',
      'gave it back',
      'next in the weighted round robin',
    ])
  })

  it('keeps a person even on leave and with a full desk, and no pool moves', () => {
    const away = madeMember('ann', {
      leave: [{ from: '2026-03-01', to: '2026-03-31' }],
      capacity: { open: 1, perDay: 1 },
    })
    const state = { pools: { sales: { current: { 'ann@x.example': 0.5 } } } }
    const workload = { open: new Map([['id-ann', 9]]), today: new Map() }
    const config = madeRouting({ pools: [madePool('sales', [away])] })
    const decision = route(owned([madeOwner('record', 'ann')], { config, workload, state }))
    expect(decision).toMatchObject({ kind: 'owner', rule: 'existing-owner', state })
  })

  it('is nobody where owners are not kept', () => {
    const config = madeRouting({ keepExistingOwner: false })
    expect(chosen(owned([madeOwner('record', 'cem')], { config }))).toEqual(['owner', 'ann', 'pool:sales'])
  })
})

describe('stickiness', () => {
  const why = (over: Partial<RouteInput>, since: number | null = AGO): string | undefined =>
    route(owned([madeOwner('same-person', 'bob', since)], over)).log[0]?.why
  const bob = (over: Parameters<typeof madeMember>[1]) =>
    madeRouting({ pools: [madePool('sales', [madeMember('ann'), madeMember('bob', over)])] })

  it('is the same person first, then the same company', () => {
    const owners = [madeOwner('same-company', 'cem', AGO), madeOwner('same-person', 'bob', AGO)]
    expect(chosen(owned(owners))).toEqual(['owner', 'bob', 'same-person'])
    expect(chosen(owned(owners.slice(0, 1)))).toEqual(['owner', 'cem', 'same-company'])
  })

  it('ends after so many days, to the millisecond', () => {
    expect(why({}, TUESDAY_TEN - 90 * DAY_MS)).toBe('had this person before (same-person-1)')
    expect(why({}, TUESDAY_TEN - 90 * DAY_MS - 1)).toBe('longer ago than 90 days')
    expect(why({}, null)).toBe('nobody knows since when')
    expect(chosen(owned([madeOwner('same-person', 'bob', AGO)], { config: madeRouting({ stickyDays: 0 }) }))).toEqual([
      'owner',
      'ann',
      'pool:sales',
    ])
  })

  it('gives way to leave, a full desk, inactivity and exclusion', () => {
    const full = { open: new Map([['id-bob', 2]]), today: new Map([['id-bob', 1]]) }
    expect(why({ config: bob({ leave: [{ from: '2026-03-10', to: '2026-03-10' }] }) })).toMatch(/^on leave/)
    expect(why({ config: bob({ capacity: { open: 2, perDay: null } }), workload: full })).toMatch(/^has 2 open/)
    expect(why({ config: bob({ capacity: { open: null, perDay: 1 } }), workload: full })).toMatch(/^got 1 today/)
    const owners = [madeOwner('same-person', 'bob', AGO)]
    expect(why({ facts: madeFacts({ owners, excluded: new Map([['id-bob', 'gave it back']]) }) })).toBe('gave it back')
    expect(why({ reps: directoryOf([madeRep('bob', { active: false })]) })).toBe('user is not active')
    expect(why({ reps: directoryOf([]) })).toBe('not a user (queue or unknown)')
  })

  it('looks at the desk that the pool of the contract allows', () => {
    const narrow = madePool('emea', [madeMember('bob', { capacity: { open: 1, perDay: null } })])
    const wide = madePool('sales', [madeMember('bob', { capacity: { open: 9, perDay: null } })])
    const desk = { workload: { open: new Map([['id-bob', 2]]), today: new Map() } }
    expect(why({ ...desk, config: madeRouting({ pools: [narrow, wide] }) })).toBe(
      'had this person before (same-person-1)',
    )
    expect(why({ ...desk, config: madeRouting({ pools: [narrow, wide] }), pool: 'emea' })).toBe('has 2 open, at most 1')
  })

  it('does not mind the hour: the lead waits for its rep till morning', () => {
    const night = Date.parse('2026-03-10T02:00:00Z')
    expect(why({ config: bob({ hours: 'berlin' }), now: night })).toBe('had this person before (same-person-1)')
  })

  it('does not stick to the fallback owner', () => {
    const input = owned([madeOwner('same-company', 'mia', AGO)])
    expect(chosen(input)).toEqual(['owner', 'ann', 'pool:sales'])
    expect(log(input)[0]?.[3]).toBe('had it only as the fallback owner')
  })
})

describe('a named account', () => {
  const named = (facts: Partial<RouteInput['facts']>, namedAccounts = [SOLD_TO_CEM]) =>
    chosen(withConfig({ namedAccounts }, { facts: madeFacts(facts) }))
  const CEM = ['owner', 'cem', 'named-account:acme']

  it.each([
    ['the domain of the e-mail', { emailDomain: 'acme.example' }],
    ['a host below the domain', { emailDomain: 'mail.acme.example' }],
    ['the domain of the company', { emailDomain: 'elsewhere.example', companyDomain: 'acme.example' }],
    ['the name of the company without its legal form', { companyKey: 'acme' }],
  ])('is known by %s', (_what, facts) => expect(named(facts)).toEqual(CEM))

  it('is written as people write it', () => {
    const written = [{ ...SOLD_TO_CEM, domains: ['https://www.Acme.example/'], companies: ['The ACME GmbH'] }]
    expect(named({ emailDomain: 'acme.example' }, written)).toEqual(CEM)
    expect(named({ companyKey: 'acme' }, written)).toEqual(CEM)
  })

  it('is the first that fits by any of the three', () => {
    const first = { ...SOLD_TO_CEM, id: 'first', domains: ['other.example'], to: { owner: 'dee@x.example' } }
    expect(named({ emailDomain: 'acme.example', companyKey: 'acme' }, [first, SOLD_TO_CEM])).toEqual([
      'owner',
      'dee',
      'named-account:first',
    ])
  })

  it('is none for another domain or name', () => {
    expect(named({ emailDomain: 'notacme.example', companyKey: 'acme two' })).toEqual(['owner', 'ann', 'pool:sales'])
  })
})

describe('a rule', () => {
  const inGermany = madeFacts({ contact: { country: 'Germany' } })

  it('that names a pool takes its next, in turn', () => {
    const config = madeRouting({ territories: [GERMANY], pools: [EMEA] })
    let input = madeInput({ config, facts: inGermany })
    const names = [0, 1, 2].map(() => {
      const decision = route(input)
      input = { ...input, state: decision.state }
      return decision.kind === 'owner' ? `${decision.rep.name} ${decision.rule}` : decision.kind
    })
    expect(names).toEqual(['cem', 'dee', 'cem'].map((name) => `${name} territory:de > pool:emea`))
  })

  it('that names somebody on leave is passed over, one who is only busy or off hours is not', () => {
    const territories = [{ ...GERMANY, to: { owner: 'cem@x.example' } }]
    const cem = (over: Parameters<typeof madeMember>[1]) => [
      madePool('sales', [madeMember('ann')]),
      madePool('emea', [madeMember('cem', over)]),
    ]
    const away = cem({ leave: [{ from: '2026-03-10', to: '2026-03-12' }] })
    expect(chosen(withConfig({ territories, pools: away }, { facts: inGermany }))).toEqual([
      'owner',
      'ann',
      'pool:sales',
    ])
    const night = Date.parse('2026-03-10T02:00:00Z')
    const busy = cem({ hours: 'berlin', capacity: { open: 0, perDay: 0 } })
    expect(chosen(withConfig({ territories, pools: busy }, { facts: inGermany, now: night }))[1]).toBe('cem')
  })
})

it('forgets the state of pools that the config no longer has', () => {
  const state = { pools: { sales: { current: { 'ann@x.example': 0.5 } }, gone: { current: { a: 1 } } } }
  const { pools } = madeRouting()
  const config = madeRouting({ pools: [...pools, madePool('never-asked', [madeMember('cem')])] })
  expect(Object.keys(route(madeInput({ config, state })).state.pools)).toEqual(['sales'])
})

it('of two users with one e-mail the active one is meant, whichever comes first', () => {
  const old = madeRep('ann', { active: false, id: 'old' })
  const young = madeRep('ann', { id: 'young', email: 'ANN@x.example ' })
  for (const reps of [
    [old, young],
    [young, old],
  ])
    expect(directoryOf(reps).byEmail.get('ann@x.example')?.id).toBe('young')
  expect(directoryOf([{ ...old, email: null }]).byId.get('old')).toBeDefined()
})
