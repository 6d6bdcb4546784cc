import type { Handoff } from '#domain/handoff/types.ts'
import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Evidence } from '#domain/identity/score.ts'
import type { Base, Link, LinkKind } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import type { Lane } from '#domain/lane.ts'
import type { BackfillChoices, BackfillCounts, Stretch } from '#domain/plan/backfill.ts'
import type { BudgetStore } from './budget.ts'
import type { ChangeKind, ChangeNotice, Cursor, RemoteRecord } from './connector.ts'

/**
 * Everything Tandem remembers, one member per table family. Every method takes many rows at once and runs a bounded number
 * of statements. Methods of one connection take its id first. Inside `transaction` use only the `tx` that is handed in:
 * the embedded database has one session. A lost connection or a constraint that should not fail rejects with StoreError.
 */
export interface Store {
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>
  readonly connections: ConnectionStore
  readonly configs: ConfigStore
  readonly inbox: InboxStore
  readonly counters: CounterStore
  readonly budget: BudgetStore
  readonly links: LinkStore
  readonly erasure: ErasureStore
  readonly watched: WatchedStore
  readonly backfills: BackfillStore
  readonly matchKeys: MatchKeyStore
  readonly reviews: ReviewStore
  readonly journal: JournalStore
  readonly parked: ParkedStore
  readonly handoffs: HandoffStore
  readonly clocks: ClockStore
  readonly activities: ActivityStore
  readonly opportunities: OpportunityStore
  readonly touches: TouchStore
  readonly campaigns: CampaignStore
  readonly listMembers: ListMemberStore
  readonly campaignMembers: CampaignMemberStore
  readonly credits: CreditStore
  readonly routing: RoutingStore
  readonly outbox: OutboxStore
  readonly reports: ReportStore
  readonly drifts: DriftStore
}

export interface Connection {
  readonly id: ConnectionId
  readonly name: string
  readonly portalId: string
  readonly orgId: string
  readonly currency: string
  readonly orgTimeZone: string
  readonly state: 'active' | 'paused'
  /** Shown to people; null while active. */
  readonly pausedReason: string | null
}

export interface ConnectionStore {
  /** Creates or updates by id; `state` is left alone on update. */
  save(connection: Omit<Connection, 'state' | 'pausedReason'>): Promise<void>
  get(id: ConnectionId): Promise<Connection | null>
  list(): Promise<readonly Connection[]>
  pause(id: ConnectionId, reason: string): Promise<void>
  resume(id: ConnectionId): Promise<void>
}

export interface ConfigVersion {
  readonly version: number
  /** The sync config as it was saved (JSON of the YAML document); parsed again by the caller. */
  readonly document: unknown
  readonly author: string
  readonly comment: string
  readonly createdAt: Instant
}

export interface ConfigStore {
  /** Newest version, null before the first. */
  current(connection: ConnectionId): Promise<ConfigVersion | null>
  /** Saves a new version and gives its number, or gives the current one when the document is the same. */
  push(
    connection: ConnectionId,
    input: { document: unknown; author: string; comment: string; at: Instant },
  ): Promise<number>
}

/** One stream of changes: an object on one side. */
export interface Stream {
  readonly side: Side
  readonly object: string
}

export interface InboxRow extends Stream {
  readonly recordId: string
  /** Bumped by every notice that arrives while the row waits or is worked on; 0: the row never was in the inbox (a backfill). */
  readonly revision: number
  readonly kind: ChangeKind
  readonly survivorId: string | null
  /** Why it is here: 'changed', or a cause of our own such as 'write-back'. */
  readonly cause: string
  readonly attempts: number
  readonly enqueuedAt: Instant
  readonly lane: Lane
  /**
   * The record as the page that brought the notice showed it, all fields of its pair; null when no page did, or when something
   * may have happened since. Stands in for a read; a mapped field is never written to this side on its word alone.
   */
  readonly snapshot: RemoteRecord | null
  /** Somebody began to work on it and did not come to an end: something may have been written that the journal does not know of. */
  readonly begun?: true
}

/** A notice on its way into the inbox. */
export interface CapturedNotice extends ChangeNotice {
  /** `printOf` the record's raw values; absent when the notice came without a record. */
  readonly print?: string
  /** Absent: the lane of the page, `live` for hints. */
  readonly lane?: Lane
}

/** What became of the notices of a page: `added` to the inbox, `repeated` seen before, `echoes` what Tandem wrote itself or changes of fields that nobody mapped. */
export interface CaptureCounts {
  readonly added: number
  readonly repeated: number
  readonly echoes: number
}

/** A record as Tandem knows it after its own write. */
export interface KnownVersion extends Stream {
  readonly recordId: string
  readonly print: string
  /** Null where the platform does not tell it with the write (Salesforce). */
  readonly modifiedAt: Instant | null
}

export interface InboxStore {
  cursor(connection: ConnectionId, stream: Stream): Promise<Cursor | null>
  /**
   * In one transaction: news goes to the inbox (a waiting row gets a higher revision), then the cursor is saved.
   * A notice is repeated when it is not newer than the version known of that record, unless it is of the same instant and its
   * print differs; it is an echo when it is newer but its print is the one known, and when it shows for the first time what Tandem left behind. Without a print every newer notice is news.
   */
  capture(
    connection: ConnectionId,
    stream: Stream,
    page: {
      readonly notices: readonly CapturedNotice[]
      readonly cursor: Cursor
      readonly at: Instant
      /** When the page was asked for, by our clock: what Tandem wrote since may be missing in it. */
      readonly askedAt?: Instant
      readonly lane?: Lane
    },
  ): Promise<CaptureCounts>
  /**
   * News that came by itself (webhook, change event): no cursor moves. A hint without a record is news unless it is not newer
   * than the version known; a waiting row loses its snapshot, because something happened since.
   */
  hint(
    connection: ConnectionId,
    stream: Stream,
    notices: readonly CapturedNotice[],
    options: { readonly at: Instant; readonly cause: string },
  ): Promise<CaptureCounts>
  /**
   * Tells the inbox what our own writes and reads left behind, in the transaction that remembers them and after the rows they
   * came from are settled: their echoes are no news, and rows that still wait for these records lose their snapshots. A record of
   * which a newer version was captured meanwhile goes into the inbox again: whoever worked on that one knew less than now.
   * @param at our clock; pages that were asked for before then do not speak of these records.
   */
  knows(connection: ConnectionId, versions: readonly KnownVersion[], at?: Instant): Promise<void>
  /** Puts records in by our own wish (write-back, a moved link), whatever was captured before. */
  add(
    connection: ConnectionId,
    stream: Stream,
    recordIds: readonly string[],
    cause: string,
    at: Instant,
    lane?: Lane,
  ): Promise<void>
  /** Takes up to `limit` due rows of these streams, by lane, then oldest first, for `leaseMs`; rows leased by others are left alone (SKIP LOCKED on PostgreSQL). */
  lease(
    connection: ConnectionId,
    streams: readonly Stream[],
    options: { readonly limit: number; readonly leaseMs: number; readonly worker: string; readonly now: Instant },
  ): Promise<readonly InboxRow[]>
  /** Deletes rows whose revision has not moved; others lose only their lease and stay. */
  done(connection: ConnectionId, rows: readonly InboxRow[]): Promise<void>
  /** Gives rows back because nothing was tried on them (an outage, a rate limit): no attempt is counted. */
  giveBack(connection: ConnectionId, rows: readonly InboxRow[], notBefore: Instant, reason: string): Promise<void>
  /** Gives rows back for a later try: attempts + 1, not before `notBefore`. A new notice brings the instant forward. */
  retry(connection: ConnectionId, rows: readonly InboxRow[], notBefore: Instant, error: string): Promise<void>
  /**
   * Rows waiting (leased ones included), those that may run at `now` (default: the system's time), and the earliest instant
   * at which one may run.
   */
  depth(
    connection: ConnectionId,
    now?: Instant,
  ): Promise<{ readonly total: number; readonly dueNow: number; readonly oldestAt: Instant | null }>
}

/**
 * Counts of what happened, by day: so that nothing disappears without a number. Names: COUNTERS below. What the inbox hands out
 * counts once as `applied` (something was written), `no-op`, `parked` or `retried`.
 */
export interface CounterStore {
  add(connection: ConnectionId, counts: Readonly<Partial<Record<CounterName, number>>>, at: Instant): Promise<void>
  /** Sums since the UTC day of `since`; names without a count are 0. */
  since(connection: ConnectionId, since: Instant): Promise<Readonly<Record<CounterName, number>>>
}

/** `platform.what`. A new count is one line here. */
export const COUNTERS = [
  'captured',
  'repeated',
  'echoes',
  'webhook-events',
  'webhook-refused',
  'change-events',
  'events-ignored',
  'applied',
  'no-op',
  'parked',
  'retried',
  'defaults-used',
] as const
export type CounterName = (typeof COUNTERS)[number]

export const BACKFILL_STATES = ['running', 'stopped', 'done', 'cancelled'] as const
export type BackfillState = (typeof BACKFILL_STATES)[number]

/** A first load: where it is, so that it goes on there. */
export interface StoredBackfill {
  readonly id: string
  readonly choices: BackfillChoices
  /** `running`: some process works on it, or will. `stopped`: a person stopped it and may go on with it. */
  readonly state: BackfillState
  /** Where the next page begins; null: at the beginning. */
  readonly cursor: string | null
  readonly counts: BackfillCounts
  /** About how many records there were at the start; null: not known. */
  readonly total: number | null
  readonly startedAt: Instant
  /** Time that was spent on it, pauses left out. */
  readonly workedMs: number
  readonly finishedAt: Instant | null
  /** Who works on it, until when; null: nobody. */
  readonly worker: string | null
  readonly leaseUntil: Instant | null
}

export interface BackfillStore {
  /** Only one of a connection may be unfinished. @returns false when there is one already; nothing is stored then. */
  begin(connection: ConnectionId, backfill: StoredBackfill): Promise<boolean>
  /** The newest one; null before the first. */
  newest(connection: ConnectionId): Promise<StoredBackfill | null>
  /** Takes a `running` one for a while, at its cursor; stretches ahead of it are done anew. @returns null when another worker has it, or when it is no longer running. */
  lease(
    connection: ConnectionId,
    id: string,
    by: { readonly worker: string; readonly now: Instant; readonly until: Instant },
  ): Promise<StoredBackfill | null>
  /**
   * Saves what was done, in the transaction that remembers it; `done` once nothing is left. Stretches may end in any order.
   * @returns it as it is now: others may have stopped it meanwhile. Null when there is none of this id.
   */
  advance(
    connection: ConnectionId,
    id: string,
    by: { readonly done: Stretch; readonly workedMs: number; readonly at: Instant; readonly leaseUntil: Instant },
  ): Promise<StoredBackfill | null>
  /** Gives a lease back, so that others need not wait until it ends. */
  free(connection: ConnectionId, id: string, worker: string): Promise<void>
  /** Sets the state of an unfinished one and frees it. A finished one stays as it is. */
  turn(connection: ConnectionId, id: string, state: BackfillState, at: Instant): Promise<void>
}

export interface LinkStore {
  /** By HubSpot id (aliases followed). Absent when unknown. */
  byHubspotIds(connection: ConnectionId, kind: LinkKind, ids: readonly string[]): Promise<ReadonlyMap<string, Link>>
  /** By Salesforce id (aliases followed: the id of a converted lead gives the person). */
  bySalesforceIds(connection: ConnectionId, kind: LinkKind, ids: readonly string[]): Promise<ReadonlyMap<string, Link>>
  byIds(connection: ConnectionId, ids: readonly LinkId[]): Promise<ReadonlyMap<LinkId, Link>>
  /** Stores keys before the create call; a key that exists already keeps its row. @returns the rows as stored, by key. */
  intend(
    connection: ConnectionId,
    links: readonly Pick<Link, 'id' | 'kind' | 'key' | 'hubspotId' | 'origin' | 'adopted' | 'createdAt'>[],
  ): Promise<ReadonlyMap<string, Link>>
  /** Creates or replaces by id: ids, object, state, origin, base. A changed record id leaves the old one as an alias. */
  save(connection: ConnectionId, links: readonly Link[]): Promise<void>
  saveBase(connection: ConnectionId, bases: readonly { readonly id: LinkId; readonly base: Base }[]): Promise<void>
  /**
   * Links whose base is no longer the one given: somebody else has worked on them since it was read. In a transaction they stay
   * as they are until its end.
   */
  movedSince(
    connection: ConnectionId,
    asRead: readonly { readonly id: LinkId; readonly base: Base }[],
  ): Promise<ReadonlySet<LinkId>>
  addAliases(
    connection: ConnectionId,
    aliases: readonly {
      readonly side: Side
      readonly recordId: string
      readonly linkId: LinkId
      readonly kind: LinkKind
    }[],
  ): Promise<void>
  /** Every active link of a kind, in pages by id, for sweeps. */
  page(connection: ConnectionId, kind: LinkKind, after: LinkId | null, limit: number): Promise<readonly Link[]>
}

/**
 * By what records can be found again from the other side, as they were last seen: the domain of a company, its name in a form to
 * compare by. HubSpot can only be searched through an index that lags; this one knows every record that was captured.
 */
export interface MatchKeyStore {
  /** The keys of these records from now on; a record without any is forgotten. */
  replace(
    connection: ConnectionId,
    kind: LinkKind,
    side: Side,
    records: readonly { readonly recordId: string; readonly keys: readonly string[] }[],
  ): Promise<void>
  /** Ids of the records that have a key, by key; keys that nobody has are absent. */
  find(
    connection: ConnectionId,
    kind: LinkKind,
    side: Side,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>
}

/** How two records came onto the list: alike, of the same standing as others, or named by a duplicate rule. */
export const REVIEW_KINDS = ['suggestion', 'several', 'duplicate-rule'] as const
export type ReviewKind = (typeof REVIEW_KINDS)[number]
export const REVIEW_STATES = ['open', 'accepted', 'rejected'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]

/** A HubSpot contact and a Salesforce record that may be one person. */
export interface FoundPair {
  readonly kind: ReviewKind
  readonly hubspotId: string
  readonly salesforceObject: string
  readonly salesforceId: string
  /** The step of the ladder, or the name of the rule. */
  readonly reason: string
  readonly points: number
  readonly evidence: readonly Evidence[]
}

export interface Review extends FoundPair {
  readonly id: string
  readonly state: ReviewState
  readonly foundAt: Instant
  readonly decidedAt: Instant | null
  readonly decidedBy: string | null
  /** When an accepted pair was joined; null: not yet. */
  readonly appliedAt: Instant | null
}

export interface ReviewStore {
  /** One row per pair of records: a pair that is listed already is renewed while open, and kept as it was decided. */
  add(connection: ConnectionId, found: readonly (FoundPair & { readonly id: string })[], at: Instant): Promise<void>
  /** Of one state, the most alike first. */
  list(connection: ConnectionId, state: ReviewState, limit: number): Promise<readonly Review[]>
  counts(connection: ConnectionId): Promise<Readonly<Partial<Record<ReviewState, number>>>>
  byId(connection: ConnectionId, id: string): Promise<Review | null>
  /** All pairs of these contacts, whatever their state, by contact. */
  ofContacts(connection: ConnectionId, hubspotIds: readonly string[]): Promise<ReadonlyMap<string, readonly Review[]>>
  /** Sets the state of pairs; back to `open` forgets who decided. */
  decide(
    connection: ConnectionId,
    ids: readonly string[],
    decision: { readonly state: ReviewState; readonly by: string | null; readonly at: Instant },
  ): Promise<void>
  applied(connection: ConnectionId, ids: readonly string[], at: Instant): Promise<void>
}

export interface ErasureStore {
  /**
   * Forgets what is stored of people who asked for it: values in bases, in the journal (what was done and to which field stays),
   * in parked messages (closed), touches, list memberships and waiting records. Their links are `unlinked`, so that nothing is made anew.
   */
  erase(
    connection: ConnectionId,
    who: {
      readonly links: readonly LinkId[]
      readonly hubspotIds: readonly string[]
      readonly salesforceIds: readonly string[]
    },
    at: Instant,
  ): Promise<void>
}

/** Things on which parked records depend, each with a print: the config, the schema of an object. */
export interface WatchedStore {
  /** Saves the prints. @returns names whose print was another one before; a name seen for the first time has not changed. */
  changed(connection: ConnectionId, prints: ReadonlyMap<string, string>): Promise<readonly string[]>
}

export interface FieldChange {
  readonly field: string
  readonly from: Canonical
  readonly to: Canonical
  /** Field map id, or the name of the rule of ours that set it ("handoff", "sla", "outcome"). */
  readonly rule: string
  /** Why this value: 'changed-one-side', 'hubspot-wins', ... */
  readonly because: string
  readonly winner: Side | 'tandem'
  /** What the other side held that did not prevail, in its own form; absent when only one side had changed. */
  readonly lost?: Canonical
}

export interface JournalRow {
  readonly at: Instant
  readonly linkId: LinkId | null
  readonly side: Side
  readonly object: string
  readonly recordId: string
  readonly action:
    | 'create'
    | 'update'
    | 'delete'
    | 'link'
    | 'associate'
    | 'disassociate'
    | 'convert'
    | 'unlink'
    | 'erase'
  readonly changes: readonly FieldChange[]
  readonly configVersion: number
  readonly cause: string
}

export interface JournalStore {
  append(connection: ConnectionId, rows: readonly JournalRow[]): Promise<void>
  count(connection: ConnectionId): Promise<number>
  /** Newest first. */
  ofLink(connection: ConnectionId, link: LinkId, limit: number): Promise<readonly JournalRow[]>
  /** Rows at or after `since`, oldest first, of each of these links; links without any are absent. */
  recentChanges(
    connection: ConnectionId,
    links: readonly LinkId[],
    since: Instant,
  ): Promise<ReadonlyMap<LinkId, readonly JournalRow[]>>
}

export interface ParkedItem extends Stream {
  readonly recordId: string
  readonly linkId: LinkId | null
  readonly code: string
  /** The platform's own words. */
  readonly message: string
  readonly remedy: string
  readonly at: Instant
}

export interface ParkedStore {
  /** One open item per (stream, record, code): a second park renews it. */
  park(connection: ConnectionId, items: readonly ParkedItem[]): Promise<void>
  /** Closes the open items of these records. */
  resolve(connection: ConnectionId, stream: Stream, recordIds: readonly string[], at: Instant): Promise<void>
  open(connection: ConnectionId, limit: number): Promise<readonly ParkedItem[]>
  counts(connection: ConnectionId): Promise<Readonly<Record<string, number>>>
}

export interface HandoffStore {
  /** One per (link, cycle): a second insert of the same is ignored. @returns ids that were really inserted. */
  insert(connection: ConnectionId, handoffs: readonly Handoff[]): Promise<ReadonlySet<string>>
  latestByLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, Handoff>>
  /** Remembers the Salesforce Task, and who owns the lead now. */
  update(
    connection: ConnectionId,
    changes: readonly {
      readonly id: string
      readonly taskId?: string
      readonly ownerId?: string
      readonly ownerName?: string
      readonly ownerEmail?: string | null
    }[],
  ): Promise<void>
}

export const CLOCK_STATES = [
  'not_started',
  'running',
  'paused',
  'met',
  'breached',
  'breached_completed',
  'cancelled',
] as const
export type StoredClockState = (typeof CLOCK_STATES)[number]

export interface StoredClock {
  readonly id: string
  readonly linkId: LinkId
  readonly handoffId: string
  readonly cycle: number
  readonly policy: string
  readonly name: string
  readonly configVersion: number
  /** The calendar as it was when the clock started (JSON of domain/sla/calendar). */
  readonly calendar: unknown
  readonly targetSeconds: number
  readonly warnAt: readonly number[]
  readonly startedAt: Instant
  readonly dueAt: Instant | null
  readonly state: StoredClockState
  readonly breachedAt: Instant | null
  readonly detectedAt: Instant | null
  readonly stoppedAt: Instant | null
  readonly stoppedBy: { readonly activityId: string; readonly personId: string | null } | null
  /** A recorded breach that a late-arriving fact took back; the reason, else null. */
  readonly breachVoided: string | null
  readonly elapsedSeconds: number
  /** Next instant at which something can happen by time alone; null when finished. */
  readonly nextCheckAt: Instant | null
}

export interface ClockStep {
  readonly clockId: string
  /** 'warn:0.5', 'breach', ... unique with clockId. */
  readonly step: string
  readonly dueAt: Instant
  readonly at: Instant
  readonly state: 'done' | 'skipped'
  readonly reason: string
}

export interface ClockStore {
  /** One per (link, policy, name, cycle): a second insert is ignored. */
  insert(connection: ConnectionId, clocks: readonly StoredClock[]): Promise<void>
  save(connection: ConnectionId, clocks: readonly StoredClock[]): Promise<void>
  byLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<readonly StoredClock[]>
  byIds(connection: ConnectionId, ids: readonly string[]): Promise<readonly StoredClock[]>
  /** The clocks in order of id, each held until the transaction ends: others wait for it. For use in a transaction. */
  lock(connection: ConnectionId, ids: readonly string[]): Promise<readonly StoredClock[]>
  /** Clocks whose nextCheckAt has come, earliest first. */
  due(connection: ConnectionId, now: Instant, limit: number): Promise<readonly StoredClock[]>
  /** Records steps; one that exists already is ignored. @returns `${clockId}:${step}` of those really recorded. */
  recordSteps(connection: ConnectionId, steps: readonly ClockStep[]): Promise<ReadonlySet<string>>
}

export interface StoredActivity {
  /** Salesforce id of the Task or Event. */
  readonly id: string
  readonly linkId: LinkId
  readonly kind: string
  readonly at: Instant
  readonly personId: string | null
  /** Counts as a response by a person; `why` says so or why not. */
  readonly counts: boolean
  readonly why: string
}

export interface ActivityStore {
  /** Creates or replaces by id. @returns ids of rows that are new or differ from before. */
  save(connection: ConnectionId, activities: readonly StoredActivity[]): Promise<ReadonlySet<string>>
  remove(connection: ConnectionId, ids: readonly string[]): Promise<readonly LinkId[]>
  /** Those known, by id. */
  byIds(connection: ConnectionId, ids: readonly string[]): Promise<ReadonlyMap<string, StoredActivity>>
  byLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<readonly StoredActivity[]>
}

export interface StoredOpportunity {
  readonly id: string
  /** Link of the deal, null while no HubSpot deal exists. */
  readonly linkId: LinkId | null
  readonly name: string
  readonly stage: string
  readonly isClosed: boolean
  readonly isWon: boolean
  /** Null when Salesforce holds no amount. */
  readonly amountMinor: bigint | null
  readonly currency: string
  readonly createdAt: Instant
  readonly closedAt: Instant | null
  readonly lostReason: string | null
  readonly ownerId: string | null
  /** How the people were found; 'none' when nobody is known. */
  readonly contactSource: 'role' | 'converted-lead' | 'account' | 'none'
  readonly people: readonly LinkId[]
}

export interface OpportunityStore {
  /** Creates or replaces by id, people included. @returns ids of rows that are new or differ. */
  save(connection: ConnectionId, rows: readonly StoredOpportunity[]): Promise<ReadonlySet<string>>
  remove(connection: ConnectionId, ids: readonly string[]): Promise<void>
  byIds(connection: ConnectionId, ids: readonly string[]): Promise<ReadonlyMap<string, StoredOpportunity>>
  byPeople(
    connection: ConnectionId,
    people: readonly LinkId[],
  ): Promise<ReadonlyMap<LinkId, readonly StoredOpportunity[]>>
  /** Opportunities whose credit is older than themselves, their people's touches, or was never computed. */
  needingCredit(connection: ConnectionId, limit: number): Promise<readonly StoredOpportunity[]>
}

export interface StoredTouch {
  /** Deterministic from its evidence, so the same interaction read twice is one touch. */
  readonly id: string
  readonly linkId: LinkId
  readonly at: Instant
  readonly channel: string
  readonly campaign: string | null
  /** The property or object it was read from. */
  readonly source: string
}

export interface TouchStore {
  /** Replaces the touches of these people. @returns people whose touches differ from before. */
  replace(
    connection: ConnectionId,
    links: readonly LinkId[],
    touches: readonly StoredTouch[],
  ): Promise<ReadonlySet<LinkId>>
  byLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, readonly StoredTouch[]>>
}

export interface StoredCampaign {
  readonly id: string
  /** A second id by which contacts name the campaign; absent where the platform has none. */
  readonly numericId?: string
  readonly name: string
  readonly currency: string
  readonly spendMinor: bigint
  readonly startOn: string | null
  readonly endOn: string | null
}

export interface CampaignStore {
  /** Saves the campaigns and, where the total differs from the newest, a dated snapshot of the cost. @returns ids that changed. */
  save(connection: ConnectionId, campaigns: readonly StoredCampaign[], takenAt: Instant): Promise<readonly string[]>
  list(connection: ConnectionId): Promise<readonly StoredCampaign[]>
}

/** Members of HubSpot lists, as they were when each list was last read. */
export interface ListMemberStore {
  /** How each list was when it was read, by list id; lists that were never read are absent. */
  marks(
    connection: ConnectionId,
    listIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly mark: string; readonly readAt: Instant }>>
  /** Replaces the members of one list and its mark, in one transaction. @returns record ids that are new in it, and those no more in it. */
  replace(
    connection: ConnectionId,
    listId: string,
    recordIds: readonly string[],
    read: { readonly mark: string; readonly at: Instant },
  ): Promise<{ readonly joined: readonly string[]; readonly left: readonly string[] }>
  /** Of these records, the lists each is a member of; records in none are absent. */
  ofRecords(connection: ConnectionId, recordIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>
  /** Members of a list by record id, in pages. */
  page(connection: ConnectionId, listId: string, after: string, limit: number): Promise<readonly string[]>
}

/** What Tandem decided about one person in one Salesforce campaign. */
export interface StoredCampaignMember {
  readonly campaignId: string
  readonly linkId: LinkId
  /** The list that answers for it. */
  readonly listId: string
  /** Null while `intended`: the create may or may not have happened. */
  readonly memberId: string | null
  /** False: the member was there before, made by somebody else. */
  readonly made: boolean
  /** The status that Tandem left there last; null: the one there is somebody else's. */
  readonly status: string | null
  /** The status decided last. */
  readonly wanted: string
  /** Version of the contact that `wanted` was decided by; null: none is known. */
  readonly print: string | null
  /** `left`: no more on the list, and what the configuration wants then was done. */
  readonly state: 'intended' | 'member' | 'left'
  /** Refused by Salesforce: not tried again before. */
  readonly notBefore: Instant
}

/** A linked person on one of the lists of a campaign. */
export interface ListedPerson {
  readonly linkId: LinkId
  readonly contactId: string
  /** 'Lead' or 'Contact'. */
  readonly object: string
  readonly recordId: string
  /** Those of the lists asked for. */
  readonly lists: readonly string[]
  readonly member: StoredCampaignMember | null
  /** Of the newest version known of the contact; null: none is known. */
  readonly print: string | null
}

export interface CampaignMemberStore {
  /** People with an active link on one of these lists, by link id, in pages. */
  listed(
    connection: ConnectionId,
    campaignId: string,
    listIds: readonly string[],
    after: LinkId | null,
    limit: number,
  ): Promise<readonly ListedPerson[]>
  /** Members not yet `left` whose contact (null: unknown) is on none of these lists. */
  leaving(
    connection: ConnectionId,
    campaignId: string,
    listIds: readonly string[],
  ): Promise<readonly { readonly member: StoredCampaignMember; readonly contactId: string | null }[]>
  /** Creates or replaces by campaign and link. */
  save(connection: ConnectionId, members: readonly StoredCampaignMember[]): Promise<void>
  /** Forgets them. */
  remove(connection: ConnectionId, campaignId: string, links: readonly LinkId[]): Promise<void>
}

export interface StoredCredit {
  readonly opportunityId: string
  readonly model: string
  /** Null = the unattributed part. */
  readonly touchId: string | null
  readonly linkId: LinkId | null
  readonly campaign: string | null
  readonly channel: string | null
  readonly amountMinor: bigint
  readonly currency: string
  readonly weightNumerator: bigint
  readonly weightDenominator: bigint
}

export interface CreditStore {
  /** Replaces the credits of these opportunities for the given models, and marks them as computed at `at`. */
  replace(
    connection: ConnectionId,
    opportunityIds: readonly string[],
    credits: readonly StoredCredit[],
    at: Instant,
  ): Promise<void>
  /** Attributed revenue per person under one model, minor units of the connection's currency. */
  byPeople(connection: ConnectionId, model: string, people: readonly LinkId[]): Promise<ReadonlyMap<LinkId, bigint>>
}

export interface RoutingStore {
  /**
   * Reads the state of a pool, lets `decide` compute the next one, and stores it: atomic, one at a time per pool.
   * Call inside the transaction that stores the handoffs.
   */
  advance<S, R>(
    connection: ConnectionId,
    pool: string,
    decide: (state: S | null) => { readonly state: S; readonly result: R },
  ): Promise<R>
  /** The state as it is, null before the first decision; for looking ahead. */
  peek(connection: ConnectionId, pool: string): Promise<unknown>
}

export interface OutboxRow {
  readonly id: string
  readonly job: string
  readonly payload: unknown
  /** Run no earlier than this. */
  readonly runAt: Instant
}

export interface OutboxStore {
  add(rows: readonly OutboxRow[]): Promise<void>
  /** Rows not sent yet, oldest first. */
  pending(limit: number): Promise<readonly OutboxRow[]>
  sent(ids: readonly string[], at: Instant): Promise<void>
}

export interface SummaryRow {
  readonly handedOver: number
  readonly linked: number
  readonly adopted: number
  readonly won: number
  readonly lost: number
  readonly open: number
  /** Handed over, and no activity of a person since. */
  readonly untouched: number
  readonly revenueMinor: bigint
  readonly answeredInTime: number
  readonly clocks: Readonly<Record<StoredClockState, number>>
}

export interface CampaignRow {
  readonly campaign: string | null
  readonly leads: number
  readonly won: number
  readonly lost: number
  readonly open: number
  readonly revenueMinor: bigint
}

export interface ReportStore {
  /** Over people that were handed over; an opportunity counts once. */
  summary(connection: ConnectionId): Promise<SummaryRow>
  /**
   * By campaign name: leads by the campaign at handover; won, lost and open opportunities by the campaign of the person
   * (first credited touch, else handover); revenue by the credits of `model`. Null = no campaign / unattributed.
   */
  byCampaign(connection: ConnectionId, model: string): Promise<readonly CampaignRow[]>
  /** Handed over, answered in time and breached per day (UTC date on which the lead qualified), oldest first. */
  perDay(
    connection: ConnectionId,
    since: Instant,
  ): Promise<
    readonly { readonly day: string; readonly handedOver: number; readonly met: number; readonly breached: number }[]
  >
}

/** Something that is not as it should be, or that looks so. Ids and names alone, no values. */
export interface DriftProblem extends Stream {
  readonly recordId: string
  /** Stable, lower case with dashes: `parked`, `waiting`, `not-marketing`, `differs`, `gone-in-salesforce`, … */
  readonly reason: string
  readonly detail: string
  /** `no`: nobody knew of it; it was put into the inbox where that mends it. */
  readonly explained: 'yes' | 'no'
}

export interface DriftCounts {
  /** People whom the configuration sends to sales now, those of them who are linked, and why the others are not. */
  readonly sent: number
  readonly received: number
  readonly reasons: Readonly<Record<string, number>>
  /** People with a stage of the selection who stay out by the configuration, by reason: `not-marketing`, `before-go-live`, … */
  readonly out: Readonly<Record<string, number>>
  /** Not received, and not looked at because there are too many. */
  readonly notLookedAt: number
  /** Pairs read on both sides and compared field by field. */
  readonly sample: {
    readonly compared: number
    readonly agree: number
    readonly differ: number
    readonly conflict: number
  }
  /** Records found gone, merged or converted without anybody having noticed. */
  readonly missed: number
  /** Put into the inbox, where they are mended. */
  readonly healed: number
  /** Keys that nobody knows, and ids of records that are gone. */
  readonly strayKeys: number
  /**
   * Live totals by pair against active links. HubSpot: records that name their partner. Salesforce: records that bear a key, to be
   * compared with the links that began in HubSpot; null: nothing there tells that a record is joined.
   */
  readonly totals: readonly {
    readonly pair: string
    readonly hubspot: number
    readonly salesforce: number | null
    readonly links: number
    /** Of the links, those that began in HubSpot: what they lead to in Salesforce bears their key. */
    readonly keyed: number
  }[]
}

/** What a check of both sides found. */
export interface StoredDrift {
  readonly id: string
  readonly at: Instant
  readonly tookMs: number
  readonly calls: Readonly<Record<Side, number>>
  readonly counts: DriftCounts
  /** Capped; `problemsInAll` says how many there were. */
  readonly problems: readonly DriftProblem[]
  readonly problemsInAll: number
  readonly unexplained: number
  /** The next sample begins after this link; null: at the first. */
  readonly position: LinkId | null
}

export type WaitingState =
  | { readonly kind: 'parked'; readonly code: string }
  | { readonly kind: 'waiting'; readonly error: string | null }

export interface DriftStore {
  save(connection: ConnectionId, drift: StoredDrift): Promise<void>
  newest(connection: ConnectionId): Promise<StoredDrift | null>
  /** How many links there are, by kind, account (portal or org) of the record that they began with, and state. */
  links(
    connection: ConnectionId,
  ): Promise<
    readonly { readonly kind: string; readonly account: string; readonly state: string; readonly count: number }[]
  >
  /** Of these records, those that are parked, and those that wait in the inbox; others are absent. */
  states(
    connection: ConnectionId,
    stream: Stream,
    recordIds: readonly string[],
  ): Promise<ReadonlyMap<string, WaitingState>>
}
