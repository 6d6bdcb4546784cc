const HOUR_MS = 3600 * 1000

/** What decides whether a call is let in; part of every snapshot. */
export interface LimitState {
  /** Calls in 24 hours. */
  readonly max: number
  readonly enforcement: 'on' | 'off'
  /** So many calls still meet the limit of long-running requests. */
  readonly concurrentRefusals: number
}

/**
 * Calls in a rolling window of 24 hours, by hour.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-api-usage.html
 */
export class ApiUsage {
  max: number
  /** `off`: calls are counted and shown, never refused. */
  enforcement: LimitState['enforcement'] = 'on'
  concurrentRefusals = 0
  readonly #now: () => number
  readonly #perApp: { readonly appName: string; readonly max: number } | null
  #hours: Record<number, number> = {}

  constructor(
    max: number,
    now: () => number,
    perApp: { readonly appName: string; readonly max: number } | null = null,
  ) {
    this.max = max
    this.#now = now
    this.#perApp = perApp
  }

  used(): number {
    const oldest = Math.floor(this.#now() / HOUR_MS) - 24
    let sum = 0
    for (const [hour, count] of Object.entries(this.#hours)) if (Number(hour) > oldest) sum += count
    return sum
  }

  /**
   * Counts one call, or gives the message of the limit that refuses it: always a 403 with REQUEST_LIMIT_EXCEEDED, never a 429.
   * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html
   */
  refusalOf(): string | null {
    if (this.concurrentRefusals > 0) {
      this.concurrentRefusals -= 1
      return 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'
    }
    if (this.enforcement === 'on' && this.used() >= this.max) return 'TotalRequests Limit exceeded.'
    const hour = Math.floor(this.#now() / HOUR_MS)
    this.#hours[hour] = (this.#hours[hour] ?? 0) + 1
    return null
  }

  /** Counts one call; false when a limit refuses it. */
  take(): boolean {
    return this.refusalOf() === null
  }

  /** `api-usage=10018/100000`, with `; per-app-api-usage=17/250(appName=x)` where the app has a share of its own. */
  header(): string {
    const used = this.used()
    const whole = `api-usage=${used}/${this.max}`
    const app = this.#perApp
    return app === null ? whole : `${whole}; per-app-api-usage=${used}/${app.max}(appName=${app.appName})`
  }

  save(): Record<string, number> {
    return { ...this.#hours }
  }

  load(hours: Readonly<Record<string, number>>): void {
    this.#hours = { ...hours }
  }

  limits(): LimitState {
    return { max: this.max, enforcement: this.enforcement, concurrentRefusals: this.concurrentRefusals }
  }

  setLimits(limits: Partial<LimitState> | undefined): void {
    this.max = limits?.max ?? this.max
    this.enforcement = limits?.enforcement ?? this.enforcement
    this.concurrentRefusals = limits?.concurrentRefusals ?? this.concurrentRefusals
  }
}
