import type { Condition } from './condition.ts'
import type { Instant } from './instant.ts'
import type { FieldMap } from './mapping/field-map.ts'
import type { BusinessCalendar } from './sla/business-calendar.ts'
import type { AlertsConfig } from './alerts/types.ts'
import type { AttributionConfig } from './attribution/config.ts'
import type { FeedbackConfig, HandoverContract } from './handoff/config.ts'
import type { RoutingConfig } from './routing/types.ts'
import type { SlaPolicy } from './sla/policy.ts'

export type { Condition } from './condition.ts'

/** Who enters the loop. Who left it afterwards stays linked. */
export interface Selection {
  /** 'required': only contacts HubSpot bills as marketing contacts. 'any': an explicit choice for portals without them. */
  readonly marketingContacts: 'required' | 'any'
  /** Lifecycle stages (values, not labels) that enter. */
  readonly stages: readonly string[]
  /** HubSpot lists (ids); whoever is a member of one of them enters. Empty: lists do not matter. */
  readonly lists: readonly string[]
  readonly conditions: readonly Condition[]
  readonly optedOut: 'exclude' | 'include'
  /** Which Salesforce records take part, by object; an object that is absent takes part whole. Decides entry only. */
  readonly salesforce: Readonly<Partial<Record<SalesforceFiltered, readonly Condition[]>>>
}

export const SALESFORCE_FILTERED = ['Lead', 'Contact', 'Account', 'Opportunity', 'Task', 'Campaign'] as const
export type SalesforceFiltered = (typeof SALESFORCE_FILTERED)[number]

/** How records of one pair come into being and go. */
export interface PairSettings {
  readonly enabled: boolean
  /** On which side Tandem makes the partner of a record that has none. `none`: records that exist on both sides are linked. */
  readonly create: 'none' | 'to-salesforce' | 'to-hubspot' | 'both'
  /** `keep`: a deletion on one side unlinks. `delete`: it deletes the partner too. */
  readonly deletes: 'keep' | 'delete'
  /** Salesforce record type (developer name) of records that Tandem makes; null: the org's default. */
  readonly recordType: string | null
}

/** What may link two records without a person, besides a stored id and the same e-mail. */
export interface MatchingConfig {
  /** `list`: made all the same, and listed as a possible duplicate. `hold`: not made before a person decided. `off`: not looked for. */
  readonly suggestions: 'off' | 'list' | 'hold'
  /** Links a single candidate with the same phone and a like name, or a like name at the same company, by itself. */
  readonly autoLinkNames: boolean
  /** ISO country of phone numbers without one; null: none. */
  readonly defaultCountry: string | null
}

/** Members of a HubSpot list are the members of a Salesforce Campaign. */
export interface CampaignMembersConfig {
  /** HubSpot list id. */
  readonly list: string
  /** Salesforce Campaign id, or its name. */
  readonly campaign: string
  /** Member status of whoever is on the list. */
  readonly status: string
  /** Status by a condition on the contact, first match wins, before `status`. */
  readonly statusWhen: readonly { readonly when: readonly Condition[]; readonly status: string }[]
  /** What becomes of a member that left the list: kept as is, given this status, or removed. */
  readonly onLeave: 'keep' | 'remove' | { readonly status: string }
}

/** How much of the platforms' limits this connection may use. */
export interface BudgetConfig {
  /** Part of the org's daily Salesforce calls (rolling 24 h) that Tandem may use; backfills stop earlier. 0 to 1. */
  readonly salesforceDailyShare: number
  /** Part of the portal's daily HubSpot calls. 0 to 1. */
  readonly hubspotDailyShare: number
}

export type { HandoverContract } from './handoff/config.ts'
export type { RoutingConfig } from './routing/types.ts'

export interface OpeningStage {
  /** HubSpot stages that open an Opportunity; empty switches it off. */
  readonly stages: readonly string[]
  /** Stage of the new Opportunity when it is made on an existing Contact; a converted lead gets the org's first stage. */
  readonly opportunityStage: string
  readonly closeInDays: number
  /** LeadStatus with IsConverted. */
  readonly convertedStatus: string
}

export interface LifecycleConfig {
  readonly opensOpportunity: OpeningStage
  /** Stages from least to most advanced, for forward-only writes. */
  readonly order: readonly string[]
  readonly onOpportunity: string
  readonly onWon: string
  /** HubSpot stage by Lead Status, for leads without an opportunity; other statuses ask for none. Absent: none at all. */
  readonly fromLeadStatus?: Readonly<Record<string, string>>
}

/** Everything an admin decides for one connection, already checked for shape. Source: the YAML document (src/config). */
export interface SyncConfig {
  readonly connection: { readonly id: string; readonly name: string }
  readonly goLiveAt: Instant
  readonly selection: Selection
  readonly fields: {
    readonly 'contact-lead': readonly FieldMap[]
    readonly 'contact-contact': readonly FieldMap[]
    readonly 'company-account': readonly FieldMap[]
    readonly 'deal-opportunity': readonly FieldMap[]
    readonly 'task-task': readonly FieldMap[]
    readonly 'campaign-campaign': readonly FieldMap[]
  }
  readonly pairs: Readonly<Record<PlainPairId, PairSettings>>
  readonly recordTypes: { readonly Lead: string | null; readonly Opportunity: string | null }
  readonly matching: MatchingConfig
  readonly campaignMembers: readonly CampaignMembersConfig[]
  /** HubSpot owner e-mail to Salesforce user e-mail, where they differ. */
  readonly owners: Readonly<Record<string, string>>
  readonly budget: BudgetConfig
  readonly campaignProperty: string
  readonly lifecycle: LifecycleConfig
  readonly handover: readonly HandoverContract[]
  readonly routing: RoutingConfig
  readonly calendars: Readonly<Record<string, BusinessCalendar>>
  readonly sla: readonly SlaPolicy[]
  /** How sales accepts and rejects, and what becomes of who is given back. */
  readonly feedback: FeedbackConfig
  readonly alerts: AlertsConfig
  /** User ids, names or e-mails whose activities are not a person's. */
  readonly automationUsers: readonly string[]
  /** Salesforce field with the loss reason. */
  readonly lossReasonField: string
  readonly attribution: AttributionConfig
}

export type FieldPairId = keyof SyncConfig['fields']
/** Pairs without a story of their own: linked, created and kept in step by one pipeline (src/app/records). */
export const PLAIN_PAIRS = ['company-account', 'task-task', 'campaign-campaign'] as const
export type PlainPairId = (typeof PLAIN_PAIRS)[number]
