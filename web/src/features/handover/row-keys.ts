import { useState } from 'react'

/** Rows of a list, each with a key of its own. */
export interface RowKeys {
  readonly ids: readonly string[]
  readonly keys: readonly number[]
  /** Given to the next row that is new. */
  readonly next: number
}

export const NO_ROWS: RowKeys = { ids: [], keys: [], next: 0 }

/** Keys for the rows as they are now: a row keeps its own when it is moved, and when it gets another name where it stands. */
export function carried(before: RowKeys, ids: readonly string[]): RowKeys {
  const free = new Map(before.ids.map((id, i) => [id, before.keys[i]]))
  const gone = new Set(before.ids).difference(new Set(ids))
  let { next } = before
  const keys = ids.map((id, i) => {
    const there = before.ids[i]
    const from =
      !free.has(id) && ids.length === before.ids.length && there !== undefined && gone.has(there) ? there : id
    const key = free.get(from)
    free.delete(from)
    return key ?? next++
  })
  return { ids, keys, next }
}

/** Keys by which what is open in a row stays with it. @param ids names of the rows, which may change. */
export function useRowKeys(ids: readonly string[]): readonly number[] {
  const [rows, setRows] = useState(() => carried(NO_ROWS, ids))
  const isSame = rows.ids.length === ids.length && rows.ids.every((id, i) => id === ids[i])
  const now = isSame ? rows : carried(rows, ids)
  if (now !== rows) setRows(now)
  return now.keys
}
