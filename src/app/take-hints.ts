import { TandemError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { CounterName } from '#ports/store/counters.ts'
import type { CapturedNotice, Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import type { Hint, SortedEvents } from './sort-events.ts'

/** More came than can be written down at the moment; whoever sent it is to come again. */
export class TooManyHints extends TandemError {
  readonly code = 'TOO_MANY_EVENTS'
  readonly disposition = 'retry'
}

/** News of one connection that came by itself. */
export interface Delivery extends SortedEvents {
  readonly connection: ConnectionId
  /** Where the sender is to go on after a restart; saved together with the hints. */
  readonly position?: { readonly stream: Stream; readonly at: number }
}

export interface HintTaker {
  /**
   * Resolves once the hints are in the inbox, together with those of everybody who came in the same moment.
   * @throws TooManyHints when too many wait already: nothing of this delivery was taken. Rejects as the store does when it fails.
   */
  take(delivery: Delivery): Promise<void>
  /** Counts something that brings no hint; written with the next hints, or soon after. */
  count(connection: ConnectionId, counts: Delivery['counts']): void
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>
}

interface HintTakerOptions {
  readonly store: Store
  readonly clock: Clock
  /** Told after hints of a connection were written down. */
  readonly onTaken: (connection: ConnectionId) => void
  /** How long the first one waits for company. */
  readonly gatherMs?: number
  /** Events that may wait, those being written included. */
  readonly maxWaiting?: number
}

interface Waiting {
  readonly delivery: Delivery
  readonly settle: PromiseWithResolvers<void>
}

const GATHER_MS = 4
const MAX_WAITING = 20_000
/** Counts without hints wait at most this long. */
const COUNT_AFTER_MS = 2_000

/**
 * Writes news down before it is answered, many requests in one transaction: what a flood costs is a few statements for each
 * moment, not for each event, and what waits in memory is bounded.
 */
export function createHintTaker(options: HintTakerOptions): HintTaker {
  const { store, clock, onTaken, gatherMs = GATHER_MS, maxWaiting = MAX_WAITING } = options
  let waiting: Waiting[] = []
  const uncounted = new Map<ConnectionId, Delivery['counts']>()
  let held = 0
  let running: Promise<void> | null = null
  let later: NodeJS.Timeout | null = null

  const flush = async (): Promise<void> => {
    const group = waiting
    const counted = [...uncounted].map(([connection, counts]): Delivery => ({ connection, hints: [], counts }))
    waiting = []
    uncounted.clear()
    try {
      const deliveries = [...group.map(({ delivery }) => delivery), ...counted]
      const taken = await store.transaction((tx) => writeDown(tx, deliveries, clock))
      for (const { settle } of group) settle.resolve()
      for (const connection of taken) onTaken(connection)
    } catch (error) {
      for (const { settle } of group) settle.reject(error)
      for (const { connection, counts } of counted) countFor(connection, counts)
    } finally {
      for (const { delivery } of group) held -= sizeOf(delivery)
    }
  }
  const run = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, gatherMs))
    do await flush()
    while (waiting.length > 0)
    running = null
  }
  const start = (): Promise<void> => (running ??= run())
  const countFor = (connection: ConnectionId, counts: Delivery['counts']): void => {
    uncounted.set(connection, sum([uncounted.get(connection) ?? {}, counts]))
  }

  return {
    async take(delivery) {
      const size = sizeOf(delivery)
      if (held + size > maxWaiting)
        throw new TooManyHints('more events came than the database can write down at the moment')
      const settle = Promise.withResolvers<void>()
      held += size
      waiting.push({ delivery, settle })
      void start()
      return settle.promise
    },
    count(connection, counts) {
      countFor(connection, counts)
      later ??= setTimeout(() => {
        later = null
        void start()
      }, COUNT_AFTER_MS).unref()
    },
    async settled() {
      if (uncounted.size > 0) await start()
      await running
    },
  }
}

/** A delivery without hints holds memory as well. */
const sizeOf = ({ hints }: Delivery): number => Math.max(1, hints.length)

/** @returns connections that have something new in their inbox. */
async function writeDown(tx: Store, deliveries: readonly Delivery[], clock: Clock): Promise<readonly ConnectionId[]> {
  const at = clock.now()
  const taken: ConnectionId[] = []
  const byConnection = [...Map.groupBy(deliveries, ({ connection }) => connection)].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [connection, own] of byConnection) {
    const hints = own.flatMap((delivery) => delivery.hints)
    let added = 0
    let repeated = 0
    for (const { stream, weight, group } of byStream(hints)) {
      if (weight === 'always') {
        const ids = [...new Set(group.map(({ id }) => id))]
        await tx.inbox.add(connection, stream, ids, 'association changed', at)
        added += ids.length
        continue
      }
      const counts = await tx.inbox.hint(connection, stream, latest(group), { at, cause: 'event' })
      added += counts.added
      repeated += counts.repeated + counts.echoes
    }
    for (const [stream, position] of positionsOf(own))
      await tx.inbox.capture(connection, stream, { notices: [], cursor: { position }, at })
    await tx.counters.add(connection, sum([...own.map(({ counts }) => counts), { repeated }]), at)
    if (added > 0) taken.push(connection)
  }
  return taken
}

/** In one order for everybody, so that two writers never wait for each other crosswise. */
function byStream(hints: readonly Hint[]) {
  const name = ({ stream, weight }: Hint): string => JSON.stringify([stream.side, stream.object, weight])
  return [...Map.groupBy(hints, name)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group
      return first === undefined
        ? []
        : [{ stream: first.stream, weight: first.weight, group: group.map(({ notice }) => notice) }]
    })
}

/** What must not be forgotten when several things happened to one record in the same moment. */
const GRAVITY: readonly CapturedNotice['kind'][] = ['privacy-deleted', 'merged']

/** One notice per record: the gravest, else the newest. */
function latest(notices: readonly CapturedNotice[]): readonly CapturedNotice[] {
  const best = new Map<string, CapturedNotice>()
  for (const notice of notices) {
    const known = best.get(notice.id)
    if (known === undefined || outweighs(notice, known)) best.set(notice.id, notice)
  }
  return [...best.values()]
}

function outweighs(a: CapturedNotice, b: CapturedNotice): boolean {
  const rank = ({ kind }: CapturedNotice): number => (GRAVITY.includes(kind) ? GRAVITY.indexOf(kind) : GRAVITY.length)
  return rank(a) === rank(b) ? a.modifiedAt >= b.modifiedAt : rank(a) < rank(b)
}

/** The furthest place of each stream: its events may have come in another order. */
function positionsOf(deliveries: readonly Delivery[]): readonly (readonly [Stream, number])[] {
  const furthest = new Map<string, readonly [Stream, number]>()
  for (const { position } of deliveries) {
    if (position === undefined) continue
    const { stream, at } = position
    if (at >= (furthest.get(stream.object)?.[1] ?? at)) furthest.set(stream.object, [stream, at])
  }
  return [...furthest.values()]
}

function sum(all: readonly Delivery['counts'][]): Partial<Record<CounterName, number>> {
  const total: Partial<Record<CounterName, number>> = {}
  for (const counts of all)
    for (const [name, count] of Object.entries(counts) as [CounterName, number][])
      total[name] = (total[name] ?? 0) + count
  return total
}
