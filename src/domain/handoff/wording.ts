import type { Instant, LocalDate } from '../instant.ts'
import type { ValueType } from '../mapping/value.ts'
import { isLocalDate, localMinuteOf, parseInstant } from '../time.ts'

/** What people in HubSpot call properties and what stands in them: reasons are read by reps, who know no internal names. */
export interface Wording {
  readonly property: (name: string) => string
  /** @param value null is "blank". */
  readonly value: (property: string, value: string | null) => string
}

/** What a schema says of one property. */
export interface WordedProperty {
  readonly label: string
  readonly type: ValueType
  readonly options?: readonly { readonly value: string; readonly label: string }[] | undefined
}

/** Names and values as they are stored: for want of a schema. */
export const AS_STORED: Wording = { property: (name) => name, value: (_property, value) => value ?? 'blank' }

/**
 * Labels of properties and options, dates as "3 Mar 2026", instants as "3 Mar 2026, 14:05" on the wall of `zone`. Of what
 * the schema does not know, the stored form. @throws RangeError on an unknown zone, when an instant is told.
 */
export function wordingOf(fields: Readonly<Record<string, WordedProperty>>, zone: string): Wording {
  return {
    property: (name) => fields[name]?.label ?? name,
    value: (property, value) => (value === null || value === '' ? 'blank' : valueWords(fields[property], value, zone)),
  }
}

function valueWords(field: WordedProperty | undefined, value: string, zone: string): string {
  const labelOf = (one: string): string => field?.options?.find((option) => option.value === one)?.label ?? one
  if (field?.type === 'boolean' && field.options === undefined) return value === 'true' ? 'Yes' : 'No'
  if (field?.type === 'multi-picklist') return value.split(';').map(labelOf).join(', ')
  if (field?.options !== undefined) return labelOf(value)
  if (isLocalDate(value)) return dayWords(value)
  const at = instantIn(value, field?.type)
  return at === null ? value : minuteWords(localMinuteOf(at, zone))
}

/** HubSpot writes some instants as epoch milliseconds; a number that is told to be one stays a number. */
function instantIn(value: string, type: ValueType | undefined): Instant | null {
  if (/^\d{11,14}$/.test(value)) return type === undefined || type === 'datetime' ? Number(value) : null
  return /^\d{4}-\d{2}-\d{2}T/.test(value) ? parseInstant(value) : null
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function dayWords(day: LocalDate): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}`
}

const minuteWords = (minute: string): string => `${dayWords(minute.slice(0, 10))}, ${minute.slice(11, 16)}`
