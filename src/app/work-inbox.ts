import { RemoteError, TandemError } from '#domain/errors.ts'
import { LANES } from '#domain/lane.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import { computeCredits } from './compute-credits.ts'
import { keepingLease, LEASE_MS } from './keep-lease.ts'
import { isMirrored, reconcileActivities } from './reconcile-activities.ts'
import { reconcileDeals } from './reconcile-deals.ts'
import { reconcileMembers } from './reconcile-members.ts'
import { reconcilePeople } from './reconcile-people.ts'
import { reconcileRecords } from './reconcile-records.ts'
import { companyStory } from './records/company.ts'
import { taskStory } from './records/task.ts'
import { familiesOf, STREAMS } from './scope.ts'
import { settleRows } from './settle-outcomes.ts'
import type { Verdict } from './settle-outcomes.ts'
import type { Family, Scope } from './scope.ts'

/** One full Salesforce composite call, and ten HubSpot batches: larger ones save no more calls. */
const BATCH = 1000
/** A family that had nothing is asked again after this: an idle question costs as much as a small batch. */
const LOOK_AGAIN_MS = 1_000

const RECONCILE: Readonly<Record<Family, (scope: Scope, rows: readonly InboxRow[]) => Promise<void>>> = {
  people: reconcilePeople,
  activities: async (scope, rows) => {
    await reconcileActivities(scope, rows)
    await reconcileRecords(taskStory)(
      scope,
      rows.filter((row) => isMirrored(scope, row)),
    )
  },
  deals: reconcileDeals,
  companies: reconcileRecords(companyStory),
  accounts: reconcileRecords(companyStory),
  tasks: reconcileRecords(taskStory),
  members: reconcileMembers,
}

/**
 * Works off everything in the inbox that is due. What people's records are told depends on activities and deals, so these go
 * first whenever some are waiting: a person who was converted, answered and won is then written once, not three times.
 * @param ending asked before each batch: true ends the work there, with nothing leased; a newer version of the config is a reason.
 * @returns rows worked on.
 */
export async function workInbox(scope: Scope, worker: string, ending: () => boolean = () => false): Promise<number> {
  const emptyAt = new Map<Family, number>()
  let worked = 0
  for (;;) {
    if (ending()) return worked
    const { count, skipped } = await workNextBatch(scope, worker, emptyAt)
    worked += count
    // Only a look at every family in one go proves that nothing is left.
    if (count === 0 && !skipped) return worked
    if (count === 0) emptyAt.clear()
  }
}

interface Look {
  readonly count: number
  /** A family was passed over because it had nothing a moment ago. */
  readonly skipped: boolean
}

async function workNextBatch(scope: Scope, worker: string, emptyAt: Map<Family, number>): Promise<Look> {
  let skipped = false
  for (const family of familiesOf(scope.config)) {
    const at = emptyAt.get(family)
    if (at !== undefined && scope.clock.now() - at < LOOK_AGAIN_MS) {
      skipped = true
      continue
    }
    const rows = await lease(scope, family, worker)
    if (rows.length > 0) {
      emptyAt.delete(family)
      await keepingLease(scope, rows, () => workBatch(scope, family, rows))
      return { count: rows.length, skipped }
    }
    emptyAt.set(family, scope.clock.now())
    // Credit follows from deals and is told on people's records as well.
    if (family === 'deals') await computeCredits(scope)
  }
  return { count: 0, skipped }
}

const lease = (scope: Scope, family: Family, worker: string): Promise<readonly InboxRow[]> =>
  scope.store.inbox.lease(scope.connection.id, STREAMS[family], {
    limit: BATCH,
    leaseMs: LEASE_MS,
    // A name of its own for every batch: what this very worker leased again is not the old batch's to settle.
    worker: `${worker} ${scope.newId()}`,
    now: scope.clock.now(),
  })

/**
 * A batch that fails as a whole is not the fault of its rows: an outage or a limit gives them back untouched before the error
 * goes on to the runtime. Anything else may be the fault of one record: the batch is halved until that one stands alone, which
 * is parked, so that it stops nobody but itself.
 */
async function workBatch(scope: Scope, family: Family, rows: readonly InboxRow[]): Promise<void> {
  try {
    await RECONCILE[family](inLaneOf(scope, rows), rows)
  } catch (error) {
    if (concernsEverybody(error)) {
      const wait = error instanceof RemoteError ? (error.retryAfterMs ?? 0) : 0
      await scope.store.inbox.giveBack(
        scope.connection.id,
        rows,
        scope.clock.now() + Math.max(1000, wait),
        reasonOf(error),
      )
      throw error
    }
    const [only] = rows
    if (only === undefined) return
    if (rows.length === 1) return parkAlone(scope, only, error)
    const half = Math.ceil(rows.length / 2)
    await workBatch(scope, family, rows.slice(0, half))
    await workBatch(scope, family, rows.slice(half))
  }
}

/** A batch makes its calls in the lane of its most urgent row. */
function inLaneOf(scope: Scope, rows: readonly InboxRow[]): Scope {
  const lane = LANES.find((one) => rows.some((row) => row.lane === one)) ?? 'live'
  if (lane === 'live') return scope
  return { ...scope, hubspot: scope.hubspot.withLane(lane), salesforce: scope.salesforce.withLane(lane) }
}

/** Outages, limits and what a platform refuses everybody; the rest, a broken rule of ours included, may be one record's doing. */
function concernsEverybody(error: unknown): boolean {
  if (error instanceof RemoteError) return error.disposition !== 'park'
  return error instanceof TandemError && (error.disposition === 'retry' || error.disposition === 'retry-after')
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

async function parkAlone(scope: Scope, row: InboxRow, error: unknown): Promise<void> {
  scope.log.error(
    { side: row.side, object: row.object, recordId: row.recordId, err: error },
    'a record could not be worked on',
  )
  const verdict = aloneVerdict(row, error)
  await scope.store.transaction((tx) => settleRows(scope, tx, [{ rows: [row], verdict }]))
}

/** Two workers that meet at one record see each other after the first try; more than that is no accident. */
const TRIES_AT_A_RULE = 4
const TRY_AGAIN_MS = 2_000

function aloneVerdict(row: InboxRow, error: unknown): Verdict {
  const message = reasonOf(error)
  if (error instanceof TandemError && error.code === 'STORE_CONSTRAINT') {
    if (row.attempts < TRIES_AT_A_RULE)
      return { kind: 'retry', afterMs: TRY_AGAIN_MS * 2 ** row.attempts, error: message }
    const rule = error.context['constraint'] ?? 'unknown'
    return {
      kind: 'park',
      code: error.code,
      message: `what Tandem would remember of this record contradicts what it remembers already (rule ${rule}), after ${row.attempts + 1} tries`,
      remedy:
        'Usually two records are taken for one: look in `tandem parked list` and `tandem matches` for another record that is linked with the same one, merge or unlink one of the two, and retry. Report it if there is none.',
      linkId: null,
    }
  }
  const known = error instanceof RemoteError ? error : null
  return {
    kind: 'park',
    code: known?.code ?? 'UNEXPECTED',
    message,
    remedy:
      known?.remedy ??
      'Look at the record and at the maps that read it; mend what is odd and retry. Report it if nothing is odd.',
    linkId: null,
  }
}
