import type { Value } from '../records/table.ts'

/** Letters and digits in lower case, without accents; words keep one space between them. */
export function plain(value: Value): string {
  return String(value ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const LEGAL_FORMS =
  /\b(?:inc|incorporated|corp|corporation|co|company|llc|llp|ltd|limited|plc|gmbh|ag|kg|sa|sas|sarl|srl|spa|bv|nv|ab|oy|pty|the)\b/g

/** A company's name without what companies add to it; a web address counts as a name. */
export function companyName(value: Value): string {
  const bare = String(value ?? '').replaceAll(/^(?:https?:\/\/)?(?:www\.)?|\.(?:com|net|org|io|co)\b/gi, '')
  const words = plain(bare)
  const name = words.replaceAll(LEGAL_FORMS, ' ').replaceAll(' ', '')
  return name === '' ? words.replaceAll(' ', '') : name
}

/** Digits of a telephone number without a leading country code of one digit. */
export function phoneDigits(value: Value): string {
  return String(value ?? '')
    .replaceAll(/\D/g, '')
    .replace(/^1(?=\d{10}$)/, '')
}

/** The sound of a name, coarsely: first letter, then groups of consonants that sound alike; digits are kept. */
export function sound(value: Value): string {
  const letters = plain(value)
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll('ph', 'f')
  const first = letters.charAt(0).replace(/[ck]/, 'k')
  const groups = letters
    .slice(1)
    .replaceAll(/[aeiouyhw]/g, '')
    .replaceAll(/[bp]/g, 'p')
    .replaceAll(/[fv]/g, 'f')
    .replaceAll(/[cgjkqx]/g, 'k')
    .replaceAll(/[sz]/g, 's')
    .replaceAll(/[dt]/g, 't')
    .replaceAll(/[mn]/g, 'n')
  return first + groups.replaceAll(/([a-z])\1+/g, '$1')
}

/** Jaro-Winkler: 1 for equal texts, 0 for texts without anything in common. */
export function closeness(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Set<number>()
  const inA: string[] = []
  for (let at = 0; at < a.length; at += 1) {
    for (let other = Math.max(0, at - reach); other <= Math.min(b.length - 1, at + reach); other += 1) {
      if (taken.has(other) || a[at] !== b[other]) continue
      taken.add(other)
      inA.push(a.charAt(at))
      break
    }
  }
  if (inA.length === 0) return 0
  const inB = [...taken].sort((x, y) => x - y).map((place) => b.charAt(place))
  const swapped = inA.filter((letter, place) => letter !== inB[place]).length / 2
  const jaro = (inA.length / a.length + inA.length / b.length + (inA.length - swapped) / inA.length) / 3
  let prefix = 0
  while (prefix < 4 && a[prefix] !== undefined && a[prefix] === b[prefix]) prefix += 1
  return jaro + prefix * 0.1 * (1 - jaro)
}
