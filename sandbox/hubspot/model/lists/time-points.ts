import { invalid } from '../../errors.ts'
import type { CrmRecord } from '../../state.ts'
import type { FilterScope, Operation } from './filter-scope.ts'
import { subjectOf } from './filter-scope.ts'
import { instantAt, wallTime } from './zone.ts'

/** A bound of a time filter: the same for all records, or taken from a property of each. */
export type Bound = (record: CrmRecord) => number | null

const dayMs = 86_400_000

type Part = Readonly<Record<string, unknown>>

const part = (value: unknown): Part => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Part
  throw invalid('A time point must be an object')
}

const count = (holder: Part, name: string): number => (typeof holder[name] === 'number' ? holder[name] : 0)

/** Whether a day without a time of day stands for its first or its last moment. */
export type DayEdge = 'start' | 'end'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/filters/guide (time points) */
export function boundOf(scope: FilterScope, raw: unknown, edge: DayEdge, zone: string | null): Bound {
  const point = part(raw)
  const zoneId = zone ?? (typeof point['zoneId'] === 'string' ? point['zoneId'] : scope.portal.settings.timeZone)
  switch (point['timeType']) {
    case 'DATE': {
      const at = instantAt(zoneId, dateWall(point, edge))
      return () => at
    }
    case 'INDEXED': {
      scope.learnt.usesClock = true
      const at = indexed(point, scope.now, zoneId, edge)
      return () => at
    }
    case 'PROPERTY_REFERENCED': {
      const subject = subjectOf(scope, String(point['property']))
      return point['referenceType'] === 'UPDATED_AT' ? subject.changedAt : subject.instant
    }
    default:
      throw invalid(`${String(point['timeType'])} is not a timeType`)
  }
}

function dateWall(point: Part, edge: DayEdge): number {
  const day = Date.UTC(count(point, 'year'), count(point, 'month') - 1, count(point, 'day'))
  return day + timeOfDay(point, edge)
}

function timeOfDay(point: Part, edge: DayEdge): number {
  if (['hour', 'minute', 'second', 'millisecond'].every((name) => typeof point[name] !== 'number'))
    return edge === 'start' ? 0 : dayMs - 1
  const seconds = count(point, 'hour') * 3_600 + count(point, 'minute') * 60 + count(point, 'second')
  return seconds * 1_000 + count(point, 'millisecond')
}

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

function indexed(point: Part, now: number, zone: string, edge: DayEdge): number {
  const reference = part(point['indexReference'])
  const offset = point['offset'] === undefined || point['offset'] === null ? {} : part(point['offset'])
  const wall = wallTime(zone, now)
  if (reference['referenceType'] === 'NOW') return instantAt(zone, moved(wall, offset))
  return instantAt(zone, moved(referenceDay(reference, wall), offset) + timeOfDay(reference, edge))
}

/** First moment of the day a reference names, on the wall clock. */
function referenceDay(reference: Part, wall: number): number {
  const today = wall - (((wall % dayMs) + dayMs) % dayMs)
  const date = new Date(today)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  switch (reference['referenceType']) {
    case 'TODAY':
      return today
    case 'WEEK': {
      const day = reference['dayOfWeek']
      const wanted = typeof day === 'string' ? Math.max(weekdays.indexOf(day), 0) : 0
      return today + (wanted - ((date.getUTCDay() + 6) % 7)) * dayMs
    }
    case 'MONTH':
      return Date.UTC(year, month, count(reference, 'day') || 1)
    case 'QUARTER':
    case 'FISCAL_QUARTER':
      return Date.UTC(
        year,
        month - (month % 3) + Math.max(count(reference, 'month') - 1, 0),
        count(reference, 'day') || 1,
      )
    case 'YEAR':
    case 'FISCAL_YEAR':
      return Date.UTC(year, Math.max(count(reference, 'month') - 1, 0), count(reference, 'day') || 1)
    default:
      throw invalid(`${String(reference['referenceType'])} is not a referenceType`)
  }
}

function moved(wall: number, offset: Operation): number {
  const date = new Date(wall)
  const months = count(offset, 'years') * 12 + count(offset, 'quarters') * 3 + count(offset, 'months')
  if (months !== 0) date.setUTCMonth(date.getUTCMonth() + months)
  const days = count(offset, 'weeks') * 7 + count(offset, 'days')
  const seconds = count(offset, 'hours') * 3_600 + count(offset, 'minutes') * 60 + count(offset, 'seconds')
  return date.getTime() + days * dayMs + seconds * 1_000 + count(offset, 'milliseconds')
}
