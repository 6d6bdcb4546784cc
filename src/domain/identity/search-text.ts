import { AFTER_ALL_TEXT } from '../order.ts'
import type { Base } from './link.ts'

/**
 * How records are found by what people type: every value is cut where a word begins, written in plain lower-case letters, and found
 * by the beginning of what remains. "Müller" is found by "mül", "mul" and "muel"; dana.wells@acme.example by "dana", "wells",
 * "wells@ac" and "acme.exa".
 */

/** Longer words are found by their first letters. */
const LONGEST = 64
/** Words of one record; what a person or company is called needs a dozen. */
const MOST = 48
/** Words of one question. */
const MOST_TERMS = 6

/** Nothing to fold: most words of most portals. */
const isAscii = (text: string): boolean => !/[^ -~]/.test(text)
const MARKS = /\p{M}/gu
/** Letters that have no mark to take away. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}
const SPECIAL = /[ßæœøđðłþı]/g
/** How German, Danish and Swedish write them where the letter is missing. */
const SPELT_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' }
const UMLAUTS = /[äöüåø]/g

/** Without capitals and marks: "Ångström" -> "angstrom". */
function plain(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(MARKS, '')
    .replaceAll(SPECIAL, (letter) => LETTERS[letter] ?? letter)
}

/** Both ways to write a text without marks; one for most. */
function spellings(text: string): readonly string[] {
  const one = plain(text)
  if (isAscii(text)) return [one]
  const other = plain(
    text
      .toLowerCase()
      .normalize('NFC')
      .replaceAll(UMLAUTS, (letter) => SPELT_OUT[letter] ?? letter),
  )
  return one === other ? [one] : [one, other]
}

const SPACE = /[\s,;"'()<>\\\p{Cc}]+/u
/** Where a word begins within what has no space. */
const BEGINNING = /(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu

function addWords(value: string, words: Set<string>): void {
  for (const spelling of spellings(value))
    for (const part of spelling.split(SPACE))
      for (const { index } of part.matchAll(BEGINNING)) {
        if (words.size >= MOST) return
        words.add(part.slice(index, index + LONGEST))
      }
}

/** Ids of maps, without case and punctuation, whose values records are searched by. */
const SEARCHED: ReadonlySet<string> = new Set([
  'email',
  'emailaddress',
  'firstname',
  'lastname',
  'fullname',
  'name',
  'company',
  'companyname',
  'domain',
  'website',
  'dealname',
  'opportunityname',
  'hstasksubject',
  'subject',
  'hsname',
  'campaignname',
])
const searched = new Map<string, boolean>()

/** Maps are few and asked for with every record. */
function isSearched(map: string): boolean {
  const known = searched.get(map)
  if (known !== undefined) return known
  const is = SEARCHED.has(map.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
  if (searched.size < 10_000) searched.set(map, is)
  return is
}

/**
 * By what a record is found: the words of its names, addresses and domains on both sides, in order and parted by a space.
 * An address under a map of any name counts. Empty: nothing is known of it.
 */
export function searchWords(base: Base): string {
  const words = new Set<string>()
  for (const [map, { hubspot, salesforce }] of Object.entries(base)) {
    const isNamed = isSearched(map)
    if (hubspot !== null && (isNamed || isAddress(hubspot))) addWords(hubspot, words)
    if (salesforce !== null && salesforce !== hubspot && (isNamed || isAddress(salesforce))) addWords(salesforce, words)
  }
  return [...words].sort().join(' ')
}

const isAddress = (value: string): boolean => value.includes('@') && value.length <= 254 && !/\s/.test(value)

/**
 * What somebody asks for: all of the terms must be found, each by one of its spellings.
 * @returns empty when there is nothing to look for.
 */
export function searchTerms(text: string): readonly (readonly string[])[] {
  return text
    .toWellFormed()
    .split(SPACE)
    .map((part) => [...new Set(spellings(part).map((word) => word.replace(/^[^\p{L}\p{N}]+/u, '').slice(0, LONGEST)))])
    .map((words) => words.filter((word) => word !== ''))
    .filter((words) => words.length > 0)
    .slice(0, MOST_TERMS)
}

/** What a record is called, for a line in a list. Blank values are null. */
export interface RecordTitle {
  readonly name: string | null
  readonly company: string | null
  readonly email: string | null
}

const NAME_MAPS = [
  'fullname',
  'name',
  'dealname',
  'opportunityname',
  'hstasksubject',
  'subject',
  'hsname',
  'campaignname',
]

/** HubSpot's words first: that is where people fill them in; a company's account may say more. */
export function titleOf(base: Base): RecordTitle {
  const values = new Map<string, string>()
  for (const [map, { hubspot, salesforce }] of Object.entries(base)) {
    const value = hubspot ?? salesforce
    if (value !== null) values.set(map.toLowerCase().replaceAll(/[^a-z0-9]/g, ''), value)
  }
  const first = (...names: readonly string[]): string | null => {
    for (const name of names) if (values.has(name)) return values.get(name) ?? null
    return null
  }
  const person = [first('firstname'), first('lastname')].filter((part) => part !== null).join(' ')
  const company = first('company', 'companyname', 'domain', 'website')
  return {
    name: person === '' ? first(...NAME_MAPS) : person,
    // Salesforce takes no lead without a company: who has none bears his own name there.
    company: company === person ? null : company,
    email: first('email', 'emailaddress'),
  }
}

/** Letters of a name by which it stands in a list. */
const SORTED_BY = 60

/**
 * By what a record stands in a list that is sorted by name: what it is called, or its address, in plain lower-case letters. Records
 * without either stand after all others.
 */
export function sortTitle(base: Base): string {
  const { name, email } = titleOf(base)
  const title = titleBeginning(name ?? email ?? '')
  return title === '' ? AFTER_ALL_TEXT : title
}

/** With what the {@link sortTitle} of a record begins whose name begins with what was typed. */
export const titleBeginning = (typed: string): string => plain(typed.trim()).slice(0, SORTED_BY).toWellFormed()

/** How well a title answers what was asked: 3 = it is that, 2 = it begins so, 1 = another word of it does, 0 = found otherwise. */
export function closeness({ name, company, email }: RecordTitle, text: string): number {
  const asked = plain(text.trim())
  const own = [email, name].flatMap((value) => (value === null ? [] : [plain(value)]))
  if (own.includes(asked)) return 3
  if (own.some((value) => value.startsWith(asked))) return 2
  const terms = searchTerms(text)
  const words = new Set<string>()
  for (const value of [email, name, company]) if (value !== null) addWords(value, words)
  return terms.every((spelt) => [...words].some((word) => spelt.some((term) => word.startsWith(term)))) ? 1 : 0
}
