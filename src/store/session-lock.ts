import { TandemError } from '#domain/errors.ts'

/** The one session of the embedded database stayed with an idle transaction for too long. */
export class SessionBusyError extends TandemError {
  readonly code = 'SESSION_BUSY'
  readonly disposition = 'retry'
}

/** The right to use the session. `beginWork`/`endWork` tell waiters that the holder is alive. */
export interface SessionHold {
  beginWork(statement: string): void
  endWork(): void
  free(): void
}

interface Holder {
  statement: string
  working: number
  lastSignOfLifeAt: number
}

interface Waiter {
  readonly start: () => void
}

const shorten = (statement: string): string => statement.replaceAll(/\s+/g, ' ').slice(0, 80)

/**
 * A fair lock around the session of an embedded database.
 *
 * Who waits while the holder does nothing for `idleLimitMs` gets a SessionBusyError: the usual cause is a query outside of
 * the transaction, asked for from inside of it, and that would wait for ever. A holder that works may take any time, and
 * so may a long queue of others, for those end.
 */
export class SessionLock {
  readonly #idleLimitMs: number
  readonly #waiters: Waiter[] = []
  #holder: Holder | undefined

  constructor(idleLimitMs: number) {
    this.#idleLimitMs = idleLimitMs
  }

  /** @param statement shown to those who wait in vain. @throws SessionBusyError */
  async take(statement: string): Promise<SessionHold> {
    if (this.#holder === undefined) return this.#hold(statement)
    return new Promise<SessionHold>((resolve, reject) => {
      let timer: NodeJS.Timeout
      const waiter: Waiter = {
        start: () => {
          clearTimeout(timer)
          resolve(this.#hold(statement))
        },
      }
      const watch = (): void => {
        const idleForMs = this.#holderIdleForMs()
        if (idleForMs < this.#idleLimitMs) {
          timer = setTimeout(watch, Math.max(1, this.#idleLimitMs - idleForMs))
          return
        }
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        reject(this.#busyError(statement))
      }
      timer = setTimeout(watch, this.#idleLimitMs)
      this.#waiters.push(waiter)
    })
  }

  #holderIdleForMs(): number {
    if (this.#holder === undefined || this.#holder.working > 0) return 0
    return performance.now() - this.#holder.lastSignOfLifeAt
  }

  #busyError(statement: string): SessionBusyError {
    const held = shorten(this.#holder?.statement ?? '')
    return new SessionBusyError(
      `waited ${this.#idleLimitMs / 1000} s for the session of the embedded database to run "${shorten(statement)}": ` +
        `an open transaction holds it since "${held}" (inside a transaction use only the transaction)`,
    )
  }

  #hold(statement: string): SessionHold {
    const holder: Holder = { statement, working: 0, lastSignOfLifeAt: performance.now() }
    this.#holder = holder
    return {
      beginWork: (next) => {
        holder.statement = next
        holder.working += 1
      },
      endWork: () => {
        holder.working -= 1
        holder.lastSignOfLifeAt = performance.now()
      },
      free: () => {
        if (this.#holder !== holder) return
        this.#holder = undefined
        this.#waiters.shift()?.start()
      },
    }
  }
}
