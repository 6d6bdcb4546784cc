import type { Instant } from '#domain/instant.ts'
import type { RemoteRecord } from './records.ts'
import type { WriteOperation, ItemOutcome } from './writes.ts'

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

/** What a campaign cost in all and piece by piece. Decimal strings in major units. */
export interface CampaignSpendItems {
  /** ISO code; null: not told. */
  readonly currency: string | null
  readonly total: string
  readonly items: readonly {
    readonly id: string
    readonly name: string
    readonly amount: string
    /** Epoch milliseconds. An item carries no other date. */
    readonly createdAt: Instant
  }[]
}

export interface CampaignSource {
  campaigns(): Promise<readonly CampaignCost[]>
}

/** What HubSpot's campaigns cost piece by piece. */
export interface SpendItemSource {
  /** The spend items of one campaign, one call; nothing else lists them. RemoteError with status 404: there is no such campaign. */
  spendItems(campaignId: string): Promise<CampaignSpendItems>
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
