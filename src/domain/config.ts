import type { Instant } from './instant.ts'
import type { FieldMap } from './mapping/field-map.ts'
import type { BusinessCalendar } from './sla/business-calendar.ts'
import type { SlaPolicy } from './sla/policy.ts'

/** A test on one property of a record; several together must all hold. */
export interface Condition {
  readonly property: string
  readonly in: readonly string[]
}

/** Who enters the loop. Who left it afterwards stays linked. */
export interface Selection {
  /** 'required': only contacts HubSpot bills as marketing contacts. 'any': an explicit choice for portals without them. */
  readonly marketingContacts: 'required' | 'any'
  /** Lifecycle stages (values, not labels) that enter. */
  readonly stages: readonly string[]
  readonly conditions: readonly Condition[]
  readonly optedOut: 'exclude' | 'include'
}

/** What makes a contact a lead for sales, and how it is treated. First contract that matches wins. */
export interface HandoverContract {
  readonly id: string
  readonly when: readonly Condition[]
  readonly urgency: string
  /** Pool of the routing section. */
  readonly pool: string
  readonly nextStep: string
}

export interface Pool {
  readonly id: string
  readonly members: readonly { readonly email: string; readonly weight: number }[]
}

export interface RoutingConfig {
  /** An active owner of the record that is already in Salesforce keeps it. */
  readonly keepExistingOwner: boolean
  readonly pools: readonly Pool[]
  /** Gets what nobody else can take. */
  readonly fallbackOwner: string
}

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
    readonly 'deal-opportunity': readonly FieldMap[]
  }
  readonly campaignProperty: string
  readonly lifecycle: LifecycleConfig
  readonly handover: readonly HandoverContract[]
  readonly routing: RoutingConfig
  readonly calendars: Readonly<Record<string, BusinessCalendar>>
  readonly sla: readonly SlaPolicy[]
  /** User ids, names or e-mails whose activities are not a person's. */
  readonly automationUsers: readonly string[]
  /** Salesforce field with the loss reason. */
  readonly lossReasonField: string
  readonly attribution: {
    readonly defaultModel: string
    readonly models: readonly string[]
    readonly lookbackDays: number | null
  }
}

export type FieldPairId = keyof SyncConfig['fields']
