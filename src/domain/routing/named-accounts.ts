import { companyKey, registrableDomain } from '../identity/normalize.ts'
import type { NamedAccount, RouteFacts } from './types.ts'

interface NamedAccountIndex {
  /** Place of the first account with this domain, or company key, in the config. */
  readonly byDomain: ReadonlyMap<string, number>
  readonly byCompany: ReadonlyMap<string, number>
}

// Reading a domain by the public suffix list is too slow to be done for each account and lead.
const indexes = new WeakMap<readonly NamedAccount[], NamedAccountIndex>()

function indexOf(accounts: readonly NamedAccount[]): NamedAccountIndex {
  const known = indexes.get(accounts)
  if (known !== undefined) return known
  const index = {
    byDomain: firstPlaces(accounts.map(({ domains }) => domains.map(domainKey))),
    byCompany: firstPlaces(accounts.map(({ companies }) => companies.flatMap((name) => companyKey(name) ?? []))),
  }
  indexes.set(accounts, index)
  return index
}

function firstPlaces(keys: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [place, own] of keys.entries()) for (const key of own) if (!places.has(key)) places.set(key, place)
  return places
}

/** A name that nobody can register (an intranet host) is compared as it is. */
const domainKey = (domain: string): string => registrableDomain(domain) ?? domain.trim().toLowerCase()

/** The first named account that has the e-mail's domain, the company's domain or the company's name. `why` says which. */
export function namedAccountOf(
  accounts: readonly NamedAccount[],
  { emailDomain, companyDomain, companyKey: company }: RouteFacts,
): { readonly account: NamedAccount; readonly why: string } | null {
  const { byDomain, byCompany } = indexOf(accounts)
  const domainHit = (domain: string | null): number =>
    domain === null ? Infinity : (byDomain.get(domainKey(domain)) ?? Infinity)
  const hits: readonly (readonly [number, string])[] = [
    [domainHit(emailDomain), `domain of the e-mail is ${emailDomain ?? ''}`],
    [domainHit(companyDomain), `domain of the company is ${companyDomain ?? ''}`],
    [company === null ? Infinity : (byCompany.get(company) ?? Infinity), `company is ${company ?? ''}`],
  ]
  const [place, why] = hits.reduce((best, hit) => (hit[0] < best[0] ? hit : best))
  const account = accounts[place]
  return account === undefined ? null : { account, why }
}
