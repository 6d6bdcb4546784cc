import type { Instant } from '#domain/instant.ts'
import type { Canonical } from '#domain/mapping/value.ts'

/** A past value of a property, oldest first. Only HubSpot keeps one for every property. */
export interface HistoryEntry {
  readonly value: Canonical
  readonly at: Instant
  readonly source: string
}

export interface HistorySource {
  /** By record id, then by property. Records that do not exist are absent. */
  history(
    object: string,
    ids: readonly string[],
    properties: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, readonly HistoryEntry[]>>>>
}
