import { type RawBuilder, sql } from 'kysely'
import {
  type Direction,
  type KeyKind,
  type Order,
  type Position,
  type Slice,
  type Sorts,
  usualOrder,
} from '#domain/order.ts'

type Sql = RawBuilder<unknown>
/** A column, or what stands for it in a direction. */
type Key = Sql | ((direction: Direction) => Sql)
type KeysOf<K extends readonly unknown[]> = { readonly [I in keyof K]: Key }

/** What each order of a list is by: a column for each of its keys. Nothing that comes from outside becomes a part of a statement. */
export type Columns<S extends Sorts> = { readonly [K in keyof S]: KeysOf<S[K]['keys']> }

const TYPES: Readonly<Record<KeyKind, Sql>> = {
  integer: sql`bigint`,
  small: sql`integer`,
  bigint: sql`bigint`,
  real: sql`double precision`,
  day: sql`text`,
  text: sql`text`,
}

/** A list goes on after the values of a row, never by counting rows off: an index leads there, and rows that come move no others. */
export interface Keyset {
  /** `array[…] as place`, among what is selected: {@link toPosition} reads it. */
  readonly place: Sql
  /** Whether a row stands after the part before. */
  readonly isBeyond: Sql
  /** What `order by` is followed by. */
  readonly by: Sql
}

export interface PlacedRow {
  readonly place: readonly string[]
}

export function keysetOf<S extends Sorts>(
  sorts: S,
  columns: Columns<S>,
  { order = usualOrder(sorts), after = null }: Omit<Slice<S>, 'limit'>,
): Keyset {
  const kinds = sorts[order.sort]?.keys ?? []
  const keys = (columns[order.sort] as readonly Key[]).map((key) =>
    typeof key === 'function' ? key(order.direction) : key,
  )
  const direction = order.direction === 'asc' ? sql`asc` : sql`desc`
  return {
    place: sql`array[${sql.join(keys.map((key) => sql`(${key})::text`))}] as place`,
    isBeyond: after === null ? sql`true` : beyond(keys, kinds, order.direction, after),
    by: sql.join(keys.map((key) => sql`${key} ${direction}`)),
  }
}

function beyond(keys: readonly Sql[], kinds: readonly KeyKind[], direction: Direction, after: Position): Sql {
  const values = kinds.map((kind, i) => sql`${after[i]}::${TYPES[kind]}`)
  return sql`(${sql.join(keys)}) ${direction === 'asc' ? sql`>` : sql`<`} (${sql.join(values)})`
}

/** The place of a row in the order it was selected in. */
export function toPosition<S extends Sorts>(sorts: S, order: Order<S> | undefined, { place }: PlacedRow): Position {
  const kinds = sorts[(order ?? usualOrder(sorts)).sort]?.keys ?? []
  return kinds.map((kind, i) => {
    const text = place[i] ?? ''
    return kind === 'bigint' || kind === 'day' || kind === 'text' ? text : Number(text)
  })
}

/** Beyond every value; of an instant, what a number of JavaScript still holds exactly. */
const ENDS = {
  integer: { asc: sql`'9007199254740991'::bigint`, desc: sql`'-9007199254740991'::bigint` },
  bigint: { asc: sql`'9223372036854775807'::bigint`, desc: sql`'-9223372036854775808'::bigint` },
} as const

/** Rows without the number stand last in either direction. */
export const lastIfNull =
  (column: Sql, kind: keyof typeof ENDS = 'integer'): Key =>
  (direction) =>
    sql`coalesce(${column}, ${ENDS[kind][direction]})`
