import type { Instant } from '../instant.ts'
import type { Canonical } from '../mapping/value.ts'
import { parseInstant } from '../time.ts'
import { CONVERSIONS, drillDown, joinSightings, SOURCES } from './touch-facts.ts'
import type { Sighting, TouchFact } from './touch-facts.ts'

/** Past values of properties, oldest first, each with the instant at which it was written; the last one is the present value. */
export type PropertyHistory = Readonly<
  Record<string, readonly { readonly value: Canonical; readonly at: Instant }[] | undefined>
>

/** What HubSpot writes within this time of a stamp belongs to the same visit. Its sessions end after thirty idle minutes. */
const VISIT_MS = 30 * 60_000

/** An instant that a property held, or at which one changed, and when that was written. */
interface Mark {
  readonly at: Instant
  readonly wroteAt: Instant
  readonly property: string
}

/**
 * Every interaction in the history of a contact's sources and forms. Each value that a stamp has held is an interaction at that
 * instant, with the channel, the campaign and the details that were in force when its visit was written. A change of the latest
 * source or of the last campaign that no stamp goes with is one at the instant of the change. A correction of the first
 * source or first campaign is none. What several properties tell of one interaction is one touch.
 *
 * @param nameOf gives the name of a campaign that the contact names by an id.
 * HubSpot keeps a limited number of versions of each property: older interactions than those are unknown.
 * Source: https://knowledge.hubspot.com/properties/understand-source-properties
 */
export function touchesOfHistory(
  contactId: string,
  history: PropertyHistory,
  nameOf: (campaign: string) => string = (campaign) => campaign,
): readonly TouchFact[] {
  const held = (property: string, at: Instant): string | null =>
    history[property]?.findLast((version) => version.at <= at)?.value ?? null
  const campaignAt = (property: string, at: Instant): string | null => {
    const named = held(property, at)
    return named === null ? null : nameOf(named)
  }
  const channelAt = (at: Instant): string | null => held(SOURCES.latest.channel, at) ?? held(SOURCES.first.channel, at)

  const firsts = inForce(stampsOf(history, SOURCES.first.at)).map(({ mark, until }): Sighting => ({
    at: mark.at,
    kind: 'source',
    property: mark.property,
    channel: held(SOURCES.first.channel, until),
    campaign: campaignAt(SOURCES.first.campaign, until),
    detail: drillDown(SOURCES.first.detail.map((property) => held(property, until))),
  }))
  const visits = inForce(visitsOf(history)).map(({ mark, until }): Sighting => ({
    at: mark.at,
    kind: 'source',
    property: mark.property,
    channel: channelAt(until),
    campaign: campaignAt(SOURCES.latest.campaign, until),
    detail: drillDown(SOURCES.latest.detail.map((property) => held(property, until))),
  }))
  const forms = [CONVERSIONS.recent, CONVERSIONS.first].flatMap(({ at, form }) =>
    inForce(stampsOf(history, at)).map(({ mark, until }): Sighting => ({
      at: mark.at,
      kind: 'conversion',
      property: mark.property,
      channel: channelAt(until),
      campaign: campaignAt(SOURCES.latest.campaign, until) ?? campaignAt(SOURCES.first.campaign, until),
      detail: held(form, until),
    })),
  )
  return joinSightings(contactId, [...firsts, ...visits, ...forms])
}

/** Every instant that a property has held. */
function stampsOf(history: PropertyHistory, property: string): readonly Mark[] {
  return (history[property] ?? []).flatMap(({ value, at: wroteAt }) => {
    const at = value === null ? null : parseInstant(value)
    return at === null ? [] : [{ at, wroteAt, property }]
  })
}

/** Stamps of the latest source, and changes of what goes with them that have no stamp. */
function visitsOf(history: PropertyHistory): readonly Mark[] {
  const stamps = stampsOf(history, SOURCES.latest.at)
  const others = [SOURCES.first.at, CONVERSIONS.first.at, CONVERSIONS.recent.at].flatMap((p) => stampsOf(history, p))
  const known = [...stamps, ...others].flatMap(({ at, wroteAt }) => [at, wroteAt])
  const isStamped = (at: Instant): boolean => known.some((stamp) => Math.abs(at - stamp) <= VISIT_MS)
  const changes = [SOURCES.latest.channel, SOURCES.latest.campaign].flatMap((property) =>
    // The first value came with the record, not with a visit.
    (history[property] ?? []).flatMap(({ value, at }, i) =>
      i === 0 || value === null || isStamped(at) ? [] : [{ at, wroteAt: at, property }],
    ),
  )
  return [...stamps, ...changes]
}

/** Marks in the order in which they were written, each with the last instant at which what was written belongs to it. */
function inForce(marks: readonly Mark[]): readonly { readonly mark: Mark; readonly until: Instant }[] {
  const inOrder = marks.toSorted((a, b) => a.wroteAt - b.wroteAt || a.at - b.at)
  return inOrder.map((mark) => {
    const next = inOrder.find((other) => other.wroteAt > mark.wroteAt)
    return { mark, until: Math.min(mark.wroteAt + VISIT_MS, next === undefined ? Infinity : next.wroteAt - 1) }
  })
}
