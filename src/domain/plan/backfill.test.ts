import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { arrive, msLeft, NO_COUNTS } from './backfill.ts'
import type { BackfillPlace, Stretch } from './backfill.ts'

const START: BackfillPlace = { cursor: null, counts: NO_COUNTS, ahead: [] }

/** A listing of so many stretches of ten. */
const listing = (stretches: number): readonly Stretch[] =>
  Array.from({ length: stretches }, (_, n) => ({
    from: n === 0 ? null : `${n}`,
    next: n === stretches - 1 ? null : `${n + 1}`,
    counts: { ...NO_COUNTS, listed: 10, created: n, skipped: { stage: 1 } },
  }))

describe('how far a backfill is', () => {
  const shuffled = fc.integer({ min: 1, max: 12 }).chain((n) => fc.shuffledSubarray([...listing(n)], { minLength: n }))

  test.prop([shuffled])('is the same in whatever order its stretches end', (stretches) => {
    let place: BackfillPlace & { readonly end?: boolean } = START
    for (const [n, stretch] of stretches.entries()) {
      place = arrive(place, stretch)
      expect(place.end).toBe(n === stretches.length - 1)
      // Nothing is counted that lies beyond a gap.
      expect(place.counts.listed + place.ahead.length * 10).toBe((n + 1) * 10)
    }
    expect(place.ahead).toEqual([])
    expect(place.counts).toMatchObject({ listed: stretches.length * 10, skipped: { stage: stretches.length } })
  })

  it('stays before a stretch that is not done', () => {
    const [first, second, third] = listing(3)
    if (first === undefined || second === undefined || third === undefined) throw new Error('three')
    expect(arrive(START, third)).toMatchObject({ cursor: null, counts: { listed: 0 }, end: false })
    expect(arrive(arrive(START, third), first)).toMatchObject({ cursor: '1', counts: { listed: 10 }, end: false })
    expect(arrive(arrive(arrive(START, third), first), second)).toMatchObject({ counts: { listed: 30 }, end: true })
  })
})

describe('time left', () => {
  it('goes by the speed so far', () => expect(msLeft(25, 100, 1_000)).toBe(3_000))
  it('is not known before anything is done, or without a total', () =>
    expect([msLeft(0, 100, 50), msLeft(5, null, 50), msLeft(5, 10, 0)]).toEqual([null, null, null]))
  it('is never negative', () => expect(msLeft(120, 100, 1_000)).toBe(0))
})
