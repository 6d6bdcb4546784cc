import type { CompanyData } from '#sandbox/company/types.ts'
import { REPS_OF_SALESFORCE } from './config.ts'

/** The people of both CRMs; their records are in the database alone. */
export function salesTeam(): CompanyData {
  const boss = REPS_OF_SALESFORCE.at(-1)?.email ?? null
  return {
    name: 'Benchmark',
    currency: 'USD',
    owners: REPS_OF_SALESFORCE.map(({ email, name }) => ({
      email: email ?? '',
      name,
      role: email === boss ? 'manager' : 'rep',
      managerEmail: email === boss ? null : boss,
      region: null,
    })),
    companies: [],
    campaigns: [],
    contacts: [],
    existingLeads: [],
    existingContacts: [],
    replay: [],
  }
}
