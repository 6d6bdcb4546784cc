import type { Side } from '#domain/ids.ts'
import type { RemoteEvent } from '#ports/events.ts'
import type { CounterName } from '#ports/store/counters.ts'
import type { CapturedNotice, Stream } from '#ports/store/inbox.ts'

/** Which objects and fields one side of a connection is synced for. */
export interface Interest {
  readonly side: Side
  /** Fields that are mapped or read, by object; an object that is not synced is absent. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string> | 'any'>
}

/** One thing to put into the inbox. */
export interface Hint {
  readonly stream: Stream
  readonly notice: CapturedNotice
  /** `versioned`: dropped when a newer version of the record is known. `always`: the record's own stamp does not move with it. */
  readonly weight: 'versioned' | 'always'
}

export interface SortedEvents {
  readonly hints: readonly Hint[]
  readonly counts: Readonly<Partial<Record<CounterName, number>>>
}

/** Stamps that move with every change, whatever it was. */
const STAMPS = new Set([
  'LastModifiedDate',
  'SystemModstamp',
  'LastModifiedById',
  'lastmodifieddate',
  'hs_lastmodifieddate',
])

/**
 * Decides which events are worth a look. Dropped, and counted: what Tandem wrote itself, changes of fields that nobody maps or
 * reads, records that are not synced. Dropping is safe, because polling sees the record all the same and compares all its values.
 */
export function sortEvents(
  events: readonly RemoteEvent[],
  interest: Interest,
  received: 'webhook-events' | 'change-events',
): SortedEvents {
  const hints: Hint[] = []
  let echoes = 0
  let ignored = 0
  for (const event of events) {
    const read = event.object === null ? undefined : interest.fields.get(event.object)
    if (event.object === null || read === undefined) ignored += 1
    else if (event.by === 'own') echoes += 1
    else if (!concerns(event, read)) ignored += 1
    else hints.push(hintOf(event, { side: interest.side, object: event.object }))
  }
  return { hints, counts: { [received]: events.length, echoes, 'events-ignored': ignored } }
}

function concerns({ kind, fields }: RemoteEvent, read: ReadonlySet<string> | 'any'): boolean {
  if (kind !== 'upserted' || fields === undefined || read === 'any') return true
  const told = fields.filter((field) => !STAMPS.has(field))
  return told.length === 0 || told.some((field) => read.has(field))
}

/** A change of this may be a lead that sales waits for. */
const STAGE = 'lifecyclestage'

function hintOf({ id, kind, at, survivorId, fields = [] }: RemoteEvent, stream: Stream): Hint {
  return {
    stream,
    weight: kind === 'associated' ? 'always' : 'versioned',
    notice: {
      id,
      kind: kind === 'associated' ? 'upserted' : kind,
      modifiedAt: at,
      ...(survivorId === undefined ? {} : { survivorId }),
      ...(fields.includes(STAGE) ? { lane: 'handoff' } : {}),
    },
  }
}
