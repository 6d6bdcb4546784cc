import type { ColumnType } from 'kysely'
import { ACCESS } from './tables/access.ts'
import { ALERTS } from './tables/alerts.ts'
import { ATTRIBUTION } from './tables/attribution.ts'
import { BUDGET } from './tables/budget.ts'
import { CAPTURE } from './tables/capture.ts'
import { CLOCKS } from './tables/clocks.ts'
import { CONNECTIONS } from './tables/connections.ts'
import { HANDOFFS } from './tables/handoffs.ts'
import { JOURNAL } from './tables/journal.ts'
import { LINKS } from './tables/links.ts'
import { LISTS } from './tables/lists.ts'
import { MATCHING } from './tables/matching.ts'
import { OPPORTUNITIES } from './tables/opportunities.ts'
import { PROBLEMS } from './tables/problems.ts'
import { RUNS } from './tables/runs.ts'
import type { ColumnKind, TableSpecs } from './tables/column.ts'

/**
 * Every table of schema `app`, column by column in the order of the database. One source for three things: the TypeScript
 * types below, the record sets in which many rows travel to one statement, and the test that compares it with
 * `information_schema.columns` after the migrations.
 */
export const TABLES = {
  ...CONNECTIONS,
  ...CAPTURE,
  ...MATCHING,
  ...BUDGET,
  ...LINKS,
  ...JOURNAL,
  ...HANDOFFS,
  ...CLOCKS,
  ...ALERTS,
  ...OPPORTUNITIES,
  ...ATTRIBUTION,
  ...LISTS,
  ...RUNS,
  ...ACCESS,
  ...PROBLEMS,
} as const satisfies TableSpecs

export type TableName = keyof typeof TABLES

/** What the driver gives: `bigint` and `numeric` come as decimal strings and are parsed by `rows.ts`, by name. */
interface Selected extends Record<ColumnKind, unknown> {
  text: string
  bigint: string
  numeric: string
  integer: number
  'double precision': number
  boolean: boolean
  jsonb: unknown
}

/** What a statement takes: exact numbers may be given as number, bigint or decimal string. */
interface Given extends Record<ColumnKind, unknown> {
  text: string
  bigint: string | number | bigint
  numeric: string | number | bigint
  integer: number
  'double precision': number
  boolean: boolean
  jsonb: unknown
}

type Kind<S> = S extends `${infer K}?` ? K : S
type Of<S, Map> = Kind<S> extends keyof Map ? Map[Kind<S>] | (S extends `${string}?` ? null : never) : never

/** A row as it is read. */
export type Row<T extends TableName> = {
  readonly [C in keyof (typeof TABLES)[T]]: Of<(typeof TABLES)[T][C], Selected>
}
/** A row on its way into a statement. */
export type NewRow<T extends TableName> = {
  readonly [C in keyof (typeof TABLES)[T]]: Of<(typeof TABLES)[T][C], Given>
}

/** The type Kysely works with; use it with `withSchema('app')`. */
export type Tables = {
  [T in TableName]: {
    [C in keyof (typeof TABLES)[T]]: ColumnType<
      Of<(typeof TABLES)[T][C], Selected>,
      Of<(typeof TABLES)[T][C], Given>,
      Of<(typeof TABLES)[T][C], Given>
    >
  }
}
