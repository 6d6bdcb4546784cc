import { UsageError } from '#domain/errors.ts'
import type { BackfillChoices, BackfillCounts } from '#domain/plan/backfill.ts'
import { addCounts, NO_COUNTS } from '#domain/plan/backfill.ts'
import type { BackfillState, StoredBackfill } from '#ports/store.ts'
import { hauls } from './backfill/pages.ts'
import type { Haul } from './backfill/pages.ts'
import { workHaul } from './backfill/work-haul.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'

/** Longer than any haul takes; another worker goes on with what a dead one left after this. */
const LEASE_MS = 10 * 60_000

export interface Begun {
  readonly backfill: StoredBackfill
  /** `resumed`: an unfinished one with the same choices goes on where it stopped. */
  readonly how: 'new' | 'resumed'
}

/**
 * Begins a first load of all contacts, or takes up the unfinished one. Nothing is worked on yet.
 * @throws UsageError when an unfinished one was begun with other choices, or another worker has it.
 */
export async function beginBackfill(scope: Scope, choices: BackfillChoices): Promise<Begun> {
  const { store, connection, clock } = scope
  const existing = await store.backfills.newest(connection.id)
  if (existing === null || isOver(existing.state)) {
    const backfill: StoredBackfill = {
      id: scope.newId(),
      choices,
      state: 'running',
      cursor: null,
      counts: NO_COUNTS,
      total: await scope.hubspot.withLane('backfill').total(CONTACTS.object),
      startedAt: clock.now(),
      workedMs: 0,
      finishedAt: null,
      worker: null,
      leaseUntil: null,
    }
    if (await store.backfills.begin(connection.id, backfill)) return { backfill, how: 'new' }
    throw new UsageError('another backfill was begun at the same moment: tandem backfill --status shows it')
  }
  if (!sameChoices(existing.choices, choices))
    throw new UsageError(
      `a backfill with other choices is unfinished (${existing.counts.listed} contacts so far): start it with the same flags to go on, or end it with tandem backfill --cancel`,
    )
  if (existing.worker !== null && (existing.leaseUntil ?? 0) > clock.now())
    throw new UsageError(
      `this backfill is being worked on by ${existing.worker}: tandem backfill --status shows how far it is, --stop stops it`,
    )
  await store.backfills.turn(connection.id, existing.id, 'running', clock.now())
  return { backfill: { ...existing, state: 'running' }, how: 'resumed' }
}

export const isOver = (state: BackfillState): boolean => state === 'done' || state === 'cancelled'

/** Both come from the same reader, so the order of their members is the same; the store's JSON sorts them. */
const sameChoices = (a: BackfillChoices, b: BackfillChoices): boolean => sorted(a) === sorted(b)

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : part,
  )

export interface WorkBackfill {
  readonly worker: string
  /** No further haul is begun after this many milliseconds; absent: until the end. */
  readonly forMs?: number
  /** No further haul is begun once it is aborted; the one at work is finished. */
  readonly signal?: AbortSignal
  readonly onProgress?: (now: StoredBackfill) => void
}

/**
 * Works on a backfill until it is done, stopped by somebody, or out of time. Each haul's writes are keyed and what became of it is
 * saved with the place where the next one begins, so a crash repeats one haul and doubles nothing.
 * @returns it as it is now; null when another worker has it or nothing is left to do.
 */
export async function workBackfill(scope: Scope, id: string, how: WorkBackfill): Promise<StoredBackfill | null> {
  const { store, connection, clock } = scope
  const now = clock.now()
  const until = now + LEASE_MS
  const leased = await store.backfills.lease(connection.id, id, { worker: how.worker, now, until })
  if (leased === null) return null
  const own = ownScope(scope, leased.choices)
  const begunAt = now
  let current = leased
  let lapAt = begunAt
  try {
    for await (const haul of hauls(own, leased.cursor, leased.choices.select)) {
      const lap = clock.now()
      current = await rememberHaul(own, current, haul, lap - lapAt)
      lapAt = lap
      how.onProgress?.(current)
      if (haul.next === null && current.state === 'running') {
        await store.backfills.turn(connection.id, id, 'done', clock.now())
        return { ...current, state: 'done', finishedAt: clock.now(), worker: null, leaseUntil: null }
      }
      const outOfTime = how.forMs !== undefined && clock.now() - begunAt >= how.forMs
      if (current.state !== 'running' || outOfTime || how.signal?.aborted === true) break
    }
  } finally {
    await store.backfills.free(connection.id, id, how.worker)
  }
  return { ...current, worker: null, leaseUntil: null }
}

async function rememberHaul(
  scope: Scope,
  before: StoredBackfill,
  haul: Haul,
  workedMs: number,
): Promise<StoredBackfill> {
  const passedBy = haul.listed - haul.contacts.length
  const skipped: BackfillCounts['skipped'] = passedBy === 0 ? {} : { 'not-selected': passedBy }
  let after = before
  await workHaul(scope, haul.contacts, async (tx, counts) => {
    const to = {
      // The end of the listing is told by the state, not by the cursor: null would begin anew.
      cursor: haul.next ?? before.cursor,
      counts: addCounts(addCounts(before.counts, counts), { ...NO_COUNTS, listed: haul.listed, skipped }),
      workedMs: before.workedMs + Math.round(workedMs),
      leaseUntil: scope.clock.now() + LEASE_MS,
    }
    const state = await tx.backfills.advance(scope.connection.id, before.id, to)
    after = { ...before, ...to, state }
  })
  return after
}

/** The scope of the loop, told what this backfill is to leave out. */
function ownScope(scope: Scope, choices: BackfillChoices): Scope {
  const { config } = scope
  return {
    ...scope,
    hubspot: scope.hubspot.withLane('backfill'),
    salesforce: scope.salesforce.withLane('backfill'),
    config: {
      ...config,
      goLiveAt: Math.min(config.goLiveAt, choices.handOverSince ?? config.goLiveAt),
      ...(choices.clocks === 'none' ? { sla: [] } : {}),
    },
    ...(choices.leaveOut.length === 0 ? {} : { leavesOut: choices.leaveOut }),
    ...(choices.writeBack === 'later' ? { writesBack: 'later' as const } : {}),
  }
}
