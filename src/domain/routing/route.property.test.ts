import { fc, test } from '@fast-check/vitest'
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
import type { BatchLead } from './batch.ts'
import { routeAll } from './batch.ts'
import type { RouteDecision } from './decision.ts'
import { directoryOf } from './directory.ts'
import { nextOwner } from './next-owner.ts'
import { fromPool } from './pool.ts'
import { route } from './route.ts'
import type { KnownOwner, RouteInput } from './types.ts'

const NAMES = ['ann', 'bob', 'cem', 'dee', 'mia']
const SOURCES: readonly KnownOwner['source'][] = ['record', 'account', 'open-deal', 'same-person', 'same-company']
const many = (count: number): readonly BatchLead[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${i}`, pool: 'sales', facts: madeFacts() }))
const ownerOf = (decision: RouteDecision): string => (decision.kind === 'nobody' ? 'nobody' : decision.rep.name)

const anyLeave = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 9 })).map(([from, days]) => ({
  from: `2026-03-${String(from).padStart(2, '0')}`,
  to: `2026-03-${String(from + days).padStart(2, '0')}`,
}))
const anyMember = fc.record({
  name: fc.constantFrom(...NAMES, 'old', 'who'),
  weight: fc.integer({ min: 1, max: 5 }),
  hours: fc.constantFrom(null, 'berlin'),
  leave: fc.array(anyLeave, { maxLength: 1 }),
  capacity: fc.record({ open: fc.option(fc.nat(3)), perDay: fc.option(fc.integer({ min: 1, max: 3 })) }),
})
const anyPools = fc
  .tuple(
    fc.array(anyMember, { maxLength: 4 }),
    fc.array(anyMember, { maxLength: 4 }),
    fc.constantFrom<'hold' | 'fallback'>('hold', 'fallback'),
  )
  .map(([sales, emea, whenNobody]) => [
    madePool(
      'sales',
      sales.map(({ name, ...over }) => madeMember(name, over)),
      whenNobody,
    ),
    madePool(
      'emea',
      emea.map(({ name, ...over }) => madeMember(name, over)),
      whenNobody,
    ),
  ])
const anyTarget = fc.constantFrom(
  { pool: 'sales' },
  { pool: 'emea' },
  { owner: 'cem@x.example' },
  { owner: 'old@x.example' },
)
const anyOwner = fc
  .tuple(fc.constantFrom(...SOURCES), fc.constantFrom(...NAMES, 'old', 'who'), fc.option(fc.nat(120)))
  .map(([source, name, days]) => madeOwner(source, name, days === null ? null : TUESDAY_TEN - days * DAY_MS))

/** mia, the fallback owner, is active; of the others some are. */
const anyInput: fc.Arbitrary<RouteInput> = fc
  .record({
    pools: anyPools,
    account: anyTarget,
    territory: anyTarget,
    segment: anyTarget,
    levels: fc.subarray(['account', 'territory', 'segment']),
    queue: fc.constantFrom(null, 'Waiting', 'Unknown'),
    owners: fc.array(anyOwner, { maxLength: 3 }),
    excluded: fc.subarray(NAMES),
    active: fc.subarray(['ann', 'bob', 'cem', 'dee']),
    desk: fc.dictionary(fc.constantFrom(...NAMES.map((name) => `id-${name}`)), fc.nat(3), { noNullPrototype: true }),
    hour: fc.nat(24 * 14),
  })
  .map((one) => {
    const rule = (level: 'territory' | 'segment') =>
      one.levels.includes(level) ? [{ id: level, when: [], to: one[level] }] : []
    const config = madeRouting({
      pools: one.pools,
      namedAccounts: one.levels.includes('account')
        ? [{ id: 'acme', domains: ['acme.example'], companies: [], to: one.account }]
        : [],
      territories: rule('territory'),
      segments: rule('segment'),
      fallback: { queue: one.queue, policy: null },
    })
    return madeInput({
      config,
      facts: madeFacts({
        emailDomain: 'acme.example',
        owners: one.owners,
        excluded: new Map(one.excluded.map((name) => [`id-${name}`, 'had it'])),
      }),
      reps: directoryOf([
        ...NAMES.map((name) => madeRep(name, { active: name === 'mia' || one.active.includes(name) })),
        madeRep('old', { active: false }),
      ]),
      queues: new Map([['Waiting', '00G1']]),
      workload: { open: new Map(Object.entries(one.desk)), today: new Map(Object.entries(one.desk)) },
      now: Date.parse('2026-03-05T00:00:00Z') + one.hour * 3_600_000,
    })
  })

describe('whatever the configuration and the people', () => {
  test.prop([anyInput], { numRuns: 500 })(
    'a lead is owned by somebody active, who did not have it, or the fallback',
    (input) => {
      const decision = route(input)
      if (decision.kind === 'nobody') throw new Error('unowned')
      expect(decision.rep.active).toBe(true)
      if (decision.kind === 'owner' && decision.rule !== 'fallback')
        expect(input.facts.excluded.has(decision.rep.id)).toBe(false)
      else expect(decision.rep.name).toBe('mia')
      expect(decision.log.at(-1)?.verdict).toBe('chosen')
    },
  )

  test.prop([anyInput], { numRuns: 500 })(
    'a lead is held only where a pool says so, for a time that comes',
    (input) => {
      const decision = route(input)
      const pool = input.config.pools.find(({ id }) => decision.kind === 'held' && id === decision.pool)
      if (decision.kind !== 'held') return
      expect(pool?.whenNobody).toBe('hold')
      expect(decision.until).toBeGreaterThan(input.now)
      expect(decision.until).toBeLessThanOrEqual(input.now + 60 * DAY_MS)
      // At that instant, with a new day's desk, somebody of the pool takes it; a millisecond earlier nobody does.
      const taken = (over: Partial<RouteInput>) => fromPool(decision.pool, 'rule', { ...input, ...over }).found?.kind
      expect(taken({ now: decision.until, workload: { ...input.workload, today: new Map() } })).toBe('owner')
      expect(taken({ now: decision.until - 1 })).toBe('hold')
    },
  )

  test.prop([anyInput, fc.constantFrom(...NAMES), fc.nat(5)])(
    'the next owner is another, active and new to the lead, or the fallback',
    (input, name, reassignments) => {
      const handoff = { ownerId: `id-${name}`, ownerRule: 'pool:sales', heldForPool: null, reassignments }
      const decision = nextOwner({ ...input, handoff })
      expect(['owner', 'queue']).toContain(decision.kind)
      if (decision.kind !== 'owner' || decision.rule === 'fallback') return
      expect(decision.rep.id).not.toBe(handoff.ownerId)
      expect(decision.rep.active).toBe(true)
      expect(input.facts.excluded.has(decision.rep.id)).toBe(false)
      expect(reassignments).toBeLessThan(3)
    },
  )

  test.prop([anyInput])('the same input gives the same decision, and is not changed', (input) => {
    const before = structuredClone(input)
    expect(route(input)).toEqual(route(input))
    expect(input).toEqual(before)
  })
})

describe('ten thousand leads', () => {
  const weights = { ann: 5, bob: 3, cem: 2, dee: 1 }
  const members = Object.entries(weights).map(([name, weight]) => madeMember(name, { weight }))
  const shared = madeInput({ config: madeRouting({ pools: [madePool('sales', members)] }) })

  it('end within one of the exact shares, in batches of whatever size', () => {
    const got = new Map<string, number>()
    let { state } = shared
    for (let left = 10_000, size = 1; left > 0; left -= size, size = Math.min(left, (size % 97) + 1)) {
      const batch = routeAll({ ...shared, state }, many(size))
      state = batch.state
      for (const decision of batch.decisions) got.set(ownerOf(decision), (got.get(ownerOf(decision)) ?? 0) + 1)
    }
    expect([...got.values()].reduce((sum, count) => sum + count, 0)).toBe(10_000)
    for (const [name, weight] of Object.entries(weights))
      expect(Math.abs((got.get(name) ?? 0) - (10_000 * weight) / 11)).toBeLessThanOrEqual(1)
  })

  it('of a territory that lost all its owners are all owned: by the pool of the contract, else by the fallback', () => {
    const territories = [{ id: 'de', when: [{ property: 'country', in: ['Germany'] }], to: { pool: 'emea' } }]
    const emea = madePool('emea', [madeMember('old'), madeMember('who')], 'hold')
    const german = many(10_000).map((lead) => ({ ...lead, facts: madeFacts({ contact: { country: 'Germany' } }) }))
    const pools = [emea, madePool('sales', members)]
    const { decisions } = routeAll({ ...shared, config: madeRouting({ territories, pools }) }, german)
    expect(new Set(decisions.map(({ rule }) => rule))).toEqual(new Set(['pool:sales']))
    const alone = routeAll({ ...shared, config: madeRouting({ territories, pools: [emea] }) }, german)
    expect(new Set(alone.decisions.map(ownerOf))).toEqual(new Set(['mia']))
  })
})
