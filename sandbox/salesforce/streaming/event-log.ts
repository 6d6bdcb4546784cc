import type { SeededRandom } from '../../core/random.ts'
import type { ChangeEvent, EventDraft } from './event.ts'

interface Limits {
  readonly retentionMs: number
  /** Events kept at most. */
  readonly max: number
}

export interface SavedLog {
  readonly events: readonly ChangeEvent[]
  readonly newestId: number
}

/** Where the ids of an org start: any number will do. */
const FIRST_ID = 1_398_410

/**
 * The event bus: what was published within the retention window, in the order of replay ids, which grow but not by one.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_durability.htm
 */
export class EventLog {
  readonly #limits: Limits
  readonly #now: () => number
  readonly #random: SeededRandom
  #events: ChangeEvent[] = []
  #newestId = FIRST_ID

  constructor(limits: Limits, now: () => number, random: SeededRandom) {
    this.#limits = limits
    this.#now = now
    this.#random = random
  }

  /** The id that was given last, also when its event is gone. */
  get newestId(): number {
    return this.#newestId
  }

  append(drafts: readonly EventDraft[]): void {
    const at = this.#now()
    for (const draft of drafts) {
      // Mostly the next number, sometimes a gap as between 999 and 1,025 in the documentation.
      const jump = this.#random.next() < 0.1 ? 2 + Math.floor(this.#random.next() * 25) : 1
      this.#newestId += jump
      this.#events.push({ ...draft, replayId: this.#newestId, at })
    }
    // Cutting in large pieces: a shift per event would move the whole list each time.
    if (this.#events.length > this.#limits.max * 1.2) this.#events = this.#events.slice(-this.#limits.max)
  }

  /** What is retained, oldest first. */
  events(): readonly ChangeEvent[] {
    const oldest = this.#now() - this.#limits.retentionMs
    const first = this.#events[0]
    const expired = first !== undefined && first.at < oldest
    if (expired) this.#events = this.#events.filter((event) => event.at >= oldest)
    return this.#events
  }

  /** Events behind an id, which need not exist any more. */
  after(replayId: number): readonly ChangeEvent[] {
    if (replayId >= this.#newestId) return []
    const events = this.events()
    return events.slice(indexAfter(events, replayId))
  }

  /** Whether an event with this id can still be had: only then may a subscriber start behind it. */
  has(replayId: number): boolean {
    const events = this.events()
    return events[indexAfter(events, replayId) - 1]?.replayId === replayId
  }

  /** Drops history: ids up to this one are invalid from now on. */
  forget(upTo: number = this.#newestId): void {
    this.#events = this.#events.filter((event) => event.replayId > upTo)
  }

  save(): SavedLog {
    return { events: [...this.events()], newestId: this.#newestId }
  }

  load(saved: SavedLog | undefined): void {
    this.#events = [...(saved?.events ?? [])]
    this.#newestId = saved?.newestId ?? FIRST_ID
  }
}

function indexAfter(events: readonly ChangeEvent[], replayId: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((events[middle]?.replayId ?? 0) <= replayId) low = middle + 1
    else high = middle
  }
  return low
}
