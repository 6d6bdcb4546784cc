import type { SchemaProblem } from '#app/config-check/problem.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfig, FieldPairId } from '#domain/config.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'

export interface FoundProblem extends SchemaProblem {
  readonly found: 'form' | 'accounts'
}

export interface CheckedDocument {
  /** Null: its form is wrong. */
  readonly config: SyncConfig | null
  readonly problems: readonly FoundProblem[]
}

export interface PairSchemas {
  readonly readAt: Instant
  readonly hubspot: ObjectSchema | null
  readonly salesforce: ObjectSchema | null
}

/** What the operations on the configuration need besides the scope. */
export interface ConfigDesk {
  /** The form of a document as JSON Schema. */
  readonly schema: () => object
  readonly fromYaml: (
    text: string,
  ) => { readonly ok: true; readonly document: unknown } | { readonly ok: false; readonly why: string }
  readonly toYaml: (document: unknown) => string
  /**
   * The form of a document, then what both accounts say of it. @param connection it must be of this one.
   * @param against `form`: neither account is asked; default `accounts`.
   */
  readonly check: (
    connection: ConnectionId,
    document: unknown,
    against?: 'form' | 'accounts',
  ) => Promise<CheckedDocument>
  /** One map as it is written. @throws UsageError when its form is wrong. */
  readonly readMap: (pair: FieldPairId, map: unknown) => FieldMap
  /** Maps that Tandem brings along, as they are written. */
  readonly defaultsOf: (pair: FieldPairId) => readonly object[]
  readonly schemasOf: (scope: Scope, pair: FieldPairId, freshness: 'kept' | 'fresh') => Promise<PairSchemas>
  /** Takes what was saved, in this process at once. */
  readonly takeNewest: (connection: ConnectionId) => Promise<void>
  /** A newer version that this process cannot use. */
  readonly unused: (
    connection: ConnectionId,
  ) => { readonly version: number; readonly author: string; readonly why: string } | null
}
