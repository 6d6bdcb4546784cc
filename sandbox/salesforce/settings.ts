import type { SandboxClock } from '../core/types.ts'
import type { ConnectedApp } from './rest/oauth/apps.ts'
import { appsOf } from './rest/oauth/org-apps.ts'
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
  readonly limits?: { readonly DailyApiRequests?: number }
  readonly leadStatuses?: readonly LeadStatus[]
  readonly opportunityStages?: readonly OpportunityStage[]
  readonly taskStatuses?: readonly TaskStatus[]
  /** The active lead assignment rule: who gets a lead that is written with the assignment header true or absent. */
  readonly leadAssignment?: { readonly ownerId: string }
  /** Lead custom fields that an administrator mapped for conversion: lead field to `Contact.X__c`, `Account.X__c`, ... */
  readonly leadConversionFields?: Readonly<Record<string, string>>
}

export interface OrgSettings {
  readonly organizationName: string
  readonly timeZone: string
  readonly clientId: string
  readonly clientSecret: string
  readonly connectedApps: readonly ConnectedApp[]
  readonly sessionTimeoutMinutes: number | null
  readonly jwtPublicKey: string | null
  readonly dailyApiRequests: number
  readonly leadAssignment: { readonly ownerId: string } | null
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
    organizationName: settings.organizationName ?? 'Tandem Sandbox',
    timeZone: settings.timeZone ?? 'UTC',
    clientId,
    clientSecret,
    connectedApps: appsOf(settings, clientId, clientSecret),
    sessionTimeoutMinutes: settings.sessionTimeoutMinutes === undefined ? 120 : settings.sessionTimeoutMinutes,
    jwtPublicKey: settings.jwtPublicKey ?? null,
    dailyApiRequests: settings.limits?.DailyApiRequests ?? 105_000,
    leadAssignment: settings.leadAssignment ?? null,
    leadConversionFields: settings.leadConversionFields ?? {},
  }
}
