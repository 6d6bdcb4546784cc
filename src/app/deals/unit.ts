import type { Base, Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { InboxRow, KnownVersion } from '#ports/store/inbox.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Scope } from '../scope.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Seen } from '../snapshots.ts'
import type { ForeignAmount } from './own-currency.ts'

/** One opportunity with the people behind it and the deal that mirrors it. */
export interface Deal {
  readonly rows: readonly InboxRow[]
  readonly opportunityId: string
  /** Null: deleted in Salesforce. */
  readonly record: RemoteRecord | null
  /** Null: the amount is in the connection's currency. Else `record` holds what field maps see of it. */
  readonly foreign: ForeignAmount | null
  readonly link: Link | null
  /** The base as it is stored, where the one of `link` says more: what earlier batches wrote and nobody remembered. */
  readonly storedBase?: Base
  readonly before: StoredOpportunity | null
  readonly people: readonly Link[]
  readonly contactSource: StoredOpportunity['contactSource']
}

export type PresentDeal = Deal & { readonly record: RemoteRecord }

export interface PlannedDeal {
  readonly deal: PresentDeal
  /** Null: there is nobody for whom a deal would be made. */
  readonly link: Link | null
  /** `vanished`: the deal was there and is deleted in HubSpot; `none`: there never was one and none is wanted. */
  readonly mirror: 'kept' | 'vanished' | 'none'
  readonly write: WriteOperation | null
  readonly changes: readonly FieldChange[]
  /** Ids of maps whose value could not be converted; nothing is written for them. */
  readonly unconvertible: readonly string[]
  /** Values that were made up by the maps where there was none. */
  readonly defaultsUsed?: number
  /** The deal as it was before the write; null: there is none, or it is not looked at. */
  readonly existing: Seen | null
}

export interface DealResult extends PlannedDeal {
  readonly journal: readonly JournalRow[]
  readonly verdict: Verdict
  /** People who are on the deal although they should not be any more. */
  readonly stillOn: readonly LinkId[]
  /** The deal as Tandem knows it now. */
  readonly known: readonly KnownVersion[]
  /** The deal holds what was written. Else the base stays as it was, and what was written is decided again. */
  readonly agreed: boolean
}

/** A journal row about the deal of a planned opportunity. */
export const dealJournal = (
  scope: Scope,
  planned: PlannedDeal,
  what: Pick<JournalRow, 'action' | 'changes' | 'recordId'>,
): JournalRow => ({
  at: scope.clock.now(),
  linkId: planned.link?.id ?? null,
  side: 'hubspot',
  object: 'deals',
  configVersion: scope.configVersion,
  cause: planned.deal.rows[0]?.cause ?? 'changed',
  ...what,
})
