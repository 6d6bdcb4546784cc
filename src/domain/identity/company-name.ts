import { isPlaceholder } from './placeholder.ts'

/** Never part of a name: left out wherever they stand. */
const LEGAL_ANYWHERE = words(
  'gmbh mbh kgaa llc llp inc incorporated ltd limited plc sarl sasu ltda eireli aps oyj pty pvt sdn bhd zrt nyrt ooo zao pjsc',
)
/** Could be a word of a name, so they count as a legal form at the end alone. */
const LEGAL_AT_END = words(
  'co company corp corporation lp ag kg ug ohg gbr ev eg se sa sas srl spa snc sl slu bv nv vof cv ab as asa oy kft doo dd sro sp z o oo zoo jsc kk private and de sab',
)
/** Letters that no decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
}

/**
 * What names of one company have in common: lower-case ASCII words without legal form, "the" in front, punctuation and former names.
 * "The Müller & Söhne GmbH & Co. KG (formerly Meier)" gives "muller and sohne". Regions in brackets stay: they part subsidiaries.
 *
 * @returns null for blank and placeholder names. A name of nothing but legal forms keeps them. Letters without a Latin form stay as
 * they are. Total: throws nothing.
 */
export function companyKey(raw: string): string | null {
  if (isPlaceholder(raw)) return null
  const all = wordsOf(raw)
  const named = withoutEnd(all.filter((word) => !LEGAL_ANYWHERE.has(word)))
  const proper = named[0] === 'the' ? named.slice(1) : named
  const key = (proper.length === 0 ? all : proper).join(' ')
  return key === '' ? null : key
}

function wordsOf(raw: string): string[] {
  return (
    raw
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[ßæøœđðþłı]/g, (letter) => LETTERS[letter] ?? letter)
      .replaceAll(/[([](?:formerly|previously|fka|f\/k\/a|ex|vormals|ehemals)\b[^)\]]*[)\]]/g, ' ')
      // Scandinavian forms are written with a slash.
      .replaceAll(/\ba\/s\b/g, 'as')
      .replaceAll(/[&+]/g, ' and ')
      .replaceAll(/['’`´.]/g, '')
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .split(' ')
      .filter((word) => word !== '')
  )
}

function withoutEnd(names: readonly string[]): readonly string[] {
  const last = names.findLastIndex((word) => !LEGAL_AT_END.has(word))
  return names.slice(0, last + 1)
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
