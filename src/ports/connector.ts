import type { RemoteError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Lane } from '#domain/lane.ts'
import type { OwnField } from '#domain/objects/own-field.ts'
import type { Canonical, Values, ValueType } from '#domain/mapping/value.ts'

/**
 * What Tandem asks of a CRM. Both connectors implement it with the same file names; `tests/conformance/connector.ts` holds
 * what every implementation must do. Object and field names are the platform's own (`contacts`/`email`, `Lead`/`Email`).
 * Every method rejects with a `RemoteError` (disposition inside) when the whole call failed.
 */
export interface Connector {
  readonly side: Side
  /** Checks the credential. Gives the account's id (portal id, org id), its name, currency and time zone. One API call or two. */
  account(): Promise<RemoteAccount>
  /** The live schema of one object; cached by the connector for 10 minutes, `fresh` asks again. Unknown object: RemoteError code UNKNOWN_OBJECT. */
  describe(object: string, freshness?: 'cached' | 'fresh'): Promise<ObjectSchema>
  /** People who can own records, active and not. Small: one list. */
  owners(): Promise<readonly RemoteOwner[]>
  /**
   * One page of records that changed at or after the cursor, oldest change first, with an overlap so that late commits and a
   * lagging search index are not missed: the same record may come again and the caller drops what it has seen.
   * `cursor: null` starts with everything there is (a backfill that the API lists completely).
   * Deleted and merged records come with their `kind`. @returns `cursor` to save once the page is stored; `more` = call again now.
   */
  changes(request: ChangesRequest): Promise<ChangesPage>
  /** Current values by id, any number of ids (batched inside). Missing or deleted ids are absent from the answer; order is free. */
  read(request: ReadRequest): Promise<readonly RemoteRecord[]>
  /**
   * Exact, case-insensitive look-up by a field's values, any number of values (chunked inside). Strongly consistent: never the
   * HubSpot search index. Several records may answer one value. HubSpot supports `email` and unique properties.
   */
  findBy(request: FindByRequest): Promise<readonly RemoteRecord[]>
  /** Related record ids, e.g. contacts of deals, contacts of opportunities (contact roles). Records without any are absent. */
  related(request: RelatedRequest): Promise<readonly RelatedRecords[]>
  /**
   * Writes; exactly one outcome per input, same order, same length, whatever happened. Batched inside by kind and object.
   * Never retried blindly. A failure of the whole call (network, 5xx) becomes that error on each of its inputs.
   */
  write(operations: readonly WriteOperation[]): Promise<readonly ItemOutcome[]>
  /** Calls made since this connector was built. */
  usage(): ApiUsage
  /** The same connector (one session, one budget, one count) whose calls go in another lane. A new connector's lane is `live`. */
  withLane(lane: Lane): this
}

export interface RemoteAccount {
  readonly id: string
  readonly name: string
  /** ISO 4217 code of the account. */
  readonly currency: string
  /** IANA zone. */
  readonly timeZone: string
  /** The user the credential acts as, where the platform has one (Salesforce): its doings are never a person's. */
  readonly userId?: string
}

export interface RemoteOwner {
  /** HubSpot owner id, Salesforce user id. */
  readonly id: string
  /** Lower case; a Salesforce sandbox's ".invalid" suffix is already gone. Null for owners without an address. */
  readonly email: string | null
  readonly name: string
  readonly active: boolean
}

export interface FieldOption {
  readonly value: string
  readonly label: string
  readonly active: boolean
}

export interface FieldSchema {
  readonly name: string
  readonly label: string
  readonly type: ValueType
  /** The platform's own type word, for messages. */
  readonly nativeType: string
  readonly writable: 'always' | 'create-only' | 'never'
  /** Must have a value when a record is created and has no default. */
  readonly required: boolean
  readonly unique: boolean
  /** Characters (UTF-16 code units). */
  readonly maxLength?: number
  /** Numbers: digits after the point that are kept, and digits in all; absent: as many as there are. */
  readonly scale?: number
  readonly precision?: number
  readonly options?: readonly FieldOption[]
  /** Picklists: other values are refused by the platform. */
  readonly restricted?: boolean
  readonly referenceTo?: readonly string[]
}

export interface ObjectSchema {
  readonly side: Side
  readonly object: string
  readonly label: string
  /** By field name in the platform's own case. */
  readonly fields: Readonly<Record<string, FieldSchema>>
  /** Fields that hold no single value (compound addresses, files), with the platform's own type word. They cannot be mapped. */
  readonly unmappable?: Readonly<Record<string, string>>
}

export interface RemoteRecord {
  readonly object: string
  readonly id: string
  /** Only the fields asked for; a field that does not exist is absent, a blank one is null. */
  readonly values: Values
  readonly createdAt: Instant
  readonly modifiedAt: Instant
  /** Other ids that mean this record since a merge; empty for most. */
  readonly mergedIds: readonly string[]
}

export type Cursor = Readonly<Record<string, string | number>>

export interface ChangesRequest {
  readonly object: string
  readonly cursor: Cursor | null
  /** At most this many records a page; the connector may give fewer. */
  readonly limit?: number
  /** Fields to bring along with the records, where that costs no further call. Absent: notices alone. */
  readonly fields?: readonly string[]
}

/**
 * What happened to a record. `restored`: back from the recycle bin. `converted`: a Lead that became a Contact.
 * `privacy-deleted`: a person's data must be erased everywhere, Tandem's own memory included.
 */
export const CHANGE_KINDS = ['upserted', 'deleted', 'merged', 'restored', 'converted', 'privacy-deleted'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export interface ChangeNotice {
  readonly id: string
  readonly kind: ChangeKind
  readonly modifiedAt: Instant
  /** Only with `merged`: the surviving record. */
  readonly survivorId?: string
  /** The record as the page showed it, with all fields asked for; absent where the page cannot show it. */
  readonly record?: RemoteRecord
}

export interface ChangesPage {
  readonly notices: readonly ChangeNotice[]
  readonly cursor: Cursor
  readonly more: boolean
}

export interface ReadRequest {
  readonly object: string
  readonly ids: readonly string[]
  readonly fields: readonly string[]
}

export interface FindByRequest {
  readonly object: string
  readonly field: string
  readonly values: readonly string[]
  readonly fields: readonly string[]
}

export interface RelatedRequest {
  readonly from: string
  readonly ids: readonly string[]
  readonly to: string
}

export interface RelatedRecords {
  readonly id: string
  /** The primary one first where the platform knows one. */
  readonly related: readonly string[]
}

/** What to do when a Salesforce duplicate rule objects: report it (default), or save all the same where the rule allows. */
export type OnDuplicates = 'report' | 'save'

/** A duplicate rule refused a record. `save` may be tried again with `onDuplicates: 'save'`; `block` never goes through. */
export interface DuplicateReport {
  readonly rule: string
  readonly kind: 'alert' | 'block'
  readonly matches: readonly { readonly object: string; readonly id: string }[]
}

/** `traceId` is unique within the call and comes back on the outcome. */
export type WriteOperation =
  | {
      readonly kind: 'create'
      readonly traceId: string
      readonly object: string
      readonly values: Values
      readonly onDuplicates?: OnDuplicates
    }
  | {
      readonly kind: 'update'
      readonly traceId: string
      readonly object: string
      readonly id: string
      readonly values: Values
      /** Fields that the caller wants to know afterwards. A connector that can tell them without a call more does: see `record`. */
      readonly returning?: readonly string[]
    }
  | {
      /** Creates or updates by a unique field: repeating it after a crash makes no second record. */
      readonly kind: 'upsert'
      readonly traceId: string
      readonly object: string
      readonly keyField: string
      readonly key: string
      readonly values: Values
      readonly onDuplicates?: OnDuplicates
    }
  | {
      /** Removes a record (to the recycle bin). One that is gone already is a success, `unchanged`. */
      readonly kind: 'delete'
      readonly traceId: string
      readonly object: string
      readonly id: string
    }
  | {
      /** Takes an association away (every label), a contact role, or clears a lookup. One that is not there is `unchanged`. */
      readonly kind: 'disassociate'
      readonly traceId: string
      readonly from: { readonly object: string; readonly id: string }
      readonly to: { readonly object: string; readonly id: string }
    }
  | {
      /** HubSpot association with the default label; Salesforce: an OpportunityContactRole (read first, made if missing). */
      readonly kind: 'associate'
      readonly traceId: string
      readonly from: { readonly object: string; readonly id: string }
      readonly to: { readonly object: string; readonly id: string }
      readonly primary: 'primary' | 'plain'
    }
  | {
      /** Salesforce only. `opportunityName: null` makes no opportunity. `accountId` null lets the platform make the account. */
      readonly kind: 'convert-lead'
      readonly traceId: string
      readonly leadId: string
      readonly convertedStatus: string
      readonly ownerId: string
      readonly accountId: string | null
      readonly contactId: string | null
      readonly opportunityName: string | null
    }

export type ItemOutcome =
  | {
      readonly traceId: string
      readonly ok: true
      /** Id of the record written (convert-lead: the contact). */
      readonly id: string
      readonly effect: 'created' | 'updated' | 'associated' | 'converted' | 'deleted' | 'unchanged'
      /** What the platform says it holds now, where it says so (HubSpot). Compare with what was sent: some writes are kept silently. */
      readonly values?: Values
      /** The record as it was read right after an update that asked for it (Salesforce). Absent: read it, it costs a call. */
      readonly record?: RemoteRecord
      readonly modifiedAt?: Instant
      readonly converted?: {
        readonly accountId: string
        readonly contactId: string
        readonly opportunityId: string | null
      }
    }
  | {
      readonly traceId: string
      readonly ok: false
      readonly error: RemoteError
      /** Only with the error code DUPLICATES_DETECTED. */
      readonly duplicates?: DuplicateReport
    }

export interface ApiUsage {
  readonly calls: number
  /** By a stable name such as "POST /crm/objects/{v}/contacts/batch/read". */
  readonly byEndpoint: Readonly<Record<string, number>>
  readonly rateLimited: number
}

/** A field to make or to check, for `tandem provision`. */
export type FieldSpec = OwnField

export interface ProvisionStep {
  /** `present`: nothing to do. `missing`: would be made. `made`: was made now. `invisible`: exists without field permission. */
  readonly state: 'present' | 'missing' | 'made' | 'invisible'
  readonly what: string
  readonly detail: string
}

/** Makes what a sync needs in the account: property group and properties, custom fields with permissions. Idempotent. */
export interface Provisioner {
  readonly side: Side
  plan(fields: readonly FieldSpec[]): Promise<readonly ProvisionStep[]>
  apply(fields: readonly FieldSpec[], progress?: (step: ProvisionStep) => void): Promise<readonly ProvisionStep[]>
}

/** HubSpot campaigns with what they cost; Salesforce gives `Campaign.ActualCost`. */
export interface CampaignCost {
  readonly id: string
  /** A second id by which records name the campaign; HubSpot's contact properties do. */
  readonly numericId?: string
  readonly name: string
  /** ISO code, null where the platform names none (then the account's currency holds). */
  readonly currency: string | null
  /** Decimal string in major units, e.g. "5026674.76"; "0" when nothing was spent. */
  readonly spend: string
  readonly startOn: string | null
  readonly endOn: string | null
}

export interface CampaignSource {
  campaigns(): Promise<readonly CampaignCost[]>
}

/** A HubSpot list (segment) as it is now. */
export interface ListState {
  readonly id: string
  readonly name: string
  /** What it is a list of, by HubSpot's plural name, e.g. "contacts"; the type id of an object Tandem does not know. */
  readonly object: string
  readonly size: number
  /** Differs from an earlier one when somebody joined or left since. Compare only. */
  readonly mark: string
  /** False while HubSpot fills the list anew: its members are not to be believed yet. */
  readonly settled: boolean
}

export interface ListingRequest {
  readonly object: string
  /** Absent from the records where the object does not have them, as with `read`. */
  readonly fields: readonly string[]
  /** `next` of the page before; null: from the beginning. */
  readonly after: string | null
}

export interface ListedPage {
  readonly records: readonly RemoteRecord[]
  /** Null: that was the last page. */
  readonly next: string | null
}

/** Everything there is of an object, for first loads: living records with their values as they are now, in an order that stays. */
export interface RecordListing {
  list(request: ListingRequest): Promise<ListedPage>
  /** How many living records there are, about: what was made a moment ago may be missing. One call. */
  total(object: string): Promise<number>
}

/** A test on one field; all parts given must hold. Field names are the platform's own. */
export interface SampleCondition {
  readonly field: string
  readonly in?: readonly string[]
  /** `true`: has a value, `false`: is blank. */
  readonly known?: boolean
}

export interface SampleRequest {
  readonly object: string
  /** All must hold; none: every living record. */
  readonly conditions: readonly SampleCondition[]
  readonly fields: readonly string[]
  /** At most this many records; 0 counts alone. */
  readonly limit: number
}

export interface Sample {
  /** How many records there are of which all conditions hold. */
  readonly total: number
  /** Those that changed last, newest first. */
  readonly records: readonly RemoteRecord[]
}

/**
 * Counts and samples, for previews and reports. HubSpot answers from its search index, which lags by seconds and gives at most
 * 10,000 records; never an existence check. One call for the count, one for each 200 (HubSpot) or 2,000 (Salesforce) records.
 */
export interface RecordSampling {
  sample(request: SampleRequest): Promise<Sample>
}

/** Members of HubSpot lists (segments), by HubSpot's own record ids. */
export interface ListSource {
  /** Lists of this object type that a person may choose from. */
  lists(object: string): Promise<readonly { readonly id: string; readonly name: string; readonly size: number }[]>
  /** How these lists are, in one call for 500 of them; by id. Unknown and deleted lists are absent. */
  states(listIds: readonly string[]): Promise<ReadonlyMap<string, ListState>>
  /** Ids of all members now, a call for 250. Unknown list: RemoteError code UNKNOWN_LIST, disposition park. */
  members(listId: string): Promise<readonly string[]>
}

/** Marketing campaigns of HubSpot, which no search, webhook or listing of CRM objects shows. */
export interface MarketingCampaigns {
  /** All campaigns with these properties, `object` "campaigns", a call for 100. Ids are GUIDs. Blank properties are null. */
  allCampaigns(fields: readonly string[]): Promise<readonly RemoteRecord[]>
  /** Which of these campaigns exist now, a call for 50: a page of the listing may have missed one. */
  existingCampaigns(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Updates campaigns (`create`, `upsert` and the like are refused); one outcome per input, same order. */
  writeCampaigns(operations: readonly WriteOperation[]): Promise<readonly ItemOutcome[]>
}

/** A past value of a property, oldest first. Only HubSpot keeps one for every property. */
export interface HistoryEntry {
  readonly value: Canonical
  readonly at: Instant
  readonly source: string
}

export interface HistorySource {
  /** By record id, then by property. Records that do not exist are absent. */
  history(
    object: string,
    ids: readonly string[],
    properties: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, readonly HistoryEntry[]>>>>
}
