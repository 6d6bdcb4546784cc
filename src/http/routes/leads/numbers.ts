import { localDateOf, localDayBounds, plusDays } from '#domain/time.ts'
import type { SlaRow } from '#ports/store/sla-reports.ts'
import { downloadLeadNumbersContract, type LeadNumbers, readLeadNumbersContract } from '../../contract/lead-numbers.ts'
import { fileNameOf } from '../../file-name.ts'
import { toInstantText } from '../../present/instants.ts'
import { HttpError } from '../../problem.ts'
import { type ConnectionContext, connectionRoute } from '../../route.ts'

/** Shown without a choice. */
const DAYS = 30

const figuresOf = (row: SlaRow) => ({
  clock: row.clock,
  due: row.due,
  met: row.met,
  breached: row.breached,
  untouched: row.untouched,
  running: row.running,
  cancelled: row.cancelled,
  metShare: row.due === 0 ? null : row.met / row.due,
  medianSeconds: row.medianSeconds,
  p90Seconds: row.p90Seconds,
  speedMedianSeconds: row.speedToLeadMedianSeconds,
  speedP90Seconds: row.speedToLeadP90Seconds,
})

export const readLeadNumbers = connectionRoute(readLeadNumbersContract, (context) => numbersOf(context))

/** A line for each row and clock; the last ones are over everything. */
export const downloadLeadNumbers = connectionRoute(downloadLeadNumbersContract, async (context) => {
  const { totals, rows } = await numbersOf(context)
  return {
    fileName: fileNameOf('answers-by', context.query.by, context.query.from, context.query.until),
    columns: [context.query.by, ...FIGURES],
    rows: [
      ...rows.map(({ key, name, ...row }) => ({ [context.query.by]: name ?? key, ...row })),
      ...totals.map((row) => ({ [context.query.by]: 'Total', ...row })),
    ],
  }
})

const FIGURES = [
  'clock',
  'due',
  'met',
  'breached',
  'untouched',
  'running',
  'cancelled',
  'metShare',
  'medianSeconds',
  'p90Seconds',
  'speedMedianSeconds',
  'speedP90Seconds',
] as const satisfies readonly (keyof LeadNumbers['totals'][number])[]

async function numbersOf({
  scope,
  now,
  query,
}: Pick<ConnectionContext<typeof readLeadNumbersContract>, 'scope' | 'now' | 'query'>): Promise<LeadNumbers> {
  const { store, connection } = scope
  const zone = connection.orgTimeZone
  const until = query.until === undefined ? now + 1 : localDayBounds(query.until, zone).until
  const from = localDayBounds(query.from ?? plusDays(localDateOf(now, zone), 1 - DAYS), zone).from
  if (from >= until)
    throw new HttpError({
      status: 400,
      code: 'NO_PERIOD',
      message: 'The period ends before it begins.',
      remedy: 'Choose a last day that is not before the first.',
    })
  const filter = { from, until, asOf: now }
  const [{ totals, figures: rows }, days, reps] = await Promise.all([
    store.slaReports.both(connection.id, query.by, filter),
    store.slaReports.days(connection.id, zone, filter),
    query.by === 'rep' ? scope.reps() : null,
  ])
  // Who had a lead then may own none now: then only Salesforce knows the name.
  const nameOf = ({ key, name }: SlaRow): string | null => (key === null ? name : (reps?.byId.get(key)?.name ?? name))
  return {
    asOf: toInstantText(now),
    timeZone: zone,
    from: toInstantText(from),
    until: toInstantText(until),
    totals: totals.map(figuresOf),
    rows: rows.map((row) => ({ key: row.key, name: nameOf(row), ...figuresOf(row) })),
    days: [...days],
  }
}
