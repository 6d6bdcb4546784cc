import { countryCode, countryName, iso3Of } from '../identity/country.ts'
import { STATES } from './states.ts'

export const COUNTRY_FORMS = ['iso2', 'iso3', 'name'] as const
/** `name`: the English name, as Salesforce's state and country picklists have it. */
export type CountryForm = (typeof COUNTRY_FORMS)[number]

/** A country as people write it in one form; null when nobody can tell which it is. */
export function countryAs(raw: string, form: CountryForm): string | null {
  const code = countryCode(raw)
  if (code === null) return null
  switch (form) {
    case 'iso2':
      return code
    case 'iso3':
      return iso3Of(code)
    case 'name':
      return countryName(code)
  }
}

export const STATE_FORMS = ['code', 'iso', 'name'] as const
/** `code`: "GA"; `iso`: "US-GA"; `name`: "Georgia". */
export type StateForm = (typeof STATE_FORMS)[number]

/**
 * A state, province or land in one form. Which one is meant depends on the country ("Georgia" is a state of the US, and a
 * country of its own; "WA" lies in the US and in Australia), so without a known country only a full ISO 3166-2 code is read.
 * @param country as people write it; null: unknown.
 * @returns null for an unknown country or state. States known: of AT, AU, BR, CA, CH, DE, IN, MX and US.
 */
export function stateAs(raw: string, country: string | null, form: StateForm): string | null {
  const text = raw.trim()
  const full = /^([A-Za-z]{2})-([A-Za-z0-9]{1,3})$/.exec(text)
  const named = country === null ? null : countryCode(country)
  if (full !== null && named !== null && full[1]?.toUpperCase() !== named) return null
  const of = full?.[1]?.toUpperCase() ?? named
  const states = of === null ? undefined : STATES[of]
  if (of === null || states === undefined) return null
  const code = full?.[2]?.toUpperCase() ?? codeOf(states, text)
  const name = code === null ? undefined : states[code]
  if (code === null || name === undefined) return null
  return form === 'name' ? name : form === 'iso' ? `${of}-${code}` : code
}

const byName = new WeakMap<object, ReadonlyMap<string, string>>()

function codeOf(states: Readonly<Record<string, string>>, text: string): string | null {
  const code = text.replaceAll('.', '').toUpperCase()
  if (Object.hasOwn(states, code)) return code
  const known = byName.get(states) ?? new Map(Object.entries(states).map(([of, name]) => [folded(name), of] as const))
  byName.set(states, known)
  return known.get(folded(text)) ?? null
}

const folded = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .trim()
