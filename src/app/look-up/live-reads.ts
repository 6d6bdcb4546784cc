import type { Link } from '#domain/identity/link.ts'
import { isSameLink } from '#domain/identity/link.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { readRecordNow } from './read-record-now.ts'
import type { LiveRecord } from './read-record-now.ts'

/** What both CRMs answered is good this long for whoever looks next: several people, or somebody who is impatient. */
export const KEPT_MS = 5_000

interface Kept {
  /** null: the CRMs have not answered yet, and whoever comes now waits for the same answer. */
  answeredAt: number | null
  readonly link: Link
  readonly configVersion: number
  readonly read: Promise<LiveRecord>
}

interface Options {
  /** Milliseconds that only grow. */
  readonly ticks?: () => number
  readonly readNow?: (scope: Scope, link: Link) => Promise<LiveRecord>
}

export type LiveReads = (
  scope: Scope,
  link: Link,
  /** Asked before the CRMs are: it throws to whoever asks too often. */
  spend: () => Promise<void>,
) => Promise<LiveRecord>

/**
 * Reads records of both CRMs for people who look at them, each once in {@link KEPT_MS} however many ask. A sync of the record since, or
 * another configuration, has it read anew.
 */
export function createLiveReads({ ticks = () => performance.now(), readNow = readRecordNow }: Options = {}): LiveReads {
  const keptOf = new WeakMap<Store, Map<string, Kept>>()
  return async (scope, link, spend) => {
    const kept = keptOf.get(scope.store) ?? new Map<string, Kept>()
    keptOf.set(scope.store, kept)
    const { configVersion } = scope
    const isFresh = ({ answeredAt }: Kept): boolean => answeredAt === null || ticks() - answeredAt < KEPT_MS
    const find = (): Kept | undefined => {
      const found = kept.get(link.id)
      const isOfNow =
        found !== undefined && isFresh(found) && found.configVersion === configVersion && isSameLink(found.link, link)
      return isOfNow ? found : undefined
    }
    const known = find()
    if (known !== undefined) return known.read
    await spend()
    // Others may have asked meanwhile.
    const meanwhile = find()
    if (meanwhile !== undefined) return meanwhile.read
    for (const [id, one] of kept) if (!isFresh(one)) kept.delete(id)
    const own: Kept = { answeredAt: null, link, configVersion, read: readNow(scope, link) }
    kept.set(link.id, own)
    own.read.then(
      () => {
        own.answeredAt = ticks()
      },
      // A failure is not kept.
      () => kept.get(link.id) === own && kept.delete(link.id),
    )
    return own.read
  }
}
