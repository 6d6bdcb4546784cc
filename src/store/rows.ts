import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Instant } from '#domain/instant.ts'
import { type NewRow, type TableName, TABLES, type Tables } from './tables.ts'

/** The database or a transaction of it; repositories take either. */
export type Db = Kysely<Tables>

/** Rows per statement: keeps one JSON parameter at a few megabytes, which the embedded database swallows in one piece. */
export const CHUNK = 5_000

/** Runs `work` in the transaction `db` already is, else in a new one. */
export function inTransaction<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/**
 * Reports join whole tables. Without statistics (a young table, an embedded database, which has no autovacuum) the planner
 * believes a connection to hold a handful of rows and loops over them; hashing is right at any size.
 */
export function hashing<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return inTransaction(db, async (tx) => {
    // The price put on loops would make the planner compile the query, which takes longer than to run it.
    await sql`set local enable_nestloop = off; set local jit = off`.execute(tx)
    const answer = await work(tx)
    await sql`set local enable_nestloop = on; set local jit = on`.execute(tx)
    return answer
  })
}

export function chunksOf<T>(rows: readonly T[], size = CHUNK): (readonly T[])[] {
  const chunks: (readonly T[])[] = []
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size))
  return chunks
}

/** One row per key, the last one given; sorted by key, so that two writers lock rows in the same order. */
export function lastByKey<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  const byKey = new Map<string, T>()
  for (const row of rows) byKey.set(keyOf(row), row)
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as T)
}

/** Parts that may hold any character, joined without ambiguity. */
export const keyOf = (...parts: readonly (string | number)[]): string => {
  let key = ''
  for (const part of parts) key += `${String(part).length}:${part}`
  return key
}

// `bigint` as decimal string. NUL and lone surrogates are valid in JSON and JavaScript, and refused by PostgreSQL
// (https://www.postgresql.org/docs/15/datatype-json.html), so text from outside is mended on the way in.
const NUL = String.fromCharCode(0)
const mend = (text: string): string => text.replaceAll(NUL, '').toWellFormed()
const encode = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)
const encodeMending = (_key: string, value: unknown): unknown => {
  if (typeof value === 'string') return mend(value)
  return encode('', value)
}

/** JSON for a `jsonb` parameter. `undefined` members are left out. */
export function toJson(value: unknown): string {
  const json = stringify(value)
  return json.includes('\\u') && /\\u(?:0000|d[89a-f])/i.test(json) ? JSON.stringify(value, encodeMending) : json
}

/** A replacer makes it several times slower, and amounts are in few rows. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(value, encode)
  }
}

export const jsonb = (value: unknown): RawBuilder<unknown> => sql`${toJson(value)}::jsonb`

/** Many strings as one parameter, for `in (…)`. */
export const textSet = (values: readonly string[]): RawBuilder<unknown> =>
  sql`(select jsonb_array_elements_text(${jsonb(values)}))`

/** Many rows as one parameter: `from ${recordset('link', rows, 'i')}` reads them with the column types of that table. */
export function recordset<T extends TableName>(
  table: T,
  rows: readonly Partial<NewRow<T>>[],
  alias: string,
): RawBuilder<unknown> {
  const columns = Object.entries(TABLES[table]).map(([name, spec]) => `"${name}" ${spec.replace('?', '')}`)
  return sql`jsonb_to_recordset(${jsonb(rows)}) as ${sql.raw(`${alias}(${columns.join(', ')})`)}`
}

/** `int8` of an instant or a count, exactly. */
export function toInteger(value: string | number): number {
  const parsed = Number(value)
  if (!Number.isSafeInteger(parsed)) throw new RangeError('the database gave an integer beyond 2^53')
  return parsed
}
export const toInstant = (value: string): Instant => toInteger(value)
export const toInstantOrNull = (value: string | null): Instant | null => (value === null ? null : toInteger(value))
export const toMinor = (value: string): bigint => BigInt(value)
export const toMinorOrNull = (value: string | null): bigint | null => (value === null ? null : BigInt(value))

/** Groups rows that are already in the wanted order. */
export function groupBy<K, V>(rows: readonly V[], keyOf: (row: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
