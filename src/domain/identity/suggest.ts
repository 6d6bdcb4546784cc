import type { PersonFacts } from './person-facts.ts'
import { jaroWinkler } from './jaro-winkler.ts'
import { nameLikeness, scorePair } from './score.ts'
import type { Comparison, Evidence, Facts, Score } from './score.ts'

/** Steps of the ladder below the exact e-mail, the surest first. */
export const SUGGESTION_LEVELS = ['email-key', 'phone', 'name-company', 'name-address'] as const
export type SuggestionLevel = (typeof SUGGESTION_LEVELS)[number]

export interface Suggestion {
  readonly level: SuggestionLevel
  /** Sum of the evidence: the higher of two goes first in a list. */
  readonly points: number
  readonly evidence: readonly Evidence[]
  /** May be linked without asking where the configuration wants that and nobody else is alike. */
  readonly sure: boolean
}

/** From this likeness on two names are taken for one. */
const ALIKE = 0.9
/** Below this likeness two given names are two people's. */
const OTHERS = 0.8
const worth = (points: number) => [{ from: ALIKE, worth: points }]
const PERSON: readonly Comparison[] = [
  { field: 'email key', how: 'same', points: worth(3) },
  { field: 'phone', how: 'same', points: worth(2) },
  { field: 'first name', second: 'last name', label: 'name', how: 'words', points: worth(3) },
  { field: 'last name', how: 'alike', points: worth(1.5) },
  { field: 'domain', how: 'same', points: worth(1) },
  { field: 'company', how: 'same', points: worth(1) },
  { field: 'postcode', how: 'same', points: worth(1) },
  { field: 'street', how: 'alike', points: worth(1.5) },
]

/**
 * Could these be one person? The first of the ladder that holds: the same mailbox (e-mail without tag), the same phone with the same
 * family name or employer's domain and no other given name, the same name with the employer, the same name with the address.
 * A name alone never suffices: of 10,000 people it is right in 5 of 100. Blanks match nothing. Symmetric. Total.
 */
export function suggestPerson(a: PersonFacts, b: PersonFacts): Suggestion | null {
  const { points, evidence } = compare(a, b)
  const has = (field: string): boolean => evidence.some((one) => one.field === field)
  const level: SuggestionLevel | null = has('email key')
    ? 'email-key'
    : has('phone') && (has('last name') || has('domain')) && !areTwo(a, b)
      ? 'phone'
      : has('name') && (has('domain') || has('company'))
        ? 'name-company'
        : has('name') && (has('postcode') || has('street'))
          ? 'name-address'
          : null
  if (level === null) return null
  return { level, points, evidence, sure: level === 'phone' || level === 'name-company' }
}

function compare(a: PersonFacts, b: PersonFacts): Score {
  const phone = a.phones.find((one) => b.phones.includes(one)) ?? null
  // The number decides: "Main St 1" and "Main St 9" are alike by letters.
  const streets = numbersOf(a.street) === numbersOf(b.street)
  const toFacts = (person: PersonFacts): Facts => ({
    'email key': person.emailKey,
    phone,
    'first name': person.first,
    'last name': person.last,
    domain: person.domain,
    company: person.company,
    postcode: person.postcode,
    street: streets ? person.street : null,
  })
  return scorePair(toFacts(a), toFacts(b), PERSON)
}

const numbersOf = (street: string | null): string => (street?.match(/\d+/g) ?? []).join(' ')

/** A family at one phone, colleagues of one name: given names that differ, initials apart. */
function areTwo(a: PersonFacts, b: PersonFacts): boolean {
  if (a.first === null || b.first === null) return false
  if (a.first.startsWith(b.first) || b.first.startsWith(a.first)) return false
  return jaroWinkler(a.first, b.first) < OTHERS && nameLikeness(a, b) < ALIKE
}
