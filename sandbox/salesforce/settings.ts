import type { SandboxClock } from '../core/types.ts'
import type { ConnectedApp } from './rest/oauth/apps.ts'
import { appsOf } from './rest/oauth/org-apps.ts'
import type { BulkSettings } from './bulk/settings.ts'
import type { Currencies } from './schema/objects/currency.ts'
import type { StreamingSettings } from './streaming/settings.ts'
import { streamingSettings } from './streaming/settings.ts'
import type { LeadStatus, OpportunityStage, TaskStatus } from './schema/statuses.ts'

/** What an administrator of the org decided. Everything but the clock has a default. */
export interface SalesforceSettings {
  readonly clock: SandboxClock
  readonly organizationName?: string
  /** IANA zone of the org and its users: date literals such as TODAY are evaluated in it. */
  readonly timeZone?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** Apps besides the one of `clientId`, and what is different about that one. */
  readonly connectedApps?: readonly (Partial<ConnectedApp> & Pick<ConnectedApp, 'clientId'>)[]
  /** A session without calls ends after it; null lets sessions live. */
  readonly sessionTimeoutMinutes?: number | null
  /** PEM of the certificate's public key that JWT bearer assertions are checked with; a pair is generated when absent. */
  readonly jwtPublicKey?: string
  /** How the Bulk API's queue behaves; can be changed while running through the control `bulk`. */
  readonly bulk?: Partial<BulkSettings>
  /** Change Data Capture and the CometD endpoint. */
  readonly changeDataCapture?: StreamingSettings
  /** How many rows a page of a query has at most, and how many child rows come with their parent. The platform may send fewer than asked for. */
  readonly queryPages?: { readonly rows?: number; readonly childRows?: number }
  /** Support raises it to ten years at most; null archives nothing. https://help.salesforce.com/s/articleView?id=sales.activities_archived.htm */
  readonly archiveActivitiesAfterDays?: number | null
  readonly limits?: { readonly DailyApiRequests?: number }
  readonly leadStatuses?: readonly LeadStatus[]
  readonly opportunityStages?: readonly OpportunityStage[]
  readonly taskStatuses?: readonly TaskStatus[]
  /** An active lead assignment rule with one entry for every lead; more rules come by the control `assignment-rules`. */
  readonly leadAssignment?: { readonly ownerId: string }
  /**
   * What happens to a lead written with the assignment header true or absent while no rule is active. Salesforce tells of
   * cases that then go to their default owner, "assignment rules execute even when none are active"; nobody tells it of leads,
   * so the default is what is harder on a sync: its owner is lost unless it sends FALSE.
   * https://help.salesforce.com/s/articleView?id=000395506
   */
  readonly leadsWithoutActiveRule?: 'default-owner' | 'keep-owner'
  /** Setup's "Default Lead Owner", a user or a queue; the administrator when absent. */
  readonly defaultLeadOwnerId?: string
  /**
   * Whether the duplicate rules within accounts, contacts and leads that every org has are active. New orgs come with
   * `active`; the sandbox starts without them, so that data can be loaded before a test decides.
   * https://help.salesforce.com/s/articleView?id=sales.duplicate_rules_standard_account_rule.htm
   */
  readonly standardDuplicateRules?: 'active' | 'inactive'
  /** First API version whose DUPLICATES_DETECTED spells `duplicateResult`: recorded bodies of v37 to v56 have `duplicateResut`. */
  readonly duplicateResultSince?: number
  /** Adds the share of one connected app to Sforce-Limit-Info, as orgs with such a limit have it. */
  readonly perAppUsage?: { readonly appName: string; readonly max: number }
  /** Whether members may name a lead and a contact at once: the contact counts, or the record is refused. */
  readonly membersOfTwoKinds?: 'refused' | 'contact-counts'
  /** ISO code of the only currency of an org without `currencies`. */
  readonly currency?: string
  /** Several currencies; absent, the org has one and knows no CurrencyIsoCode. Rates are per unit of the corporate one. */
  readonly currencies?: Currencies
  /** Lead custom fields that an administrator mapped for conversion: lead field to `Contact.X__c`, `Account.X__c`, ... */
  readonly leadConversionFields?: Readonly<Record<string, string>>
}

export interface OrgSettings {
  readonly changeDataCapture: Required<StreamingSettings>
  readonly organizationName: string
  readonly timeZone: string
  readonly clientId: string
  readonly clientSecret: string
  readonly connectedApps: readonly ConnectedApp[]
  readonly sessionTimeoutMinutes: number | null
  readonly jwtPublicKey: string | null
  readonly queryPages: { readonly rows: number; readonly childRows: number }
  readonly archiveActivitiesAfterDays: number | null
  readonly dailyApiRequests: number
  readonly leadAssignment: { readonly ownerId: string } | null
  readonly leadsWithoutActiveRule: 'default-owner' | 'keep-owner'
  readonly defaultLeadOwnerId: string | null
  readonly standardDuplicateRules: 'active' | 'inactive'
  readonly duplicateResultSince: number
  readonly perAppUsage: { readonly appName: string; readonly max: number } | null
  readonly membersOfTwoKinds: 'refused' | 'contact-counts'
  readonly currency: string
  readonly currencies: Currencies | null
  readonly leadConversionFields: Readonly<Record<string, string>>
}

/**
 * The defaults of an Enterprise org with five licences.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html
 */
export function orgSettings(settings: SalesforceSettings): OrgSettings {
  const clientId = settings.clientId ?? '3MVG9tandemSandboxConsumerKey'
  const clientSecret = settings.clientSecret ?? 'tandem-sandbox-consumer-secret'
  return {
    changeDataCapture: streamingSettings(settings.changeDataCapture ?? {}),
    organizationName: settings.organizationName ?? 'Tandem Sandbox',
    timeZone: settings.timeZone ?? 'UTC',
    clientId,
    clientSecret,
    connectedApps: appsOf(settings, clientId, clientSecret),
    sessionTimeoutMinutes: settings.sessionTimeoutMinutes === undefined ? 120 : settings.sessionTimeoutMinutes,
    jwtPublicKey: settings.jwtPublicKey ?? null,
    queryPages: { rows: 2000, childRows: 200, ...settings.queryPages },
    archiveActivitiesAfterDays:
      settings.archiveActivitiesAfterDays === undefined ? 365 : settings.archiveActivitiesAfterDays,
    dailyApiRequests: settings.limits?.DailyApiRequests ?? 105_000,
    leadAssignment: settings.leadAssignment ?? null,
    leadsWithoutActiveRule: settings.leadsWithoutActiveRule ?? 'default-owner',
    defaultLeadOwnerId: settings.defaultLeadOwnerId ?? null,
    standardDuplicateRules: settings.standardDuplicateRules ?? 'inactive',
    duplicateResultSince: settings.duplicateResultSince ?? 60,
    perAppUsage: settings.perAppUsage ?? null,
    membersOfTwoKinds: settings.membersOfTwoKinds ?? 'refused',
    currency: settings.currency ?? 'USD',
    currencies: settings.currencies ?? null,
    leadConversionFields: settings.leadConversionFields ?? {},
  }
}
