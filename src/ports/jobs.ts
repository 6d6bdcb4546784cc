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
