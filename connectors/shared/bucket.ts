import type { Lane } from '#domain/lane.ts'
import type { SharedWindows } from '#ports/budget.ts'
import { errand } from './lane.ts'
import { sharePlaces, type SharedPlaces } from './places.ts'
import type { Timing } from './timing.ts'
import { createWaitingLine, type Chosen, type Waiter } from './waiting-line.ts'
import { createWindow, type Allowance } from './window.ts'

export interface BucketQueue {
  /** Resolves when a call may start; the caller hands the lane back to `leave` when it has ended. */
  enter(signal: AbortSignal | undefined): Promise<Lane>
  leave(lane: Lane): void
  pause(ms: number): void
  resize(size: Pick<Allowance, 'max' | 'perMs'>): void
  share(windows: SharedWindows, worker: string, name: string): void
}

/** Backfills leave room for others as long as others were seen in this time. */
const OTHERS_SEEN_MS = 30_000
/** Most that a backfill leaves free for others: of the window, and of the calls at a time. */
const MOST_RESERVED = 0.3
/** Least time between two questions for more places, as a part of the window. */
const ASK_AGAIN = 0.05
const ASK_AGAIN_AT_MOST_MS = 500
/** An idle worker gives its places back after this. */
const IDLE_MS = 1_000

type Wait = number | 'until one ends' | 'until asked'

export function createBucket(first: Allowance, timing: Timing): BucketQueue {
  let allowance = first
  const window = createWindow(first)
  const line = createWaitingLine()
  let places: SharedPlaces | null = null
  let pausedUntil = Number.NEGATIVE_INFINITY
  let asking = false
  let askAgainAt = Number.NEGATIVE_INFINITY
  let wake: { readonly at: number; readonly stop: AbortController } | null = null
  let resting = false

  const enter = async (signal: AbortSignal | undefined): Promise<Lane> => {
    signal?.throwIfAborted()
    const { lane } = errand()
    // The usual case costs nothing: nobody waits and there is room.
    if (line.length() === 0 && waitOf(lane, 'lane') === 0) {
      begin(lane)
      return lane
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        line.remove(waiter)
        if (line.length() === 0) wake?.stop.abort()
        reject(signal?.reason as Error)
        pump()
      }
      const waiter: Waiter = {
        lane,
        since: timing.now(),
        admit: () => {
          signal?.removeEventListener('abort', giveUp)
          resolve()
        },
        refuse: (reason) => {
          signal?.removeEventListener('abort', giveUp)
          reject(reason as Error)
        },
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      line.add(waiter)
      pump()
    })
    return lane
  }

  const begin = (lane: Lane): void => {
    window.start(lane, timing.now())
    if (places?.isDue(timing.now()) === true) ask()
  }

  /** Lets in everybody who may start now, and sees to it that somebody looks again when the next one may. */
  const pump = (): void => {
    for (let next = line.choose(); next !== null; next = line.choose()) {
      const wait = waitOf(next.waiter.lane, next.by)
      if (wait !== 0) return lookAgain(wait)
      pass(next)
    }
  }

  const pass = ({ waiter }: Chosen): void => {
    line.passed(waiter)
    begin(waiter.lane)
    waiter.admit()
  }

  const lookAgain = (wait: Wait): void => {
    if (wait === 'until asked') return ask()
    if (wait === 'until one ends') return
    const at = timing.now() + wait
    if (wake !== null && wake.at <= at) return
    wake?.stop.abort()
    const stop = new AbortController()
    const mine = { at, stop }
    wake = mine
    timing.sleep(wait, stop.signal).then(
      () => {
        if (wake === mine) wake = null
        pump()
      },
      () => {
        if (wake === mine) wake = null
      },
    )
  }

  const waitOf = (lane: Lane, by: Chosen['by']): Wait => {
    const now = timing.now()
    if (pausedUntil > now) return pausedUntil - now
    const yields = lane === 'backfill' && by === 'lane'
    const othersSeen = now - window.urgentAt() < OTHERS_SEEN_MS
    const slots = allowance.concurrent - (yields && othersSeen ? Math.floor(allowance.concurrent * MOST_RESERVED) : 0)
    if (window.running() >= slots) return 'until one ends'
    if (!Number.isFinite(allowance.max)) return 0
    const occupied = window.occupied(now)
    const held = places === null ? { places: allowance.max, others: 0 } : places.held(now)
    if (held === null) return askOrWait(now)
    const reserved = yields ? reserveOf(now, othersSeen || held.others > 0) : 0
    if (occupied < held.places - Math.min(reserved, Math.floor(held.places * MOST_RESERVED))) return 0
    // The common store may have more.
    if (held.places < allowance.max && occupied < allowance.max - reserved) return askOrWait(now)
    const free = window.nextFreeAt()
    return free === null ? 'until one ends' : Math.max(1, free - now)
  }

  /** What a backfill leaves free: what others took lately and as much again, so that one who comes finds room. */
  const reserveOf = (now: number, othersSeen: boolean): number => {
    if (!othersSeen) return 0
    const wished = 2 * window.urgent(now) + Math.ceil(allowance.max * 0.05)
    return Math.min(Math.floor(allowance.max * MOST_RESERVED), wished)
  }

  const askOrWait = (now: number): Wait => {
    if (asking) return 'until asked'
    return now >= askAgainAt ? 'until asked' : askAgainAt - now
  }

  const ask = (): void => {
    if (places === null || asking) return
    asking = true
    const { max, perMs } = allowance
    const askedAt = timing.now()
    const backfillWaits = line.choose()?.waiter.lane === 'backfill'
    const need = {
      occupied: window.occupied(askedAt),
      waiting: line.length(),
      reserved: backfillWaits ? reserveOf(askedAt, true) : 0,
      max,
      perMs,
    }
    places.ask(need).then(
      ({ got, pausedForMs }) => {
        asking = false
        const now = timing.now()
        askAgainAt = got === 'all' ? now : now + Math.min(ASK_AGAIN_AT_MOST_MS, perMs * ASK_AGAIN)
        if (pausedForMs > 0) pausedUntil = Math.max(pausedUntil, now + pausedForMs)
        pump()
        rest()
      },
      (error: unknown) => {
        asking = false
        askAgainAt = timing.now() + ASK_AGAIN_AT_MOST_MS
        // Without the common store nobody knows what others do: whoever waits hears why.
        for (const waiter of line.dismiss()) waiter.refuse(error)
      },
    )
  }

  /** Who has nothing to do gives its places back, as they become free. */
  const rest = (): void => {
    const now = timing.now()
    if (places === null || resting || line.length() > 0 || window.running() > 0) return
    if ((places.held(now)?.places ?? 0) === 0) return
    resting = true
    const idleMs = Math.max(IDLE_MS, (window.nextFreeAt() ?? now) - now)
    void timing.sleep(idleMs, undefined, 'nothing').then(() => {
      resting = false
      if (line.length() === 0 && window.running() === 0) ask()
    })
  }

  return {
    enter,
    leave: (lane) => {
      window.end(lane, timing.now())
      pump()
      rest()
    },
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, timing.now() + ms)
      // Others hear of it with their next question; one that is lost costs them one refused call.
      places?.pause(ms).catch(() => undefined)
    },
    resize: (size) => {
      if (size.max === allowance.max && size.perMs === allowance.perMs) return
      allowance = { ...allowance, ...size }
      window.resize(allowance)
      pump()
    },
    share: (windows, worker, name) => {
      if (Number.isFinite(allowance.max)) places = sharePlaces(windows, worker, name, timing)
    },
  }
}
