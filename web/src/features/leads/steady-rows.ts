import { type FocusEvent, useEffect, useRef, useState } from 'react'

/** Rows as they stand under the pointer of somebody who is about to click one. */
export interface Steady<T> {
  readonly rows: readonly T[]
  /** Shown still, and no longer in the list. */
  readonly gone: ReadonlySet<string>
  /** How many the list has besides, before the last one shown. */
  readonly fresh: number
}

/**
 * The newest facts of each row in the order in which they were held. What the list has behind the last of them was fetched
 * as a further page and follows. @param held null: nobody points at anything.
 */
export function steadyOf<T>(items: readonly T[], held: readonly T[] | null, keyOf: (row: T) => string): Steady<T> {
  if (held === null) return { rows: items, gone: new Set(), fresh: 0 }
  const now = new Map(items.map((row) => [keyOf(row), row]))
  const known = new Set(held.map(keyOf))
  const last = items.findLastIndex((row) => known.has(keyOf(row)))
  const rest = items.slice(last + 1)
  return {
    rows: [...held.map((row) => now.get(keyOf(row)) ?? row), ...rest],
    gone: new Set([...known].filter((key) => !now.has(key))),
    fresh: items.slice(0, last + 1).filter((row) => !known.has(keyOf(row))).length,
  }
}

/** Rows that are held, and what the list was about then. */
export interface Held<T> {
  readonly of: string
  readonly rows: readonly T[]
}

/** What is held once an answer has come: rows of another question give way to it, else those stay that one points at. */
export const heldAfter = <T>(
  before: Held<T> | null,
  answer: Held<T>,
  { isInside, goesOn }: { readonly isInside: boolean; readonly goesOn: boolean },
): Held<T> | null => (isInside && (goesOn || before?.of !== answer.of) ? answer : before)

/**
 * Holds rows in place while the pointer or the focus is on them: a lead must not slip away from under a click.
 * @param list with `isStale`: its rows still answer another question.
 * @param of what the list is about; rows of another question are never held.
 */
export function useSteadyRows<T>(
  list: { readonly items: readonly T[] | undefined; readonly isStale: boolean },
  of: string,
  keyOf: (row: T) => string,
) {
  const { items } = list
  const answer = list.isStale ? undefined : items
  const [held, setHeld] = useState<Held<T> | null>(null)
  const goesOn = useRef(false)
  const inside = useRef({ pointer: false, focus: false })
  const steady = steadyOf(items ?? [], held?.of === of ? held.rows : null, keyOf)
  const isInside = (): boolean => inside.current.pointer || inside.current.focus
  const enter = (by: 'pointer' | 'focus') => (): void => {
    inside.current[by] = true
    if (held?.of !== of && answer !== undefined) setHeld({ of, rows: answer })
  }
  const leave = (by: 'pointer' | 'focus') => (): void => {
    inside.current[by] = false
    if (!isInside()) setHeld(null)
  }
  const leaveFocus = leave('focus')
  // After one's own deed the list goes on, and is held again as it is then: a dialog that closes gives the focus back to a
  // row before the answer has come.
  useEffect(() => {
    if (answer === undefined) return
    const how = { isInside: isInside(), goesOn: goesOn.current }
    goesOn.current = false
    setHeld((before) => heldAfter(before, { of, rows: answer }, how))
  }, [answer, of])
  return {
    ...steady,
    rows: items === undefined ? undefined : steady.rows,
    /** Everything as it is now. */
    show: () => setHeld(answer === undefined || !isInside() ? null : { of, rows: answer }),
    /** Everything as it will be with the next answer: the reader has done something himself. */
    goOn: () => {
      goesOn.current = true
    },
    handlers: {
      onPointerEnter: enter('pointer'),
      onPointerLeave: leave('pointer'),
      onFocus: enter('focus'),
      onBlur: (event: FocusEvent) => {
        // From one button to the next, it has left none of the rows.
        if (!event.currentTarget.contains(event.relatedTarget)) leaveFocus()
      },
    },
  }
}
