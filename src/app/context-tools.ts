import type { ContextTools } from '#domain/reconcile/record.ts'
import { formatInstant, instantOfLocalNoon, localDateOf, parseInstant } from '#domain/time.ts'

/** Date tools for transforms; the zone `org` is the Salesforce org's own. */
export function contextTools(orgTimeZone: string): ContextTools {
  const zone = (name: string): string => (name === 'org' ? orgTimeZone : name)
  return {
    noonOf: (date, timeZone) => formatInstant(instantOfLocalNoon(date, zone(timeZone))),
    dateOf: (instant, timeZone) => {
      const at = parseInstant(instant)
      return at === null ? instant : localDateOf(at, zone(timeZone))
    },
  }
}
