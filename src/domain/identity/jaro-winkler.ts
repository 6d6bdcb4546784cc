/** Winkler's values: a common start counts up to four letters, a tenth of what is missing each. */
const PREFIX = 4
const BOOST = 0.1

/**
 * How alike two words are by Jaro and Winkler: 1 the same, 0 nothing in common; case and accents are the caller's to fold.
 * Two empty words are alike in nothing. Symmetric. Total: throws nothing.
 * Source: https://www.census.gov/content/dam/Census/library/working-papers/2006/adrm/rrs2006-02.pdf
 */
export function jaroWinkler(a: string, b: string): number {
  const left = Array.from(a)
  const right = Array.from(b)
  const jaro = jaroOf(left, right)
  let prefix = 0
  while (prefix < PREFIX && left[prefix] !== undefined && left[prefix] === right[prefix]) prefix += 1
  return jaro + prefix * BOOST * (1 - jaro)
}

function jaroOf(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Set<number>()
  const commonOfA: string[] = []
  a.forEach((letter, i) => {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j += 1) {
      if (b[j] !== letter || taken.has(j)) continue
      taken.add(j)
      commonOfA.push(letter)
      return
    }
  })
  const common = commonOfA.length
  if (common === 0) return 0
  const commonOfB = b.filter((_, j) => taken.has(j))
  const moved = commonOfA.filter((letter, i) => letter !== commonOfB[i]).length / 2
  return (common / a.length + common / b.length + (common - moved) / common) / 3
}
