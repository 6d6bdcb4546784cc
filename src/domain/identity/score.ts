import { jaroWinkler } from './jaro-winkler.ts'
import { isPlaceholder } from './placeholder.ts'

/** What is known of a record by field, in the form in which it is compared; null and absent: not known. */
export type Facts = Readonly<Record<string, string | null | undefined>>

/**
 * One thing to compare. `same`: equal or not. `alike`: by letters. `words`: letters of two fields taken as given and family name, in
 * either order. `points`: what a likeness of at least that much is worth, the best first.
 */
export interface Comparison {
  readonly field: string
  /** What people call it; absent: the field's name. */
  readonly label?: string
  /** Only with `words`. */
  readonly second?: string
  readonly how: 'same' | 'alike' | 'words'
  readonly points: readonly { readonly from: number; readonly worth: number }[]
}

/** Why two records are thought to be one: field and how alike, never what it holds. */
export interface Evidence {
  readonly field: string
  /** 0..1, two decimals. */
  readonly likeness: number
  readonly points: number
}

export interface Score {
  readonly points: number
  readonly evidence: readonly Evidence[]
}

/** What is compared of a name: lower-case ASCII-like letters and digits; null for blank and placeholders. Total. */
export function foldText(raw: string | null | undefined): string | null {
  if (raw === null || raw === undefined || isPlaceholder(raw)) return null
  const text = raw
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/['’`.]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return text === '' ? null : text
}

/** How alike two names are: the mean of both parts, straight or crossed, whichever is more. 0 where a part is missing. */
export function nameLikeness(
  a: { readonly first: string | null; readonly last: string | null },
  b: { readonly first: string | null; readonly last: string | null },
): number {
  if (a.first === null || a.last === null || b.first === null || b.last === null) return 0
  const straight = (jaroWinkler(a.first, b.first) + jaroWinkler(a.last, b.last)) / 2
  const crossed = (jaroWinkler(a.first, b.last) + jaroWinkler(a.last, b.first)) / 2
  return Math.max(straight, crossed)
}

/**
 * Adds up what two records have in common. Blanks match nothing, and nothing counts against. One function for people and
 * organisations: `comparisons` says what is looked at and what it is worth. Symmetric.
 */
export function scorePair(a: Facts, b: Facts, comparisons: readonly Comparison[]): Score {
  const evidence = comparisons.flatMap((comparison): Evidence[] => {
    const likeness = likenessOf(a, b, comparison)
    const points = comparison.points.find(({ from }) => likeness >= from)?.worth ?? 0
    return points === 0 ? [] : [{ field: comparison.label ?? comparison.field, likeness: round(likeness), points }]
  })
  return { points: evidence.reduce((sum, one) => sum + one.points, 0), evidence }
}

function likenessOf(a: Facts, b: Facts, { field, second, how }: Comparison): number {
  if (how === 'words') {
    const parts = (facts: Facts) => ({ first: facts[field] ?? null, last: facts[second ?? ''] ?? null })
    return nameLikeness(parts(a), parts(b))
  }
  const left = a[field] ?? ''
  const right = b[field] ?? ''
  if (left === '' || right === '') return 0
  return how === 'same' ? Number(left === right) : jaroWinkler(left, right)
}

const round = (likeness: number): number => Math.round(likeness * 100) / 100
