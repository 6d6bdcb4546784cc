import type { Values } from '../mapping/value.ts'

/** What a contact's property may say for a campaign. */
export interface NamedCampaign {
  readonly id: string
  readonly numericId?: string
  readonly name: string
}

/**
 * Answers by which name a campaign goes that a contact names by name, by GUID or by number: real portals hold any of these.
 * A name goes before an id that reads the same; what no campaign is known for stays as it is.
 * Source: https://knowledge.hubspot.com/properties/hubspots-default-contact-properties
 */
export function campaignNamer(campaigns: readonly NamedCampaign[]): (value: string) => string {
  const names = new Set(campaigns.map(({ name }) => name))
  const byId = new Map(
    campaigns.flatMap(({ id, numericId, name }) =>
      [id, numericId].flatMap((known) => (known === undefined ? [] : [[known.toLowerCase(), name] as const])),
    ),
  )
  return (value) => (names.has(value) ? value : (byId.get(value.trim().toLowerCase()) ?? value))
}

/** The same values with campaigns by name in these properties, the very same where all are; absent and blank ones stay so. */
export function withCampaignNames(
  values: Values,
  properties: readonly string[],
  nameOf: (value: string) => string,
): Values {
  const named = properties.flatMap((property) => {
    const value = values[property] ?? null
    const name = value === null ? null : nameOf(value)
    return name === null || name === value ? [] : [[property, name] as const]
  })
  return named.length === 0 ? values : { ...values, ...Object.fromEntries(named) }
}

/**
 * Like `campaignNamer`, for what people wrote: upper and lower case and white space do not matter, unless two campaigns differ in
 * nothing else.
 */
export function campaignSpeller(campaigns: readonly NamedCampaign[]): (value: string) => string {
  const nameOf = campaignNamer(campaigns)
  const names = new Set(campaigns.map(({ name }) => name))
  const alike = Map.groupBy(names, spelling)
  return (value) => {
    const name = nameOf(value)
    const [only, another] = names.has(name) ? [] : (alike.get(spelling(name)) ?? [])
    return only !== undefined && another === undefined ? only : name
  }
}

const spelling = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
