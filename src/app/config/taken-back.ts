import { compareDocuments, type DocumentChange } from './compare-documents.ts'

export interface TakenBack<V> {
  /** What the file was made from, as far as it shows: the version that it differs least from. */
  readonly from: V
  /** What newer versions changed and the file says otherwise. */
  readonly changes: readonly DocumentChange[]
}

/**
 * Whether saving a file would take back what was saved after it was made. Of versions from which it differs alike it is of the newest:
 * who changes one thing again and again says each time what no version says.
 *
 * @param versions the newest first, which is in force.
 * @returns null: nothing, as the file is of the newest or says all that newer ones changed.
 */
export function takenBack<V extends { readonly document: unknown }>(
  file: unknown,
  versions: readonly V[],
): TakenBack<V> | null {
  const [newest] = versions
  if (newest === undefined) return null
  const changes = compareDocuments(newest.document, file)
  let nearest = { version: newest, differing: changes.length }
  for (const version of versions) {
    const differing = compareDocuments(version.document, file).length
    if (differing < nearest.differing) nearest = { version, differing }
  }
  const since = new Set(compareDocuments(nearest.version.document, newest.document).map(({ path }) => path))
  const back = changes.filter(({ path }) => since.has(path))
  return back.length === 0 ? null : { from: nearest.version, changes: back }
}
