import type { PersonFacts } from './person-facts.ts'

/** A key that more records share than this says nothing and is dropped. */
export const BLOCK_LIMIT = 200

/**
 * Keys under which a person is kept to be found by others. Each one bears two things that the ladder wants together, or one that
 * is nobody else's: looking up a key never brings everybody of a name.
 */
export function keptKeys(facts: PersonFacts): readonly string[] {
  return [
    ...ownKeys(facts),
    ...placesOf(facts).flatMap((place) => (facts.last === null ? [] : [`${place}/${start(facts.last)}`])),
  ]
}

/** Keys under which the same person may be kept: given and family name may be swapped there. */
export function soughtKeys(facts: PersonFacts): readonly string[] {
  const names = [facts.last, facts.first].flatMap((name) => (name === null ? [] : [start(name)]))
  const places = placesOf(facts).flatMap((place) => names.map((name) => `${place}/${name}`))
  return [...new Set([...ownKeys(facts), ...places])]
}

const start = (name: string): string => name.slice(0, 2)

const ownKeys = ({ emailKey, phones }: PersonFacts): readonly string[] => [
  ...(emailKey === null ? [] : [`mail:${emailKey}`]),
  ...phones.map((phone) => `tel:${phone}`),
]

const placesOf = ({ domain, company, postcode }: PersonFacts): readonly string[] => [
  ...(domain === null ? [] : [`dom:${domain}`]),
  ...(company === null ? [] : [`com:${company}`]),
  ...(postcode === null ? [] : [`zip:${postcode}`]),
]
