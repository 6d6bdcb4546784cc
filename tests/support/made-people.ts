import type { Values } from '#domain/mapping/value.ts'

/** A person as HubSpot and Salesforce know them, each in its own spelling. */
export interface MadePerson {
  readonly contact: Values
  /** Null: Salesforce does not know them. */
  readonly lead: Values | null
}

const FIRST =
  'anna peter maria jan laura paul sophie lukas emma felix julia max clara jonas lena tim nora karl ida otto'
const LAST =
  'schmidt meierhof fischer weberling schneider hoffmann becker schulze wagner koch bauer richter klein wolfram schroeder neumann schwarz zimmermann braun kruger hartmann lange krause lehmann kaiser fuchs peters scholz moeller weiss'
const FIRST_NAMES = FIRST.split(' ')
const LAST_NAMES = LAST.split(' ')

/**
 * People with what makes them hard to tell apart: few names (600 for all of them), employers with one telephone exchange, families, mail
 * providers of everybody. Salesforce knows `known` of them under another address, with slips, turned names and missing fields.
 */
export function madePeople(count: number, known: number, seed: number): readonly MadePerson[] {
  const random = randomFrom(seed)
  const upTo = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)] as T
  const chance = (share: number): boolean => random() < share
  return Array.from({ length: count }, (_, i): MadePerson => {
    const firm = upTo(Math.ceil(count / 8))
    const [first, last] = [pick(FIRST_NAMES), pick(LAST_NAMES)]
    const works = chance(0.8)
    const own = `+49151${String(10_000_000 + i * 37).slice(0, 8)}`
    const exchange = `+4930${String(900_000 + firm)}`
    const phone = chance(0.25) ? null : chance(0.2) && works ? exchange : own
    const company = works ? `Firm ${word(firm)} GmbH` : null
    const zip = chance(0.6) ? String(10_000 + upTo(count / 2)) : null
    const contact = {
      firstname: first,
      lastname: last,
      email: works ? `${first}.${last}${i}@${word(firm)}.de` : `${first}${last}${i}@gmail.com`,
      phone,
      company,
      zip,
    }
    if (i >= known) return { contact, lead: null }
    const slip = (name: string): string => (chance(0.25) ? misspelt(name, upTo) : name)
    const turned = chance(0.05)
    const [given, family] = [slip(first), slip(last)]
    const lead = {
      FirstName: turned ? family : given,
      LastName: turned ? given : family,
      Email: chance(0.3) ? null : works && chance(0.7) ? `${last}${i}@mail.${word(firm)}.de` : `${last}${i}@gmx.de`,
      Phone: chance(0.2) ? null : (phone?.replace('+49', '0049 (0) ').replace('(0) ', '') ?? null),
      Company: company === null ? `${first} ${last}` : chance(0.2) ? `The ${company.replace(' GmbH', '')}` : company,
      PostalCode: chance(0.2) ? null : zip,
    }
    return { contact, lead }
  })
}

const word = (n: number): string =>
  `q${n.toString(26).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}x`

function misspelt(name: string, upTo: (n: number) => number): string {
  const at = 2 + upTo(Math.max(1, name.length - 3))
  const [head, letter, next, tail] = [name.slice(0, at), name[at] ?? '', name[at + 1] ?? '', name.slice(at + 2)]
  return [head + next + letter + tail, head + next + tail, head + letter + letter + next + tail][upTo(3)] ?? name
}

/** Mulberry32: the same people with every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
