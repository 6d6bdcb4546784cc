import type { SyncConfig } from '#domain/config.ts'
import type { LinkKind } from '#domain/identity/link.ts'
import type { Side } from '#domain/ids.ts'
import { addCounts, NO_COUNTS } from '#domain/plan/backfill.ts'
import type { BackfillCounts } from '#domain/plan/backfill.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { PreviewLook } from '#ports/store/previews.ts'
import type { Store } from '#ports/store.ts'
import { workHaul } from '../backfill/work-haul.ts'
import { capturedFields } from '../fields-to-read.ts'
import { ACCOUNTS, CONTACTS, familiesOf, HUBSPOT_TASKS, OPPORTUNITIES } from '../scope.ts'
import type { Family, Scope } from '../scope.ts'
import { syncLists } from '../sync-lists.ts'
import { workInbox } from '../work-inbox.ts'
import { differenceOf } from './difference.ts'
import type { MappingDifference } from './difference.ts'
import { indexCompanies } from './index-companies.ts'
import { createNotes } from './notes.ts'
import { everything, newest } from './records.ts'
import type { Page } from './records.ts'
import { rehearse } from './rehearsal.ts'
import { scratchStore } from './scratch-store.ts'
import { createTally } from './tally.ts'
import type { Tally } from './tally.ts'

export interface PreviewOptions {
  readonly look: PreviewLook
  /** Only these families of objects; absent: all that the configuration syncs. */
  readonly families?: readonly Family[]
  /** Records shown before and after. */
  readonly rows: number
  /** The configuration that is active now, as it was written; null: none is. */
  readonly active: SyncConfig | null
  /** The one that is looked at, as it was written. */
  readonly written: SyncConfig
  /** Waited for; what it throws ends the preview. @param of records to look at, as far as is known by then. */
  readonly onProgress?: (looked: number, of: number) => void | Promise<void>
}

/** What was looked at of one object, and what became of it. */
export interface Looked extends Stream {
  readonly looked: number
  /** As many there are. */
  readonly total: number
  /** Linked, and nothing would be written. */
  readonly unchanged: number
  /** Stay out of the sync. People by reason, see `ignored`. */
  readonly out: number
}

export interface Preview extends Tally {
  readonly lookedAt: readonly Looked[]
  /** Contacts, each counted once. */
  readonly people: Omit<BackfillCounts, 'listed' | 'skipped'>
  /** Contacts that stay out of the loop, by reason. */
  readonly ignored: Readonly<Record<string, number>>
  readonly conflicts: number
  readonly difference: (MappingDifference & { readonly values: number }) | null
  /** Reads were made, and would be made again; writes were held back. */
  readonly calls: { readonly reads: Readonly<Record<Side, number>>; readonly writes: Readonly<Record<Side, number>> }
}

const AT_ONCE = 1_000

/** The first stream of each leads to both records of a pair. */
const LEADING: readonly { readonly family: Family; readonly stream: Stream; readonly kind: LinkKind }[] = [
  { family: 'companies', stream: { side: 'hubspot', object: 'companies' }, kind: 'company' },
  { family: 'accounts', stream: ACCOUNTS, kind: 'company' },
  { family: 'people', stream: CONTACTS, kind: 'person' },
  { family: 'deals', stream: OPPORTUNITIES, kind: 'deal' },
  { family: 'tasks', stream: HUBSPOT_TASKS, kind: 'task' },
]

/**
 * What the sync would do with a configuration that is not active yet: the very pipeline, run on live data, with its writes held
 * back and its memory in a scratch store. `scope` is that of the new configuration over the real store, which is only read.
 */
export async function previewMapping(scope: Scope, scratch: Store, options: PreviewOptions): Promise<Preview> {
  const notes = createNotes()
  const hubspot = rehearse(scope.hubspot, scope.clock)
  const salesforce = rehearse(scope.salesforce, scope.clock)
  const before = { hubspot: scope.hubspot.usage().calls, salesforce: scope.salesforce.usage().calls }
  const own: Scope = {
    ...scope,
    hubspot: hubspot.connector.withLane('backfill'),
    salesforce: salesforce.connector.withLane('backfill'),
    store: scratchStore(scope.store, scratch, notes),
  }
  await scratch.connections.save(scope.connection)
  notes.mute(true)
  await syncLists(own)
  notes.mute(false)
  const wanted = familiesOf(own.config).filter((one) => options.families?.includes(one) ?? true)
  const leading = LEADING.filter(({ family }) => wanted.includes(family))
  const expected = await expectedOf(own, leading, options.look)
  const tell = async (): Promise<void> => options.onProgress?.(looked, sumOf(expected))
  let looked = 0
  await tell()
  if (wanted.includes('companies') || wanted.includes('people')) await indexCompanies(own)
  const tally = createTally(options.rows)
  const lookedAt: Looked[] = []
  let people: BackfillCounts = NO_COUNTS
  for (const [n, { family, stream, kind }] of leading.entries()) {
    const ids: string[] = []
    let total = 0
    for await (const page of pagesOf(own, stream, options.look, expected[n] ?? 0)) {
      total = page.total ?? ids.length + page.records.length
      if (family === 'people')
        await workHaul(own, page.records, async (_tx, counts) => {
          people = addCounts(people, counts)
        })
      else
        await own.store.inbox.add(
          own.connection.id,
          stream,
          page.records.map(({ id }) => id),
          'changed',
          own.clock.now(),
          'backfill',
        )
      // What follows from the batch is worked off as the loop would: an outcome, a task, a person met again.
      await workInbox(own, 'preview')
      tally.add(notes.take())
      ids.push(...page.records.map(({ id }) => id))
      looked += page.records.length
      expected[n] = Math.max(ids.length, Math.min(expected[n] ?? 0, total))
      await tell()
    }
    expected[n] = ids.length
    if (ids.length > 0 || total > 0) {
      const counts = await settled(own, kind, stream, ids, tally)
      lookedAt.push({ ...stream, looked: ids.length, total: Math.max(total, ids.length), ...counts })
    }
  }
  await tell()
  const result = tally.result()
  const { listed: _listed, skipped, ...counted } = people
  return {
    ...result,
    lookedAt,
    people: counted,
    ignored: skipped,
    conflicts: result.parked['CONFLICT'] ?? 0,
    difference: options.active === null ? null : withValues(differenceOf(options.active, options.written), result),
    calls: {
      reads: {
        hubspot: scope.hubspot.usage().calls - before.hubspot,
        salesforce: scope.salesforce.usage().calls - before.salesforce,
      },
      writes: { hubspot: hubspot.writeCalls(), salesforce: salesforce.writeCalls() },
    },
  }
}

/** How many records of each stream there are to look at, at most. Of a sample it is known once it was read. */
async function expectedOf(
  scope: Scope,
  leading: readonly { readonly stream: Stream }[],
  look: PreviewLook,
): Promise<number[]> {
  const counts: number[] = []
  for (const { stream } of leading)
    if (look === 'all') {
      const sample = { object: stream.object, conditions: [], fields: [], limit: 0 }
      counts.push((await scope[stream.side].sample(sample)).total)
    } else if ('newest' in look) counts.push(look.newest)
    else counts.push(look.side === stream.side && look.object === stream.object ? 1 : 0)
  return counts
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

/** @param total of the stream, where all of it is looked at. */
async function* pagesOf(scope: Scope, stream: Stream, look: PreviewLook, total: number): AsyncGenerator<Page> {
  const fields = capturedFields(scope.config, stream) ?? []
  const connector = stream.side === 'hubspot' ? scope.hubspot : scope.salesforce
  if (look === 'all') return yield* everything(scope, stream, fields, { atOnce: AT_ONCE, total })
  if ('newest' in look) return yield* newest(connector, stream.object, fields, look.newest, AT_ONCE)
  if (look.side !== stream.side || look.object !== stream.object) return
  const records = await connector.read({ object: stream.object, ids: [look.recordId], fields })
  yield { records, total: records.length }
}

/** Of the records looked at, those that are linked and stay as they are, and those that stay out. */
async function settled(
  scope: Scope,
  kind: LinkKind,
  { side }: Stream,
  ids: readonly string[],
  tally: ReturnType<typeof createTally>,
): Promise<{ readonly unchanged: number; readonly out: number }> {
  let unchanged = 0
  let out = 0
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = ids.slice(start, start + AT_ONCE)
    const { links } = scope.store
    const { id: connection } = scope.connection
    const found =
      side === 'hubspot'
        ? await links.byHubspotIds(connection, kind, some)
        : await links.bySalesforceIds(connection, kind, some)
    for (const id of some) {
      const link = found.get(id)
      if (tally.isParked(side, id)) continue
      if (link === undefined) out += 1
      else if (!tally.isTouched(link.id)) unchanged += 1
    }
  }
  return { unchanged, out }
}

/** Values that would change by the maps that are new or other than before. */
function withValues(difference: MappingDifference, { values }: Tally) {
  const ids = new Set([...difference.added, ...difference.changed].map((name) => name.slice(name.indexOf('.') + 1)))
  const sum = Object.entries(values).reduce(
    (total, [name, count]) => total + (ids.has(name.slice(name.indexOf('.') + 1)) ? count : 0),
    0,
  )
  return { ...difference, values: sum }
}
