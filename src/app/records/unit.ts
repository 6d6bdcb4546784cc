import type { SyncConfig } from '#domain/config.ts'
import type { Base, Link } from '#domain/identity/link.ts'
import type { LinkId, Side } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { InboxRow, Stream } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Store } from '#ports/store.ts'
import { capturedFields } from '../fields-to-read.ts'
import type { Scope } from '../scope.ts'
import type { Decisions, FieldReport } from '../field-decisions.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Seen } from '../snapshots.ts'

/** Both records of one link, or one record that has no partner yet, as a batch sees them. */
export interface Unit {
  readonly rows: readonly InboxRow[]
  readonly link: Link | null
  /** Links of HubSpot records that were merged into this one; the pair goes on under `link`. */
  readonly absorbed: readonly Link[]
  /** Null: not there (yet, or any more). */
  readonly hubspot: Seen | null
  readonly salesforce: Seen | null
  /** Id in Salesforce before the record was merged into the one it is now. */
  readonly mergedFrom: string | null
}

/** A unit whose link is certain; one side may still be to make. */
export interface LinkedUnit extends Unit {
  readonly link: Link
  /** The base as it is stored, where the one of `link` says more: what earlier batches wrote and nobody remembered. */
  readonly storedBase?: Base
  /** The two have never been compared. */
  readonly firstMeeting: boolean
  /** Values that a record to make gets besides the mapped ones. */
  readonly given: Values
  /** What people said about its fields and nobody has carried out yet; absent: nothing. */
  readonly decisions?: Decisions
}

export interface Settled {
  readonly unit: Unit
  readonly verdict: Verdict
}

/** What the writes of a batch did for one unit. */
export interface UnitResult {
  readonly unit: LinkedUnit
  readonly link: Link
  readonly hubspot: Seen | null
  readonly salesforce: Seen | null
  /** Sides on which something was written, or that were read just now: their echo is no news. */
  readonly told: readonly { readonly side: Side; readonly seen: Seen }[]
  readonly journal: readonly JournalRow[]
  readonly verdict: Verdict
  readonly defaultsUsed: number
  /** Both sides agree on what was written. Else the base stays as it was, and what was written is decided again. */
  readonly agreed: boolean
  /** Which fields wait for a person; null: the two were not compared. */
  readonly fields: FieldReport | null
}

/** What is particular about a pair beyond its description: who takes part, what it is told, what follows from a link. */
export interface PlainStory {
  readonly pair: PlainPair
  /** Of units without a link: those that take part, with what a record made for them gets. Others stay out. */
  admit(scope: Scope, units: readonly Unit[]): Promise<ReadonlyMap<Unit, Values>>
  /** Properties of our own that the HubSpot record should carry, by link; blanks clear. */
  tells(scope: Scope, units: readonly LinkedUnit[]): Promise<ReadonlyMap<LinkId, Values>>
  /** Associations of a pair that was made or joined just now. */
  associates(scope: Scope, results: readonly UnitResult[]): Promise<readonly Association[]>
  /** What else is remembered with a batch. */
  remembers(scope: Scope, tx: Store, results: readonly UnitResult[]): Promise<void>
}

export interface Association {
  readonly link: LinkId
  readonly side: Side
  readonly operation: Extract<WriteOperation, { kind: 'associate' }>
}

/** The unit's link as it is stored. */
export const storedLink = ({ link, storedBase }: LinkedUnit): Link =>
  storedBase === undefined ? link : { ...link, base: storedBase }

export const streamOf = (pair: PlainPair, side: Side): Stream => ({ side, object: pair[side] })
export const connectorOf = (scope: Scope, side: Side): Scope['salesforce'] =>
  side === 'hubspot' ? scope.hubspot : scope.salesforce
/** The same fields that captures bring along, so that both can be compared by their prints. */
export const fieldsOf = (config: SyncConfig, pair: PlainPair, side: Side): readonly string[] =>
  capturedFields(config, streamOf(pair, side)) ?? []
/** Id of the account that keys of this side's records begin with. */
export const accountOf = (scope: Scope, side: Side): string =>
  side === 'hubspot' ? scope.connection.portalId : scope.connection.orgId

export const journalRow = (
  scope: Scope,
  unit: Unit,
  what: Pick<JournalRow, 'linkId' | 'side' | 'object' | 'recordId' | 'action' | 'changes'> & {
    readonly cause?: string
  },
): JournalRow => ({
  at: scope.clock.now(),
  configVersion: scope.configVersion,
  cause: unit.rows[0]?.cause ?? 'changed',
  ...what,
})
