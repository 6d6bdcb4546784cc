const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()

/** A name that nobody knows, and how many rows bear it. */
export interface UnknownCampaign {
  readonly campaign: string
  readonly lines: number
}

export interface NameResolver {
  /** The known name that this one is but for case, spaces and dashes; else itself. */
  readonly resolve: (given: string) => string
  /** Names of these that nobody knows, each once. */
  readonly unknownOf: (names: readonly (string | null)[]) => readonly UnknownCampaign[]
}

/** Campaigns by the names that are known, as people write them in files. Two known names that fold to one are left apart. */
export function nameResolver(known: readonly string[]): NameResolver {
  const exact = new Set(known)
  const byFold = Map.groupBy(exact, folded)
  const resolve = (given: string): string => {
    if (exact.has(given)) return given
    const [only, another] = byFold.get(folded(given)) ?? []
    return only === undefined || another !== undefined ? given : only
  }
  return {
    resolve,
    unknownOf: (names) =>
      [
        ...Map.groupBy(
          names.filter((name) => name !== null && !exact.has(name)),
          (name) => name ?? '',
        ),
      ].map(([campaign, same]) => ({ campaign, lines: same.length })),
  }
}

/** Suggestions are worked out for so many names; a file with more is of another portal. */
const SUGGESTED = 20
/** No suggestion for longer names, nor by them: the work grows with the square. */
const LONGEST = 120

export interface SuggestedCampaign extends UnknownCampaign {
  /** The known name that may have been meant; null: every one differs in more than half of its letters, or too many are unknown to look. */
  readonly nearest: string | null
}

/** With the known name that is nearest, for the first 20 of them. Compares each with every known name of about its length. */
export function withNearest<U extends UnknownCampaign>(
  unknown: readonly U[],
  known: readonly string[],
): readonly (U & SuggestedCampaign)[] {
  const others = known.map((name) => ({ name, fold: folded(name) })).filter(({ fold }) => fold.length <= LONGEST)
  return unknown.map((one, i) => ({ ...one, nearest: i < SUGGESTED ? nearestOf(one.campaign, others) : null }))
}

function nearestOf(given: string, known: readonly { readonly name: string; readonly fold: string }[]): string | null {
  const name = folded(given)
  if (name.length > LONGEST) return null
  let nearest: { readonly name: string; readonly distance: number } | null = null
  for (const other of known) {
    if (other.name === given) continue
    const difference = Math.abs(other.fold.length - name.length)
    if (difference * 2 > Math.max(other.fold.length, name.length)) continue
    const least: number = nearest?.distance ?? Infinity
    const distance: number = difference >= least ? least : editDistance(name, other.fold, least)
    if (distance < least && distance * 2 <= Math.max(other.fold.length, name.length))
      nearest = { name: other.name, distance }
  }
  return nearest?.name ?? null
}

/** Levenshtein: letters to add, drop or change. @param least no more than this is of interest: then it is given instead. */
function editDistance(a: string, b: string, least: number): number {
  let row = Uint16Array.from({ length: b.length + 1 }, (_, i) => i)
  let next = new Uint16Array(b.length + 1)
  for (let i = 1; i <= a.length; i += 1) {
    const letter = a.charCodeAt(i - 1)
    let left = i
    let lowest = i
    next[0] = i
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (letter === b.charCodeAt(j - 1) ? 0 : 1)
      left = Math.min((row[j] ?? 0) + 1, left + 1, changed)
      next[j] = left
      if (left < lowest) lowest = left
    }
    if (lowest >= least) return least
    ;[row, next] = [next, row]
  }
  return row[b.length] ?? 0
}
