import type { WrittenCalendar } from '#http/contract/handover-calendar.ts'

export interface HolidayRow {
  readonly date: string
  readonly name: string
  readonly hours: readonly [string, string][]
}

/** Every form of the document as rows, by date. */
export function holidayRows({ holidays }: WrittenCalendar): readonly HolidayRow[] {
  if (holidays === undefined) return []
  const rows = Array.isArray(holidays)
    ? holidays.map((date): HolidayRow => ({ date, name: '', hours: [] }))
    : Object.entries(holidays).map(([date, given]): HolidayRow =>
        Array.isArray(given)
          ? { date, name: '', hours: given }
          : { date, name: given.name ?? '', hours: given.hours ?? [] },
      )
  return rows.toSorted((a, b) => (a.date < b.date ? -1 : 1))
}

/** The plainest form that says it: a list while no day has a name or hours of its own. */
export function fromRows(rows: readonly HolidayRow[]): WrittenCalendar['holidays'] {
  if (rows.length === 0) return undefined
  if (rows.every(({ name, hours }) => name === '' && hours.length === 0)) return rows.map(({ date }) => date)
  return Object.fromEntries(
    rows.map(({ date, name, hours }) => [
      date,
      name === '' ? [...hours] : { name, ...(hours.length === 0 ? {} : { hours: [...hours] }) },
    ]),
  )
}

interface Pasted {
  readonly rows: readonly HolidayRow[]
  /** Lines without a date in them. */
  readonly unread: readonly string[]
}

const DATE = /\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/

/** Dates from a table or a list, a day a line: "2026-12-25 Christmas Day" or "25.12.2026; Christmas Day". */
export function readPasted(text: string): Pasted {
  const rows: HolidayRow[] = []
  const unread: string[] = []
  for (const line of text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const found = DATE.exec(line)
    const date = found === null ? null : dateOf(found)
    if (found === null || date === null) unread.push(line)
    else rows.push({ date, name: nameOf(line.replace(found[0], '')), hours: [] })
  }
  return { rows, unread }
}

function dateOf(found: RegExpExecArray): string | null {
  const [year, month, day] = found[1] === undefined ? [found[6], found[5], found[4]] : [found[1], found[2], found[3]]
  const date = `${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`
  const at = new Date(`${date}T00:00:00Z`)
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== date ? null : date
}

const nameOf = (rest: string): string =>
  rest
    .replaceAll(/\b(mon|tues|wednes|thurs|fri|satur|sun)day\b/gi, '')
    .replaceAll(/^[\s,;:|\-–"]+|[\s,;:|\-–"]+$/g, '')
    .slice(0, 80)

/** Rows of before with those of the list: a date is there once, and the new name counts. */
export function joined(before: readonly HolidayRow[], more: readonly HolidayRow[]): readonly HolidayRow[] {
  const rows = new Map(before.map((row) => [row.date, row]))
  for (const row of more) {
    const known = rows.get(row.date)
    rows.set(row.date, known === undefined ? row : { ...known, name: row.name === '' ? known.name : row.name })
  }
  return [...rows.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1))
}
