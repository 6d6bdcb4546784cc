import type { CompanyRow } from '../types.ts'
import type { Dice } from './dice.ts'
import { FIRST_NAMES, foldToAscii, JOB_TITLES, LAST_NAMES, MAIL_DOMAINS } from './names.ts'

export interface Person {
  readonly email: string
  readonly firstName: string
  /** Null for the few who left it out. */
  readonly lastName: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
  readonly company: string | null
  readonly companyDomain: string | null
  readonly country: string
}

/** Different people, each with an address of their own; about a fifth gave no company. */
export function builtInPeople(dice: Dice, companies: readonly CompanyRow[], count: number): Person[] {
  const taken = new Set<string>()
  return Array.from({ length: count }, () => {
    const company = dice.chance(0.2) ? undefined : companies[dice.whole(0, companies.length - 1)]
    const firstName = dice.pick(FIRST_NAMES)
    const lastName = dice.pick(LAST_NAMES)
    const country =
      company?.country ?? dice.pick(['United States', 'USA', 'U.S.', 'Canada', 'United Kingdom', 'Germany'])
    const domain = company?.domain ?? dice.pick(MAIL_DOMAINS)
    const email = freeAddress(`${firstName}.${lastName}`, domain, taken)
    taken.add(email)
    const phone = phoneIn(country, dice)
    return {
      email,
      firstName: messyCase(firstName, dice),
      lastName: company !== undefined && dice.chance(0.006) ? null : lastName,
      phone: dice.chance(0.2) ? null : phone,
      jobTitle: dice.chance(0.2) ? null : dice.pick(JOB_TITLES),
      company: company?.name ?? null,
      companyDomain: company?.domain ?? null,
      country: company !== undefined && dice.chance(0.1) ? messyCountry(country) : country,
    }
  })
}

/** How people fill in the same country. */
function messyCountry(country: string): string {
  return /^U\.?S|^United States/.test(country) ? 'U.S.' : country.toUpperCase()
}

function messyCase(name: string, dice: Dice): string {
  const roll = dice.whole(1, 40)
  if (roll === 1) return name.toUpperCase()
  return roll === 2 ? name.toLowerCase() : name
}

function freeAddress(name: string, domain: string, taken: ReadonlySet<string>): string {
  const local = foldToAscii(name)
    .replaceAll(/[^a-z.-]+/g, '-')
    .replaceAll(/\.{2,}|\.-/g, '.')
  for (let number = 1; ; number += 1) {
    const address = `${local}${number === 1 ? '' : number}@${domain}`
    if (!taken.has(address)) return address
  }
}

/** Numbers from the ranges kept free for fiction (555-01xx; Ofcom, ARCEP and Bundesnetzagentur lists), variously written. */
function phoneIn(country: string, dice: Dice): string {
  const two = () => String(dice.whole(0, 99)).padStart(2, '0')
  const three = () => String(dice.whole(0, 999)).padStart(3, '0')
  switch (country) {
    case 'United Kingdom':
      return dice.pick([`+44 20 7946 0${three()}`, `020 7946 0${three()}`, `07700 900${three()}`])
    case 'Germany':
      return dice.pick([`+49 30 23125 ${three()}`, `030/23125${three()}`])
    case 'France':
      return dice.pick([`+33 1 99 00 ${two()} ${two()}`, `01 99 00 ${two()} ${two()}`])
    default: {
      const area = dice.pick(['212', '312', '415', '617', '416'])
      const end = `01${two()}`
      return dice.pick([
        `(${area}) 555-${end}`,
        `+1 ${area} 555 ${end}`,
        `${area}.555.${end}`,
        `1-${area}-555-${end} x12`,
      ])
    }
  }
}
