import type { SyncConfigInput } from '#config/sync-config.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { CompanyData, ContactRow, OwnerRow } from '#sandbox/company/types.ts'

/** Monday, 2026-03-02, 10:00 in New York: the office of {@link loopConfig} has been open for an hour. */
export const MONDAY_TEN = Date.UTC(2026, 2, 2, 15)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const owner = (email: string, name: string, role: OwnerRow['role']): OwnerRow => ({
  email,
  name,
  role,
  managerEmail: role === 'rep' ? 'mia@sales.example' : null,
  region: null,
})

/** Three reps and their manager. */
export const TEAM: readonly OwnerRow[] = [
  owner('mia@sales.example', 'Mia Manager', 'manager'),
  owner('ann@sales.example', 'Ann First', 'rep'),
  owner('bob@sales.example', 'Bob Second', 'rep'),
  owner('cem@sales.example', 'Cem Third', 'rep'),
]

/** A marketing contact that became an MQL an hour ago, thanks to the webinar. */
export function mql(name: string, over: Partial<ContactRow> = {}): ContactRow {
  return {
    email: `${name}@buyers.example`,
    firstName: 'Pat',
    lastName: name,
    phone: null,
    jobTitle: 'CTO',
    company: `${name} Works`,
    companyDomain: null,
    country: null,
    marketable: true,
    lifecycleStage: 'marketingqualifiedlead',
    createdAt: MONDAY_TEN - 30 * DAY,
    becameMqlAt: MONDAY_TEN - 30 * MINUTE,
    campaign: 'Webinar',
    source: 'PAID_SEARCH',
    ...over,
  }
}

export function company(over: Partial<CompanyData> = {}): CompanyData {
  return {
    name: 'Test company',
    currency: 'USD',
    owners: TEAM,
    companies: [],
    campaigns: [
      { name: 'Webinar', channel: 'PAID_SEARCH', currency: 'USD', spend: '1200.50', startOn: null, endOn: null },
      { name: 'Fair', channel: 'OFFLINE', currency: 'USD', spend: '300', startOn: null, endOn: null },
    ],
    contacts: [],
    existingLeads: [],
    existingContacts: [],
    replay: [],
    ...over,
  }
}

const OFFICE: [string, string][] = [['09:00', '17:00']]

/** What an admin of {@link TEAM} would write: one contract, one pool of the reps, an answer within four office hours. */
export function loopDocument(over: Partial<SyncConfigInput> = {}): SyncConfigInput {
  return {
    connection: { id: 'loop', name: 'Test connection' },
    goLiveAt: '2026-01-01T00:00:00Z',
    selection: {
      marketingContacts: 'required',
      stages: ['marketingqualifiedlead', 'salesqualifiedlead'],
      optedOut: 'exclude',
    },
    lifecycle: { opensOpportunity: { stages: ['salesqualifiedlead'] } },
    handover: [{ id: 'all', urgency: 'high', pool: 'sales', nextStep: 'Call within the hour.' }],
    routing: {
      pools: [{ id: 'sales', members: ['ann', 'bob', 'cem'].map((name) => ({ email: `${name}@sales.example` })) }],
      fallbackOwner: 'mia@sales.example',
      // Everybody here may have one company domain: who got the last of it would get all.
      stickyDays: 0,
    },
    calendars: {
      office: {
        timeZone: 'America/New_York',
        schedule: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
      },
    },
    sla: [{ id: 'standard', clocks: [{ target: '4h', calendar: 'office' }] }],
    ...over,
  }
}

/** The document as the product reads it. */
export function parsed(document: SyncConfigInput): SyncConfig {
  const result = parseSyncConfig(document)
  if (!result.ok) throw new Error(result.problems.map((p) => `${p.path}: ${p.message}`).join('; '))
  return result.config
}
