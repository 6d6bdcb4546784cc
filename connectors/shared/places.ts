import { EMPTY_WINDOW, pauseWindow, takePlaces } from '#domain/budget/places.ts'
import type { SharedWindows } from '#ports/budget.ts'
import type { Timing } from './timing.ts'

/** What a worker holds of a window that it shares. */
export interface Held {
  readonly places: number
  readonly others: number
}

export interface PlacesNeed {
  readonly occupied: number
  readonly waiting: number
  /** What a backfill has to leave free within the places held. */
  readonly reserved: number
  readonly max: number
  readonly perMs: number
}

export interface SharedPlaces {
  /** What is held at `now`; null when the lease has run out: then nothing may start before it is renewed. */
  held(now: number): Held | null
  /** Whether the lease is old enough that a worker with work should renew it. */
  isDue(now: number): boolean
  /** Asks for more or gives back; one question at a time. */
  ask(need: PlacesNeed): Promise<{
    /** `less`: others have what is missing. */
    readonly got: 'all' | 'less'
    /** The platform wants nobody to call for so long. */
    readonly pausedForMs: number
  }>
  pause(ms: number): Promise<void>
}

const LEASE_MS = 5_000
const RENEW_MS = 1_000
/** What is taken beyond the need, as part of the window, so that a worker that is alone seldom asks. */
const BLOCK = 0.1

/** One window of the workers' common store, as this worker sees it. The lease is counted from before the question: on the safe side. */
export function sharePlaces(shared: SharedWindows, worker: string, window: string, timing: Timing): SharedPlaces {
  let lease: (Held & { readonly askedAt: number }) | null = null
  /** While a question is on its way, no more than it named as taken: the answer may leave no more than that. */
  let named: number | null = null
  return {
    held: (now) => {
      if (lease === null || now >= lease.askedAt + LEASE_MS) return null
      return named === null ? lease : { others: lease.others, places: Math.min(lease.places, named) }
    },
    isDue: (now) => lease === null || now >= lease.askedAt + RENEW_MS,
    ask: async ({ occupied, waiting, reserved, max, perMs }) => {
      const askedAt = timing.now()
      const need = Math.min(max, occupied + waiting)
      const block = waiting === 0 && occupied === 0 ? 0 : Math.ceil(max * BLOCK)
      const want = Math.min(max, need + block + reserved)
      const request = { worker, occupied, need, want, max, perMs, leaseMs: LEASE_MS }
      named = occupied
      try {
        const answer = await shared.update(window, (state, now) => takePlaces(state ?? EMPTY_WINDOW, request, now))
        lease = { places: answer.places, others: answer.others, askedAt }
        return { got: answer.places >= want ? 'all' : 'less', pausedForMs: answer.pausedForMs }
      } catch (error) {
        // It may have been written: what was held before is not certain any more.
        lease = null
        throw error
      } finally {
        named = null
      }
    },
    pause: async (ms) => {
      await shared.update(window, (state, now) => ({
        state: pauseWindow(state ?? EMPTY_WINDOW, ms, now),
        answer: null,
      }))
    },
  }
}
