import type { OutcomeEntry } from '#domain/attribution/outcome-entries.ts'
import type { ConnectionId } from '#domain/ids.ts'

export interface OutcomeStore {
  /** Adds entries; one whose number is there already is left as it is. */
  append(connection: ConnectionId, entries: ReadonlyMap<string, readonly OutcomeEntry[]>): Promise<void>
  /** By opportunity, in the order of their numbers. */
  byOpportunities(
    connection: ConnectionId,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly OutcomeEntry[]>>
}
