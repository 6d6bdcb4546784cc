import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { distinctTouches } from './distinct-touches.ts'
import type { SeenTouch } from './distinct-touches.ts'
import { leadCreation } from './lead-creation.ts'
import { joinEvidence } from './touch-facts.ts'
import { DAY_MS, localDateOf } from '../time.ts'

const ZONE = 'America/New_York'
const EVENING = Date.UTC(2026, 2, 3, 1)
const END_OF_DAY = Date.UTC(2026, 2, 3, 5) - 1

const touch = (id: string, over: Partial<SeenTouch> = {}): SeenTouch => ({
  id,
  linkId: 'ann',
  at: EVENING,
  dayOnly: false,
  channel: 'PAID_SEARCH',
  campaign: 'Spring',
  origin: 'hubspot',
  evidence: [{ origin: over.origin ?? 'hubspot', source: 'test', record: id, says: id }],
  ...over,
})
const response = (id: string, over: Partial<SeenTouch> = {}): SeenTouch =>
  touch(id, { at: END_OF_DAY, dayOnly: true, channel: 'Webinar', origin: 'salesforce', ...over })
const kept = (touches: readonly SeenTouch[], exclude: readonly string[] = []) =>
  distinctTouches(touches, ZONE, exclude).touches.map((one) => one.id)

describe('touches of several origins', () => {
  it('are one where a day and an instant on that day tell of one person in one campaign; the instant wins', () => {
    const { touches, sameAs } = distinctTouches([response('member'), touch('visit')], ZONE)
    expect(touches).toMatchObject([{ id: 'visit', at: EVENING, evidence: [{ says: 'visit' }, { says: 'member' }] }])
    expect(sameAs).toEqual(new Map([['member', 'visit']]))
  })

  it('are two on another day of the zone, in another campaign, of another person, or without a campaign', () => {
    const dayAfter = touch('visit', { at: END_OF_DAY + 1 })
    expect(kept([response('member'), dayAfter])).toEqual(['member', 'visit'])
    expect(distinctTouches([response('member'), dayAfter], 'UTC').touches).toHaveLength(1)
    expect(kept([response('member', { campaign: 'Fair' }), touch('visit')])).toHaveLength(2)
    expect(kept([response('member', { linkId: 'ben' }), touch('visit')])).toHaveLength(2)
    expect(kept([response('member', { campaign: null }), touch('visit', { campaign: null })])).toHaveLength(2)
  })

  it('are one where two origins give one instant in one campaign, or of one channel without any', () => {
    const row = touch('row', { origin: 'import', at: EVENING + 1000, channel: 'Google' })
    expect(kept([row, touch('visit')])).toEqual(['visit'])
    expect(kept([{ ...row, at: EVENING + 1001 }, touch('visit')])).toHaveLength(2)
    const [bare, visit] = [{ ...row, campaign: null }, touch('visit', { campaign: null })]
    expect(kept([bare, visit])).toHaveLength(2)
    expect(kept([{ ...bare, channel: 'PAID_SEARCH' }, visit])).toEqual(['visit'])
    expect(kept([{ ...row, origin: 'hubspot' }, touch('visit')])).toHaveLength(2)
  })

  it('with one id count once, also through two people, at the earlier instant and with both evidences', () => {
    const later = touch('same', { linkId: 'ben', at: EVENING + 5, evidence: touch('later').evidence })
    const { touches } = distinctTouches([later, touch('same')], ZONE)
    expect(touches).toMatchObject([{ linkId: 'ann', at: EVENING, evidence: [{ says: 'same' }, { says: 'later' }] }])
  })

  it('of channels that do not count are told apart, and take no other touch with them', () => {
    const direct = touch('direct', { channel: 'direct_traffic' })
    const result = distinctTouches([response('member'), direct], ZONE, ['DIRECT_TRAFFIC'])
    expect(result.touches.map((one) => one.id)).toEqual(['member'])
    expect(result.excluded).toEqual([direct])
  })

  const any = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    linkId: fc.constantFrom('ann', 'ben'),
    at: fc.constantFrom(EVENING, EVENING + 500, END_OF_DAY, END_OF_DAY + 1),
    dayOnly: fc.boolean(),
    channel: fc.constantFrom('PAID_SEARCH', 'DIRECT_TRAFFIC'),
    campaign: fc.constantFrom('Spring', null),
    origin: fc.constantFrom('hubspot' as const, 'salesforce' as const, 'import' as const),
    evidence: fc.constant([]),
  })
  const some = fc.uniqueArray(any, { selector: (one) => one.id })
  test.prop([some, fc.infiniteStream(fc.nat())])(
    'are the same whatever order they come in, none is lost and none is doubled, and a second look changes nothing',
    (touches, dice) => {
      const told = distinctTouches(touches, ZONE, ['DIRECT_TRAFFIC'])
      const shuffled = touches
        .map((one) => ({ one, rank: dice.next().value as number }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ one }) => one)
      expect(distinctTouches(shuffled, ZONE, ['DIRECT_TRAFFIC'])).toEqual(told)
      expect(told.touches.length + told.excluded.length + told.sameAs.size).toBe(touches.length)
      expect(distinctTouches(told.touches, ZONE).touches).toEqual(told.touches)
      for (const id of told.sameAs.values()) expect(told.touches.map((one) => one.id)).toContain(id)
    },
  )
})

describe('many touches', () => {
  const people = fc.record({
    linkId: fc.constantFrom('ann', 'ben', 'cat'),
    at: fc.integer({ min: 0, max: 40 }).map((n) => EVENING + n * 400 + (n % 3) * DAY_MS),
    dayOnly: fc.boolean(),
    channel: fc.constantFrom('PAID_SEARCH', 'EMAIL'),
    campaign: fc.constantFrom('Spring', 'Fair', null),
    origin: fc.constantFrom('hubspot' as const, 'salesforce' as const, 'import' as const),
  })
  const crowd = fc
    .array(people, { maxLength: 40 })
    .map((given) => given.map((over, n) => touch(`t${String(n).padStart(2, '0')}`, over)))

  test.prop([crowd])('are told apart as if each were compared with all that were kept before it', (touches) => {
    const told = distinctTouches(touches, ZONE)
    const { kept: expected, sameAs } = comparedWithAll(touches)
    expect(told.touches).toEqual(expected)
    expect(told.sameAs).toEqual(sameAs)
  })

  it('of an account with many people are not compared with those of each other', () => {
    let reads = 0
    const touches = Array.from({ length: 4000 }, (_, n): SeenTouch => {
      const one = touch(`t${String(n)}`, { at: EVENING + n * 5000 })
      return Object.defineProperty(one, 'linkId', {
        enumerable: true,
        get: () => {
          reads += 1
          return `person-${String(n % 1000)}`
        },
      })
    })
    expect(distinctTouches(touches, ZONE).touches).toHaveLength(4000)
    expect(reads).toBeLessThan(20 * touches.length)
  })
})

/** The rule as it is written, pair by pair. */
function comparedWithAll(touches: readonly SeenTouch[]) {
  const order = (a: SeenTouch, b: SeenTouch): number => a.at - b.at || (a.id < b.id ? -1 : 1)
  const trust = ['hubspot', 'salesforce', 'import']
  const byTrust = (a: SeenTouch, b: SeenTouch): number =>
    Number(a.dayOnly) - Number(b.dayOnly) || trust.indexOf(a.origin) - trust.indexOf(b.origin) || order(a, b)
  const isSame = (known: SeenTouch, one: SeenTouch): boolean => {
    if (known.linkId !== one.linkId || known.campaign !== one.campaign) return false
    if (one.dayOnly) return one.campaign !== null && localDateOf(known.at, ZONE) === localDateOf(one.at, ZONE)
    if (known.origin === one.origin || Math.abs(known.at - one.at) > 1000) return false
    return one.campaign !== null || known.channel === one.channel
  }
  const kept: SeenTouch[] = []
  const sameAs = new Map<string, string>()
  for (const one of touches.toSorted(byTrust)) {
    const place = kept.findIndex((known) => isSame(known, one))
    const known = kept[place]
    if (known === undefined) kept.push(one)
    else {
      kept[place] = { ...known, evidence: joinEvidence(known.evidence, one.evidence) }
      sameAs.set(one.id, known.id)
    }
  }
  return { kept: kept.toSorted(order), sameAs }
}

describe('when somebody became a lead', () => {
  const at = (minutes: number) => ({ at: EVENING + minutes * 60_000, dayOnly: false })
  it('is when their first record was made, or the touch within five minutes after it', () => {
    expect(leadCreation(EVENING, [at(-3), at(6)])).toBe(EVENING)
    expect(leadCreation(EVENING, [at(1), at(5), at(-3)])).toBe(EVENING + 5 * 60_000)
    expect(leadCreation(EVENING, [{ ...at(2), dayOnly: true }])).toBe(EVENING)
    expect(leadCreation(EVENING, [])).toBe(EVENING)
    expect(leadCreation(null, [at(1)])).toBeNull()
  })
})
