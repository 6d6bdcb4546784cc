import type { SeededRandom } from '../../core/random.ts'
import type { Channel } from './channels.ts'
import type { Reply } from './message.ts'

export interface Subscription extends Channel {
  /** Events up to this replay id have been looked at. */
  position: number
}

/** A connect that waits for events. */
export interface Poll {
  end(events: readonly Reply[]): void
}

/** A CometD client between handshake and disconnect. Connections are no data: a snapshot has none. */
export interface CometSession {
  readonly clientId: string
  readonly userId: string
  /** Value of the cookie that came with the handshake. */
  readonly browser: string
  readonly subscriptions: Map<string, Subscription>
  poll: Poll | null
  /** Whether the first connect, which carries the advice, was answered. */
  connected: boolean
  disconnected: boolean
  /** Real milliseconds: long polls last in real time. */
  lastSeenAt: number
}

export class CometSessions {
  readonly #all = new Map<string, CometSession>()
  readonly #reconnectMs: number
  readonly #random: SeededRandom

  constructor(reconnectMs: number, random: SeededRandom) {
    this.#reconnectMs = reconnectMs
    this.#random = random
  }

  open(userId: string): CometSession {
    const session: CometSession = {
      clientId: this.#letters(27),
      userId,
      browser: this.#letters(24),
      subscriptions: new Map(),
      poll: null,
      connected: false,
      disconnected: false,
      lastSeenAt: performance.now(),
    }
    this.#all.set(session.clientId, session)
    return session
  }

  /** A session that is alive; one that did not connect in time is forgotten. */
  find(clientId: unknown): CometSession | undefined {
    const session = typeof clientId === 'string' ? this.#all.get(clientId) : undefined
    if (!session || !this.#isLate(session)) return session
    this.#all.delete(session.clientId)
    return undefined
  }

  alive(): CometSession[] {
    for (const session of this.#all.values()) if (this.#isLate(session)) this.#all.delete(session.clientId)
    return [...this.#all.values()]
  }

  close(session: CometSession): void {
    this.#all.delete(session.clientId)
  }

  /** Forgets everybody, as an instance that restarts does; waiting connects are answered. */
  expireAll(): void {
    const sessions = [...this.#all.values()]
    this.#all.clear()
    for (const session of sessions) session.poll?.end([])
  }

  #isLate(session: CometSession): boolean {
    return session.poll === null && performance.now() - session.lastSeenAt > this.#reconnectMs
  }

  #letters(length: number): string {
    let text = ''
    while (text.length < length) text += Math.floor(this.#random.next() * 36).toString(36)
    return text
  }
}
