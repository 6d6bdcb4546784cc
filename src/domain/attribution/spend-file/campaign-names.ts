const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()

export interface NameResolver {
  /** The known name that this one is but for case, spaces and dashes; else itself. */
  readonly resolve: (given: string) => string
  /** Names of these that nobody knows, each once, with the known one that is nearest. */
  readonly unknownOf: (
    names: readonly (string | null)[],
  ) => readonly { readonly campaign: string; readonly lines: number; readonly nearest: string | null }[]
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
      ].map(([campaign, same]) => ({ campaign, lines: same.length, nearest: nearestOf(campaign, known) })),
  }
}

function nearestOf(name: string, known: readonly string[]): string | null {
  let nearest: { readonly name: string; readonly distance: number } | null = null
  for (const other of known) {
    const distance = editDistance(folded(name), folded(other))
    if (nearest === null || distance < nearest.distance) nearest = { name: other, distance }
  }
  return nearest?.name ?? null
}

/** Levenshtein: letters to add, drop or change. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      )
    row = next
  }
  return row[b.length] ?? 0
}
