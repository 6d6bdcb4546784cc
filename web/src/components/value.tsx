import { formatDay } from '../format/time.ts'
import { isTime } from './value-form.ts'
import { When } from './when.tsx'

/** Types whose values may be times; null: nobody told the type. */
const TIMES: readonly (string | null)[] = ['date', 'datetime', null]

/** Digits in groups, every one of them kept. */
const grouped = (number: string): string =>
  new Intl.NumberFormat(undefined, { maximumFractionDigits: 20 }).format(number as `${number}`)

/**
 * A value of a CRM as people write it: days and instants in their own form, numbers with groups, options by their label.
 * @param type as the CRM tells it; null or absent: it is told by its form. @param words label of the option.
 */
export function Value(props: { readonly of: string; readonly type?: string | null; readonly words?: string | null }) {
  const { of, type = null, words = null } = props
  if (words !== null) return <span title={of}>{words}</span>
  if (type === 'boolean') return of === 'true' ? 'Yes' : of === 'false' ? 'No' : of
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(of)) return grouped(of)
  if (!TIMES.includes(type)) return of
  if (isTime(of, 'day')) return formatDay(of)
  if (isTime(of, 'instant')) return <When at={of} as="date" />
  return of
}
