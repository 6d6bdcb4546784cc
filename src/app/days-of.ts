import { UsageError } from '#domain/errors.ts'
import type { Instant, LocalDate } from '#domain/instant.ts'
import { localDayBounds } from '#domain/time.ts'

/** Days of the org, both ends in, as instants: `from` is in, `until` is not. @throws UsageError when they end before they begin. */
export function instantsOf(
  { from, to }: { readonly from: LocalDate | null; readonly to: LocalDate | null },
  zone: string,
): { readonly from: Instant | null; readonly until: Instant | null } {
  if (from !== null && to !== null && to < from)
    throw new UsageError(`the period ends on ${to}, before it begins on ${from}`)
  return {
    from: from === null ? null : localDayBounds(from, zone).from,
    until: to === null ? null : localDayBounds(to, zone).until,
  }
}
