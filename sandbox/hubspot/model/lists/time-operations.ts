import { invalid } from '../../errors.ts'
import type { CrmRecord } from '../../state.ts'
import type { FilterScope, Operation, Subject, Test } from './filter-scope.ts'
import { acceptsBlank, operatorOf, subjectOf, unknownOperator, wholeNumber } from './filter-scope.ts'
import type { Bound } from './time-points.ts'
import { boundOf } from './time-points.ts'
import { betweenReach } from './value-operations.ts'
import { instantAt, wallTime } from './zone.ts'

const dayMs = 86_400_000

/** Tests an instant of each record; a record without one passes only if the operation says so. */
function instantTest(
  operation: Operation,
  read: (record: CrmRecord) => number | null,
  fits: (at: number, record: CrmRecord) => boolean,
): Test {
  const blank = acceptsBlank(operation)
  return (record) => {
    const at = read(record)
    return at === null ? blank : fits(at, record)
  }
}

/** The property's value, or with `propertyParser: UPDATED_AT` when it got it. */
const parsed = (subject: Subject, operation: Operation) =>
  operation['propertyParser'] === 'UPDATED_AT' ? subject.changedAt : subject.instant

/** Days without a time of day lie in UTC, whatever zone the filter names. */
const zoneFor = (subject: Subject, operation: Operation): string | null =>
  subject.property.type === 'date' && operation['propertyParser'] !== 'UPDATED_AT' ? 'UTC' : null

export function timePointTest(scope: FilterScope, subject: Subject, operation: Operation): Test {
  const isAfter = operatorOf(operation) === 'IS_AFTER'
  if (!isAfter && operatorOf(operation) !== 'IS_BEFORE') unknownOperator(operation)
  const included = operation['endpointBehavior'] === 'INCLUSIVE'
  const edge = isAfter === included ? 'start' : 'end'
  const bound = boundOf(scope, operation['timePoint'], edge, zoneFor(subject, operation))
  return instantTest(operation, parsed(subject, operation), (at, record) => {
    const point = bound(record)
    if (point === null) return false
    return at === point ? included : at > point === isAfter
  })
}

export function timeRangeTest(scope: FilterScope, subject: Subject, operation: Operation): Test {
  const wantsInside = betweenReach(operation) === 'now'
  const zone = zoneFor(subject, operation)
  const low: Bound = boundOf(scope, operation['lowerBoundTimePoint'], 'start', zone)
  const high: Bound = boundOf(scope, operation['upperBoundTimePoint'], 'end', zone)
  const [openLow, openHigh] = ['lowerBoundEndpointBehavior', 'upperBoundEndpointBehavior'].map(
    (name) => operation[name] === 'EXCLUSIVE',
  )
  return instantTest(operation, parsed(subject, operation), (at, record) => {
    const [from, to] = [low(record), high(record)]
    if (from === null || to === null) return false
    const inside = (openLow === true ? at > from : at >= from) && (openHigh === true ? at < to : at <= to)
    return inside === wantsInside
  })
}

/** DATETIME and DATE, the older way to name one instant or day. */
export function dateTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  const from = operation['operationType'] === 'DATE' ? dayOf(operation) : wholeNumber(operation, 'timestamp')
  const to = operation['operationType'] === 'DATE' ? from + dayMs - 1 : from
  const fits = {
    IS_EQUAL_TO: (at: number) => at >= from && at <= to,
    IS_BEFORE: (at: number) => at < from,
    IS_BEFORE_DATE: (at: number) => at < from,
    IS_AFTER: (at: number) => at > to,
    IS_AFTER_DATE: (at: number) => at > to,
  }[operatorOf(operation)]
  return instantTest(operation, subject.instant, fits ?? unknownOperator(operation))
}

const months = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')

function dayOf(operation: Operation): number {
  const month = months.indexOf(String(operation['month']).toUpperCase())
  if (month < 0) throw invalid(`${String(operation['month'])} is not a month`)
  return Date.UTC(wholeNumber(operation, 'year'), month, wholeNumber(operation, 'day'))
}

export function dateRangeTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  const wantsInside = betweenReach(operation) === 'now'
  const [low, high] = [wholeNumber(operation, 'lowerBound'), wholeNumber(operation, 'upperBound')]
  return instantTest(operation, subject.instant, (at) => (at >= low && at <= high) === wantsInside)
}

export function rollingTest(scope: FilterScope, subject: Subject, operation: Operation): Test {
  scope.learnt.usesClock = true
  const { now } = scope
  const span = wholeNumber(operation, 'numberOfDays') * dayMs
  const fits = {
    IS_LESS_THAN_X_DAYS_AGO: (at: number) => at <= now && at > now - span,
    IS_MORE_THAN_X_DAYS_AGO: (at: number) => at <= now - span,
    IS_LESS_THAN_X_DAYS_FROM_NOW: (at: number) => at >= now && at < now + span,
    IS_MORE_THAN_X_DAYS_FROM_NOW: (at: number) => at >= now + span,
  }[operatorOf(operation)]
  return instantTest(operation, subject.instant, fits ?? unknownOperator(operation))
}

export function recentlyUpdatedTest(scope: FilterScope, subject: Subject, operation: Operation): Test {
  scope.learnt.usesClock = true
  const wantsRecent = operatorOf(operation) === 'UPDATED_IN_LAST_X_DAYS'
  if (!wantsRecent && operatorOf(operation) !== 'NOT_UPDATED_IN_LAST_X_DAYS') unknownOperator(operation)
  const since = scope.now - wholeNumber(operation, 'numberOfDays') * dayMs
  return instantTest(operation, subject.changedAt, (at) => at >= since === wantsRecent)
}

/** COMPARATIVE_DATE compares values, COMPARATIVE_PROPERTY_UPDATED the instants of their last change. */
export function otherInstantTest(scope: FilterScope, subject: Subject, operation: Operation): Test {
  const other = subjectOf(scope, String(operation['comparisonPropertyName']))
  const isAfter = operatorOf(operation) === 'IS_AFTER'
  if (!isAfter && operatorOf(operation) !== 'IS_BEFORE') unknownOperator(operation)
  const reader = (each: Subject) => (operation['operationType'] === 'COMPARATIVE_DATE' ? each.instant : each.changedAt)
  return instantTest(operation, reader(subject), (at, record) => {
    const point = reader(other)(record)
    return point !== null && at !== point && at > point === isAfter
  })
}

/** CALENDAR_DATE: whole days, weeks, months, quarters or years of the portal's calendar. */
export function calendarTest(scope: FilterScope, subject: Subject, operation: Operation): Test {
  scope.learnt.usesClock = true
  const zone = subject.property.type === 'date' ? 'UTC' : scope.portal.settings.timeZone
  const wall = wallTime(zone, scope.now)
  const units = typeof operation['timeUnitCount'] === 'number' ? operation['timeUnitCount'] : 1
  const start = (shift: number) => instantAt(zone, unitStart(operation, wall, shift))
  const [from, to] =
    {
      IN_THIS_TIME_UNIT: [start(0), start(1)] as const,
      IN_THIS_TIME_UNIT_SO_FAR: [start(0), scope.now + 1] as const,
      IN_NEXT_TIME_UNIT: [start(1), start(1 + units)] as const,
      IN_LAST_TIME_UNIT: [start(-units), start(0)] as const,
    }[operatorOf(operation)] ?? unknownOperator(operation)
  return instantTest(operation, subject.instant, (at) => at >= from && at < to)
}

function unitStart(operation: Operation, wall: number, shift: number): number {
  const date = new Date(wall)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  switch (operation['timeUnit']) {
    case 'DAY':
      return Date.UTC(year, month, day + shift)
    case 'WEEK':
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7) + 7 * shift)
    case 'MONTH':
      return Date.UTC(year, month + shift, 1)
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3) + 3 * shift, 1)
    case 'YEAR':
      return Date.UTC(year + shift, 0, 1)
    default:
      throw invalid(`${String(operation['timeUnit'])} is not a timeUnit`)
  }
}
