import type { CostSource } from './cost-line.ts'
import type { Middle } from './models/journey.ts'

/** Shares of the positions and of all other touches, in any unit: only their proportion counts. */
export interface CustomWeights {
  readonly first: number
  readonly leadCreation: number
  readonly opportunityCreation: number
  readonly close: number
  readonly others: number
}

/** What a unit of a currency is worth in the connection's, from a day on until the next row of that currency. */
export interface DatedRate {
  readonly currency: string
  /** YYYY-MM-DD. */
  readonly from: string
  /** Plain decimal, exact. */
  readonly rate: string
}

/** What campaigns are compared with each other: a webinar is not cheap but barren because a trade fair is dear. */
export interface ComparisonConfig {
  /** Campaigns of one of these are alike; `all`: every campaign is. */
  readonly by: 'channel' | 'all'
  /** With fewer leads a campaign is not judged. */
  readonly minLeads: number
  /** Cohorts younger than this are immature: their deals may still close. Days. */
  readonly matureAfterDays: number
}

export interface AttributionConfig {
  /** Names of `models/index.ts`, and of `customModels`. */
  readonly models: readonly string[]
  /** One of `models`; shown first and written back. */
  readonly defaultModel: string
  /** Touches count only this many days before the close; null: all. */
  readonly lookbackDays: number | null
  /** Which touches are "others" for positional models. */
  readonly middle: Middle
  /** By name. */
  readonly customModels: Readonly<Record<string, CustomWeights>>
  readonly touches: {
    /** Channels that never count, e.g. DIRECT_TRAFFIC; empty: all count. */
    readonly excludeChannels: readonly string[]
    /** Whether HubSpot's property history is read for people on opportunities. */
    readonly history: boolean
    /** Whether responses of Salesforce campaign members are touches. */
    readonly campaignMembers: boolean
  }
  readonly costs: {
    /** The first of these that knows what a campaign cost counts (`countedLines`), so that nothing is paid twice. */
    readonly sources: readonly CostSource[]
  }
  readonly rates: readonly DatedRate[]
  readonly refunds: {
    /** Lookup field of an Opportunity with a negative amount that names the one it refunds; null: none. */
    readonly opportunityField: string | null
    /** Fields of the won Opportunity itself that hold what was refunded and when; null: none. */
    readonly amountField: string | null
    readonly dateField: string | null
  }
  /** Contact property that says to which segment a person belongs; null: the handover contract does. */
  readonly segmentProperty: string | null
  readonly comparison: ComparisonConfig
  /** For payback; null: n/a. */
  readonly payback: { readonly monthlyRevenueField: string; readonly grossMarginPercent: number } | null
  readonly writeBack: {
    /** `auto`: campaign properties where the portal takes them, else a custom object where it can, else nowhere. */
    readonly campaigns: 'auto' | 'properties' | 'object' | 'off'
  }
}
