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
import { directoryOf } from './directory.ts'
import type { SweepInput } from './sweep.ts'
import { isAnybodyThere, sweep } from './sweep.ts'
import type { RouteInput } from './types.ts'

const HANDOFF: SweepInput['handoff'] = {
  state: 'open',
  ownerId: 'id-ann',
  ownerRule: 'pool:sales',
  queueId: null,
  heldForPool: null,
  reassignments: 0,
}
const NIGHT = Date.parse('2026-03-10T02:00:00Z')
const judged = (
  handoff: Partial<SweepInput['handoff']>,
  over: Partial<RouteInput> = {},
  dueAt: SweepInput['dueAt'] = null,
) => {
  const current = { ...HANDOFF, ...handoff }
  const decision = sweep({ ...madeInput(over), handoff: current, dueAt })
  if (decision.kind !== 'give') return [decision.kind, decision.why]
  const { kind, rep, rule } = decision.decision
  return [decision.reason, kind, rep.name, rule]
}
const queue = { fallback: { queue: 'Waiting', policy: null } }
const queues = new Map([['Waiting', '00G1']])
const sleepers = [madePool('sales', [madeMember('ann', { hours: 'berlin' })], 'hold')]

describe('the sweep leaves', () => {
  it('a lead whose owner can work on it, however late it is', () => {
    expect(judged({}, {}, TUESDAY_TEN - 1)).toEqual(['leave', 'its owner can work on it'])
  })

  it.each(['qualified', 'rejected', 'withdrawn'] as const)('a lead that is %s, whoever owns it', (state) => {
    expect(judged({ state, ownerId: 'gone' })).toEqual(['leave', `is ${state}`])
  })

  it('a lead in the queue within its time, or whose clocks say no more', () => {
    const inQueue = { ownerId: 'id-mia', queueId: '00G1' }
    expect(judged(inQueue, {}, TUESDAY_TEN + 1)).toEqual(['leave', 'waits in the queue within its time'])
    expect(judged(inQueue)).toEqual(['leave', 'waits in the queue within its time'])
  })

  it('a lead that is held for a pool until somebody comes', () => {
    const config = madeRouting({ pools: sleepers })
    expect(judged({ ownerId: 'id-mia', heldForPool: 'sales' }, { config, now: NIGHT })).toEqual([
      'leave',
      'is held for pool sales',
    ])
  })
})

describe('the sweep gives away', () => {
  it('a lead of nobody, and of somebody who cannot work any more: by all levels again', () => {
    expect(judged({ ownerId: 'gone' })).toEqual(['unowned', 'owner', 'ann', 'pool:sales'])
    expect(judged({ ownerId: 'id-old', state: 'accepted' })).toEqual(['owner-inactive', 'owner', 'ann', 'pool:sales'])
    const facts = madeFacts({ owners: [madeOwner('record', 'old'), madeOwner('account', 'cem')] })
    expect(judged({ ownerId: 'id-old' }, { facts })).toEqual(['owner-inactive', 'owner', 'cem', 'existing-owner'])
  })

  it('a lead in the queue at the end of its time: to a person, the fallback owner at last', () => {
    const inQueue = { ownerId: 'id-mia', queueId: '00G1' }
    expect(judged(inQueue, {}, TUESDAY_TEN)).toEqual(['queue-overdue', 'owner', 'ann', 'pool:sales'])
    const config = madeRouting({ pools: [], ...queue })
    expect(judged(inQueue, { config, queues }, TUESDAY_TEN)).toEqual(['queue-overdue', 'owner', 'mia', 'fallback'])
  })

  it('a lead that is held, as soon as somebody of the pool can take it, and its pool moves', () => {
    const config = madeRouting({ pools: sleepers })
    const held = { ownerId: 'id-mia', heldForPool: 'sales' }
    expect(judged(held, { config })).toEqual(['held-open', 'owner', 'ann', 'pool:sales'])
    const handoff = { ...HANDOFF, ...held }
    const twice = sweep({ ...madeInput(), handoff, dueAt: null })
    expect(twice.kind === 'give' && Object.keys(twice.decision.state.pools)).toEqual(['sales'])
  })

  it('a lead that is held for a pool where nobody will come, or that is no more', () => {
    const config = madeRouting({ pools: [madePool('gone', [madeMember('old')], 'hold'), ...madeRouting().pools] })
    const held = { ownerId: 'id-mia', heldForPool: 'gone' }
    expect(judged(held, { config })).toEqual(['held-in-vain', 'owner', 'ann', 'pool:sales'])
    expect(judged(held)).toEqual(['held-in-vain', 'owner', 'ann', 'pool:sales'])
  })

  it('a lead that is held beyond its time: to the fallback owner himself', () => {
    const config = madeRouting({ pools: sleepers, ...queue })
    const held = { ownerId: 'id-mia', queueId: '00G1', heldForPool: 'sales' }
    expect(judged(held, { config, queues, now: NIGHT }, NIGHT)).toEqual(['queue-overdue', 'owner', 'mia', 'fallback'])
  })
})

it('says when nobody is left to give it to', () => {
  const reps = directoryOf([madeRep('mia', { active: false })])
  expect(judged({ ownerId: 'id-mia' }, { reps })).toEqual(['stuck', 'its owner is not active, and nobody can take it'])
})

describe('a lead in the fallback queue without a clock', () => {
  const waiting = { ownerId: 'id-mia', ownerRule: 'fallback', queueId: '00G1' }

  it('goes to whoever can take it, and waits as long as nobody can', () => {
    expect(judged(waiting, {}, 'has-no-clock')).toEqual(['queue-open', 'owner', 'ann', 'pool:sales'])
    const config = madeRouting({ pools: sleepers, ...queue })
    expect(judged(waiting, { config, queues, now: NIGHT }, 'has-no-clock')).toEqual([
      'leave',
      'waits in the queue until somebody can take it',
    ])
  })

  it('stays where somebody put it', () => {
    const put = { ...waiting, ownerRule: 'changed in Salesforce' }
    expect(judged(put, {}, 'has-no-clock')).toEqual(['leave', 'waits in the queue within its time'])
  })
})

describe('a lead that somebody puts into a queue again and again', () => {
  const put = { ownerId: 'id-mia', ownerRule: 'changed in Salesforce', queueId: '00G2' }

  it('is given out as often as it may be reassigned, then people are told', () => {
    expect(judged({ ...put, reassignments: 2 }, {}, TUESDAY_TEN)[0]).toBe('queue-overdue')
    expect(judged({ ...put, reassignments: 3 }, {}, TUESDAY_TEN)).toEqual([
      'stuck',
      'waits in the queue beyond its time: it was put there again after it had been given out 3 times, at most 3',
    ])
  })

  it('unlike one that Tandem put there, which is never left', () => {
    const own = { ...put, ownerRule: 'fallback', reassignments: 3 }
    expect(judged(own, {}, TUESDAY_TEN)).toEqual(['queue-overdue', 'owner', 'ann', 'pool:sales'])
  })
})

it('knows whether anybody of any pool is there', () => {
  const berlin = [madePool('other', [madeMember('bob', { hours: 'berlin' })])]
  const config = madeRouting({ pools: berlin })
  expect(isAnybodyThere(madeInput({ config }))).toBe(true)
  expect(isAnybodyThere(madeInput({ config, now: NIGHT }))).toBe(false)
})
