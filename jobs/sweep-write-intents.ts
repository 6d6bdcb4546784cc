import { forgetOld } from '#app/escalation/forget-old.ts'
import { sweepWriteIntents } from '#app/sweep-write-intents.ts'
import { onEveryConnection } from './every-connection.ts'

/** What was left behind, and what is kept for so many days alone. */
export const sweepWriteIntentsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'sweep-write-intents',
    queue: 'drift',
    everyMs,
    work: async (scope) => {
      await sweepWriteIntents(scope)
      await forgetOld(scope)
      await scope.store.changeMarks.forgetEnded()
    },
  })
