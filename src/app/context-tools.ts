import type { ContextTools } from '#domain/reconcile/record.ts'
import { formatInstant, instantOfLocalNoon, isLocalDate, localDateOf, parseInstant } from '#domain/time.ts'

/** Date tools for transforms; the zone `org` is the Salesforce org's own. */
export function contextTools(orgTimeZone: string): ContextTools {
  const zone = (name: string): string => (name === 'org' ? orgTimeZone : name)
  return {
    noonOf: (date, timeZone) => (isLocalDate(date) ? formatInstant(instantOfLocalNoon(date, zone(timeZone))) : null),
    dateOf: (instant, timeZone) => {
      const at = parseInstant(instant)
      return at === null ? null : localDateOf(at, zone(timeZone))
    },
  }
}
