import { describe, expect, it } from 'vitest'
import type { OwnerFacts } from './owner.ts'
import { judgeOwner, wantedOwner } from './owner.ts'

const ANN = '005ANN'
const BOB = '005BOB'
const GONE = '005GONE'
const QUEUE = '00GQUEUE'
const handoff = {
  ownerId: ANN,
  ownerRule: 'pool:sales',
  queueId: null,
  ownerAgreed: ANN,
  state: 'open',
  linkedExisting: true,
} as const
const facts: OwnerFacts = {
  object: 'Lead',
  keepsOwner: true,
  isActive: (id) => id === ANN || id === BOB,
}

describe('the owner that a record should have', () => {
  it('is the queue while one holds it, but never of a Contact', () => {
    expect(wantedOwner({ ...handoff, queueId: QUEUE }, facts)).toBe(QUEUE)
    expect(wantedOwner({ ...handoff, queueId: QUEUE }, { ...facts, object: 'Contact' })).toBe(ANN)
  })
})

describe('the owner of a record', () => {
  it('who is the right one needs nothing but to be known', () => {
    expect(judgeOwner(handoff, ANN, facts)).toEqual({ kind: 'nothing' })
    expect(judgeOwner({ ...handoff, ownerAgreed: null }, ANN, facts)).toEqual({ kind: 'agreed', ownerId: ANN })
    // Both moved to the same one.
    expect(judgeOwner({ ...handoff, ownerAgreed: BOB }, ANN, facts)).toEqual({ kind: 'agreed', ownerId: ANN })
  })

  it('is written when only the handoff moved', () => {
    expect(judgeOwner({ ...handoff, ownerAgreed: BOB }, BOB, facts)).toEqual({ kind: 'write', ownerId: ANN })
    const queued = { ...handoff, queueId: QUEUE }
    expect(judgeOwner(queued, ANN, facts)).toEqual({ kind: 'write', ownerId: QUEUE })
  })

  it('is followed when somebody gave it away, even if the handoff moved meanwhile', () => {
    expect(judgeOwner(handoff, BOB, facts)).toEqual({ kind: 'follow', ownerId: BOB })
    expect(judgeOwner(handoff, QUEUE, facts)).toEqual({ kind: 'follow', ownerId: QUEUE })
    expect(judgeOwner({ ...handoff, ownerAgreed: '005CEM' }, BOB, facts)).toEqual({ kind: 'follow', ownerId: BOB })
  })

  it('is left where nobody can follow', () => {
    expect(judgeOwner(handoff, GONE, facts)).toEqual({ kind: 'nothing' })
    expect(judgeOwner(handoff, undefined, facts)).toEqual({ kind: 'nothing' })
    expect(judgeOwner({ ...handoff, state: 'withdrawn' }, BOB, facts)).toEqual({ kind: 'nothing' })
  })

  it('whom routing passed over is written over at the first meeting', () => {
    const first = { ...handoff, ownerAgreed: null }
    expect(judgeOwner(first, GONE, facts)).toEqual({ kind: 'write', ownerId: ANN })
    expect(judgeOwner(first, BOB, facts)).toEqual({ kind: 'write', ownerId: ANN })
  })

  it('whom routing did not know of stays, if owners are kept', () => {
    const made = { ...handoff, ownerAgreed: null, linkedExisting: false }
    expect(judgeOwner(made, BOB, facts)).toEqual({ kind: 'follow', ownerId: BOB })
    expect(judgeOwner(made, GONE, facts)).toEqual({ kind: 'write', ownerId: ANN })
    expect(judgeOwner(made, BOB, { ...facts, keepsOwner: false })).toEqual({ kind: 'write', ownerId: ANN })
  })

  it('of what was given back is written once, and not fought over', () => {
    const rejected = { ...handoff, queueId: QUEUE, state: 'rejected' } as const
    expect(judgeOwner(rejected, ANN, facts)).toEqual({ kind: 'write', ownerId: QUEUE })
    expect(judgeOwner(rejected, BOB, facts)).toEqual({ kind: 'nothing' })
    expect(judgeOwner({ ...rejected, ownerAgreed: QUEUE }, BOB, facts)).toEqual({ kind: 'nothing' })
  })
})

describe('a Lead that Salesforce assigns', () => {
  const left = { ...handoff, ownerRule: 'salesforce', ownerAgreed: null, linkedExisting: false } as const

  it('is followed to whom it was assigned, a queue as well, whether owners are kept or not', () => {
    for (const keepsOwner of [true, false])
      for (const held of [BOB, QUEUE])
        expect(judgeOwner(left, held, { ...facts, keepsOwner })).toEqual({ kind: 'follow', ownerId: held })
  })

  it('goes to whom Tandem names when it was assigned to nobody who can work on it', () => {
    expect(judgeOwner(left, GONE, facts)).toEqual({ kind: 'write', ownerId: ANN })
  })

  it('is treated as every other once it is assigned', () => {
    expect(judgeOwner({ ...left, ownerAgreed: BOB }, BOB, facts)).toEqual({ kind: 'write', ownerId: ANN })
  })
})
