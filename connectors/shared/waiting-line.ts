import { LANES, type Lane } from '#domain/lane.ts'

export interface Waiter {
  readonly lane: Lane
  readonly since: number
  readonly admit: () => void
  readonly refuse: (reason: unknown) => void
}

export interface Chosen {
  readonly waiter: Waiter
  /** `turn`: chosen because it waited longest, whatever its lane. */
  readonly by: 'lane' | 'turn'
}

export interface WaitingLine {
  readonly length: () => number
  add(waiter: Waiter): void
  remove(waiter: Waiter): void
  /** Who is next; null when nobody waits. */
  choose(): Chosen | null
  /** The one chosen was let in. */
  passed(waiter: Waiter): void
  /** Everybody, first to last; nobody waits any more. */
  dismiss(): readonly Waiter[]
}

/** Of so many that are let in, one is whoever waited longest, so that no lane waits for ever behind a more urgent one. */
const TURN_OF = 10

/** Lanes in their order, first come first served in each. */
export function createWaitingLine(): WaitingLine {
  const queues: Record<Lane, Waiter[]> = { handoff: [], live: [], backfill: [] }
  let passed = 0
  const length = (): number => queues.handoff.length + queues.live.length + queues.backfill.length
  const remove = (waiter: Waiter): void => {
    const queue = queues[waiter.lane]
    if (queue[0] === waiter) queue.shift()
    else if (queue.includes(waiter)) queue.splice(queue.indexOf(waiter), 1)
  }
  return {
    length,
    add: (waiter) => void queues[waiter.lane].push(waiter),
    remove,
    choose: () => {
      const heads = LANES.flatMap((lane) => queues[lane].slice(0, 1))
      const [first] = heads
      if (first === undefined) return null
      if (passed % TURN_OF !== TURN_OF - 1) return { waiter: first, by: 'lane' }
      const oldest = heads.reduce((a, b) => (b.since < a.since ? b : a))
      return { waiter: oldest, by: 'turn' }
    },
    passed: (waiter) => {
      passed += 1
      remove(waiter)
    },
    dismiss: () => LANES.flatMap((lane) => queues[lane].splice(0)),
  }
}
