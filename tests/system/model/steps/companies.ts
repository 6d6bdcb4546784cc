import type { Row } from '#support/crm-users.ts'
import type { Cast, Company, Step } from '../cast.ts'
import { newValue } from '../cast.ts'

const inHubspot = async ({ marketing }: Cast, properties: Row): Promise<string> =>
  ((await marketing.call('POST', 'objects/companies', { properties })) as { readonly id: string }).id

/** Somewhere, or in both at nearly the same time. */
export const foundCompany: Step = async (cast) => {
  const name = newValue()
  const domain = `${name}.example`
  const where = cast.dice.weighed([
    [4, 'HubSpot'],
    [3, 'Salesforce'],
    [2, 'both'],
  ])
  const companyId = where === 'Salesforce' ? null : await inHubspot(cast, { name, domain })
  const accountId =
    where === 'HubSpot' ? null : await cast.sales.create('Account', { Name: name, Website: `https://www.${domain}` })
  cast.companies.push({ domain, companyId, accountId })
  return `company ${domain} is made in ${where}: ${companyId ?? ''} ${accountId ?? ''}`
}

const withCompany =
  (work: (cast: Cast, company: Company) => Promise<string>): Step =>
  async (cast) =>
    cast.companies.length === 0 ? null : work(cast, cast.dice.oneOf(cast.companies))

/** Where it began; in both at once where it began in both. */
export const editCompany = withCompany(async ({ marketing, sales, dice: by }, { domain, companyId, accountId }) => {
  const [property, field] = by.oneOf([['name', 'Name'] as const, ['phone', 'Phone'] as const])
  const [left, right] = [newValue(), newValue()]
  await Promise.all([
    companyId === null
      ? null
      : marketing.call('PATCH', `objects/companies/${companyId}`, { properties: { [property]: left } }),
    accountId === null ? null : sales.update('Account', accountId, { [field]: right }),
  ])
  const said = [
    companyId === null ? [] : [`"${left}" in HubSpot`],
    accountId === null ? [] : [`"${right}" in Salesforce`],
  ]
  return `company ${domain}: ${property} is ${said.flat().join(', ')}`
})
