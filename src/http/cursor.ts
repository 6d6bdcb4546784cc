import { createHash } from 'node:crypto'
import * as z from 'zod'
import {
  type Direction,
  type KeyKind,
  type Order,
  type Position,
  type Slice,
  type SortOf,
  type Sorts,
  usualOrder,
} from '#domain/order.ts'
import { HttpError } from './problem.ts'

const wire = z.tuple([z.string(), z.unknown()])

/** What positions are made of: values that their columns can hold, so that a made-up cursor is refused before the database sees it. */
export const KEY = {
  /** Instants, sequence numbers, deadlines. */
  integer: z.int(),
  /** Columns of four bytes. */
  small: z
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1),
  /** Sums of money and numbers of rows, as text: those of eight bytes. */
  bigint: z.string().refine((text) => /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)),
  real: z.number(),
  day: z.iso.date(),
  /** Ids and names; text of PostgreSQL holds no zero character. */
  text: z.string().regex(/^[^\0]{0,300}$/),
} as const satisfies Readonly<Record<KeyKind, z.ZodType<string | number>>>

interface SortQuery<S extends Sorts> {
  readonly sort: SortOf<S>
  readonly direction?: Direction | undefined
}

/** What a list is asked for besides its filters. */
interface PageQuery<S extends Sorts> extends SortQuery<S> {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The page that is asked for, and what becomes of the rows that were found for it. */
export interface Paging<S extends Sorts> {
  readonly order: Order<S>
  /** One row more than the page has: it tells whether there is a next one. */
  readonly slice: Required<Slice<S>>
  readonly pageOf: <T extends { readonly position: Position }>(
    rows: readonly T[],
  ) => { readonly shown: readonly T[]; readonly nextCursor: string | null }
  /** The cursor of whoever finds out by itself where the next page begins; null: nowhere. */
  readonly cursorOf: (next: Position | null) => string | null
}

/** The order that is asked for, in the way one mostly wants it unless that is asked as well. */
export const orderOf = <S extends Sorts>(sorts: S, { sort, direction }: SortQuery<S>): Order<S> =>
  direction === undefined ? usualOrder(sorts, sort) : { sort, direction }

/**
 * @param of the list and its filters: a cursor is good for these, and for this order, alone.
 * @param sorts the orders of the list. @throws HttpError 400 for a cursor that is none of them.
 */
export function pagingOf<S extends Sorts>(sorts: S, of: unknown, { cursor, limit, ...asked }: PageQuery<S>): Paging<S> {
  const order = orderOf(sorts, asked)
  const print = [of, order.sort, order.direction]
  const keys = (sorts[order.sort]?.keys ?? []).map((kind) => KEY[kind])
  const after = fromCursor(print, cursor, z.tuple(keys as unknown as [z.ZodType<string | number>]))
  const cursorOf = (next: Position | null): string | null => (next === null ? null : toCursor(print, next))
  return {
    order,
    slice: { order, after, limit: limit + 1 },
    pageOf: (rows) => {
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)?.position ?? []
      // Rows without a place were found by their id: no page follows.
      return { shown, nextCursor: cursorOf(rows.length > limit && last.length > 0 ? last : null) }
    },
    cursorOf,
  }
}

/**
 * @param of filters and order of the list, so that a cursor is not used with others: position 50 of another order is nowhere.
 */
export const toCursor = (of: unknown, position: Position): string =>
  Buffer.from(JSON.stringify([printOf(of), position])).toString('base64url')

/**
 * @param position what a page of this list ends with.
 * @returns null without a cursor.
 * @throws HttpError 400 when it is not one, or belongs to other filters.
 */
export function fromCursor<T extends Position>(
  of: unknown,
  cursor: string | undefined,
  position: z.ZodType<T>,
): T | null {
  if (cursor === undefined) return null
  const parsed = wire.safeParse(jsonOf(cursor))
  if (!parsed.success) throw noCursor()
  const [print, after] = parsed.data
  if (print !== printOf(of)) throw refusal('This cursor belongs to other filters or another order.')
  const checked = position.safeParse(after)
  if (!checked.success) throw noCursor()
  return checked.data
}

/** Short whatever the filters hold: long words that are looked for must not make a cursor too long to be taken. */
const printOf = (of: unknown): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('base64url').slice(0, 22)

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

/** @returns HttpError 400, to be thrown. */
export const noCursor = (): HttpError => refusal('This is no cursor of this list.')

const refusal = (message: string): HttpError =>
  new HttpError({
    status: 400,
    code: 'INVALID_CURSOR',
    message,
    remedy: 'Begin with the first page: leave `cursor` out.',
  })
