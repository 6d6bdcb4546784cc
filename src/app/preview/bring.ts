import type { Notes } from './notes.ts'

/** Copies what is asked for from the real store into the scratch one, each id of a kind once. */
export type Bring = <Id extends string>(
  what: string,
  ids: readonly Id[],
  copy: (missing: readonly Id[]) => Promise<void>,
) => Promise<void>

export function bringer(notes: Notes): Bring {
  return async (what, ids, copy) => {
    const missing = [...new Set(ids)].filter((id) => !notes.has(`${what} ${id}`))
    if (missing.length === 0) return
    for (const id of missing) notes.add(`${what} ${id}`)
    await copy(missing)
  }
}
