/** `asc` begins with the least: A, the earliest, the smallest amount. `desc` is the same turned round, ties as well. */
export const DIRECTIONS = ['asc', 'desc'] as const
export type Direction = (typeof DIRECTIONS)[number]

/**
 * What a key of an order holds. `integer`: instants and numbers of rows. `small`: four bytes. `bigint`: eight, as decimal text.
 * `real`: any number. `day`: a local date.
 */
export type KeyKind = 'integer' | 'small' | 'bigint' | 'real' | 'day' | 'text'

/** One order that a list can be in. */
export interface SortSpec {
  /** The way in which one mostly wants it. */
  readonly direction: Direction
  /** What the place of a row is made of. No two rows have the same: the last key, or the last few, tell them apart. */
  readonly keys: readonly KeyKind[]
}

/** The orders of a list by name; the first is the one that it has without being asked. */
export type Sorts = Readonly<Record<string, SortSpec>>
export type SortOf<S extends Sorts> = keyof S & string

export interface Order<S extends Sorts> {
  readonly sort: SortOf<S>
  readonly direction: Direction
}

/** The place of a row in an order: a value for each key. What is missing was given a value that puts it where it belongs. */
export type Position = readonly (string | number)[]

/** A row of a list with its place in the order that was asked for. */
export type Placed<T> = T & { readonly position: Position }

/** Part of a list. */
export interface Slice<S extends Sorts> {
  /** Absent: the one that the list has without being asked. */
  readonly order?: Order<S>
  /** The place of the last row of the part before; null or absent: from the beginning. */
  readonly after?: Position | null
  readonly limit: number
}

export const sortsOf = <S extends Sorts>(sorts: S): readonly SortOf<S>[] => Object.keys(sorts) as SortOf<S>[]

/** The order of a list that nobody sorts, or the one of this name in the way one mostly wants it. */
export function usualOrder<S extends Sorts>(sorts: S, sort: SortOf<S> = firstOf(sorts)): Order<S> {
  return { sort, direction: sorts[sort]?.direction ?? 'asc' }
}

function firstOf<S extends Sorts>(sorts: S): SortOf<S> {
  const [first] = sortsOf(sorts)
  if (first === undefined) throw new RangeError('a list has at least one order')
  return first
}

/**
 * Compares places of rows that are held in memory, as the store does those of its own.
 * @returns less than 0: `a` stands before `b`. Text is compared by its code units.
 */
export const inOrder =
  <S extends Sorts>(sorts: S, { sort, direction }: Order<S>) =>
  (a: Position, b: Position): number => {
    const turn = direction === 'asc' ? 1 : -1
    for (const [i, kind] of (sorts[sort]?.keys ?? []).entries()) {
      const compared = kind === 'bigint' ? compare(BigInt(a[i] ?? 0), BigInt(b[i] ?? 0)) : compare(a[i] ?? 0, b[i] ?? 0)
      if (compared !== 0) return turn * compared
    }
    return 0
  }

const compare = <T extends string | number | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * What stands after all names, instants and amounts, so that rows without one are listed last in either direction.
 * The greatest code point is no character of any writing.
 */
export const AFTER_ALL_TEXT = '\u{10FFFF}'
