import type { Link } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import type { JournalEntry } from '#ports/store/journal.ts'
import type { ParkedItem } from '#ports/store/parked.ts'
import type { RecordRef, WaitingRow } from '#ports/store/records.ts'
import { withJob, workInboxOf } from '../ask-for-job.ts'
import type { Scope } from '../scope.ts'
import { syncedRecordsOf } from './read-record.ts'

/** Puts both sides of a record into the inbox, before everything else, and has it worked on now. @returns what was put in. */
export async function syncRecord(scope: Scope, link: Link, asker: string): Promise<readonly RecordRef[]> {
  const { connection, clock } = scope
  const records = syncedRecordsOf(scope, link)
  await withJob(scope, workInboxOf(connection.id), async (tx) => {
    for (const { side, object, recordId } of records)
      await tx.inbox.add(connection.id, { side, object }, [recordId], `asked for by ${asker}`, clock.now(), 'handoff')
  })
  return records
}

/** What became of it so far. */
export interface SyncOutcome {
  /** `retrying`: it failed and is tried again by itself. `done`: nothing waits any more. */
  readonly state: 'waiting' | 'working' | 'retrying' | 'done'
  readonly waiting: readonly WaitingRow[]
  /** When both sides were last read and compared; null: not since it was asked for. */
  readonly lookedAt: Instant | null
  /** Newest first. */
  readonly changes: readonly JournalEntry[]
  readonly problems: readonly ParkedItem[]
}

/** Changes of one sync that are told. */
const MOST_CHANGES = 50

export async function syncOutcome(scope: Scope, link: Link, since: Instant): Promise<SyncOutcome> {
  const { store, connection, clock } = scope
  const records = syncedRecordsOf(scope, link)
  const [waiting, looked, entries, problems] = await Promise.all([
    store.records.waiting(connection.id, records),
    store.records.lookedAt(connection.id, records),
    store.journal.pageOfLink(connection.id, link.id, null, { limit: MOST_CHANGES }),
    store.records.problems(connection.id, [link.id]),
  ])
  const looks = [...looked.values()].filter((at) => at >= since)
  return {
    state: stateOf(waiting, clock.now()),
    waiting,
    lookedAt: looks.length === 0 ? null : Math.max(...looks),
    changes: entries.filter(({ at }) => at >= since),
    problems,
  }
}

function stateOf(waiting: readonly WaitingRow[], now: Instant): SyncOutcome['state'] {
  if (waiting.length === 0) return 'done'
  if (waiting.some(({ leaseUntil }) => leaseUntil !== null && leaseUntil > now)) return 'working'
  return waiting.some(({ lastError }) => lastError !== null) ? 'retrying' : 'waiting'
}
