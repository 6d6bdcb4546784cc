import type { Side } from '#domain/ids.ts'
import type { Lane } from '#domain/lane.ts'
import type { RemoteAccount, RemoteOwner, ApiUsage } from './connector/account.ts'
import type { ObjectSchema } from './connector/schema.ts'
import type { RemoteRecord, ReadRequest, FindByRequest, RelatedRequest, RelatedRecords } from './connector/records.ts'
import type { ChangesRequest, ChangesPage } from './connector/changes.ts'
import type { WriteOperation, ItemOutcome } from './connector/writes.ts'

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
