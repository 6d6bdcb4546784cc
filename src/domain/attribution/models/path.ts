/** Journeys that took the same channels in the same order. Counts and values are sums over them, at least 0. */
export interface PathRow {
  /** Channels in the order of their touches, the same one as often as it was touched. */
  readonly path: readonly string[]
  /** How many of the journeys ended in a won deal. */
  readonly conversions: number
  /** What these deals were worth together, in any one unit. */
  readonly value: number
  /** How many ended without: lost, or open for too long. Absent: none. */
  readonly nulls?: number | undefined
}

/** A channel's part. Over all channels they add up to what the paths hold, but for the rounding of floating point. */
export interface ChannelShare {
  readonly conversions: number
  readonly value: number
}

/** Splits what all paths brought over their channels: a share for every channel that occurs. */
export type PathModel = (rows: readonly PathRow[]) => ReadonlyMap<string, ChannelShare>

/** Adds up shares by channel. */
export class ChannelSums {
  readonly #sums = new Map<string, ChannelShare>()

  add(channel: string, conversions: number, value: number): void {
    const sum = this.#sums.get(channel)
    this.#sums.set(channel, {
      conversions: (sum?.conversions ?? 0) + conversions,
      value: (sum?.value ?? 0) + value,
    })
  }

  get shares(): ReadonlyMap<string, ChannelShare> {
    return this.#sums
  }
}
