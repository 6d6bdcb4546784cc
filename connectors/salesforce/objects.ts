/** What the connector has to know of one object beyond its describe. A new object is one row. */
export interface SalesforceObject {
  /** `SystemModstamp` moves with automation too, where LastModifiedDate does not. */
  readonly modified: string
  /** Rows stay in queryAll with IsDeleted = true. Users are never deleted. */
  readonly deletions: 'recycled' | 'never'
  /** The loser of a merge names its survivor in MasterRecordId. */
  readonly merges: 'master-record' | 'never'
  /** A converted lead stays as a row that can no longer be written. */
  readonly conversion?: 'is-converted'
  /** Its rows join two other records and mean nothing without them. */
  readonly joins?: true
}

const plain: SalesforceObject = { modified: 'SystemModstamp', deletions: 'recycled', merges: 'never' }
const mergeable: SalesforceObject = { ...plain, merges: 'master-record' }
const joining: SalesforceObject = { ...plain, joins: true }
const setup: SalesforceObject = { ...plain, deletions: 'never' }

export const SALESFORCE_OBJECTS = {
  Lead: { ...mergeable, conversion: 'is-converted' },
  Contact: mergeable,
  Account: mergeable,
  Opportunity: plain,
  OpportunityContactRole: joining,
  Task: plain,
  Event: plain,
  EmailMessage: plain,
  Campaign: plain,
  CampaignMember: joining,
  CampaignMemberStatus: plain,
  RecordType: setup,
  LeadStatus: setup,
  OpportunityStage: setup,
  User: setup,
} as const satisfies Record<string, SalesforceObject>

/** Null for an object that has no row. */
export function salesforceObject(name: string): SalesforceObject | null {
  return Object.hasOwn(SALESFORCE_OBJECTS, name) ? SALESFORCE_OBJECTS[name as keyof typeof SALESFORCE_OBJECTS] : null
}

/**
 * How records of two objects are related: through a row of their own (contact roles), or by a lookup that the `from` record
 * (`own`) or the `to` record (`theirs`) holds.
 */
export type Relation =
  | {
      readonly kind: 'role'
      readonly object: string
      readonly fromField: string
      readonly toField: string
      readonly primaryField: string
    }
  | {
      readonly kind: 'own'
      readonly field: string
      /** `with-deleted`: a row in the recycle bin still names its parent. */
      readonly rows?: 'with-deleted'
      /** Of a lookup that takes several objects: how the ids of this one begin. */
      readonly prefix?: string
    }
  | { readonly kind: 'theirs'; readonly field: string }

const role = (fromField: string, toField: string): Relation => ({
  kind: 'role',
  object: 'OpportunityContactRole',
  fromField,
  toField,
  primaryField: 'IsPrimary',
})

export const RELATIONS: Readonly<Record<string, Relation>> = {
  'Opportunity>Contact': role('OpportunityId', 'ContactId'),
  'Contact>Opportunity': role('ContactId', 'OpportunityId'),
  'OpportunityContactRole>Opportunity': { kind: 'own', field: 'OpportunityId', rows: 'with-deleted' },
  'Opportunity>Account': { kind: 'own', field: 'AccountId' },
  'Account>Opportunity': { kind: 'theirs', field: 'AccountId' },
  'Contact>Account': { kind: 'own', field: 'AccountId' },
  'Account>Contact': { kind: 'theirs', field: 'AccountId' },
  'Task>Lead': { kind: 'own', field: 'WhoId', prefix: '00Q' },
  'Task>Contact': { kind: 'own', field: 'WhoId', prefix: '003' },
  'Campaign>CampaignMember': { kind: 'theirs', field: 'CampaignId' },
  'Lead>CampaignMember': { kind: 'theirs', field: 'LeadId' },
  'Contact>CampaignMember': { kind: 'theirs', field: 'ContactId' },
  'Campaign>CampaignMemberStatus': { kind: 'theirs', field: 'CampaignId' },
  'Lead>Task': { kind: 'theirs', field: 'WhoId' },
  'Contact>Task': { kind: 'theirs', field: 'WhoId' },
  'Lead>Event': { kind: 'theirs', field: 'WhoId' },
  'Contact>Event': { kind: 'theirs', field: 'WhoId' },
}
