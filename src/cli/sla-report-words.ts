import { formatInstant } from '#domain/time.ts'
import type { SlaFilter, SlaKey, SlaRow } from '#ports/store/sla-reports.ts'

/** How the JSON names what it is counted by. */
const PLURAL: Readonly<Record<SlaKey, string>> = {
  policy: 'policies',
  rep: 'reps',
  team: 'teams',
  campaign: 'campaigns',
  contract: 'contracts',
  urgency: 'urgencies',
}

/** The documented keys (docs/sla.md): `policies` (or `reps`, ...), each with `policy` (or `rep`, ...), and `totals` over all. */
export const reportJson = (
  by: SlaKey,
  filter: SlaFilter,
  rows: readonly SlaRow[],
  totals: readonly SlaRow[],
): object => ({
  by,
  from: filter.from === null ? null : formatInstant(filter.from),
  until: filter.until === null ? null : formatInstant(filter.until),
  asOf: formatInstant(filter.asOf),
  [PLURAL[by]]: rows.map(({ key, name, ...figures }) => ({ [by]: key, name, ...withShare(figures) })),
  totals: { ...sumOf(totals), clocks: totals.map(({ key: _key, name: _name, ...figures }) => withShare(figures)) },
})

type Figures = Omit<SlaRow, 'key' | 'name'>

const withShare = (row: Figures): object => ({ ...row, metShare: shareOf(row) })

/** Of everything that was due; null where nothing was. */
const shareOf = ({ due, met }: Pick<SlaRow, 'due' | 'met'>): number | null =>
  due === 0 ? null : Math.round((met / due) * 1e4) / 1e4

function sumOf(rows: readonly SlaRow[]): object {
  const add = (of: (row: SlaRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0)
  const [only] = rows
  const sums = {
    due: add(({ due }) => due),
    met: add(({ met }) => met),
    breached: add(({ breached }) => breached),
    untouched: add(({ untouched }) => untouched),
    running: add(({ running }) => running),
    paused: add(({ paused }) => paused),
    cancelled: add(({ cancelled }) => cancelled),
  }
  return {
    ...sums,
    metShare: shareOf(sums),
    // The middle of different promises says nothing.
    medianSeconds: rows.length === 1 ? (only?.medianSeconds ?? null) : null,
    p90Seconds: rows.length === 1 ? (only?.p90Seconds ?? null) : null,
  }
}

const WIDTH = 28

export function reportText(by: SlaKey, rows: readonly SlaRow[], totals: readonly SlaRow[]): string {
  if (totals.length === 0) return 'No clock has started yet.'
  const head = `${by.padEnd(WIDTH)} ${'clock'.padEnd(16)}${['due', 'met', 'met %', 'late', 'untouched', 'running', 'median', '90 %'].map((h) => h.padStart(10)).join('')}`
  return [
    head,
    ...rows.map((row) => line(row.name ?? row.key ?? '(none)', row)),
    ...totals.map((row) => line('all', row)),
  ].join('\n')
}

const line = (name: string, row: SlaRow): string => {
  const share = shareOf(row)
  const cells = [
    figure(row.due),
    figure(row.met),
    share === null ? 'n/a' : `${(share * 100).toFixed(1)} %`,
    figure(row.breached - row.untouched),
    figure(row.untouched),
    figure(row.running),
    timeOf(row.medianSeconds),
    timeOf(row.p90Seconds),
  ]
  return `${cutTo(name).padEnd(WIDTH)} ${row.clock.padEnd(16)}${cells.map((cell) => cell.padStart(10)).join('')}`
}

const cutTo = (name: string): string => (name.length > WIDTH ? `${name.slice(0, WIDTH - 3)}...` : name)
const figure = (count: number): string => count.toLocaleString('en-US')

/** Business time, short: 3 h 12 m. */
export function timeOf(seconds: number | null): string {
  if (seconds === null) return 'n/a'
  const minutes = Math.round(seconds / 60)
  if (minutes < 1) return `${Math.round(seconds)} s`
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`
}
