import type { CompanyData } from '#sandbox/company/types.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'

const DAY_MS = 86_400_000

/** New York public holidays that fall on working days in the years the demos play in. */
const HOLIDAYS = [
  '2016-11-11', '2016-11-24', '2016-12-26', '2017-01-02', '2017-01-16', '2017-02-20', '2017-05-29', '2017-07-04',
  '2017-09-04', '2017-10-09', '2017-11-10', '2017-11-23', '2017-12-25',
  '2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07', '2026-10-12',
  '2026-11-11', '2026-11-26', '2026-12-25', '2027-01-01', '2027-01-18', '2027-02-15', '2027-05-31', '2027-07-05',
] // prettier-ignore

/**
 * The sync config of a demo company: what an admin would have written, with the company's own reps in the pool.
 * People who were MQL from the first day on are handed over, so go-live lies before all of them.
 *
 * @param phone 'manual': where both sides changed a phone number, a person decides.
 */
export function demoConfig(company: CompanyData, phone: 'manual' | 'by default' = 'by default'): SyncConfigInput {
  const reps = company.owners.filter((owner) => owner.role === 'rep')
  const manager = company.owners.find((owner) => owner.role === 'manager') ?? company.owners[0]
  const first = Math.min(...company.contacts.flatMap((contact) => contact.becameMqlAt ?? []))
  return {
    connection: { id: 'demo', name: company.name },
    goLiveAt: new Date((Number.isFinite(first) ? first : 0) - DAY_MS).toISOString(),
    selection: {
      marketingContacts: 'required',
      stages: ['marketingqualifiedlead', 'salesqualifiedlead'],
      optedOut: 'exclude',
    },
    ...(phone === 'manual'
      ? { fields: { 'contact-lead': [{ hubspot: 'phone', salesforce: 'Phone', rule: 'manual' as const }] } }
      : {}),
    feedback: {
      acceptedStatuses: ['Working - Contacted'],
      rejectedStatuses: ['Closed - Not Converted'],
      returnAfterDaysByReason: { 'No budget': 180, 'Wrong person': 30, Competitor: null },
    },
    lifecycle: { opensOpportunity: { stages: ['salesqualifiedlead'] } },
    handover: [
      {
        id: 'paid-search',
        when: [{ property: 'hs_analytics_source', in: ['PAID_SEARCH'] }],
        urgency: 'high',
        pool: 'sales',
        nextStep: 'Call within the hour: they were searching for what we sell.',
      },
      {
        id: 'marketing-qualified',
        urgency: 'normal',
        pool: 'sales',
        nextStep: 'Call, then write; ask what made them look at us.',
      },
    ],
    routing: {
      pools: [{ id: 'sales', members: reps.map((rep) => ({ email: rep.email, weight: 1 })) }],
      fallbackOwner: manager?.email ?? '',
      // Thousands of people share a few companies: with stickiness the first reps of those would get all of them.
      stickyDays: 0,
    },
    calendars: { office: { timeZone: 'America/New_York', schedule: officeHours(), holidays: HOLIDAYS } },
    sla: [
      {
        id: 'hot',
        name: 'Hot leads',
        when: { urgency: ['urgent', 'high'] },
        clocks: [{ target: '4h', calendar: 'office' }],
      },
      { id: 'standard', name: 'All other leads', clocks: [{ target: '8h', calendar: 'office' }] },
    ],
  }
}

function officeHours(): Record<'mon' | 'tue' | 'wed' | 'thu' | 'fri', [string, string][]> {
  const day: [string, string][] = [['09:00', '17:00']]
  return { mon: day, tue: day, wed: day, thu: day, fri: day }
}
