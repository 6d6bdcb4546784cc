import { sweepWriteIntents } from '#app/sweep-write-intents.ts'
import { onEveryConnection } from './every-connection.ts'

export const sweepWriteIntentsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'sweep-write-intents',
    queue: 'drift',
    everyMs,
    work: async (scope) => void (await sweepWriteIntents(scope)),
  })
