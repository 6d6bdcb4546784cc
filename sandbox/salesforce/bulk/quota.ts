const HOUR_MS = 3600 * 1000

/** What was used in a rolling window of 24 hours, by hour. */
export class DailyQuota {
  readonly #now: () => number
  #hours: Record<number, number> = {}

  constructor(now: () => number) {
    this.#now = now
  }

  used(): number {
    const oldest = Math.floor(this.#now() / HOUR_MS) - 24
    let sum = 0
    for (const [hour, count] of Object.entries(this.#hours)) if (Number(hour) > oldest) sum += count
    return sum
  }

  add(count: number): void {
    const hour = Math.floor(this.#now() / HOUR_MS)
    this.#hours[hour] = (this.#hours[hour] ?? 0) + count
  }

  save(): Record<number, number> {
    return { ...this.#hours }
  }

  load(hours: Readonly<Record<number, number>>): void {
    this.#hours = { ...hours }
  }
}
