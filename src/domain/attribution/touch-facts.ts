import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
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
  readonly source: string
}

const FIRST_CAMPAIGN = 'hs_analytics_first_touch_converting_campaign'
const LAST_CAMPAIGN = 'hs_analytics_last_touch_converting_campaign'
/** Where a contact names the campaigns of its touches. */
export const CAMPAIGN_PROPERTIES = [FIRST_CAMPAIGN, LAST_CAMPAIGN] as const

/** The lead-creating interaction is often stamped seconds after the contact itself; the two are one touch within this time. */
const SAME_TOUCH_MS = 1000

/**
 * First and latest interaction of a contact, from HubSpot's source properties. A property pair without an instant is no touch.
 * Source: https://knowledge.hubspot.com/properties/understand-source-properties
 */
export function touchesOf(contactId: string, contact: Values): readonly TouchFact[] {
  const first = touch(contactId, 'first', {
    at: contact['hs_analytics_first_timestamp'],
    channel: contact['hs_analytics_source'],
    campaign: contact[FIRST_CAMPAIGN],
  })
  const latest = touch(contactId, 'latest', {
    at: contact['hs_latest_source_timestamp'],
    channel: contact['hs_latest_source'] ?? contact['hs_analytics_source'],
    campaign: contact[LAST_CAMPAIGN],
  })
  if (first !== undefined && latest !== undefined && isSame(first, latest)) return [first]
  return [first, latest].filter((t) => t !== undefined)
}

function touch(
  contactId: string,
  which: 'first' | 'latest',
  seen: {
    readonly at: string | null | undefined
    readonly channel: string | null | undefined
    readonly campaign: string | null | undefined
  },
): TouchFact | undefined {
  const at = seen.at === null || seen.at === undefined ? null : parseInstant(seen.at)
  if (at === null) return undefined
  return {
    id: `${contactId}:${at}:${seen.campaign ?? seen.channel ?? 'unknown'}`,
    at,
    channel: seen.channel ?? 'OFFLINE',
    campaign: seen.campaign ?? null,
    source: which === 'first' ? 'hs_analytics_first_timestamp' : 'hs_latest_source_timestamp',
  }
}

const isSame = (a: TouchFact, b: TouchFact): boolean =>
  Math.abs(a.at - b.at) <= SAME_TOUCH_MS && a.campaign === b.campaign && a.channel === b.channel
