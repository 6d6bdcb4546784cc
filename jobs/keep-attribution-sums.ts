import { keepSums } from '#app/kept-sums.ts'
import { onEveryConnection } from './every-connection.ts'

/** Figures for the pages, where they are too many to be counted while somebody waits. */
export const keepAttributionSumsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'keep-attribution-sums',
    queue: 'attribution',
    everyMs,
    work: async (scope) => void (await keepSums(scope)),
  })
