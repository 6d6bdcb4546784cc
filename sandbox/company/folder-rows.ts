import type { CsvRow } from './csv-row.ts'
import type {
  CampaignRow,
  CompanyRow,
  ContactRow,
  ExistingContactRow,
  ExistingLeadRow,
  OwnerRow,
  ReplayRow,
} from './types.ts'

/** The files of a company folder and the columns each must have. */
export const COMPANY_FILES = {
  'owners.csv': ['email', 'name', 'role', 'manager_email', 'region'],
  'hubspot.companies.csv': [
    'name',
    'domain',
    'industry',
    'annualrevenue',
    'numberofemployees',
    'country',
    'founded_year',
  ],
  'hubspot.campaigns.csv': ['name', 'channel', 'currency', 'spend', 'start_date', 'end_date'],
  'hubspot.contacts.csv': [
    'email',
    'firstname',
    'lastname',
    'phone',
    'jobtitle',
    'company',
    'company_domain',
    'country',
    'hs_marketable_status',
    'lifecyclestage',
    'createdate',
    'became_mql_at',
    'campaign',
    'hs_analytics_source',
  ],
  'salesforce.existing_leads.csv': ['email', 'first_name', 'last_name', 'company', 'status', 'owner_email'],
  'salesforce.existing_contacts.csv': ['email', 'first_name', 'last_name', 'account', 'owner_email'],
  'salesforce.replay.csv': [
    'email',
    'rep_email',
    'first_activity_at',
    'activity_type',
    'outcome',
    'opportunity_name',
    'amount',
    'opportunity_created_at',
    'closed_at',
    'lost_reason',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type CompanyFile = keyof typeof COMPANY_FILES

export function toOwner(row: CsvRow): OwnerRow {
  return {
    email: row.email('email'),
    name: row.required('name'),
    role: row.oneOf('role', ['rep', 'manager']),
    managerEmail: row.optionalEmail('manager_email'),
    region: row.text('region'),
  }
}

export function toCompany(row: CsvRow): CompanyRow {
  return {
    name: row.required('name'),
    domain: row.text('domain'),
    industry: row.text('industry'),
    annualRevenue: row.text('annualrevenue'),
    numberOfEmployees: row.text('numberofemployees'),
    country: row.text('country'),
    foundedYear: row.text('founded_year'),
  }
}

export function toCampaign(row: CsvRow): CampaignRow {
  return {
    name: row.required('name'),
    channel: row.required('channel'),
    currency: row.required('currency').trim(),
    spend: row.requiredAmount('spend'),
    startOn: row.day('start_date'),
    endOn: row.day('end_date'),
  }
}

export function toContact(row: CsvRow): ContactRow {
  return {
    email: row.email('email'),
    firstName: row.text('firstname'),
    lastName: row.text('lastname'),
    phone: row.text('phone'),
    jobTitle: row.text('jobtitle'),
    company: row.text('company'),
    companyDomain: row.text('company_domain'),
    country: row.text('country'),
    marketable: row.oneOf('hs_marketable_status', ['true', 'false']) === 'true',
    lifecycleStage: row.required('lifecyclestage').trim(),
    createdAt: row.requiredInstant('createdate'),
    becameMqlAt: row.instant('became_mql_at'),
    campaign: row.text('campaign'),
    source: row.text('hs_analytics_source'),
  }
}

export function toExistingLead(row: CsvRow): ExistingLeadRow {
  return {
    email: row.email('email'),
    firstName: row.text('first_name'),
    lastName: row.required('last_name'),
    company: row.required('company'),
    status: row.required('status'),
    ownerEmail: row.email('owner_email'),
  }
}

export function toExistingContact(row: CsvRow): ExistingContactRow {
  return {
    email: row.email('email'),
    firstName: row.text('first_name'),
    lastName: row.required('last_name'),
    account: row.required('account'),
    ownerEmail: row.email('owner_email'),
  }
}

/** Won and lost deals need their dates and a win its amount; an untouched buyer has nothing but a rep. */
export function toReplay(row: CsvRow): ReplayRow {
  const outcome = row.oneOf('outcome', ['won', 'lost', 'open', 'untouched'])
  const touched = outcome !== 'untouched'
  const closed = outcome === 'won' || outcome === 'lost'
  const required = [
    ...(touched ? ['first_activity_at', 'activity_type', 'opportunity_name', 'opportunity_created_at'] : []),
    ...(closed ? ['closed_at'] : []),
    ...(outcome === 'won' ? ['amount'] : []),
  ]
  for (const column of required) {
    if (row.text(column) === null) row.problem(`${column} is blank, but the outcome is ${outcome}; fill it in`)
  }
  return {
    email: row.email('email'),
    repEmail: row.email('rep_email'),
    firstActivityAt: row.instant('first_activity_at'),
    activityType: row.optionalOneOf('activity_type', ['call', 'email', 'meeting']),
    outcome,
    opportunityName: row.text('opportunity_name'),
    amount: row.amount('amount'),
    opportunityCreatedAt: row.instant('opportunity_created_at'),
    closedAt: row.instant('closed_at'),
    lostReason: row.text('lost_reason'),
  }
}
