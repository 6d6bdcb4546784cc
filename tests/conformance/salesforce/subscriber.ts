import type { Connection, Schema } from 'jsforce'
import { StreamingExtension } from 'jsforce/lib/api/streaming.js'
import { SOAP } from 'jsforce/lib/soap.js'
import { afterEach } from 'vitest'
import type { SalesforceSettings } from '#sandbox/salesforce/index.ts'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'

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

/** What the org says on a meta channel. */
export interface MetaMessage {
  readonly channel: string
  readonly successful?: boolean
  readonly error?: string
  readonly advice?: Readonly<Record<string, unknown>>
  readonly ext?: unknown
  readonly clientId?: string
  readonly supportedConnectionTypes?: readonly string[]
}

export interface Subscriber {
  readonly events: ReceivedEvent[]
  readonly meta: readonly MetaMessage[]
  /** Resolves with the first meta message, earlier or later, that fits. */
  readonly told: (fits: (message: MetaMessage) => boolean) => Promise<MetaMessage>
  /** Resolves with all events received so far once there are `count`. */
  received(count: number): Promise<readonly ReceivedEvent[]>
  stop(): Promise<void>
}

/** Things that were received, and a way to wait for them. */
class Inbox<T> {
  readonly all: T[] = []
  #arrived = Promise.withResolvers<void>()

  put(item: T): void {
    this.all.push(item)
    this.#arrived.resolve()
    this.#arrived = Promise.withResolvers()
  }

  async until<R>(found: (all: readonly T[]) => R | undefined): Promise<R> {
    for (let result = found(this.all); ; result = found(this.all)) {
      if (result !== undefined) return result
      await this.#arrived.promise
    }
  }
}

/** jsforce's types leave out a part of the client it gives. */
export type FayeClient = ReturnType<Connection['streaming']['createClient']> & {
  /** Undefined when it is not connected. */
  disconnect(): PromiseLike<void> | undefined
}

/** jsforce's client with everything the org says on meta channels. */
export function watchedClient(conn: Connection, extensions: readonly object[] = []) {
  const meta = new Inbox<MetaMessage>()
  const tap = {
    incoming(message: MetaMessage, pass: (message: MetaMessage) => void) {
      if (message.channel.startsWith('/meta/')) meta.put(message)
      pass(message)
    },
  }
  const client = conn.streaming.createClient([tap, ...extensions]) as FayeClient
  const told = (fits: (message: MetaMessage) => boolean) => meta.until((all) => all.find(fits))
  return { client, meta: meta.all, told }
}

/** Subscribes with jsforce's client; resolves once the org said yes, rejects with its error. */
export async function subscribe(conn: Connection, channel: string, replayId?: number): Promise<Subscriber> {
  const extensions = replayId === undefined ? [] : [new StreamingExtension.Replay(channel, replayId)]
  const { client, meta, told } = watchedClient(conn, extensions)
  const events = new Inbox<ReceivedEvent>()
  try {
    await client.subscribe(channel, (event: ReceivedEvent) => events.put(event))
  } catch (error) {
    await client.disconnect()
    throw error
  }
  return {
    events: events.all,
    meta,
    told,
    received: (count) => events.until((all) => (all.length >= count ? all : undefined)),
    async stop() {
      // A client whose session is gone is refused: as good as disconnected.
      await Promise.resolve(client.disconnect()).catch(() => null)
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

export interface StreamingTests {
  readonly start: (changeDataCapture?: CaptureSettings) => Promise<Started>
  readonly listen: (conn: Connection, channel?: string, replayId?: number) => Promise<Subscriber>
}

/** Opens orgs and subscriptions that end with each test. */
export function streamingTests(): StreamingTests {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of running.splice(0).toReversed()) await one.stop()
  })
  return {
    start: async (changeDataCapture = {}) => {
      const org = await startSandbox({ changeDataCapture })
      running.push(org)
      return org
    },
    listen: async (conn, channel = '/data/ChangeEvents', replayId) => {
      const subscriber = await subscribe(conn, channel, replayId)
      running.push(subscriber)
      return subscriber
    },
  }
}

type CaptureSettings = NonNullable<SalesforceSettings['changeDataCapture']>

/** Makes a lead and gives its id. */
export async function makeLead(conn: Connection, values: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const made = await conn.sobject('Lead').create({ LastName: 'Meyer', Company: 'Acme', ...values })
  return String(made.id)
}

export async function makeLeads(conn: Connection, lastNames: readonly string[]): Promise<string[]> {
  const made = await conn.sobject('Lead').create(lastNames.map((LastName) => ({ LastName, Company: 'Acme' })))
  return made.map((result) => String(result.id))
}

/** POSTs to `/__sandbox/events`. */
export async function eventControl(org: Started, body: unknown): Promise<Response> {
  return await fetch(`${org.url}/__sandbox/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

export function summary(events: readonly ReceivedEvent[]): string[] {
  return events.map((event) => `${headerOf(event).entityName} ${headerOf(event).changeType}`)
}

export function lastNames(events: readonly ReceivedEvent[]): unknown[] {
  return events.map((event) => (fieldsOf(event)['Name'] as { LastName?: string } | undefined)?.LastName)
}

export function replayIds(events: readonly ReceivedEvent[]): number[] {
  return events.map((event) => event.event.replayId)
}

/** SOAP calls that jsforce has no method for. */
export function partnerApi(conn: Connection): SOAP<Schema> {
  const endpointUrl = `${conn.instanceUrl}/services/Soap/u/${conn.version}`
  return new SOAP(conn, { xmlns: 'urn:partner.soap.sforce.com', endpointUrl })
}
