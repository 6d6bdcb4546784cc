/** What an access token stands for. */
export interface Session {
  readonly userId: string
  readonly clientId: string
  readonly scope: string
  readonly issuedAt: number
  /** The instant that the timeout counts from; null for the tokens that the sandbox prints, which never time out. */
  readonly activeAt: number | null
  /** The approval that it came out of, together with its refresh tokens; null where no person approved. */
  readonly signIn: string | null
}

const MINUTE_MS = 60_000

/**
 * Access tokens by their text. A session ends after a time without calls, and calls only count once half of that time is
 * over. https://help.salesforce.com/s/articleView?id=xcloud.admin_sessions.htm
 */
export class Sessions implements Iterable<readonly [string, Session]> {
  /** Null: no session ends by itself. */
  timeoutMinutes: number | null
  readonly #now: () => number
  readonly #byToken = new Map<string, Session>()

  constructor(timeoutMinutes: number | null, now: () => number) {
    this.timeoutMinutes = timeoutMinutes
    this.#now = now
  }

  /** The session of a token that is used now; undefined when there is none or its time is over. */
  get(token: string): Session | undefined {
    const session = this.look(token)
    if (session === undefined || session.activeAt === null || this.timeoutMinutes === null) return session
    const now = this.#now()
    if (now - session.activeAt < (this.timeoutMinutes * MINUTE_MS) / 2) return session
    const active = { ...session, activeAt: now }
    this.#byToken.set(token, active)
    return active
  }

  /** The same without counting as use. */
  look(token: string): Session | undefined {
    const session = this.#byToken.get(token)
    if (session === undefined || this.endsAt(session) > this.#now()) return session
    this.#byToken.delete(token)
    return undefined
  }

  /** Epoch milliseconds. */
  endsAt(session: Session): number {
    if (session.activeAt === null || this.timeoutMinutes === null) return Number.POSITIVE_INFINITY
    return session.activeAt + this.timeoutMinutes * MINUTE_MS
  }

  set(token: string, session: Session): void {
    this.#byToken.set(token, session)
  }

  delete(token: string): boolean {
    return this.#byToken.delete(token)
  }

  /** Ends what came out of one approval. */
  endSignIn(signIn: string): void {
    for (const [token, session] of this.#byToken) if (session.signIn === signIn) this.#byToken.delete(token)
  }

  [Symbol.iterator](): Iterator<readonly [string, Session]> {
    return this.#byToken.entries()
  }
}
