import type { Instant } from '../instant.ts'
import { localDateOf } from '../time.ts'
import { joinEvidence } from './touch-facts.ts'
import type { TouchEvidence, TouchOrigin } from './touch-facts.ts'

/** A touch of any origin, as far as it matters whether two are one interaction. */
export interface SeenTouch {
  readonly id: string
  /** Whose touch it is. */
  readonly linkId: string
  readonly at: Instant
  /** Only the day is known; `at` is its last moment in the zone. */
  readonly dayOnly: boolean
  readonly channel: string
  readonly campaign: string | null
  readonly origin: TouchOrigin
  readonly evidence: readonly TouchEvidence[]
}

export interface DistinctTouches<T extends SeenTouch> {
  /** Each interaction once, in order of (instant, id); a kept touch has the evidence of those that told of the same. */
  readonly touches: readonly T[]
  /** Ids that were found to be the interaction of another touch, and of which. */
  readonly sameAs: ReadonlyMap<string, string>
  /** Touches of channels that do not count, in the same order. */
  readonly excluded: readonly T[]
}

/** Two places stamp one interaction within this time of each other. */
const SAME_INSTANT_MS = 1000

/** Which place is believed where two tell the same: the one that saw the visit itself. */
const TRUST: readonly TouchOrigin[] = ['hubspot', 'salesforce', 'import']

/**
 * The interactions behind the touches of a deal's people, whatever order they come in.
 *
 * One interaction are: the same id (also through two people who were merged); touches of two origins of one person in one
 * campaign (or, where both name none, of one channel) at one instant; a touch known by its day only and another of the same
 * person in the same campaign on that day in `zone`. The precise instant wins, then the origin (HubSpot, Salesforce, file), then
 * the earlier. Touches without a campaign are never joined by the day alone.
 *
 * @param excludeChannels compared without regard to case; such touches neither count nor absorb others.
 * @throws RangeError on an unknown zone.
 */
export function distinctTouches<T extends SeenTouch>(
  touches: readonly T[],
  zone: string,
  excludeChannels: readonly string[] = [],
): DistinctTouches<T> {
  const barred = new Set(excludeChannels.map((channel) => channel.toUpperCase()))
  const isBarred = (touch: T): boolean => barred.has(touch.channel.toUpperCase())
  const once = firstOfEachId(touches)
  const groups = Map.groupBy(
    once.filter((touch) => !isBarred(touch)),
    groupOf,
  )
  const sameAs = new Map<string, string>()
  const kept = [...groups.values()].flatMap((group) => keptOf(group, zone, sameAs))
  return { touches: kept.toSorted(inOrder), sameAs, excluded: once.filter(isBarred).toSorted(inOrder) }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const inOrder = (a: SeenTouch, b: SeenTouch): number => a.at - b.at || byText(a.id, b.id) || byText(a.linkId, b.linkId)
const byTrust = (a: SeenTouch, b: SeenTouch): number =>
  Number(a.dayOnly) - Number(b.dayOnly) || TRUST.indexOf(a.origin) - TRUST.indexOf(b.origin) || inOrder(a, b)

/** Of an id that two people have (a merge that was not followed yet) the earlier one stays, with both evidences. */
function firstOfEachId<T extends SeenTouch>(touches: readonly T[]): readonly T[] {
  const byId = new Map<string, T>()
  for (const touch of touches.toSorted(inOrder)) {
    const known = byId.get(touch.id)
    byId.set(
      touch.id,
      known === undefined ? touch : { ...known, evidence: joinEvidence(known.evidence, touch.evidence) },
    )
  }
  return [...byId.values()]
}

/** Touches of two groups are never one: an account with many people has many touches, and few in a group. */
const groupOf = ({ linkId, campaign, channel }: SeenTouch): string =>
  JSON.stringify(campaign === null ? [linkId, null, channel] : [linkId, campaign])

/** The interactions of one group. @param sameAs takes what is not kept. */
function keptOf<T extends SeenTouch>(group: readonly T[], zone: string, sameAs: Map<string, string>): readonly T[] {
  const kept: T[] = []
  const byDay = new Map<string, number>()
  let dated = 0
  /** Those known by their day come last, so that every precise one of the day is kept already. */
  const onSameDay = (touch: T): number => {
    if (touch.campaign === null) return -1
    for (; dated < kept.length; dated += 1) {
      const day = localDateOf(kept[dated]?.at ?? touch.at, zone)
      if (!byDay.has(day)) byDay.set(day, dated)
    }
    return byDay.get(localDateOf(touch.at, zone)) ?? -1
  }
  for (const touch of group.toSorted(byTrust)) {
    const place = touch.dayOnly ? onSameDay(touch) : kept.findIndex((other) => isSameInstant(other, touch))
    const other = kept[place]
    if (other === undefined) kept.push(touch)
    else {
      kept[place] = { ...other, evidence: joinEvidence(other.evidence, touch.evidence) }
      sameAs.set(touch.id, other.id)
    }
  }
  return kept
}

const isSameInstant = (kept: SeenTouch, touch: SeenTouch): boolean =>
  kept.origin !== touch.origin && Math.abs(kept.at - touch.at) <= SAME_INSTANT_MS
