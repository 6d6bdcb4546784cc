import type { SyncConfig } from '#domain/config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector.ts'
import type { FoundPair, InboxRow, JournalRow, KnownVersion, StoredClock } from '#ports/store.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Seen } from '../snapshots.ts'

export type PersonPair = 'contact-lead' | 'contact-contact'

/** One person as a batch sees them: both sides as they are now and what Tandem remembers. */
export interface Person {
  readonly rows: readonly InboxRow[]
  /** The HubSpot contact; null when it was deleted there. */
  readonly contact: RemoteRecord | null
  /** Its values as HubSpot gave them, before campaigns got their names; null without a contact. */
  readonly rawContact: Values | null
  /** `snapshot`: known by what a capture brought along. No mapped field is written to that side before it was read. */
  readonly contactBy: Seen['by']
  readonly link: Link | null
  /** Links of contacts that were merged into this one; the person goes on under `link`. */
  readonly absorbed: readonly Link[]
  /** The Lead or Contact in Salesforce; null when there is none (yet, or any more). */
  readonly record: RemoteRecord | null
  readonly recordBy: Seen['by']
  /** The lead that became the contact in this batch, so that its id stays known. */
  readonly convertedFrom: string | null
  /** The record's id before it was merged into the one it is now, in Salesforce and in this batch. */
  readonly mergedFrom: string | null
  readonly handoff: Handoff | null
  readonly clock: StoredClock | null
}

/** A person whose link is certain; `record` may still be to make. */
export type LinkedPerson = Person & {
  readonly contact: RemoteRecord
  readonly rawContact: Values
  readonly link: Link
  readonly firstMeeting: boolean
  /** Pairs with records that a duplicate rule named, for a person to decide. */
  readonly found?: readonly FoundPair[]
}

/** What the writes of a batch did for one person. */
export interface PersonResult {
  readonly person: LinkedPerson
  readonly link: Link
  readonly taskId: string | null
  readonly journal: readonly JournalRow[]
  readonly verdict: Verdict
  /** Opportunities that this person's link makes worth a look. */
  readonly opportunities: readonly string[]
  /** What the writes left behind: its echo is no news. */
  readonly known: readonly KnownVersion[]
  /** Something is left for another look: the records must be news when they come again. */
  readonly unfinished: boolean
  /** Values that the maps made up where there was none, in what was written. */
  readonly defaultsUsed?: number
}

export const pairOf = (object: string): PersonPair => (object === 'Lead' ? 'contact-lead' : 'contact-contact')
export const mapsOf = (config: SyncConfig, object: string) => config.fields[pairOf(object)]
export const nameOf = (contact: RemoteRecord): string => {
  const { firstname, lastname, email } = contact.values
  const name = [firstname, lastname].filter((part) => part !== null && part !== undefined && part !== '').join(' ')
  return name === '' ? (email?.split('@')[0] ?? contact.id) : name
}

/** What the maps look at: both records of each person. */
export const valuesToMap = (people: readonly LinkedPerson[]) => ({
  hubspot: people.map(({ contact }) => contact.values),
  salesforce: people.flatMap(({ record }) => (record === null ? [] : [record.values])),
})
