import type { LocalDate } from '../../instant.ts'
import { isLocalDate } from '../../time.ts'
import { daysOfMonth } from '../dated-costs.ts'

/** Which comes first in 03/04/2026. */
export const DAY_ORDERS = ['dmy', 'mdy'] as const
export type DayOrder = (typeof DAY_ORDERS)[number]

export interface ReadDays {
  readonly fromOn: LocalDate
  /** The same day but for a month. */
  readonly untilOn: LocalDate
  readonly unit: 'day' | 'month'
}

const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$/
/** Time of day, as some exports add it. */
const TIME = /[T ]\d{1,2}:\d{2}.*$/

export type ColumnOrder =
  | { readonly ok: true; readonly order: DayOrder }
  /** `either`: no date decides; `both`: dates contradict each other. */
  | { readonly ok: false; readonly why: 'either' | 'both'; readonly example: string }

/** Whether days or months come first in a whole column of dates: 03/04 alone does not tell, 15/04 in the same column does. */
export function dayOrderOfColumn(cells: readonly string[]): ColumnOrder {
  let dmy: string | null = null
  let mdy: string | null = null
  let either: string | null = null
  for (const cell of cells) {
    const text = cell.trim().replace(TIME, '')
    const match = SLASHED.exec(text)
    if (match === null) continue
    const [first, second] = [Number(match[1]), Number(match[2])]
    if (first > 12 && second <= 12) dmy ??= text
    else if (second > 12 && first <= 12) mdy ??= text
    // The same day either way, such as 03/03, decides nothing and needs no decision.
    else if (first !== second) either ??= text
  }
  if (dmy !== null && mdy !== null) return { ok: false, why: 'both', example: `"${dmy}" and "${mdy}"` }
  if (dmy === null && mdy === null && either !== null) return { ok: false, why: 'either', example: `"${either}"` }
  return { ok: true, order: mdy === null ? 'dmy' : 'mdy' }
}

/** A day or month as people and exports write it: 2026-03-15, 20260315, 15.03.2026, 3/15/2026, 2026-03, 03/2026. Null: it is none. */
export function readDays(cell: string, order: DayOrder): ReadDays | null {
  const text = cell.trim().replace(TIME, '')
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})$/.exec(text)
  if (iso !== null) return dayOf(iso[1], iso[2], iso[3])
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$/.exec(text)
  if (dotted !== null) return dayOf(dotted[3], dotted[2], dotted[1])
  const slashed = SLASHED.exec(text)
  if (slashed !== null)
    return order === 'dmy' ? dayOf(slashed[3], slashed[2], slashed[1]) : dayOf(slashed[3], slashed[1], slashed[2])
  const month = /^(\d{4})[-/.](\d{1,2})$/.exec(text) ?? turned(/^(\d{1,2})[-/.](\d{4})$/.exec(text))
  if (month === null) return null
  const name = `${month[1] ?? ''}-${(month[2] ?? '').padStart(2, '0')}`
  return isLocalDate(`${name}-01`) ? { ...daysOfMonth(name), unit: 'month' } : null
}

const turned = (match: RegExpExecArray | null): readonly (string | undefined)[] | null =>
  match === null ? null : [match[0], match[2], match[1]]

function dayOf(year = '', month = '', day = ''): ReadDays | null {
  const date = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLocalDate(date) ? { fromOn: date, untilOn: date, unit: 'day' } : null
}
