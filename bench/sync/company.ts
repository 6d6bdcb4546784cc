import type { SyncConfigInput } from '#config/sync-config.ts'
import type { CompanyData, ContactRow } from '#sandbox/company/types.ts'

const REPS = ['ann', 'bob', 'cem'] as const
const DAY = 86_400_000

export interface People {
  readonly count: number
  /** Number of the first one; later calls go on where earlier ones ended. */
  readonly from?: number
  /** `both`: each has a Lead already, so the two are linked and nothing is made. */
  readonly where: 'hubspot' | 'both'
}

export const emailOf = (n: number): string => `person.${n}@company${n % 5_000}.example`

/** Qualified marketing contacts with what an ordinary form leaves behind. */
export function companyOf({ count, from = 0, where }: People, now: number): CompanyData {
  const numbers = Array.from({ length: count }, (_, at) => from + at)
  return {
    name: `${count} people`,
    currency: 'USD',
    owners: [
      owner('mia', 'Mia Manager', 'manager'),
      ...REPS.map((name) => owner(name, `${name[0]?.toUpperCase()}${name.slice(1)} Rep`, 'rep')),
    ],
    companies: [],
    campaigns: [
      { name: 'Webinar', channel: 'PAID_SEARCH', currency: 'USD', spend: '1200.50', startOn: null, endOn: null },
    ],
    contacts: numbers.map((n) => contact(n, now)),
    existingLeads:
      where === 'hubspot'
        ? []
        : numbers.map((n) => ({
            email: emailOf(n),
            firstName: `First${n}`,
            lastName: `Last${n}`,
            company: `Company ${n % 5_000}`,
            status: 'Open - Not Contacted',
            ownerEmail: `${REPS[n % REPS.length] ?? 'ann'}@sales.example`,
          })),
    existingContacts: [],
    replay: [],
  }
}

const owner = (name: string, fullName: string, role: 'rep' | 'manager') => ({
  email: `${name}@sales.example`,
  name: fullName,
  role,
  managerEmail: role === 'rep' ? 'mia@sales.example' : null,
  region: null,
})

const contact = (n: number, now: number): ContactRow => ({
  email: emailOf(n),
  firstName: `First${n}`,
  lastName: `Last${n}`,
  phone: `+1 212 555 ${String(n % 10_000).padStart(4, '0')}`,
  jobTitle: 'Buyer',
  company: `Company ${n % 5_000}`,
  companyDomain: null,
  country: 'United States',
  marketable: true,
  lifecycleStage: 'marketingqualifiedlead',
  createdAt: now - 30 * DAY,
  becameMqlAt: now - DAY,
  campaign: 'Webinar',
  source: 'PAID_SEARCH',
})

const OFFICE: [string, string][] = [['09:00', '17:00']]

/** What an administrator of that company would write. */
export function configDocument(now: number): SyncConfigInput {
  return {
    connection: { id: 'bench', name: 'Benchmark' },
    goLiveAt: new Date(now - 10 * DAY).toISOString(),
    selection: { marketingContacts: 'required', stages: ['marketingqualifiedlead'], optedOut: 'exclude' },
    handover: [{ id: 'all', urgency: 'high', pool: 'sales', nextStep: 'Call within the hour.' }],
    routing: {
      pools: [{ id: 'sales', members: REPS.map((name) => ({ email: `${name}@sales.example` })) }],
      fallbackOwner: 'mia@sales.example',
    },
    calendars: {
      office: {
        timeZone: 'America/New_York',
        schedule: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
      },
    },
    sla: [{ id: 'standard', clocks: [{ target: '4h', calendar: 'office' }] }],
  }
}
