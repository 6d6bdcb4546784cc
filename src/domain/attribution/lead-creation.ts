import type { Instant } from '../instant.ts'

/** A contact record is often stamped before the form that made it. */
const STAMPED_BEFORE_MS = 5 * 60_000

/**
 * The instant that stands for "became a lead" in a model, which is strict: the creation of the person's first record, or the last
 * precisely known touch of that person up to five minutes later, because the record is often stamped before the form that made it.
 *
 * @param createdAt creation of the first record known of the person, in either CRM (a lead's survives its conversion); null: unknown.
 * @param touches of that person alone, in any order.
 */
export function leadCreation(
  createdAt: Instant | null,
  touches: readonly { readonly at: Instant; readonly dayOnly: boolean }[],
): Instant | null {
  if (createdAt === null) return null
  const late = touches.filter(({ at, dayOnly }) => !dayOnly && at > createdAt && at <= createdAt + STAMPED_BEFORE_MS)
  return Math.max(createdAt, ...late.map(({ at }) => at))
}
