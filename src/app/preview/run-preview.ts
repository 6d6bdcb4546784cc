import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { StoredPreview } from '#ports/store/previews.ts'
import type { Store } from '#ports/store.ts'
import { askForJob, withJob } from '../ask-for-job.ts'
import type { Scope } from '../scope.ts'
import { isPreviewPair, PREVIEW_FAMILIES } from './families.ts'
import { previewMapping } from './preview.ts'
import type { Preview } from './preview.ts'
import { labelsOf, namesOf } from './words.ts'

/** What a preview found, with what people call the records and fields in it. Plain JSON: it is kept as it is. */
export interface PreviewFindings {
  readonly preview: Preview
  readonly names: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
}

/** Of one that {@link runPreview} has done, which alone writes it; null: it has not. */
export const findingsOf = ({ result }: StoredPreview): PreviewFindings | null => result as PreviewFindings | null

/** A draft with all that is needed to rehearse it. */
export interface OpenedDraft {
  /** Over the real store, which nobody may write by it; the configuration is that of the draft. */
  readonly scope: Scope
  readonly scratch: Store
  readonly written: SyncConfig
  /** The one in force, as it was written; null: none is. */
  readonly active: SyncConfig | null
  close(): Promise<void>
}

/** @throws UsageError for a draft that this version of Tandem cannot read. */
export type OpenDraft = (document: unknown) => Promise<OpenedDraft>

/** Records shown before and after. */
const ROWS = 200
/** What a rehearsal remembers, 50 KB for each record, stands in the memory of a worker that has a sync to do. */
const MOST_OF_ALL = 20_000
/** What was found is kept this long: the rows hold values of people. */
export const KEPT_MS = 30 * 60_000

/**
 * Notes what is to be rehearsed and asks for the job that does it, in whichever process there is one.
 * @returns null: one runs already.
 */
export async function beginPreview(
  scope: Scope,
  { document, by, ...what }: Pick<StoredPreview, 'look' | 'pair'> & { readonly document: unknown; readonly by: string },
): Promise<StoredPreview | null> {
  const { id } = scope.connection
  const preview: StoredPreview = {
    ...what,
    id: scope.newId(),
    state: 'running',
    startedAt: scope.clock.now(),
    startedBy: by,
    looked: 0,
    of: 0,
    error: null,
    result: null,
    finishedAt: null,
  }
  const job = { job: 'rehearse-draft', payload: { connectionId: id, preview: preview.id } }
  const begin = (tx: Store): Promise<boolean> => tx.previews.begin(id, preview, document)
  return (await withJob(scope, job, begin, (began) => began)) ? preview : null
}

/** The last one of a connection, as long as it is kept. */
export async function lastPreview({ store, connection, clock }: Scope): Promise<StoredPreview | null> {
  const found = await store.previews.of(connection.id)
  const isOld = found !== null && found.finishedAt !== null && found.finishedAt <= clock.now() - KEPT_MS
  return isOld ? null : found
}

interface Deps {
  readonly store: Store
  readonly clock: Clock
  readonly newId: () => string
  readonly openDraft: OpenDraft
}

const tooMany = (of: number): UsageError =>
  new UsageError(
    `There are ${of.toLocaleString('en-US')} records, more than the ${MOST_OF_ALL.toLocaleString('en-US')} that a running Tandem rehearses at once: look at those that changed last, or use tandem preview --all beside it`,
  )

class Ended extends Error {}

/**
 * Rehearses a draft that waits, in the lane of backfills; one that was cut off begins anew. What it finds is written down for
 * everybody who asks, and a job is asked for that forgets it. One that was cancelled is left alone, and the one begun since as well.
 * @param ending asked now and then: true leaves it to the next run.
 */
export async function runPreview(
  deps: Deps,
  connection: ConnectionId,
  id: string,
  ending: () => boolean,
): Promise<void> {
  const { store, clock } = deps
  const found = await runningPreview(store, connection, id)
  if (found === null) return
  const document = await store.previews.draft(connection, found.id)
  if (document === null) return
  const draft = await deps.openDraft(document)
  let current: StoredPreview = { ...found, looked: 0, of: 0 }
  try {
    const preview = await previewMapping(draft.scope, draft.scratch, {
      look: found.look,
      rows: ROWS,
      active: draft.active,
      written: draft.written,
      ...(found.pair !== null && isPreviewPair(found.pair) ? { families: PREVIEW_FAMILIES[found.pair] } : {}),
      onProgress: async (looked, of) => {
        current = { ...current, looked, of }
        if (ending() || !(await store.previews.save(connection, current))) throw new Ended()
        if (found.look === 'all' && of > MOST_OF_ALL) throw tooMany(of)
      },
    })
    const [names, labels] = await Promise.all([namesOf(draft.scope, preview), labelsOf(draft.scope, preview)])
    const result: PreviewFindings = { preview, names, labels }
    await settle(deps, connection, { ...current, state: 'done', result, finishedAt: clock.now() })
  } catch (error) {
    if (!(error instanceof Ended)) throw error
  } finally {
    await draft.close()
  }
}

/** Stops the one that runs: it ends at the next place where it looks. */
export async function cancelPreview({ store, connection, clock }: Scope): Promise<void> {
  const found = await store.previews.of(connection.id)
  if (found?.state !== 'running') return
  await store.previews.save(connection.id, { ...found, state: 'cancelled', finishedAt: clock.now() })
}

/** Ends one that nobody works on any more, if it still runs. @param why for the person who waits for it. */
export async function failPreview(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  connection: ConnectionId,
  id: string,
  why: string,
): Promise<void> {
  const found = await runningPreview(store, connection, id)
  if (found === null) return
  await store.previews.save(connection, { ...found, state: 'failed', error: why, finishedAt: clock.now() })
}

/** @returns null: it is not running, though another may be. */
async function runningPreview(store: Store, connection: ConnectionId, id: string): Promise<StoredPreview | null> {
  const found = await store.previews.of(connection)
  return found?.id === id && found.state === 'running' ? found : null
}

async function settle(deps: Deps, connection: ConnectionId, preview: StoredPreview): Promise<void> {
  const job = { job: 'forget-preview', payload: { connectionId: connection, preview: preview.id } }
  await deps.store.transaction(async (tx) => {
    if (await tx.previews.save(connection, preview)) await askForJob(deps, tx, job, deps.clock.now() + KEPT_MS)
  })
}
