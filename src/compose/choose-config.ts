import { parseSyncConfig } from '#config/sync-config.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { ConnectionId } from '#domain/ids.ts'
import { sameDocument } from '#domain/same-document.ts'
import type { ConfigVersion, ConfigVersionHead } from '#ports/store/configs.ts'
import type { Store } from '#ports/store.ts'

/** The file says what an older version says: it is used no more, or a start would take back what people saved since. */
export interface FileNotUsed {
  readonly fileVersion: number
  readonly inForce: ConfigVersionHead
}

export interface ChosenConfig {
  readonly config: SyncConfig
  readonly document: unknown
  /** The version that is used as it is, and not saved again; null: the file is, which becomes a version unless the newest says the same. */
  readonly stored: number | null
  /** The newest version that there was, readable or not; null: none. */
  readonly newest: number | null
  /** Null: the file is what is in force, or becomes it. */
  readonly notUsed: FileNotUsed | null
}

/** What is in force after a start with this file: the file, unless a newer version than the one it is was saved. Writes nothing. */
export async function chooseConfig(
  store: Store,
  id: ConnectionId,
  file: { readonly config: SyncConfig; readonly document: unknown },
): Promise<ChosenConfig> {
  const newest = await store.configs.current(id)
  const used = { ...file, stored: null, newest: newest?.version ?? null, notUsed: null }
  if (newest === null || sameDocument(newest.document, file.document)) return used
  const fileVersion = await store.configs.saying(id, file.document)
  if (fileVersion === null || fileVersion === newest.version) return used
  const stored = await newestReadable(store, id, fileVersion)
  // What a newer Tandem saved cannot be read here, and is not taken back.
  if (stored === null) return { ...used, stored: fileVersion }
  const { config, document, version } = stored
  const notUsed = { fileVersion, inForce: version }
  return { config, document, stored: version.version, newest: newest.version, notUsed }
}

/** A version that cannot be read stays where it is, and the one before it counts. */
async function newestReadable(
  store: Store,
  id: ConnectionId,
  after: number,
): Promise<{ readonly config: SyncConfig; readonly document: unknown; readonly version: ConfigVersion } | null> {
  const versions = await store.configs.since(id, after + 1)
  for (const version of versions.toReversed()) {
    const read = parseSyncConfig(version.document)
    if (read.ok) return { config: read.config, document: version.document, version }
  }
  return null
}

/** One sentence for people. @param file its name. */
export const notUsedWords = (file: string, { fileVersion, inForce }: FileNotUsed): string =>
  `${file} is version ${fileVersion}; version ${inForce.version} by ${inForce.author} is in force; \`tandem config push --force\` saves the file as a new version`
