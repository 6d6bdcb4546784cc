/** Which sign stands before the fraction of an amount. */
export const NOTATIONS = ['comma', 'point'] as const
export type Notation = (typeof NOTATIONS)[number]

/** A cell split into what it says besides digits. */
interface Bare {
  /** Digits and separators alone. */
  readonly digits: string
  readonly sign: '' | '-'
  /** ISO codes that the cell names; `$` stands for any dollar. */
  readonly currencies: readonly string[]
}

const SYMBOLS: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', '¥': 'JPY', US$: 'USD', $: '$' }
/** Spaces and apostrophes of every kind group thousands and nothing else. */
const GROUPING = /[\s\u00a0\u2009\u202f'’`´]/g

function bare(cell: string): Bare | null {
  let rest = cell
    .normalize('NFKC')
    .replaceAll(/[\u2212\u2013]/g, '-')
    .trim()
  const currencies: string[] = []
  for (const [symbol, code] of Object.entries(SYMBOLS)) {
    if (!rest.includes(symbol)) continue
    currencies.push(code)
    rest = rest.replaceAll(symbol, ' ')
  }
  rest = rest.replaceAll(/[A-Za-z]+/g, (word) => {
    if (/^[A-Za-z]{3}$/.test(word)) currencies.push(word.toUpperCase())
    return /^[A-Za-z]{3}$/.test(word) ? ' ' : word
  })
  rest = rest.replaceAll(GROUPING, '')
  const bracketed = /^\((.*)\)$/.exec(rest)
  if (bracketed !== null) rest = `-${bracketed[1] ?? ''}`
  const match = /^(-?)\+?([\d.,]*\d[\d.,]*)(-?)$/.exec(rest)
  if (match === null || (match[1] === '-' && match[3] === '-')) return null
  return { digits: match[2] ?? '', sign: match[1] === '-' || match[3] === '-' ? '-' : '', currencies }
}

/** What one cell proves of the notation of its column; null: nothing ("1200"), `either`: "1,234" and "1.234" may be both. */
function notationOf({ digits }: Bare): Notation | 'either' | null {
  const comma = digits.lastIndexOf(',')
  const point = digits.lastIndexOf('.')
  if (comma < 0 && point < 0) return null
  if (comma >= 0 && point >= 0) return comma > point ? 'comma' : 'point'
  const sign = comma >= 0 ? ',' : '.'
  const parts = digits.split(sign)
  const [own, other] = sign === ',' ? (['comma', 'point'] as const) : (['point', 'comma'] as const)
  if (parts.length > 2) return other
  const [whole = '', fraction = ''] = parts
  return fraction.length === 3 && whole.length > 0 && whole.length < 4 && !whole.startsWith('0') ? 'either' : own
}

export type ColumnNotation =
  | { readonly ok: true; readonly notation: Notation }
  /** `either`: no cell decides, and the amounts are a thousand times apart; `both`: cells contradict each other. */
  | { readonly ok: false; readonly why: 'either' | 'both'; readonly example: string }

/** The notation of a whole column of amounts: a single "1,234" does not tell, another cell of it mostly does. */
export function notationOfColumn(cells: readonly string[]): ColumnNotation {
  const seen = new Map<string, string>()
  for (const cell of cells) {
    const parsed = bare(cell)
    const found = parsed === null ? null : notationOf(parsed)
    if (found !== null && !seen.has(found)) seen.set(found, cell.trim())
  }
  const [comma, point, either] = [seen.get('comma'), seen.get('point'), seen.get('either')]
  if (comma !== undefined && point !== undefined)
    return { ok: false, why: 'both', example: `"${comma}" and "${point}"` }
  if (comma !== undefined) return { ok: true, notation: 'comma' }
  if (point === undefined && either !== undefined) return { ok: false, why: 'either', example: `"${either}"` }
  return { ok: true, notation: 'point' }
}

export interface ReadAmount {
  /** Plain decimal in major units. */
  readonly decimal: string
  /** ISO codes named in the cell; `$` for a dollar of whatever country. */
  readonly currencies: readonly string[]
}

/** An amount as people and exports write it: "1.234,56 €", "(12.50)", "1'234.5-", "EUR 7". Null: it is none in this notation. */
export function readAmount(cell: string, notation: Notation): ReadAmount | null {
  const parsed = bare(cell)
  if (parsed === null) return null
  const [fraction, group] = notation === 'comma' ? [',', '.'] : ['.', ',']
  const parts = parsed.digits.split(fraction)
  const [whole = '', cents = ''] = parts
  // Groups of two are India's: 1,23,456.
  const isGrouped = new RegExp(`^\\d{1,3}(?:\\${group}\\d{2,3})*\\${group}\\d{3}$`).test(whole)
  if (parts.length > 2 || !/^\d*$/.test(cents) || !(isGrouped || /^\d*$/.test(whole))) return null
  const digits = whole.replaceAll(group, '')
  return {
    decimal: `${parsed.sign}${digits === '' ? '0' : digits}${cents === '' ? '' : `.${cents}`}`,
    currencies: [...new Set(parsed.currencies)],
  }
}
