const HOUR_MS = 3600 * 1000

/**
 * Calls in a rolling window of 24 hours, by hour.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-api-usage.html
 */
export class ApiUsage {
  max: number
  readonly #now: () => number
  #hours: Record<number, number> = {}

  constructor(max: number, now: () => number) {
    this.max = max
    this.#now = now
  }

  used(): number {
    const oldest = Math.floor(this.#now() / HOUR_MS) - 24
    let sum = 0
    for (const [hour, count] of Object.entries(this.#hours)) if (Number(hour) > oldest) sum += count
    return sum
  }

  /** Counts one call; false when the day's calls are used up. */
  take(): boolean {
    if (this.used() >= this.max) return false
    const hour = Math.floor(this.#now() / HOUR_MS)
    this.#hours[hour] = (this.#hours[hour] ?? 0) + 1
    return true
  }

  save(): Record<string, number> {
    return { ...this.#hours }
  }

  load(hours: Readonly<Record<string, number>>): void {
    this.#hours = { ...hours }
  }
}
