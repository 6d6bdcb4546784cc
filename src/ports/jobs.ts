/** Queueing as the app sees it. Payloads are ids and small values; every job re-reads state before it acts. */
export interface Jobs {
  /**
   * Puts a job of the registry on its queue. Same name and `dedupeKey` while one waits = one job.
   * @param options.delayMs run no earlier than this from now; default at once.
   */
  enqueue(
    name: string,
    payload: unknown,
    options?: { readonly delayMs?: number; readonly jobId?: string },
  ): Promise<void>
}

/** How often the schedules run; null: never by themselves (a run to quiescence asks for each round itself). */
export interface Rhythm {
  readonly pollMs: number | null
  readonly clocksMs: number | null
  readonly outboxMs: number | null
  readonly costsMs: number | null
  /** HubSpot lists that the configuration names, and the campaign members that follow from them. */
  readonly listsMs: number | null
  readonly campaignsMs: number | null
}

export const NO_SCHEDULES: Rhythm = {
  pollMs: null,
  clocksMs: null,
  outboxMs: null,
  costsMs: null,
  listsMs: null,
  campaignsMs: null,
}
