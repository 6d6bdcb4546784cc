import type { RemoteError } from '#domain/errors.ts'
import type { LinkId } from '#domain/ids.ts'
import type { InboxRow, Stream } from '#ports/store/inbox.ts'
import type { ParkedItem } from '#ports/store/parked.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from './scope.ts'

/** What became of the inbox rows of one unit of work. */
export type Verdict =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'park'
      readonly code: string
      readonly message: string
      readonly remedy: string
      readonly linkId: LinkId | null
    }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly error: string }
  /** Not its fault and not its turn: a limit of the platform. Never counts as a try, so it never parks. */
  | { readonly kind: 'wait'; readonly afterMs: number; readonly error: string }

export const DONE: Verdict = { kind: 'done' }

/** Retries wait longer each time, up to an hour, and after this many the record is parked. */
const MAX_ATTEMPTS = 12
const BACKOFF_MS = 2000
const MAX_BACKOFF_MS = 3_600_000

/** Fatal errors are thrown: they concern the connection, not the record. */
export function verdictOf(error: RemoteError, rows: readonly InboxRow[], linkId: LinkId | null): Verdict {
  if (error.disposition === 'fatal') throw error
  const reason = `${error.code}: ${error.message}`
  if (error.disposition === 'retry-after')
    return { kind: 'wait', afterMs: Math.max(BACKOFF_MS, error.retryAfterMs ?? 0), error: reason }
  const attempts = Math.max(0, ...rows.map((row) => row.attempts))
  if (error.disposition === 'park' || attempts >= MAX_ATTEMPTS)
    return { kind: 'park', code: error.code, message: error.message, remedy: error.remedy, linkId }
  const backoff = Math.min(BACKOFF_MS * 2 ** attempts, MAX_BACKOFF_MS)
  return { kind: 'retry', afterMs: backoff, error: reason }
}

/** Maps whose value cannot be brought into the form that they ask for, with reasons; the rest of the record goes on. */
export const unconvertibleValue = (maps: readonly string[], linkId: LinkId | null): Verdict => ({
  kind: 'park',
  code: 'UNCONVERTIBLE',
  message: `the value cannot be brought into the form that the map asks for: ${maps.join(', ')}`,
  remedy: 'Correct the value where it was typed, or change the steps of these maps.',
  linkId,
})

/** Fields whose old value a platform kept without an error; the base holds what is there, so they are not written for ever. */
export function keptFields(kept: readonly string[], linkId: LinkId | null): Verdict | null {
  if (kept.length === 0) return null
  return {
    kind: 'park',
    code: 'VALUE_KEPT',
    message: `the old value was kept without an error: ${kept.join(', ')}`,
    remedy:
      'Find what keeps it (a workflow, a trigger, a rule of the field) or set the direction of the map. The value is sent again when it changes.',
    linkId,
  }
}

/** A record by which people find a unit of work again: the same one whichever side's change brought it here. */
export interface Subject extends Stream {
  readonly recordId: string
}

export interface SettledRows {
  readonly rows: readonly InboxRow[]
  readonly verdict: Verdict
  /** Where a problem is parked, and closed once the unit went through; absent: at the rows themselves. */
  readonly subject?: Subject
  /** Something was written because of them; else what is done was a no-op. */
  readonly wrote?: boolean
}

/** Settles rows in the transaction that remembers the work: done, parked (and done), or given back for a later try. */
export async function settleRows(scope: Scope, tx: Store, settled: readonly SettledRows[]): Promise<void> {
  const { id } = scope.connection
  const now = scope.clock.now()
  const finished = settled.filter(({ verdict }) => !isLater(verdict)).flatMap((s) => s.rows)
  const parked = settled.flatMap(({ rows, verdict, subject }): ParkedItem[] => {
    const at = subject ?? rows[0]
    return verdict.kind === 'park' && at !== undefined ? [toItem(at, verdict, now)] : []
  })
  await tx.parked.park(id, parked, scope.configVersion)
  await resolveParked(
    scope,
    tx,
    settled
      .filter((s) => s.verdict.kind === 'done')
      .flatMap((s): readonly Subject[] => (s.subject === undefined ? s.rows : [...s.rows, s.subject])),
  )
  await tx.inbox.done(id, finished)
  await putBack(scope, tx, settled, now)
  await tx.counters.add(id, countsOf(settled), now)
}

/** Every row counts once, as what became of it. */
function countsOf(
  settled: readonly SettledRows[],
): Readonly<Record<'applied' | 'no-op' | 'parked' | 'retried', number>> {
  const counts = { applied: 0, 'no-op': 0, parked: 0, retried: 0 }
  for (const { rows, verdict, wrote } of settled) {
    if (verdict.kind === 'park') counts.parked += rows.length
    else if (isLater(verdict)) counts.retried += rows.length
    else counts[wrote === true ? 'applied' : 'no-op'] += rows.length
  }
  return counts
}

type Later = Extract<Verdict, { kind: 'retry' | 'wait' }>
const isLater = (verdict: Verdict): verdict is Later => verdict.kind === 'retry' || verdict.kind === 'wait'

/** Rows of one reason and instant go back together: a platform that fails fails for hundreds at once. */
async function putBack(scope: Scope, tx: Store, settled: readonly SettledRows[], now: number): Promise<void> {
  const later = settled.flatMap(({ rows, verdict }) => (isLater(verdict) ? [{ rows, verdict }] : []))
  const groups = Map.groupBy(later, ({ verdict }) => `${verdict.kind}/${verdict.afterMs}/${verdict.error}`)
  for (const group of groups.values()) {
    const verdict = group[0]?.verdict
    if (verdict === undefined) continue
    const rows = group.flatMap((s) => s.rows)
    const until = now + verdict.afterMs
    if (verdict.kind === 'wait') await tx.inbox.giveBack(scope.connection.id, rows, until, verdict.error)
    else await tx.inbox.retry(scope.connection.id, rows, until, verdict.error)
  }
}

const toItem = (at: Subject, verdict: Extract<Verdict, { kind: 'park' }>, now: number): ParkedItem => ({
  side: at.side,
  object: at.object,
  recordId: at.recordId,
  linkId: verdict.linkId,
  code: verdict.code,
  message: verdict.message,
  remedy: verdict.remedy,
  at: now,
})

/** A record that went through is no longer a problem. */
async function resolveParked(scope: Scope, tx: Store, rows: readonly Subject[]): Promise<void> {
  const byStream = Map.groupBy(rows, (row) => `${row.side}/${row.object}`)
  for (const group of byStream.values()) {
    const [first] = group
    if (first === undefined) continue
    await tx.parked.resolve(
      scope.connection.id,
      { side: first.side, object: first.object },
      group.map((r) => r.recordId),
      scope.clock.now(),
    )
  }
}
