import type { Company } from '../cast.ts'
import type { Ending } from './ending.ts'
import { parkedOf } from './ending.ts'
import { text } from './values.ts'

const FIELDS = [
  ['name', 'Name'],
  ['phone', 'Phone'],
] as const

/** Both sides of every linked company say the same. */
export function companiesAgree(ending: Ending): readonly string[] {
  const companies = new Map(ending.companies.map((company) => [company.id, company.properties]))
  const accounts = new Map(ending.accounts.map((account) => [text(account['Id']), account]))
  return ending.links.flatMap((link) => {
    const [id, accountId] = [text(link['hubspot_id']), text(link['salesforce_id'])]
    if (link['kind'] !== 'company' || link['state'] !== 'active' || id === '' || accountId === '') return []
    if (parkedOf(ending, [id, accountId]).length > 0) return []
    const [company, account] = [companies.get(id), accounts.get(accountId)]
    if (company === undefined || account === undefined) return [`company ${id}: linked with ${accountId}, one is gone`]
    return FIELDS.filter(([property, field]) => text(company[property]) !== text(account[field])).map(
      ([property, field]) =>
        `company ${id}: ${property} is "${text(company[property])}", "${text(account[field])}" on ${accountId}`,
    )
  })
}

/** Every company is there once on each side. */
export function companiesOnce(ending: Ending, companies: readonly Company[]): readonly string[] {
  return companies.flatMap(({ domain }) => {
    const here = ending.companies.filter(({ properties }) => text(properties['domain']) === domain)
    const there = ending.accounts.filter((account) => text(account['Website']).endsWith(domain))
    const ids = [...here.map(({ id }) => id), ...there.map((account) => text(account['Id']))]
    if ((here.length === 1 && there.length === 1) || parkedOf(ending, ids).length > 0) return []
    return [`company ${domain}: ${here.length} in HubSpot, ${there.length} in Salesforce: ${ids.join(', ')}`]
  })
}
