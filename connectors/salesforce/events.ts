import { setTimeout as delay } from 'node:timers/promises'
import { TandemError } from '#domain/errors.ts'
import type { ChannelNews, EventBatch, EventSource } from '#ports/events.ts'
import { signIn } from './auth.ts'
import { channelOf, parseChangeEvent } from './change-event.ts'
import type { SalesforceOptions } from './index.ts'
import { DEFAULT_API_VERSION } from './spec.ts'
import { openStream } from './transport.ts'

type Request = Parameters<EventSource['listen']>[0]

/** What faye, the client that jsforce brings along, does; its own types are not installed. */
interface Client {
  subscribe(channel: string, listener: (message: unknown) => void): PromiseLike<unknown>
  disconnect(): PromiseLike<unknown> | undefined
}

/** What the org says on channels of its own. */
interface MetaMessage {
  readonly channel?: string
  readonly subscription?: string
  readonly successful?: boolean
  readonly error?: string
  readonly advice?: { readonly reconnect?: string }
  readonly ext?: { readonly sfdc?: { readonly failureReason?: string } }
}

/** Only events from now on. https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_durability.htm */
const NEW_EVENTS = -1
const LONGEST_WAIT_MS = 5 * 60_000
const FIRST_WAIT_MS = 1_000

/**
 * Change Data Capture over CometD, with the credentials of the connection. Calls of it do not count against the org's daily ones.
 * The org keeps events for 72 hours; a replay id that is older, or that it has forgotten, is given up and new events are taken.
 * Known limit: after a mass load a CometD client may get nothing until its replay id has expired
 * (https://help.salesforce.com/s/articleView?id=005321562), one more reason for which polling never stops.
 *
 * @param options.firstWaitMs wait after the first failure, doubled with each further one up to five minutes.
 */
export function createChangeEvents(
  options: Pick<SalesforceOptions, 'instanceUrl' | 'loginUrl' | 'auth' | 'clock' | 'apiVersion'> & {
    readonly firstWaitMs?: number
  },
): EventSource {
  const firstWaitMs = options.firstWaitMs ?? FIRST_WAIT_MS
  return {
    channelOf,
    async listen(request) {
      const positions = new Map(request.positions)
      let failures = 0
      while (!request.signal.aborted) {
        const outcome = await listenOnce(options, request, positions)
        if (request.signal.aborted) return
        failures = outcome.listened ? 0 : failures + 1
        request.onNews({ channel: null, state: 'interrupted', detail: outcome.reason })
        // The first renewal comes at once: most often it is a token that has reached its age.
        if (failures > 0) await rest(Math.min(LONGEST_WAIT_MS, firstWaitMs * 2 ** (failures - 1)), request.signal)
      }
    },
  }
}

const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal, ref: false }).catch(() => undefined)

interface Ended {
  readonly reason: string
  /** Whether at least one channel was open meanwhile. */
  readonly listened: boolean
}

/**
 * One session with one token: the client takes it once, so a new token needs a new client. Ends when the org says not to come
 * back, when a place in the stream is no more valid, or when told to stop. A lost network is no end: the client tries again.
 */
async function listenOnce(
  options: Parameters<typeof createChangeEvents>[0],
  request: Request,
  positions: Map<string, number>,
): Promise<Ended> {
  const ended = Promise.withResolvers<string>()
  const stop = (): void => ended.resolve('stopped')
  request.signal.addEventListener('abort', stop, { once: true })
  let listened = false
  let client: Client | undefined
  try {
    const createClient = await connect(options)
    client = createClient(placeKeeper(positions, request.onNews, ended.resolve)) as Client
    for (const object of request.objects) {
      const channel = channelOf(object)
      const listener = (message: unknown): void => receive(message, channel, request, positions)
      // What is refused for good is told by the extension; the other channels go on.
      client.subscribe(channel, listener).then(
        () => {
          listened = true
          request.onNews({ channel, state: 'listening', detail: '' })
        },
        () => undefined,
      )
    }
    return { reason: await ended.promise, listened }
  } catch (error) {
    return { reason: error instanceof TandemError ? error.message : 'the connection could not be opened', listened }
  } finally {
    request.signal.removeEventListener('abort', stop)
    await Promise.resolve(client?.disconnect()).catch(() => undefined)
  }
}

/** A client has a `then` of its own, so it is made at last, and never awaited. */
async function connect(options: Parameters<typeof createChangeEvents>[0]): ReturnType<typeof openStream> {
  const loginUrl = options.loginUrl ?? options.instanceUrl ?? ''
  const session = await signIn(loginUrl, options.auth, options.clock)
  const { instanceUrl = session.instanceUrl, apiVersion = DEFAULT_API_VERSION } = options
  return openStream({ ...session, instanceUrl }, apiVersion)
}

/** Asks for what is behind the last event of each channel, also when the client subscribes again by itself; hears refusals. */
function placeKeeper(
  positions: Map<string, number>,
  onNews: (news: ChannelNews) => void,
  end: (reason: string) => void,
) {
  const asked = new Set<string>()
  return {
    outgoing(message: MetaMessage, pass: (message: MetaMessage) => void) {
      const { subscription } = message
      if (message.channel !== '/meta/subscribe' || subscription === undefined) return pass(message)
      const place = positions.get(subscription)
      // A client that the org forgot begins anew by itself; without an event there is no place to go on from.
      if (place === undefined && asked.has(subscription))
        onNews({ channel: subscription, state: 'lost', detail: 'the session ended before the first event' })
      asked.add(subscription)
      pass({ ...message, ext: { ...message.ext, replay: { [subscription]: place ?? NEW_EVENTS } } } as MetaMessage)
    },
    incoming(message: MetaMessage, pass: (message: MetaMessage) => void) {
      if (message.successful === false) refused(message, positions, onNews, end)
      pass(message)
    },
  }
}

function refused(
  message: MetaMessage,
  positions: Map<string, number>,
  onNews: (news: ChannelNews) => void,
  end: (reason: string) => void,
): void {
  const detail = message.ext?.sfdc?.failureReason ?? message.error ?? 'refused without a reason'
  const channel = message.subscription
  if (message.channel === '/meta/subscribe' && channel !== undefined) {
    const isOldPlace = /replayId/i.test(detail) && positions.delete(channel)
    onNews({ channel, state: isOldPlace ? 'lost' : 'refused', detail })
    // A client that subscribed again by itself would not hear of it: all begin anew, each from its place.
    if (isOldPlace) end('a replay id was no longer valid')
  } else if (message.advice?.reconnect === 'none') end(detail)
}

function receive(message: unknown, channel: string, request: Request, positions: Map<string, number>): void {
  const parsed = parseChangeEvent(message)
  if (parsed === null) return
  const position = Math.max(parsed.replayId, positions.get(channel) ?? 0)
  positions.set(channel, position)
  if (parsed.overflow)
    request.onNews({
      channel,
      state: 'overflow',
      detail: 'more changed in one transaction than Salesforce tells one by one',
    })
  const batch: EventBatch = { channel, events: parsed.events, position }
  request.take(batch).catch((error: unknown) => {
    const detail = error instanceof Error ? error.name : 'unknown'
    request.onNews({ channel, state: 'lost', detail: `events were not written down (${detail})` })
  })
}
