import type { Values } from '#domain/mapping/value.ts'
import type { FieldSpec, ProvisionStep } from './provision.ts'
import type { ItemOutcome, WriteOperation } from './writes.ts'

/** Where figures stand: in the campaigns themselves, or in a custom object with one record for each campaign. */
export type FigureSite =
  | { readonly kind: 'properties' }
  | { readonly kind: 'object'; /** Fully qualified name. */ readonly objectType: string }

export interface HeldFigures {
  /** Of the custom object; where the campaign itself holds them, its GUID. */
  readonly recordId: string
  /** Of each field that was asked for; blank is null. */
  readonly values: Values
}

/**
 * Figures of HubSpot's marketing campaigns. Whether a portal takes them is not documented, so it has to be found out: nothing here
 * says that a value was kept but what was read back.
 */
export interface CampaignFigures {
  /** Makes the group and the properties of campaigns that are missing. @throws RemoteError where the portal takes none. */
  defineFigureProperties(fields: readonly FieldSpec[]): Promise<readonly ProvisionStep[]>
  /** Takes back properties of campaigns, and their group once it is empty. What is not there is no error. */
  dropFigureProperties(names: readonly string[]): Promise<void>
  /** Makes the custom object, or what it lacks of these fields. @throws RemoteError where the portal has none. */
  defineFigureObject(
    fields: readonly FieldSpec[],
  ): Promise<{ readonly objectType: string; readonly steps: readonly ProvisionStep[] }>
  /** What stands there now, by campaign id; campaigns (or records) that are gone are absent. A call for 50 (100 records). */
  readFigures(
    site: FigureSite,
    campaignIds: readonly string[],
    fields: readonly FieldSpec[],
  ): Promise<ReadonlyMap<string, HeldFigures>>
  /**
   * Updates campaigns by GUID, or upserts records by `campaign_id`; one outcome per input, same order. `values` of an outcome are what
   * was read back, a field that was not kept is null in it. A campaign that is gone: RECORD_NOT_FOUND. Two calls for 50 (100 records).
   */
  writeFigures(
    site: FigureSite,
    operations: readonly FigureWrite[],
    fields: readonly FieldSpec[],
  ): Promise<readonly ItemOutcome[]>
}

/** `update` of object `campaigns`, or `upsert` of the custom object by the campaign's id. */
export type FigureWrite = Extract<WriteOperation, { kind: 'update' | 'upsert' }>
