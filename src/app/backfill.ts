import { canonicalJson } from '#domain/canonical.ts'
import { UsageError } from '#domain/errors.ts'
import type { BackfillChoices, BackfillCounts } from '#domain/plan/backfill.ts'
import { addCounts, NO_COUNTS } from '#domain/plan/backfill.ts'
import type { BackfillState, StoredBackfill } from '#ports/store/backfills.ts'
import { hauls } from './backfill/pages.ts'
import type { Haul } from './backfill/pages.ts'
import { workHaul } from './backfill/work-haul.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'

/** Longer than any haul takes; another worker goes on with what a dead one left after this. */
const LEASE_MS = 10 * 60_000
/** One is written to the platforms while another is decided or remembered. */
const HAULS_AT_ONCE = 2

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

const sameChoices = (a: BackfillChoices, b: BackfillChoices): boolean => canonicalJson(a) === canonicalJson(b)

export interface WorkBackfill {
  readonly worker: string
  /** No further haul is begun after this many milliseconds; absent: until the end. */
  readonly forMs?: number
  /** No further haul is begun once it says so; those at work are finished. */
  readonly ending?: () => boolean
  /** Contacts that are worked on together; the usual number unless given. */
  readonly contactsAtOnce?: number
  readonly onProgress?: (now: StoredBackfill) => void
}

/**
 * Works on a backfill until it is done, stopped by somebody, or out of time. Each haul's writes are keyed and what became of it is
 * saved with how far the backfill is, so a crash repeats the hauls that were at work and doubles nothing.
 * @returns it as it is now; null when another worker has it or nothing is left to do.
 */
export async function workBackfill(scope: Scope, id: string, how: WorkBackfill): Promise<StoredBackfill | null> {
  const { store, connection, clock } = scope
  const now = clock.now()
  const until = now + LEASE_MS
  const leased = await store.backfills.lease(connection.id, id, { worker: how.worker, now, until })
  if (leased === null) return null
  const own = ownScope(scope, leased.choices)
  const atWork = new Set<Promise<void>>()
  let current: StoredBackfill = leased
  let lapAt = now
  let hauled = 0
  const remember = async (haul: Haul): Promise<void> => {
    await workHaul(own, haul.contacts, async (tx, counts) => {
      const at = clock.now()
      const done = { from: haul.from, next: haul.next, counts: addCounts(counts, listedOf(haul)) }
      const by = { done, workedMs: at - lapAt, at, leaseUntil: at + LEASE_MS }
      lapAt = at
      current = (await tx.backfills.advance(connection.id, id, by)) ?? { ...current, state: 'cancelled' }
    })
    how.onProgress?.(current)
    hauled += 1
    if (isPowerOfFour(hauled)) await store.backfills.takeStock()
  }
  const isEnough = (): boolean =>
    current.state !== 'running' ||
    how.ending?.() === true ||
    (how.forMs !== undefined && clock.now() - now >= how.forMs)
  try {
    for await (const haul of hauls(own, leased.cursor, leased.choices.select, how.contactsAtOnce)) {
      const one = remember(haul)
      atWork.add(one)
      // One that failed stays, so that the next wait fails with it.
      one.then(
        () => atWork.delete(one),
        () => undefined,
      )
      if (atWork.size >= HAULS_AT_ONCE) await Promise.race(atWork)
      if (isEnough()) break
    }
    await Promise.all(atWork)
  } finally {
    await Promise.allSettled(atWork)
    await store.backfills.free(connection.id, id, how.worker)
  }
  return { ...current, worker: null, leaseUntil: null }
}

/** 1, 4, 16, ...: often enough for tables that grow, and never again once they are large. */
const isPowerOfFour = (count: number): boolean => Number.isInteger(Math.log2(count) / 2)

function listedOf({ listed, contacts }: Haul): BackfillCounts {
  const passedBy = listed - contacts.length
  return { ...NO_COUNTS, listed, skipped: passedBy === 0 ? {} : { 'not-selected': passedBy } }
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
