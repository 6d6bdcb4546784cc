/** Whoever asks while it runs waits for a run that begins afterwards, together with all others who asked. */
export function oneAfterAnother(work: () => Promise<void>): (() => Promise<void>) & { settled(): Promise<void> } {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  const begin = (): Promise<void> => {
    running = work().finally(() => {
      running = null
    })
    return running
  }
  const ask = (): Promise<void> => {
    if (running === null) return begin()
    next ??= running.then(() => {
      next = null
      return ask()
    })
    return next
  }
  return Object.assign(ask, {
    settled: async () => {
      await next
      await running
    },
  })
}
