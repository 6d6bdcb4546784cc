import { RemoteError, TandemError } from '#domain/errors.ts'
import type { BackfillCounts } from '#domain/plan/backfill.ts'
import { addCounts, NO_COUNTS } from '#domain/plan/backfill.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Store } from '#ports/store.ts'
import { reconcilePeople } from '../reconcile-people.ts'
import type { PeopleWorked } from '../reconcile-people.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import type { Verdict } from '../settle-outcomes.ts'

/** Called in the transaction that remembers the last of these contacts, with what became of all of them. */
export type OnRemembered = (tx: Store, counts: BackfillCounts) => Promise<void>

/**
 * Works on contacts as if each had just changed, with what the listing says of it. A part that fails because of one record is
 * halved until that one stands alone; it goes to the inbox, which tries it again and parks it in the end, and the others go on.
 * Rejects when the failure concerns everybody (an outage, a limit, revoked credentials).
 */
export async function workHaul(
  scope: Scope,
  contacts: readonly RemoteRecord[],
  onRemembered: OnRemembered,
  before: BackfillCounts = NO_COUNTS,
  tally: Tally = { failedAlone: 0, workedParts: 0 },
): Promise<void> {
  if (contacts.length === 0) return scope.store.transaction((tx) => onRemembered(tx, before))
  let outcome: { readonly error: unknown } | null = null
  try {
    await reconcilePeople(scope, contacts.map(toRow), async (tx, worked) => {
      await rememberRest(scope, tx, contacts, worked)
      await onRemembered(tx, addCounts(before, countsOf(worked)))
    })
    tally.workedParts += 1
  } catch (error) {
    if (concernsEverybody(error)) throw error
    outcome = { error }
  }
  if (outcome === null) return
  const [only] = contacts
  if (contacts.length === 1 && only !== undefined) {
    tally.failedAlone += 1
    if (tally.failedAlone >= TOO_MANY && tally.workedParts === 0) throw outcome.error
    return leaveToInbox(scope, only, outcome.error, onRemembered, before)
  }
  const half = Math.ceil(contacts.length / 2)
  let first = before
  await workHaul(
    scope,
    contacts.slice(0, half),
    async (_tx, counts) => {
      first = counts
    },
    before,
    tally,
  )
  return workHaul(scope, contacts.slice(half), onRemembered, first, tally)
}

/** Of one haul. */
interface Tally {
  failedAlone: number
  workedParts: number
}

/** So many in a row, and nobody who went through: that is no fault of the records. */
const TOO_MANY = 20

/** Never in the inbox, hence no revision: settling it touches no row that waits there for the same contact. */
const toRow = (contact: RemoteRecord): InboxRow => ({
  ...CONTACTS,
  recordId: contact.id,
  revision: 0,
  kind: 'upserted',
  survivorId: null,
  cause: 'backfill',
  attempts: 0,
  enqueuedAt: contact.modifiedAt,
  lane: 'backfill',
  snapshot: contact,
})

/** Who has to be tried again waits in the inbox; who stays out is no news to the next poll. */
async function rememberRest(
  scope: Scope,
  tx: Store,
  contacts: readonly RemoteRecord[],
  { results, settled }: PeopleWorked,
): Promise<void> {
  const { id } = scope.connection
  const again = settled.filter(({ verdict }) => isLater(verdict)).flatMap(({ rows }) => rows.map((row) => row.recordId))
  await tx.inbox.add(id, CONTACTS, again, 'backfill', scope.clock.now(), 'backfill')
  const told = new Set([...again, ...results.map(({ person }) => person.contact.id)])
  const versions = contacts
    .filter((contact) => !told.has(contact.id))
    .map((contact) => ({
      ...CONTACTS,
      recordId: contact.id,
      print: printOf(contact.values),
      modifiedAt: contact.modifiedAt,
    }))
  await tx.inbox.knows(id, versions)
}

const isLater = (verdict: Verdict): boolean => verdict.kind === 'retry' || verdict.kind === 'wait'

function countsOf({ results, settled, ignored }: PeopleWorked): BackfillCounts {
  const journals = new Map(results.map(({ person, journal }) => [person.contact.id, whatHappened(journal)]))
  const sums = { created: 0, linked: 0, updated: 0, unchanged: 0, parked: 0, retried: 0 }
  const skipped: Record<string, number> = {}
  for (const { rows, verdict, subject } of settled)
    for (const row of rows) {
      const done = journals.get(subject?.recordId ?? row.recordId)
      if (verdict.kind === 'park') sums.parked += 1
      else if (isLater(verdict)) sums.retried += 1
      else if (done === undefined) {
        const why = ignored.get(row.recordId) ?? 'unlinked'
        skipped[why] = (skipped[why] ?? 0) + 1
      } else sums[done] += 1
    }
  return { listed: 0, ...sums, skipped }
}

function whatHappened(journal: readonly JournalRow[]): 'created' | 'linked' | 'updated' | 'unchanged' {
  // The follow-up Task is made for people of every kind.
  if (journal.some(({ action, object }) => action === 'create' && object !== 'Task')) return 'created'
  if (journal.some(({ action }) => action === 'link')) return 'linked'
  return journal.length > 0 ? 'updated' : 'unchanged'
}

async function leaveToInbox(
  scope: Scope,
  contact: RemoteRecord,
  error: unknown,
  onRemembered: OnRemembered,
  before: BackfillCounts,
): Promise<void> {
  scope.log.error({ recordId: contact.id, err: error }, 'a contact could not be worked on; the inbox tries it again')
  await scope.store.transaction(async (tx) => {
    await tx.inbox.add(scope.connection.id, CONTACTS, [contact.id], 'backfill', scope.clock.now(), 'backfill')
    await onRemembered(tx, addCounts(before, { ...NO_COUNTS, retried: 1 }))
  })
}

/** Outages, limits and what a platform refuses everybody; the rest, a broken rule of ours included, may be one record's doing. */
function concernsEverybody(error: unknown): boolean {
  if (error instanceof RemoteError) return error.disposition !== 'park'
  return error instanceof TandemError && (error.disposition === 'retry' || error.disposition === 'retry-after')
}
