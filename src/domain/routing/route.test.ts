import { describe, expect, it } from 'vitest'
import type { RoutingConfig } from '../config.ts'
import type { Rep, RouteInput } from './route.ts'
import { directoryOf, route } from './route.ts'

const rep = (name: string, active = true): Rep => ({ id: `id-${name}`, email: `${name}@x.example`, name, active })
const config: RoutingConfig = {
  keepExistingOwner: true,
  pools: [
    {
      id: 'sales',
      members: [
        { email: 'Ann@x.example', weight: 1 },
        { email: 'bob@x.example', weight: 1 },
      ],
    },
  ],
  fallbackOwner: 'mia@x.example',
}
const input = (over: Partial<RouteInput> = {}): RouteInput => ({
  config,
  pool: 'sales',
  existingOwnerId: null,
  reps: directoryOf([rep('ann'), rep('bob'), rep('mia'), rep('old', false)]),
  state: null,
  ...over,
})
const chosen = (over: Partial<RouteInput>) => {
  const decision = route(input(over))
  return decision.kind === 'owner' ? [decision.rep.name, decision.rule] : decision.kind
}

describe('who gets a lead', () => {
  it('its active owner, and the pool does not move', () => {
    const state = { current: { 'Ann@x.example': 1, 'bob@x.example': -1 } }
    const decision = route(input({ existingOwnerId: 'id-bob', state }))
    expect(decision).toMatchObject({ kind: 'owner', rep: { name: 'bob' }, rule: 'existing-owner', state })
  })

  it('not an inactive owner, nor a queue: the log says why', () => {
    for (const [id, why] of [
      ['id-old', 'user is not active'],
      ['00G1', 'not a user (queue or unknown)'],
    ]) {
      const decision = route(input({ existingOwnerId: id ?? '' }))
      expect(decision.log[0]).toMatchObject({ rule: 'existing-owner', candidate: id, verdict: 'skipped', why })
      expect(decision).toMatchObject({ rule: 'pool:sales', rep: { name: 'ann' } })
    }
  })

  it('the next of the pool where owners are not kept', () => {
    expect(chosen({ existingOwnerId: 'id-mia', config: { ...config, keepExistingOwner: false } })).toEqual([
      'ann',
      'pool:sales',
    ])
  })

  it('one after the other', () => {
    let state: RouteInput['state'] = null
    const names = Array.from({ length: 4 }, () => {
      const decision = route(input({ state }))
      state = decision.state
      return decision.kind === 'owner' ? decision.rep.name : 'nobody'
    })
    expect(names).toEqual(['ann', 'bob', 'ann', 'bob'])
  })

  it('the fallback owner when the pool is unknown, empty of active users, or names nobody', () => {
    expect(chosen({ pool: 'nowhere' })).toEqual(['mia', 'fallback'])
    expect(chosen({ reps: directoryOf([rep('ann', false), rep('mia')]) })).toEqual(['mia', 'fallback'])
  })

  it('nobody, when not even the fallback owner can: every candidate is in the log', () => {
    const decision = route(input({ reps: directoryOf([rep('ann', false), rep('mia', false)]) }))
    expect(decision.kind).toBe('nobody')
    expect(decision.log.map((step) => [step.rule, step.verdict, step.why])).toEqual([
      ['pool:sales', 'skipped', 'user is not active'],
      ['pool:sales', 'skipped', 'no Salesforce user with this e-mail'],
      ['pool:sales', 'no-match', 'nobody in the pool can take leads now'],
      ['fallback', 'skipped', 'user is not active'],
    ])
  })
})

it('of two users with one e-mail the active one is meant, whichever comes first', () => {
  const [old, young] = [
    { ...rep('ann', false), id: 'old' },
    { ...rep('ann'), id: 'young', email: 'ANN@x.example ' },
  ]
  for (const reps of [
    [old, young],
    [young, old],
  ])
    expect(directoryOf(reps).byEmail.get('ann@x.example')?.id).toBe('young')
  expect(directoryOf([{ ...old, email: null }]).byId.get('old')).toBeDefined()
})
