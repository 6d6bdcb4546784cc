import type { BackfillCounts } from '#domain/plan/backfill.ts'
import { msLeft } from '#domain/plan/backfill.ts'
import type { StoredBackfill } from '#ports/store/backfills.ts'

/** For machines. Times in ms, null where not known. */
export function figuresOf(one: StoredBackfill, now: number): object {
  const { id, state, choices, total, counts, startedAt, workedMs, finishedAt, worker, leaseUntil } = one
  const isWorkedOn = worker !== null && (leaseUntil ?? 0) > now
  return {
    id,
    state,
    worker: isWorkedOn ? worker : null,
    total,
    counts,
    choices,
    startedAt,
    finishedAt,
    workedMs,
    recordsPerSecond: workedMs === 0 ? null : Math.round((counts.listed * 1000) / workedMs),
    msLeft: state === 'done' ? 0 : msLeft(counts.listed, total, workedMs),
  }
}

/** For people. */
export function describeBackfill(one: StoredBackfill, now: number): string {
  const { state, counts, total, workedMs, worker, leaseUntil } = one
  const left = msLeft(counts.listed, total, workedMs)
  const isWorkedOn = worker !== null && (leaseUntil ?? 0) > now
  const head: Readonly<Record<StoredBackfill['state'], string>> = {
    running: isWorkedOn
      ? `Worked on by ${worker}`
      : 'Begun; waits for a worker (a running server, or the same command again)',
    stopped: 'Stopped; the same command goes on where it stopped',
    done: 'Done',
    cancelled: 'Cancelled; what it did stays',
  }
  const pace = workedMs === 0 ? '' : `, ${Math.round((counts.listed * 1000) / workedMs)} a second`
  const rest =
    state === 'done' || state === 'cancelled' || left === null ? '' : `, about ${duration(left)} of work left`
  const of = total === null ? '' : ` of about ${Math.max(total, counts.listed)}`
  return [`${head[state]}: ${counts.listed}${of} contacts${pace}${rest}.`, ...linesOf(counts)].join('\n')
}

export const describeForesight = (counts: BackfillCounts): string =>
  [`Would look at ${counts.listed} contacts; nothing was written.`, ...linesOf(counts)].join('\n')

const LINES = [
  ['created', 'leads made'],
  ['linked', 'joined to a record that was there'],
  ['updated', 'joined before, values written'],
  ['unchanged', 'joined before, nothing to write'],
  ['parked', 'parked: tandem parked list says why'],
  ['retried', 'put into the inbox for another try'],
] as const satisfies readonly (readonly [keyof BackfillCounts, string])[]

function linesOf(counts: BackfillCounts): readonly string[] {
  const known = LINES.filter(([name]) => counts[name] > 0).map(([name, words]) => `  ${counts[name]} ${words}`)
  const skipped = Object.entries(counts.skipped)
    .toSorted(([, a], [, b]) => b - a)
    .map(([why, n]) => `  ${n} stay out: ${why.replaceAll('-', ' ')}`)
  return [...known, ...skipped]
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} s`
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
