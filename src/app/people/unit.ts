import type { SyncConfig } from '#domain/config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Base, Link } from '#domain/identity/link.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { InboxRow, KnownVersion } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { FoundPair } from '#ports/store/reviews.ts'
import type { Decisions, FieldReport } from '../field-decisions.ts'
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
  /** Everybody else who is this contact since a merge, also those who had been taken apart before. */
  readonly mergedPeople: readonly Link[]
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
  /** The base as it is stored, where the one of `link` says more: what earlier batches wrote and nobody remembered. */
  readonly storedBase?: Base
  readonly contact: RemoteRecord
  readonly rawContact: Values
  readonly link: Link
  readonly firstMeeting: boolean
  /** Pairs with records that a duplicate rule named, for a person to decide. */
  readonly found?: readonly FoundPair[]
  /** What people said about fields of this person and nobody has carried out yet; absent: nothing. */
  readonly decisions?: Decisions
}

/** What is to be remembered of a person's handoff; what is absent stays as it is. */
export interface HandoffUpkeep {
  readonly ownerAgreed?: string
  /** Pending values that the record holds now. */
  readonly settles?: Values
  /** The handoff with the owner that somebody gave the record to in Salesforce. */
  readonly follows?: Handoff
  /** What the follow-up Task says now. */
  readonly taskPrint?: string
}

/** What the writes of a batch did for one person. */
export interface PersonResult {
  readonly person: LinkedPerson
  readonly link: Link
  readonly taskId: string | null
  readonly upkeep?: HandoffUpkeep
  readonly journal: readonly JournalRow[]
  readonly verdict: Verdict
  /** Opportunities that this person's link makes worth a look. */
  readonly opportunities: readonly string[]
  /** What the writes left behind: its echo is no news. */
  readonly known: readonly KnownVersion[]
  /** Something is left for another look: the records must be news when they come again. */
  readonly unfinished: boolean
  /** Both sides agree on what was written. Else the base stays as it was, and what was written is decided again. */
  readonly agreed: boolean
  /** Values that the maps made up where there was none, in what was written. */
  readonly defaultsUsed?: number
  /** Which fields wait for a person; absent: the two were not compared. */
  readonly fields?: FieldReport
}

/** The person's link as it is stored. */
export const storedLink = ({ link, storedBase }: LinkedPerson): Link =>
  storedBase === undefined ? link : { ...link, base: storedBase }

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
