/**
 * How workers share one rolling window of a platform ("190 calls in any 10 s"). Each worker holds places; within its own
 * rolling window it has never more calls than places. A call takes its place from its start until the window's length after its
 * answer, and a worker gives back only places that none of its calls takes. So at any instant the calls that the platform can
 * still count are at most the sum of all places, which is at most `max`, however places wander between workers.
 */
export interface WindowState {
  /** Nothing starts before this instant: the platform said so. */
  readonly pausedUntil: number
  readonly holders: Readonly<Record<string, Holder>>
}

export interface Holder {
  readonly places: number
  /** It needs more than it has. */
  readonly short: boolean
  /** Since when it has any; null without. */
  readonly since: number | null
  /** From then on its places are free: it may start nothing after its lease, and the window has passed since. */
  readonly until: number
}

export interface PlacesRequest {
  readonly worker: string
  /** Places that its calls take now. */
  readonly occupied: number
  /** These and its waiting calls: without so many it has to wait. */
  readonly need: number
  /** What it would like, so that it need not ask again soon. At least `need`. */
  readonly want: number
  readonly max: number
  readonly perMs: number
  readonly leaseMs: number
}

export interface PlacesAnswer {
  /** How many calls may take a place before another may start: less than are taken now means that it has to shrink. */
  readonly places: number
  /** Other workers that hold places or wait for some. */
  readonly others: number
  readonly pausedForMs: number
}

export const EMPTY_WINDOW: WindowState = { pausedUntil: 0, holders: {} }

/** Who holds the few places there are gives them up after so many lengths of the window when others have none. */
const TURN = 2

/**
 * Gives a worker its places. Nobody gets more than what is free; while somebody is short, nobody keeps more than an even share,
 * except what its calls take at this moment.
 *
 * @param now milliseconds of the clock that all workers share (the store's).
 */
export function takePlaces(
  state: WindowState,
  request: PlacesRequest,
  now: number,
): { readonly state: WindowState; readonly answer: PlacesAnswer } {
  const { worker, max } = request
  const live = Object.entries(state.holders).filter(([, holder]) => holder.until > now)
  const others = live.filter(([name]) => name !== worker)
  const own = live.find(([name]) => name === worker)?.[1]
  const taken = others.reduce((sum, [, holder]) => sum + holder.places, 0)
  const free = Math.max(0, max - taken)
  const wished = Math.min(request.want, free, mayKeep(request, own, others, now))
  const still = own === undefined ? 0 : Math.min(request.occupied, own.places)
  // What its calls take stays its own until they are over, also when it may start no more.
  const places = Math.max(still, wished)
  const short = request.need > wished
  const holders = Object.fromEntries(others)
  if (places > 0 || short)
    holders[worker] = {
      places,
      short,
      since: places === 0 ? null : (own?.since ?? now),
      until: now + request.leaseMs + request.perMs,
    }
  return {
    state: { pausedUntil: state.pausedUntil, holders },
    answer: { places: wished, others: others.length, pausedForMs: Math.max(0, state.pausedUntil - now) },
  }
}

function mayKeep(
  { max, perMs }: PlacesRequest,
  own: Holder | undefined,
  others: readonly (readonly [string, Holder])[],
  now: number,
): number {
  if (!others.some(([, holder]) => holder.short)) return max
  const even = Math.floor(max / (others.length + 1))
  if (even >= 1) return even
  // Fewer places than workers: they take turns.
  const since = own?.since ?? now
  return now - since > TURN * perMs ? 0 : 1
}

/** The platform refused a call: nobody starts one for `ms`. A longer pause is not shortened. */
export const pauseWindow = (state: WindowState, ms: number, now: number): WindowState => ({
  ...state,
  pausedUntil: Math.max(state.pausedUntil, now + ms),
})
