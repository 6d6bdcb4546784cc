export const WEIGHTS = ['first', 'leadCreation', 'opportunityCreation', 'close', 'others'] as const
export type Weights = Readonly<Partial<Record<(typeof WEIGHTS)[number], number>>>

export interface Rate {
  readonly currency: string
  readonly from: string
  readonly rate: string
}

/** The section as it is written. */
export interface Attribution {
  readonly models: readonly string[]
  readonly defaultModel: string
  readonly lookbackDays: number | null
  readonly middle: 'all' | 'between_milestones'
  readonly customModels: Readonly<Record<string, Weights>>
  readonly touches: {
    readonly excludeChannels?: readonly string[]
    readonly history?: boolean
    readonly campaignMembers?: boolean
  }
  readonly costs: { readonly sources?: readonly string[] }
  readonly rates: readonly Rate[]
  readonly refunds: {
    readonly opportunityField?: string | null
    readonly amountField?: string | null
    readonly dateField?: string | null
  }
  readonly segmentProperty: string | null
  readonly comparison: {
    readonly by?: 'channel' | 'all'
    readonly minLeads?: number
    readonly matureAfterDays?: number
  }
  readonly payback: { readonly monthlyRevenueField: string; readonly grossMarginPercent: number } | null
  readonly writeBack: { readonly campaigns?: string }
}

/** What counts where the document says nothing. */
export const DEFAULTS = {
  models: ['first_touch', 'last_touch', 'linear'],
  defaultModel: 'linear',
  sources: ['import', 'hubspot', 'salesforce'],
  minLeads: 20,
  matureAfterDays: 90,
} as const
