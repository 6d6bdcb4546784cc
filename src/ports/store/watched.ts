import type { ConnectionId } from '#domain/ids.ts'

/** Things on which parked records depend, each with a print: the config, the schema of an object. */
export interface WatchedStore {
  /** Saves the prints. @returns names whose print was another one before; a name seen for the first time has not changed. */
  changed(connection: ConnectionId, prints: ReadonlyMap<string, string>): Promise<readonly string[]>
}
