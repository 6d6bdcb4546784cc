import { emailDedupeKey } from '../../identity/normalize.ts'
import type { Instant } from '../../instant.ts'
import { printOf } from '../../reconcile/print.ts'
import { DAY_MS } from '../../time.ts'
import { dayOrderOfColumn } from '../spend-file/days.ts'
import type { DayOrder } from '../spend-file/days.ts'
import type { TouchColumns } from './columns.ts'
import { readMoment } from './moment.ts'
import type { MomentZones } from './moment.ts'

/** A row of a file, its line from 1. */
export interface FileRow {
  readonly line: number
  readonly cells: readonly string[]
}

export interface ReadTouch {
  readonly line: number
  /** Made of the row's content alone. */
  readonly id: string
  readonly emailKey: string
  readonly at: Instant
  readonly dayOnly: boolean
  readonly channel: string
  readonly campaign: string | null
  readonly detail: string | null
}

export interface TouchFile {
  /** Each once. */
  readonly touches: readonly ReadTouch[]
  /** Rows that say the same as an earlier one. */
  readonly repeated: readonly { readonly line: number; readonly of: number }[]
  readonly blank: readonly number[]
  readonly rejected: readonly { readonly line: number; readonly reason: string; readonly remedy: string }[]
}

export interface TouchFileOptions {
  readonly zones: MomentZones
  /** Which comes first in 03/04/2026; `auto`: as the whole column tells. */
  readonly dates: DayOrder | 'auto'
  readonly now: Instant
}

export type TouchFileResult =
  | { readonly ok: true; readonly file: TouchFile }
  /** Nothing of it can be read as it is. */
  | { readonly ok: false; readonly reason: string; readonly remedy: string }

/** HubSpot's words for sources: https://knowledge.hubspot.com/properties/understand-source-properties */
const CHANNELS: ReadonlySet<string> = new Set([
  'ORGANIC_SEARCH',
  'PAID_SEARCH',
  'EMAIL_MARKETING',
  'SOCIAL_MEDIA',
  'REFERRALS',
  'OTHER_CAMPAIGNS',
  'DIRECT_TRAFFIC',
  'OFFLINE',
  'PAID_SOCIAL',
  'AI_REFERRALS',
])

/** Every row of the table is a touch, repeated, blank or rejected with a reason and what to do. */
export function readTouchFile(
  columns: TouchColumns,
  rows: readonly FileRow[],
  options: TouchFileOptions,
): TouchFileResult {
  const order = orderOf(columns, rows, options.dates)
  if (typeof order !== 'string') return { ok: false, ...order }
  const touches = new Map<string, ReadTouch>()
  const repeated: { line: number; of: number }[] = []
  const blank: number[] = []
  const rejected: { line: number; reason: string; remedy: string }[] = []
  for (const row of rows) {
    if (row.cells.every((cell) => cell.trim() === '')) {
      blank.push(row.line)
      continue
    }
    const read = readRow(columns, row, order, options)
    if ('reason' in read) {
      rejected.push({ line: row.line, ...read })
      continue
    }
    const earlier = touches.get(read.id)
    if (earlier === undefined) touches.set(read.id, read)
    else repeated.push({ line: row.line, of: earlier.line })
  }
  return { ok: true, file: { touches: [...touches.values()], repeated, blank, rejected } }
}

function orderOf(
  columns: TouchColumns,
  rows: readonly FileRow[],
  dates: DayOrder | 'auto',
): DayOrder | { readonly reason: string; readonly remedy: string } {
  if (dates !== 'auto') return dates
  const found = dayOrderOfColumn(rows.map(({ cells }) => (cells[columns.at] ?? '').trim().replace(/[ ,].*$/, '')))
  if (found.ok) return found.order
  const reason =
    found.why === 'either'
      ? `its dates, such as ${found.example}, may have the day or the month first`
      : `its dates contradict each other: ${found.example}`
  return { reason, remedy: 'pass --dates dmy or --dates mdy, or write dates as 2026-03-15' }
}

interface Refusal {
  readonly reason: string
  readonly remedy: string
}

function readRow(
  columns: TouchColumns,
  { line, cells }: FileRow,
  order: DayOrder,
  { zones, now }: TouchFileOptions,
): ReadTouch | Refusal {
  const of = (index: number): string | null => {
    const text = (cells[index] ?? '').normalize('NFC').trim()
    return text === '' ? null : text
  }
  const [email, moment, channel] = [of(columns.email), of(columns.at), of(columns.channel)]
  if (email === null) return { reason: 'no e-mail', remedy: 'fill in the address of the person' }
  const emailKey = emailDedupeKey(email)
  if (emailKey === null) return { reason: `"${email}" is no e-mail address`, remedy: 'correct the address' }
  if (moment === null) return { reason: 'no instant', remedy: 'fill in the day or the instant' }
  const read = readMoment(moment, order, zones)
  if (read === null)
    return {
      reason: `"${moment}" is no instant or day`,
      remedy: 'write 2026-03-15, 2026-03-15T09:30:00+01:00 or 2026-03-15 09:30',
    }
  if (read.at > now + DAY_MS) return { reason: `${moment} is in the future`, remedy: 'correct the year or the day' }
  if (channel === null) return { reason: 'no channel', remedy: 'fill in a channel, such as PAID_SEARCH or Trade show' }
  const touch = {
    emailKey,
    ...read,
    channel: channelOf(channel),
    campaign: of(columns.campaign),
    detail: of(columns.detail),
  }
  return { line, id: idOf(touch), ...touch }
}

/** "Paid search" is HubSpot's PAID_SEARCH; what HubSpot has no word for stays as it was written. */
function channelOf(written: string): string {
  const word = written.toUpperCase().replaceAll(/[^A-Z]+/g, '_')
  return CHANNELS.has(word) ? word : written
}

const idOf = ({ at, dayOnly, ...rest }: Omit<ReadTouch, 'id' | 'line'>): string =>
  `import:${printOf({ ...rest, at: String(at), dayOnly: String(dayOnly) })}`
