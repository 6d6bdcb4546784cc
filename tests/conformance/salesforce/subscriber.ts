import type { Connection } from 'jsforce'
import { StreamingExtension } from 'jsforce/lib/api/streaming.js'

export interface ChangeHeader {
  readonly entityName: string
  readonly recordIds: readonly string[]
  readonly changeType: string
  readonly changedFields: readonly string[]
  readonly changeOrigin: string
  readonly transactionKey: string
  readonly sequenceNumber: number
  readonly commitTimestamp: number
  readonly commitNumber: number
  readonly commitUser: string
}

export interface ReceivedEvent {
  readonly schema: string
  readonly payload: { readonly ChangeEventHeader: ChangeHeader } & Readonly<Record<string, unknown>>
  readonly event: { readonly replayId: number }
}

export interface Subscriber {
  readonly events: ReceivedEvent[]
  /** Resolves with all events received so far once there are `count`. */
  received(count: number): Promise<readonly ReceivedEvent[]>
  stop(): Promise<void>
}

/** Subscribes with jsforce's client; resolves once the org said yes, rejects with its error. */
export async function subscribe(conn: Connection, channel: string, replayId?: number): Promise<Subscriber> {
  const extensions = replayId === undefined ? [] : [new StreamingExtension.Replay(channel, replayId)]
  const client = conn.streaming.createClient(extensions)
  const events: ReceivedEvent[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const subscription = client.subscribe(channel, (event: ReceivedEvent) => {
    events.push(event)
    for (const waiter of waiting) if (events.length >= waiter.count) waiter.resolve()
  })
  try {
    await subscription
  } catch (error) {
    await client.disconnect()
    throw error
  }
  return {
    events,
    async received(count) {
      if (events.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.push({ count, resolve })
        await promise
      }
      return events
    },
    async stop() {
      await client.disconnect()
    },
  }
}

export function headerOf(event: ReceivedEvent | undefined): ChangeHeader {
  if (!event) throw new Error('no event')
  return event.payload.ChangeEventHeader
}

/** The fields of an event besides its header. */
export function fieldsOf(event: ReceivedEvent | undefined): Readonly<Record<string, unknown>> {
  const { ChangeEventHeader: _header, ...fields } = event?.payload ?? { ChangeEventHeader: null }
  return fields
}
