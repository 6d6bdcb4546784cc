import { dayIn, formatInstant, parseInstant, offsetAt } from '../instants.ts'
import type { Value } from '../records/table.ts'
import type { FieldDef } from '../schema/fields.ts'
import { field as makeField } from '../schema/fields.ts'

/** A function of one value: what kind of value comes out, and how. */
export interface FieldFunction {
  readonly field: FieldDef
  readonly change: (value: Value) => Value
}

/**
 * Parts of a date, of UTC unless `convertTimezone()` says otherwise. The fiscal year starts in January.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-date-functions.html
 */
const DATE_PARTS: Readonly<Record<string, (day: string) => number>> = {
  CALENDAR_YEAR: (day) => Number(day.slice(0, 4)),
  CALENDAR_QUARTER: (day) => Math.ceil(Number(day.slice(5, 7)) / 3),
  CALENDAR_MONTH: (day) => Number(day.slice(5, 7)),
  FISCAL_YEAR: (day) => Number(day.slice(0, 4)),
  FISCAL_QUARTER: (day) => Math.ceil(Number(day.slice(5, 7)) / 3),
  FISCAL_MONTH: (day) => Number(day.slice(5, 7)),
  DAY_IN_YEAR: dayInYear,
  DAY_IN_MONTH: (day) => Number(day.slice(8, 10)),
  DAY_IN_WEEK: (day) => new Date(midnight(day)).getUTCDay() + 1,
  // Week 1 is from the first to the seventh day, of a year as of a month.
  WEEK_IN_YEAR: (day) => Math.ceil(dayInYear(day) / 7),
  WEEK_IN_MONTH: (day) => Math.ceil(Number(day.slice(8, 10)) / 7),
  HOUR_IN_DAY: (day) => Number(day.slice(11, 13)),
}

const DAY_MS = 24 * 3600 * 1000

function midnight(day: string): number {
  return Date.parse(`${day.slice(0, 10)}T00:00:00Z`)
}

function dayInYear(day: string): number {
  return (midnight(day) - midnight(`${day.slice(0, 4)}-01-01`)) / DAY_MS + 1
}

export function isDatePart(name: string): boolean {
  return Object.hasOwn(DATE_PARTS, name)
}

/** Null when there is no such function, or it takes more than the value. `zone` is that of the running user. */
export function fieldFunction(name: string, of: FieldDef, zone: string): FieldFunction | null {
  const shown = { name: of.name, label: of.label, nillable: true }
  if (name === 'CONVERTTIMEZONE') return { field: of, change: (value) => mapText(value, (text) => shifted(text, zone)) }
  if (name === 'TOLABEL') {
    const labels = new Map(of.picklist.map((entry) => [entry.value, entry.label]))
    return { field: of, change: (value) => mapText(value, (text) => labels.get(text) ?? text) }
  }
  if (name === 'FORMAT')
    return { field: makeField({ ...shown, type: 'string' }), change: (value) => formatted(of, value, zone) }
  if (name === 'DAY_ONLY')
    return {
      field: makeField({ ...shown, type: 'date' }),
      change: (value) => mapText(value, (text) => text.slice(0, 10)),
    }
  const part = DATE_PARTS[name]
  if (part === undefined) return null
  return { field: makeField({ ...shown, type: 'int' }), change: (value) => mapText(value, part) }
}

function mapText(value: Value, change: (text: string) => Value): Value {
  return typeof value === 'string' ? change(value) : null
}

/** The digits that a clock on the wall of the zone shows. */
function shifted(text: string, zone: string): string {
  const at = parseInstant(text)
  return at === null ? text : formatInstant(at + offsetAt(zone, at))
}

/**
 * As a person reads it in the user's locale, which is that of the United States.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-format.html
 */
function formatted(of: FieldDef, value: Value, zone: string): Value {
  if (value === null) return null
  if (typeof value === 'number') {
    const digits = { minimumFractionDigits: of.scale, maximumFractionDigits: of.scale }
    const text = value.toLocaleString('en-US', digits)
    return of.type === 'currency' ? `$${text}` : of.type === 'percent' ? `${text}%` : text
  }
  if (typeof value !== 'string') return String(value)
  if (of.type === 'date') return american(value)
  const at = of.type === 'datetime' ? parseInstant(value) : null
  if (at === null) return value
  const time = new Date(at).toLocaleTimeString('en-US', { timeZone: zone, hour: 'numeric', minute: '2-digit' })
  return `${american(dayIn(zone, at))}, ${time.replaceAll(/\s/g, ' ')}`
}

function american(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(month)}/${Number(date)}/${year}`
}
