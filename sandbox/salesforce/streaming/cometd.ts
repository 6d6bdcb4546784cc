import type { Org } from '../org.ts'
import { channelNamed } from './channels.ts'
import type { Delivery } from './delivery.ts'
import type { EventLog } from './event-log.ts'
import type { ClientMessage, Reply } from './message.ts'
import { ADVICE, granted, handshakeDenied, record, refused, unknownClient } from './message.ts'
import { receivesEvents } from './permissions.ts'
import type { CometSession, CometSessions } from './sessions.ts'
import type { StreamingSettings } from './settings.ts'

const OLDEST_VERSION = 37
const COOKIE = 'BAYEUX_BROWSER'
/** What the first connect is told, however long a poll really waits: clients give up on a poll a little after it. */
const ADVISED_TIMEOUT_MS = 110_000

/** What a POST brought besides its messages. */
export interface CometCall {
  /** As in the address; null when it has none. */
  readonly version: string | null
  /** Without its scheme; empty when none was sent. */
  readonly token: string
  readonly cookies: string
  /** Sent as Set-Cookie with the answer. */
  setCookie(cookie: string): void
  /** Answers the POST, now or when there are events. */
  answer(replies: readonly unknown[]): void
  /** Runs when the client leaves before it was answered. */
  onLeave(left: () => void): void
}

export interface CometParts {
  readonly org: Org
  readonly log: EventLog
  readonly sessions: CometSessions
  readonly delivery: Delivery
  readonly settings: Required<StreamingSettings>
  /** False once the sandbox is closing: nobody waits any more. */
  readonly isOpen: () => boolean
}

/**
 * Bayeux over long polling, with the answers of Salesforce.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_client_connection.htm
 * https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html
 */
export class CometD {
  readonly #parts: CometParts

  constructor(parts: CometParts) {
    this.#parts = parts
  }

  /** Answers the messages of one POST together; a connect among them may hold them all back. */
  handle(call: CometCall, messages: readonly ClientMessage[]): void {
    const replies: Reply[] = []
    let waiting: { readonly session: CometSession; readonly message: ClientMessage } | null = null
    for (const message of messages) {
      if (message.channel !== '/meta/connect') {
        replies.push(this.#reply(call, message))
        continue
      }
      const session = this.#sessionFor(call, message)
      if ('error' in session) replies.push(session.error)
      else waiting = { session: session.found, message }
    }
    if (waiting) this.#connect(call, waiting.session, waiting.message, replies)
    else call.answer(replies)
  }

  #reply(call: CometCall, message: ClientMessage): Reply {
    if (message.channel === '/meta/handshake') return this.#handshake(call, message)
    const session = this.#sessionFor(call, message)
    if ('error' in session) return session.error
    if (message.channel === '/meta/subscribe') return this.#subscribe(session.found, message)
    if (message.channel === '/meta/unsubscribe') {
      for (const name of namesIn(message)) session.found.subscriptions.delete(name)
      return granted(message, { subscription: message.subscription })
    }
    if (message.channel === '/meta/disconnect') {
      this.#parts.sessions.close(session.found)
      session.found.disconnected = true
      session.found.poll?.end([])
      return granted(message)
    }
    // Change events are made by changes alone.
    return refused(message, '403:denied_by_security_policy:publish_denied', { clientId: message.clientId })
  }

  #handshake(call: CometCall, message: ClientMessage): Reply {
    const { sessions, settings } = this.#parts
    if (call.version === null) {
      return handshakeDenied(message, `400::API version in the URI is mandatory. URI format: '/cometd/68.0'`)
    }
    if (!(Number(call.version) >= OLDEST_VERSION)) {
      const reason = `Unsupported API version. Only API versions '${OLDEST_VERSION}.0' and later are supported. URI format: '/cometd/68.0'`
      return handshakeDenied(message, `400::${reason}`)
    }
    if (call.token === '') return handshakeDenied(message, '401::Request requires authentication')
    const user = this.#userOf(call)
    if (user === undefined) return handshakeDenied(message, '401::Authentication invalid')
    if (sessions.alive().length >= settings.concurrentClients) {
      return handshakeDenied(message, '403::Organization concurrent user limit exceeded')
    }
    const session = sessions.open(user)
    call.setCookie(`${COOKIE}=${session.browser};Path=/;HttpOnly`)
    const { clientId } = session
    const offer = { minimumVersion: '1.0', version: '1.0', supportedConnectionTypes: ['long-polling'] }
    return granted({ ...message, clientId }, { ext: { replay: true, 'payload.format': true }, ...offer })
  }

  #userOf(call: CometCall): string | undefined {
    const userId = this.#parts.org.sessions.get(call.token)?.userId
    if (userId === undefined) return undefined
    return this.#parts.org.table('User').get(userId)?.['IsActive'] === true ? userId : undefined
  }

  /** The session a message belongs to, or why it cannot be taken. */
  #sessionFor(call: CometCall, message: ClientMessage): { found: CometSession } | { error: Reply } {
    const { sessions, settings } = this.#parts
    const clientId = message.clientId === undefined ? {} : { clientId: message.clientId }
    const user = this.#userOf(call)
    if (user === undefined) {
      const error = call.token === '' ? '401::Request requires authentication' : '401::Authentication invalid'
      return { error: refused(message, error, { ...clientId, advice: ADVICE.none }) }
    }
    if (message.clientId === undefined) {
      return { error: refused(message, '403::Client has not completed handshake', { advice: ADVICE.handshake }) }
    }
    const found = sessions.find(message.clientId)
    if (!found) return { error: unknownClient(message) }
    if (found.userId !== user) {
      const error = `400::Authenticated user id does not match the session's user id`
      return { error: refused(message, error, { ...clientId, advice: ADVICE.none }) }
    }
    if (settings.cookies === 'required' && !call.cookies.split(/;\s*/).includes(`${COOKIE}=${found.browser}`)) {
      const error = `400::Client ${found.clientId} has established a session, but no ${COOKIE} cookie present`
      return { error: refused(message, error, { ...clientId, advice: ADVICE.none }) }
    }
    found.lastSeenAt = performance.now()
    return { found }
  }

  #subscribe(session: CometSession, message: ClientMessage): Reply {
    const names = namesIn(message)
    const { clientId } = session
    const refuse = (error: string) => refused(message, error, { clientId, subscription: message.subscription })
    if (names.length === 0) return refuse('400::Channel name not specified')
    const opened: { name: string; entity: string | null; position: number }[] = []
    for (const name of names) {
      if (!name.startsWith('/')) return refuse(`400::Channel subscriptions must start with a leading '/'`)
      const channel = channelNamed(this.#parts.org, name)
      if (!channel) return refuse(`400::The channel you requested to subscribe to does not exist {${name}}`)
      // On the channel of all objects permissions are looked at when events are delivered.
      if (channel.entity !== null && !receivesEvents(this.#parts.org, session.userId, channel.entity)) {
        return refuse('403::User not allowed to subscribe CDC without View All Data permissions')
      }
      const asked = record(record(message.ext)['replay'])[name]
      const position = this.#positionOf(asked)
      if (position === null) {
        const advice = 'Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.'
        return refuse(`400::The replayId {${String(asked)}} you provided was invalid.  ${advice}`)
      }
      opened.push({ ...channel, position })
    }
    for (const subscription of opened) session.subscriptions.set(subscription.name, subscription)
    this.wake(session)
    return granted(message, { subscription: message.subscription })
  }

  /**
   * Behind which id a subscription starts: -1 (and no replay option) new events only, -2 all that are retained, any other
   * behind an event that is still retained. https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_durability.htm
   */
  #positionOf(asked: unknown): number | null {
    const { log } = this.#parts
    if (asked === undefined || asked === null || Number(asked) === -1) return log.newestId
    if (Number(asked) === -2) return 0
    return log.has(Number(asked)) ? Number(asked) : null
  }

  #connect(call: CometCall, session: CometSession, message: ClientMessage, replies: readonly Reply[]): void {
    const { settings, delivery, isOpen } = this.#parts
    session.poll?.end([])
    if (message.connectionType !== 'long-polling') {
      const error = `400::Invalid connection type {${String(message.connectionType)}}`
      call.answer([...replies, refused(message, error, { clientId: session.clientId, advice: ADVICE.none })])
      return
    }
    const finish = (events: readonly Reply[]) =>
      call.answer([...replies, ...events, this.#connected(call, session, message, events.length)])
    const events = delivery.take(session)
    const atOnce = !session.connected || record(message.advice)['timeout'] === 0 || !isOpen()
    if (atOnce || events.length > 0 || delivery.isUsedUp()) {
      finish(events.map((event) => ({ ...event })))
      return
    }
    const timer = setTimeout(() => session.poll?.end([]), settings.longPollMs)
    session.poll = {
      end(due) {
        clearTimeout(timer)
        session.poll = null
        finish(due)
      },
    }
    call.onLeave(() => {
      clearTimeout(timer)
      session.poll = null
      session.lastSeenAt = performance.now()
    })
  }

  /** The reply to a connect; what is wrong by the time it is answered is said in it. */
  #connected(call: CometCall, session: CometSession, message: ClientMessage, events: number): Reply {
    const { sessions, delivery } = this.#parts
    const { clientId } = session
    session.lastSeenAt = performance.now()
    if (session.disconnected) return granted(message, { advice: ADVICE.none })
    const still = this.#sessionFor(call, message)
    if ('error' in still) return still.error
    if (events === 0 && delivery.isUsedUp()) {
      sessions.close(session)
      const error = '403::Organization total events daily limit exceeded'
      return refused(message, error, { clientId, advice: ADVICE.none })
    }
    const advice = { reconnect: 'retry', interval: 0, timeout: ADVISED_TIMEOUT_MS }
    const first = !session.connected
    session.connected = true
    return granted(message, first ? { advice } : {})
  }

  /** Gives a waiting connect what there is for it; without anything it waits on. */
  wake(session: CometSession): void {
    if (session.poll === null) return
    const events = this.#parts.delivery.take(session)
    if (events.length > 0 || this.#parts.delivery.isUsedUp()) session.poll.end(events.map((event) => ({ ...event })))
  }
}

function namesIn(message: ClientMessage): string[] {
  const { subscription } = message
  const names: readonly unknown[] = Array.isArray(subscription) ? subscription : [subscription]
  return names.filter((name): name is string => typeof name === 'string' && name !== '')
}
