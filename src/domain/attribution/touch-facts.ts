import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import { printOf } from '../reconcile/print.ts'
import { parseInstant } from '../time.ts'

/** Which place replaces its own touches alone. */
export const TOUCH_ORIGINS = ['hubspot', 'salesforce', 'import'] as const
export type TouchOrigin = (typeof TOUCH_ORIGINS)[number]

/** A source property, a form that was filled in, the response of a campaign member, a row of a file. */
export const TOUCH_KINDS = ['source', 'conversion', 'response', 'import'] as const
export type TouchKind = (typeof TOUCH_KINDS)[number]

/** One thing that tells of an interaction. */
export interface TouchEvidence {
  readonly origin: TouchOrigin
  /** Property, object or file that was read. */
  readonly source: string
  /** Record or line that holds it. */
  readonly record: string
  /** What it says, for people. */
  readonly says: string
}

export interface TouchFact {
  /** Made of the record and what was seen, so that the same interaction read twice is one touch. */
  readonly id: string
  readonly at: Instant
  readonly channel: string
  readonly campaign: string | null
  /** The form that was filled in, else the source's drill-downs; null: nothing finer is known. */
  readonly detail: string | null
  readonly kind: 'source' | 'conversion'
  /** Property whose instant it is. */
  readonly source: string
  /** Every property that tells of it; at least one. */
  readonly evidence: readonly TouchEvidence[]
}

/**
 * Contact properties that tell of interactions.
 * Source: https://knowledge.hubspot.com/properties/hubspots-default-contact-properties
 */
export const SOURCES = {
  first: {
    at: 'hs_analytics_first_timestamp',
    channel: 'hs_analytics_source',
    detail: ['hs_analytics_source_data_1', 'hs_analytics_source_data_2'],
    campaign: 'hs_analytics_first_touch_converting_campaign',
  },
  latest: {
    at: 'hs_latest_source_timestamp',
    channel: 'hs_latest_source',
    detail: ['hs_latest_source_data_1', 'hs_latest_source_data_2'],
    campaign: 'hs_analytics_last_touch_converting_campaign',
  },
} as const
export const CONVERSIONS = {
  first: { at: 'first_conversion_date', form: 'first_conversion_event_name' },
  recent: { at: 'recent_conversion_date', form: 'recent_conversion_event_name' },
} as const

/** Where a contact names the campaigns of its touches. */
export const CAMPAIGN_PROPERTIES = [SOURCES.first.campaign, SOURCES.latest.campaign] as const

/** Everything touches are made of. */
export const TOUCH_PROPERTIES: readonly string[] = [
  ...Object.values(SOURCES).flatMap(({ at, channel, detail, campaign }) => [at, channel, ...detail, campaign]),
  ...Object.values(CONVERSIONS).flatMap(({ at, form }) => [at, form]),
]

/** A short form of everything that touches are made of: while it is the same, there is no new touch. */
export const touchPrint = (contact: Values): string =>
  printOf(Object.fromEntries(TOUCH_PROPERTIES.map((property) => [property, contact[property] ?? null])))

/** What one property tells of an interaction. */
export interface Sighting {
  readonly at: Instant
  readonly kind: 'source' | 'conversion'
  readonly channel: string | null
  readonly campaign: string | null
  readonly detail: string | null
  readonly property: string
}

/** The lead-creating interaction is often stamped a moment after the contact itself; the two are one touch within this time. */
const SAME_TOUCH_MS = 1000

/**
 * The interactions that a contact shows now: its first and its latest visit, its first and its latest form. A property without an
 * instant is no touch; what several properties tell of one interaction is one touch.
 */
export function touchesOf(contactId: string, contact: Values): readonly TouchFact[] {
  const of = (property: string): string | null => contact[property] ?? null
  const { first, latest } = SOURCES
  const firstVisit = { channel: of(first.channel), campaign: of(first.campaign) }
  const latestVisit = { channel: of(latest.channel) ?? of(first.channel), campaign: of(latest.campaign) }
  const latestAt = parseInstant(of(latest.at) ?? '') ?? -Infinity
  // Of the two visits that are known the last one before the form.
  const visitOf = (form: string) =>
    (parseInstant(of(form) ?? '') ?? -Infinity) >= latestAt - SAME_TOUCH_MS ? latestVisit : firstVisit
  const seen = [
    { ...source(first, of), ...firstVisit },
    { ...source(latest, of), ...latestVisit },
    { ...conversion(CONVERSIONS.recent, of), ...visitOf(CONVERSIONS.recent.at) },
    { ...conversion(CONVERSIONS.first, of), ...firstVisit },
  ]
  return joinSightings(
    contactId,
    seen.flatMap((one) => {
      const at = parseInstant(of(one.property) ?? '')
      return at === null ? [] : [{ ...one, at }]
    }),
  )
}

const source = ({ at, detail }: (typeof SOURCES)[keyof typeof SOURCES], of: (property: string) => string | null) => ({
  kind: 'source' as const,
  property: at,
  detail: drillDown(detail.map(of)),
})

const conversion = (
  { at, form }: (typeof CONVERSIONS)[keyof typeof CONVERSIONS],
  of: (property: string) => string | null,
) => ({ kind: 'conversion' as const, property: at, detail: of(form) })

/** "data 1 / data 2" of a source; null without either. */
export function drillDown(parts: readonly (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null && part !== '')
  return known.length === 0 ? null : known.join(' / ')
}

/**
 * The interactions behind what properties tell, in order of (instant, id). Within a second of each other two tell of one when both
 * are forms, when they name one campaign, or, where one names none, when they are of one channel. A form says more than a
 * visit; a channel that nobody names is OFFLINE, as HubSpot calls it.
 */
export function joinSightings(contactId: string, sightings: readonly Sighting[]): readonly TouchFact[] {
  const groups: Sighting[][] = []
  for (const sighting of sightings.toSorted((a, b) => a.at - b.at)) {
    const group = groups.find(([base]) => base !== undefined && isSame(base, sighting))
    if (group === undefined) groups.push([sighting])
    else group.push(sighting)
  }
  return groups
    .flatMap((group) => toTouch(contactId, group) ?? [])
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

function isSame(a: SeenOnce, b: SeenOnce): boolean {
  if (Math.abs(a.at - b.at) > SAME_TOUCH_MS) return false
  if (a.kind === 'conversion' && b.kind === 'conversion') return true
  return a.campaign !== null && b.campaign !== null ? a.campaign === b.campaign : a.channel === b.channel
}

interface SeenOnce {
  readonly at: Instant
  readonly kind: string
  readonly channel: string | null
  readonly campaign: string | null
}

function toTouch(contactId: string, group: readonly Sighting[]): TouchFact | undefined {
  const [base] = group
  if (base === undefined) return undefined
  const form = group.find(({ kind }) => kind === 'conversion')
  const campaign = group.find((one) => one.campaign !== null)?.campaign ?? null
  const channel = group.find((one) => one.channel !== null)?.channel ?? 'OFFLINE'
  return {
    id: `${contactId}:${base.at}:${campaign ?? channel}`,
    at: base.at,
    channel,
    campaign,
    detail: form?.detail ?? base.detail,
    kind: form === undefined ? 'source' : 'conversion',
    source: base.property,
    evidence: group.map((one) => ({
      origin: 'hubspot',
      source: one.property,
      record: contactId,
      says: [one.channel ?? 'OFFLINE', one.detail, one.campaign].filter((part) => part !== null).join(' · '),
    })),
  }
}

/**
 * Touches seen before that go on, and those seen now beside them. What is seen now of an interaction that was seen before adds its
 * evidence alone: nearer to it more was known of it.
 */
export function withStanding<T extends SeenOnce & { readonly evidence: readonly TouchEvidence[] }>(
  now: readonly T[],
  before: readonly T[],
): readonly T[] {
  const told = before.map((touch) =>
    now
      .filter((other) => isSame(touch, other))
      .reduce((known, other) => ({ ...known, evidence: joinEvidence(known.evidence, other.evidence) }), touch),
  )
  return [...told, ...now.filter((other) => !before.some((touch) => isSame(touch, other)))]
}

/** The evidence of both, each once, what was there first. */
export function joinEvidence(a: readonly TouchEvidence[], b: readonly TouchEvidence[]): readonly TouchEvidence[] {
  const keyOf = (e: TouchEvidence): string => JSON.stringify([e.origin, e.source, e.record, e.says])
  const known = new Set(a.map(keyOf))
  return [...a, ...b.filter((e) => !known.has(keyOf(e)) && known.add(keyOf(e)))]
}
