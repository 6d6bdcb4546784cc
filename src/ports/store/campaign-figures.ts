import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** Where figures of campaigns can be written in a portal. */
export interface FigureTarget {
  readonly kind: 'properties' | 'object' | 'none'
  /** Fully qualified name of the custom object; null for the other kinds. */
  readonly objectType: string | null
  /** What the probe saw, for people. */
  readonly why: string
  readonly probedAt: Instant
}

/** What Tandem wrote of one campaign. */
export interface WrittenFigures {
  readonly campaignId: string
  readonly values: Readonly<Record<string, string | null>>
  /** Of the custom object; null where the campaign itself holds them. */
  readonly recordId: string | null
  readonly writtenAt: Instant
}

export interface CampaignFigureStore {
  target(connection: ConnectionId): Promise<FigureTarget | null>
  saveTarget(connection: ConnectionId, target: FigureTarget): Promise<void>
  written(connection: ConnectionId): Promise<ReadonlyMap<string, WrittenFigures>>
  save(connection: ConnectionId, figures: readonly WrittenFigures[]): Promise<void>
  remove(connection: ConnectionId, campaignIds: readonly string[]): Promise<void>
}
