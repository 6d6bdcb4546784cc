import type { Values } from '../mapping/value.ts'
import { companyDomain } from './company-match.ts'
import { companyKey, countryCode, emailDedupeKey, normalizePhone } from './normalize.ts'
import { foldText } from './score.ts'

/** What is known of a person in comparable form. Null and empty: not known, or a placeholder. */
export interface PersonFacts {
  readonly emailKey: string | null
  /** E.164. */
  readonly phones: readonly string[]
  readonly first: string | null
  readonly last: string | null
  /** The domain that the employer calls its own; null for mailboxes of everybody. */
  readonly domain: string | null
  readonly company: string | null
  readonly postcode: string | null
  readonly street: string | null
}

type FieldNames = Readonly<
  Record<'email' | 'first' | 'last' | 'company' | 'website' | 'postcode' | 'street' | 'country', string>
> & {
  readonly phones: readonly string[]
}

const HUBSPOT: FieldNames = {
  email: 'email',
  first: 'firstname',
  last: 'lastname',
  phones: ['phone', 'mobilephone'],
  company: 'company',
  website: 'website',
  postcode: 'zip',
  street: 'address',
  country: 'country',
}
const LEAD: FieldNames = {
  email: 'Email',
  first: 'FirstName',
  last: 'LastName',
  phones: ['Phone', 'MobilePhone'],
  company: 'Company',
  website: 'Website',
  postcode: 'PostalCode',
  street: 'Street',
  country: 'Country',
}
const CONTACT: FieldNames = {
  ...LEAD,
  postcode: 'MailingPostalCode',
  street: 'MailingStreet',
  country: 'MailingCountry',
}
const FIELDS = { contacts: HUBSPOT, Lead: LEAD, Contact: CONTACT } as const

/**
 * What a HubSpot contact, a Lead or a Contact tells about the person. Fields that no map reads are absent and not known.
 *
 * @param defaultCountry ISO 3166-1 alpha-2 for numbers without "+" of records without a country; null: such numbers are not read.
 */
export function personFacts(object: keyof typeof FIELDS, values: Values, defaultCountry: string | null): PersonFacts {
  const before = known.get(values)
  if (before !== undefined && before.object === object && before.defaultCountry === defaultCountry) return before.facts
  const facts = readFacts(FIELDS[object], values, defaultCountry)
  known.set(values, { object, defaultCountry, facts })
  return facts
}

/** A batch asks several times for one record, and reading a phone number costs more than all the rest. Values never change. */
const known = new WeakMap<
  Values,
  { readonly object: string; readonly defaultCountry: string | null; readonly facts: PersonFacts }
>()

function readFacts(names: FieldNames, values: Values, defaultCountry: string | null): PersonFacts {
  const of = (field: string): string | null => values[field] ?? null
  const email = of(names.email)
  const country = of(names.country)
  const zone = (country === null ? null : countryCode(country)) ?? defaultCountry
  const first = foldText(of(names.first))
  const last = foldText(of(names.last))
  const company = of(names.company)
  const key = company === null ? null : companyKey(company)
  const madeUp = [[first, last].filter((part) => part !== null).join(' '), foldText(email?.split('@')[0])]
  const phones = names.phones.flatMap((field) => normalizePhone(of(field) ?? '', zone) ?? [])
  return {
    emailKey: email === null ? null : emailDedupeKey(email),
    phones: [...new Set(phones)],
    first,
    // A required name that was filled with a part of the e-mail says nothing that the e-mail does not.
    last: last !== null && first === null && last === foldText(email?.split('@')[0]) ? null : last,
    domain: companyDomain(email, of(names.website)),
    // A person without an employer is their own company on a Lead.
    company: key !== null && madeUp.includes(key) ? null : key,
    postcode: foldText(of(names.postcode))?.replaceAll(' ', '') ?? null,
    street: foldText(of(names.street)),
  }
}
