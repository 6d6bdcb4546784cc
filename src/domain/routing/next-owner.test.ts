import { describe, expect, it } from 'vitest'
import { madeFacts, madeInput, madeMember, madePool, madeRouting } from '#support/routing.ts'
import type { NextOwnerInput } from './next-owner.ts'
import { nextOwner } from './next-owner.ts'

const pools = [
  madePool('sales', [madeMember('ann'), madeMember('bob'), madeMember('cem')]),
  madePool('emea', [madeMember('dee'), madeMember('cem')]),
]
const given = (handoff: Partial<NextOwnerInput['handoff']> = {}, over: Partial<NextOwnerInput> = {}) => {
  const input = madeInput({ config: madeRouting({ pools }), ...over })
  const current = { ownerId: 'id-ann', ownerRule: 'pool:sales', heldForPool: null, reassignments: 0, ...handoff }
  const decision = nextOwner({ ...input, handoff: current })
  return decision.kind === 'nobody' ? 'nobody' : [decision.kind, decision.rep.name, decision.rule]
}
const had = (...names: readonly string[]) => ({
  facts: madeFacts({ excluded: new Map(names.map((name) => [`id-${name}`, 'had it'])) }),
})

describe('a lead that was not answered goes', () => {
  it('to the next of the pool, never to who has it', () => {
    expect(given()).toEqual(['owner', 'bob', 'reassign > pool:sales'])
    expect(given({ ownerId: 'id-bob' })).toEqual(['owner', 'ann', 'reassign > pool:sales'])
  })

  it('past everybody who had it or gave it back', () => {
    expect(given({ ownerId: 'id-bob' }, had('ann'))).toEqual(['owner', 'cem', 'reassign > pool:sales'])
  })

  it('round the pool whose turn gave it away, a first and a second time', () => {
    expect(given({ ownerRule: 'territory:de > pool:emea' })).toEqual(['owner', 'dee', 'reassign > pool:emea'])
    expect(given({ ownerRule: 'reassign > pool:emea', ownerId: 'id-dee' })).toEqual([
      'owner',
      'cem',
      'reassign > pool:emea',
    ])
    expect(given({ ownerRule: 'pool:sales', heldForPool: 'emea' })).toEqual(['owner', 'dee', 'reassign > pool:emea'])
  })

  it('round the pool of its contract when no pool gave it, or that pool is gone', () => {
    for (const ownerRule of ['existing-owner', 'named-account:x', 'fallback', 'territory:de > pool:gone'])
      expect(given({ ownerRule })).toEqual(['owner', 'bob', 'reassign > pool:sales'])
  })

  it('to the fallback when everybody of the pool had it', () => {
    expect(given({ ownerId: 'id-cem' }, had('ann', 'bob'))).toEqual(['owner', 'mia', 'fallback'])
  })

  it('to the fallback after so many hops', () => {
    expect(given({ reassignments: 2 })).toEqual(['owner', 'bob', 'reassign > pool:sales'])
    expect(given({ reassignments: 3 })).toEqual(['owner', 'mia', 'fallback'])
    const config = madeRouting({ pools, maxReassignments: 0 })
    expect(given({}, { config })).toEqual(['owner', 'mia', 'fallback'])
  })

  it('to the fallback queue where there is one', () => {
    const config = madeRouting({ pools, fallback: { queue: 'Waiting', policy: null } })
    const queues = new Map([['Waiting', '00G1']])
    expect(given({ reassignments: 3 }, { config, queues })).toEqual(['queue', 'mia', 'fallback'])
  })

  it('to the fallback at once, not on hold, when the pool sleeps', () => {
    const asleep = [madePool('sales', [madeMember('ann'), madeMember('bob', { hours: 'berlin' })], 'hold')]
    const config = madeRouting({ pools: asleep })
    expect(given({}, { config, now: Date.parse('2026-03-10T02:00:00Z') })).toEqual(['owner', 'mia', 'fallback'])
  })
})

it('says why somebody is passed over', () => {
  const handoff = { ownerId: 'id-ann', ownerRule: 'pool:sales', heldForPool: null, reassignments: 0 }
  const { log } = nextOwner({ ...madeInput(), handoff })
  expect(log.map(({ candidate, verdict, why }) => [candidate, verdict, why])).toEqual([
    ['id-ann', 'skipped', 'has it and did not answer'],
    ['id-bob', 'chosen', 'next in the weighted round robin'],
  ])
})
