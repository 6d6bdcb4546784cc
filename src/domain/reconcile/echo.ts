import type { Base } from '../identity/link.ts'
import type { Side } from '../ids.ts'
import type { Values } from '../mapping/value.ts'

/** A value that was written to a mapped field. */
export interface SentValue {
  readonly map: string
  readonly field: string
  readonly from: string | null
  readonly to: string | null
}

/**
 * What a platform says it holds after a write, compared with what was sent: it may trim, round or refuse without an error.
 * `refused` are maps whose field still holds the value from before; `altered` those that hold something else. Fields about
 * which nothing is said count as written.
 * @returns the base with what is really held, so that neither is written for ever.
 */
export function compareHeld(
  side: Side,
  base: Base,
  sent: readonly SentValue[],
  held: Values,
): { readonly base: Base; readonly refused: readonly string[]; readonly altered: readonly string[] } {
  const refused: string[] = []
  const altered: string[] = []
  let corrected: Record<string, Base[string]> | null = null
  for (const { map, field, from, to } of sent) {
    const now = held[field]
    if (now === undefined || now === to) continue
    const entry = base[map]
    if (entry !== undefined) {
      corrected ??= { ...base }
      corrected[map] = { ...entry, [side]: now }
    }
    if (now === from) refused.push(map)
    else altered.push(map)
  }
  return { base: corrected ?? base, refused, altered }
}
