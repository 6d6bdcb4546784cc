import { badInput, invalid } from '../../errors.ts'
import type { Portal } from '../portal.ts'
import type { ConversionTime, CrmList } from './state.ts'
import { instantAt } from './zone.ts'

const dayMs = 86_400_000
const unitDays = { DAY: 1, WEEK: 7, MONTH: 30 } as const

/** The moment a planned conversion is due: midnight of its day in the portal's zone, or so long after the last change of members. */
export function dueAt(portal: Portal, list: CrmList): number | null {
  const requested = list.conversion?.requested
  if (requested === undefined || list.conversion?.convertedAt !== null) return null
  if (requested.conversionType === 'CONVERSION_DATE') {
    return instantAt(portal.settings.timeZone, Date.UTC(requested.year, requested.month - 1, requested.day))
  }
  const lastActive = Math.max(list.createdAt, list.lastAddedAt ?? 0, list.lastRemovedAt ?? 0)
  return lastActive + requested.offset * unitDays[requested.timeUnit] * dayMs
}

/** An active list becomes a static one with the members it has; its filters are gone. */
export function convertIfDue(portal: Portal, list: CrmList): void {
  const due = dueAt(portal, list)
  if (due === null || list.conversion === null || due > portal.clock.now()) return
  list.conversion.convertedAt = due
  list.processingType = 'SNAPSHOT'
  list.updatedAt = due
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide (convert segments from active to static) */
export function readConversion(portal: Portal, body: Readonly<Record<string, unknown>>): ConversionTime {
  if (body['conversionType'] === 'CONVERSION_DATE') {
    const [year, month, day] = ['year', 'month', 'day'].map((name) => wholeNumber(body, name)) as [
      number,
      number,
      number,
    ]
    const at = instantAt(portal.settings.timeZone, Date.UTC(year, month - 1, day))
    if (at <= portal.clock.now()) throw invalid('The conversion date must be in the future')
    return { conversionType: 'CONVERSION_DATE', year, month, day }
  }
  const { timeUnit } = body
  if (body['conversionType'] !== 'INACTIVITY' || (timeUnit !== 'DAY' && timeUnit !== 'WEEK' && timeUnit !== 'MONTH')) {
    throw badInput('Invalid input JSON: conversionType must be CONVERSION_DATE or INACTIVITY with a timeUnit')
  }
  const offset = wholeNumber(body, 'offset')
  if (offset < 1) throw invalid('The offset must be positive')
  return { conversionType: 'INACTIVITY', timeUnit, offset }
}

function wholeNumber(body: Readonly<Record<string, unknown>>, name: string): number {
  const value = body[name]
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw badInput(`Invalid input JSON: ${name} must be an integer`)
}
