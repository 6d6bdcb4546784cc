import type { MovableClock } from './clock.ts'
import { recordTo } from './recorder.ts'
import type { RunningCrm } from './run.ts'
import { createNotes, runCrm } from './run.ts'
import type { CrmSandbox } from './types.ts'

/** One CRM without the other, for tests of one side. Snapshots to a file and seeding from a folder need `startSandbox`. */
export async function runAlone(sandbox: CrmSandbox, clock: MovableClock, recordFile?: string): Promise<RunningCrm> {
  const unavailable = () => Promise.reject(new TypeError('not available when one CRM runs alone'))
  const recorder = recordFile === undefined ? undefined : recordTo(recordFile)
  const running = await runCrm(
    sandbox,
    {
      clock,
      notes: createNotes(),
      ...(recorder === undefined ? {} : { recorder }),
      saveSnapshot: unavailable,
      loadSnapshot: unavailable,
      readCompany: unavailable,
    },
    0,
  )
  return {
    ...running,
    async close() {
      await running.close()
      recorder?.close()
    },
  }
}
