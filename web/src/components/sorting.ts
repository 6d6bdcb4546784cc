import * as z from 'zod'
import { DIRECTIONS, type Direction, type SortOf, type Sorts, sortsOf, usualOrder } from '#domain/order.ts'
import { readable } from '../words.ts'

/** The order that a list has now, and how another one is chosen. */
export interface Sorting {
  readonly value: { readonly by: string; readonly direction: Direction }
  readonly onChange: (sorting: Sorting['value']) => void
  /** In which way a column is sorted when it is chosen; absent: the largest first. */
  readonly usual?: (by: string) => Direction
}

/** What the words of an order are made of. */
export type SortedAs = 'name' | 'time' | 'number' | 'urgency' | 'unknown'

const WAYS: Readonly<Record<SortedAs, Readonly<Record<Direction, string>>>> = {
  name: { asc: 'A to Z', desc: 'Z to A' },
  time: { asc: 'earliest first', desc: 'latest first' },
  urgency: { asc: 'most urgent first', desc: 'least urgent first' },
  number: { asc: 'smallest first', desc: 'largest first' },
  unknown: { asc: 'upwards', desc: 'downwards' },
}

export const wayWords = (as: SortedAs, direction: Direction): string => WAYS[as][direction]

/** Something that rows can be sorted by, in words. */
export interface SortChoice {
  readonly by: string
  readonly words: string
  readonly as: SortedAs
}

/** The orders that are offered, and the one that rows have now: an address may ask for what no column shows at the moment. */
export const offeredOrders = (choices: readonly SortChoice[], by: string): readonly SortChoice[] =>
  choices.some((choice) => choice.by === by) ? choices : [...choices, { by, words: readable(by), as: 'unknown' }]

/** What the address of a page says of the order of its list. A wrong one shows the list as it is without being asked. */
export const sortSearch = <S extends Sorts>(sorts: S) => ({
  sort: z
    .enum(sortsOf(sorts) as readonly [SortOf<S>, ...SortOf<S>[]])
    .optional()
    .catch(undefined),
  direction: z.enum(DIRECTIONS).optional().catch(undefined),
})

interface SortSearch<S extends Sorts> {
  readonly sort?: SortOf<S> | undefined
  readonly direction?: Direction | undefined
}

/**
 * Joins the order of a list with the address of its page. What one gets without asking stands in no address.
 *
 * @param usual the order without being asked; absent: the first of them.
 * @returns `query` for the server, which sorts all rows, and `sorting` for the table.
 */
export function sortingOf<S extends Sorts>(
  sorts: S,
  { sort, direction }: SortSearch<S>,
  set: (patch: SortSearch<S>) => void,
  usual: SortOf<S> = usualOrder(sorts).sort,
): { readonly query: { readonly sort: SortOf<S>; readonly direction: Direction }; readonly sorting: Sorting } {
  const by = sort ?? usual
  const wayOf = (one: string): Direction => usualOrder(sorts, one as SortOf<S>).direction
  const now = { sort: by, direction: direction ?? wayOf(by) }
  return {
    query: now,
    sorting: {
      value: { by, direction: now.direction },
      usual: wayOf,
      onChange: (next) =>
        set({
          sort: next.by === usual ? undefined : (next.by as SortOf<S>),
          direction: next.direction === wayOf(next.by) ? undefined : next.direction,
        }),
    },
  }
}
