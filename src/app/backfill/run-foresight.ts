import { TandemError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { BackfillChoices } from '#domain/plan/backfill.ts'
import { NO_COUNTS } from '#domain/plan/backfill.ts'
import type { Clock } from '#ports/clock.ts'
import type { Store } from '#ports/store.ts'
import type { StoredForesight } from '#ports/store/foresights.ts'
import { withJob } from '../ask-for-job.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { foreseeBackfill } from './foresee.ts'

/** Notes what is to be foreseen and asks for the job that looks at the contacts. An earlier look that still runs ends. */
export async function beginForesight(scope: Scope, choices: BackfillChoices): Promise<StoredForesight> {
  const foresight: StoredForesight = {
    id: scope.newId(),
    choices,
    state: 'running',
    counts: NO_COUNTS,
    total: await scope.hubspot.withLane('backfill').total(CONTACTS.object),
    calls: { hubspot: 0, salesforce: 0 },
    startedAt: scope.clock.now(),
    finishedAt: null,
    note: null,
  }
  const { id } = scope.connection
  const job = { job: 'foresee-backfill', payload: { connectionId: id, foresight: foresight.id } }
  await withJob(scope, job, (tx) => tx.foresights.begin(id, foresight))
  return foresight
}

class Cancelled extends Error {}

/**
 * Looks at every contact in the backfill's lane and writes nothing to either CRM. One that was cut off begins anew.
 * @param ending asked between pages: true leaves it to the next run.
 */
export async function runForesight(whole: Scope, id: string, ending: () => boolean = () => false): Promise<void> {
  const { store, connection, clock } = whole
  const found = await store.foresights.byId(connection.id, id)
  if (found?.state !== 'running') return
  const scope: Scope = {
    ...whole,
    hubspot: whole.hubspot.withLane('backfill'),
    salesforce: whole.salesforce.withLane('backfill'),
  }
  const before = callsOf(scope)
  const callsSoFar = () => {
    const now = callsOf(scope)
    return { hubspot: now.hubspot - before.hubspot, salesforce: now.salesforce - before.salesforce }
  }
  let current = found
  let saved: Promise<boolean> = Promise.resolve(true)
  let isCancelled = false
  try {
    const counts = await foreseeBackfill(scope, found.choices, (counted) => {
      if (isCancelled || ending()) throw new Cancelled()
      current = { ...current, counts: counted, calls: callsSoFar() }
      saved = saved.then(async () => {
        const is = await store.foresights.save(connection.id, current)
        isCancelled = !is
        return is
      })
    })
    await saved
    const ended = { state: 'done' as const, counts, calls: callsSoFar(), finishedAt: clock.now() }
    await store.foresights.save(connection.id, { ...current, ...ended })
  } catch (error) {
    await saved.catch(() => undefined)
    if (error instanceof Cancelled) return
    if (error instanceof TandemError && error.disposition !== 'fatal' && error.disposition !== 'park') throw error
    const note = error instanceof Error ? error.message : String(error)
    await store.foresights.save(connection.id, { ...current, state: 'failed', note, finishedAt: clock.now() })
    throw error
  }
}

/** Ends one that nobody works on any more. @param why for the person who waits for it. */
export async function failForesight(
  { store, clock }: { readonly store: Pick<Store, 'foresights'>; readonly clock: Clock },
  connection: ConnectionId,
  id: string,
  why: string,
): Promise<void> {
  const found = await store.foresights.byId(connection, id)
  if (found?.state !== 'running') return
  await store.foresights.save(connection, { ...found, state: 'failed', note: why, finishedAt: clock.now() })
}

const callsOf = ({ hubspot, salesforce }: Scope) => ({
  hubspot: hubspot.usage().calls,
  salesforce: salesforce.usage().calls,
})
