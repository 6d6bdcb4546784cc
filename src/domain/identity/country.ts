// The package's own entry would load the names of 80 languages.
import countries from 'i18n-iso-countries/index.js'
import german from 'i18n-iso-countries/langs/de.json' with { type: 'json' }
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' }
import spanish from 'i18n-iso-countries/langs/es.json' with { type: 'json' }
import french from 'i18n-iso-countries/langs/fr.json' with { type: 'json' }
import italian from 'i18n-iso-countries/langs/it.json' with { type: 'json' }
import dutch from 'i18n-iso-countries/langs/nl.json' with { type: 'json' }
import portuguese from 'i18n-iso-countries/langs/pt.json' with { type: 'json' }
import { isPlaceholder } from './placeholder.ts'

/** What people write that no list of names has. */
const ALIASES: Readonly<Record<string, string>> = {
  america: 'US',
  us: 'US',
  uk: 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  holland: 'NL',
  uae: 'AE',
  emirates: 'AE',
  el: 'GR',
  macedonia: 'MK',
  moldova: 'MD',
  syria: 'SY',
  laos: 'LA',
  brunei: 'BN',
  swaziland: 'SZ',
  burma: 'MM',
  'cape verde': 'CV',
  'republic of korea': 'KR',
  'democratic peoples republic of korea': 'KP',
  drc: 'CD',
  'republic of the congo': 'CG',
  'hong kong sar': 'HK',
  macau: 'MO',
  'peoples republic of china': 'CN',
  prc: 'CN',
  'russian federation': 'RU',
  vatican: 'VA',
  'united kingdom of great britain and northern ireland': 'GB',
}

/** Two countries each: nobody can tell. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['korea', 'congo', 'virgin islands', 'samoas', 'sudans'])

const byName = namesOf([english, german, french, spanish, italian, dutch, portuguese])

/**
 * The ISO 3166-1 alpha-2 code of a country as people write it: a code of two or three letters, a name in English, German, French,
 * Spanish, Italian, Dutch or Portuguese, or a usual short form.
 *
 * @returns null for blank, placeholders, what no list knows, and names that two countries share ("Korea"). Total: throws nothing.
 */
export function countryCode(raw: string): string | null {
  if (isPlaceholder(raw)) return null
  const name = folded(raw)
  if (AMBIGUOUS.has(name)) return null
  const alias = ALIASES[name]
  if (alias !== undefined) return alias
  const code = name.toUpperCase()
  if (code.length === 2) return countries.isValid(code) ? code : null
  if (code.length === 3) return countries.alpha3ToAlpha2(code) ?? byName.get(name) ?? null
  return byName.get(name) ?? null
}

/**
 * The English name of a country, as both platforms list it. @param code ISO 3166-1 alpha-2. Null for a code that no country has.
 */
export function countryName(code: string): string | null {
  if (code === 'US') return 'United States'
  const name = english.countries[code as keyof typeof english.countries]
  return typeof name === 'string' ? name : (name?.[0] ?? null)
}

/** ISO 3166-1 alpha-3 of an alpha-2 code; null for a code that no country has. */
export const iso3Of = (code: string): string | null => countries.alpha2ToAlpha3(code) ?? null

function namesOf(locales: readonly countries.LocaleData[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const shared = new Set<string>()
  for (const { countries: known } of locales)
    for (const [code, all] of Object.entries(known))
      for (const name of typeof all === 'string' ? [all] : all) {
        const key = folded(name)
        if ((names.get(key) ?? code) !== code) shared.add(key)
        names.set(key, code)
      }
  for (const key of shared) names.delete(key)
  return names
}

/** One form for every way to write a name: no case, accents, dots, "the" and order of "Korea, Republic of". */
function folded(raw: string): string {
  const [head = '', ...rest] = raw.split(',')
  return [...rest, head]
    .join(' ')
    .normalize('NFKD')
    .replaceAll(/[\p{M}.'’]/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
}
