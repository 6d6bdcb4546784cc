import type { Instant } from '#domain/instant.ts'
import type { Values } from '#domain/mapping/value.ts'

export interface RemoteRecord {
  readonly object: string
  readonly id: string
  /** Only the fields asked for; a field that does not exist is absent, a blank one is null. */
  readonly values: Values
  readonly createdAt: Instant
  readonly modifiedAt: Instant
  /** Other ids that mean this record since a merge; empty for most. */
  readonly mergedIds: readonly string[]
}

export interface ReadRequest {
  readonly object: string
  readonly ids: readonly string[]
  readonly fields: readonly string[]
}

export interface FindByRequest {
  readonly object: string
  readonly field: string
  readonly values: readonly string[]
  readonly fields: readonly string[]
}

export interface RelatedRequest {
  readonly from: string
  readonly ids: readonly string[]
  readonly to: string
}

export interface RelatedRecords {
  readonly id: string
  /** The primary one first where the platform knows one. */
  readonly related: readonly string[]
}
