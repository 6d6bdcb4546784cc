import * as z from 'zod'
import { DIRECTIONS, type Sorts, sortsOf } from '#domain/order.ts'
import { count } from './primitives.ts'

/**
 * Pages follow one another by a cursor: rows that come or go meanwhile move no others. Only a row whose own place in the order
 * changes between two pages (its deadline, its amount) may be shown twice or not at all.
 */
export const pagingQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Rows of a page, at most 200' }),
  cursor: z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: '`nextCursor` of the page before, with the same filters and order; absent: the first page' }),
}

const direction = z.enum(DIRECTIONS).optional()

/**
 * The orders that a list offers, by which the server sorts all of its rows.
 * @param words what has to be said of them, in sentences.
 */
export const sortQuery = <S extends Sorts>(sorts: S, words = '') => {
  const names = sortsOf(sorts)
  return {
    sort: enumOf(names)
      .default(names[0] as never)
      .meta({ description: `What rows are sorted by. ${words}`.trimEnd() }),
    direction: direction.meta({ description: usualWays(sorts) }),
  }
}

/** The same for a list whose order, without being asked for one, follows from something else that is asked. */
export const sortQueryOf = <S extends Sorts>(sorts: S, words: string) => ({
  sort: enumOf(sortsOf(sorts)).optional().meta({ description: words }),
  direction: direction.meta({ description: usualWays(sorts) }),
})

const enumOf = <T extends string>(names: readonly T[]) => z.enum(names as readonly [T, ...T[]])

const usualWays = (sorts: Sorts): string =>
  `Absent: ${Object.entries(sorts)
    .map(([name, spec]) => `${name} ${spec.direction}`)
    .join(', ')}`

/** Counting stops there: to count a million rows takes longer than to show fifty. */
export const COUNTED_UP_TO = 10_000

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'null: this is the last page' }),
    total: count.meta({ description: `Rows that fit the filters, counted up to ${COUNTED_UP_TO}` }),
  })
