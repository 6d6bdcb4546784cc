import { controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { BulkJobs } from './jobs.ts'
import { changedSettings } from './settings.ts'

/** `GET|POST /__sandbox/bulk`: how the queue behaves, e.g. `{"processingMs": 60000}`. */
export function bulkControl(bulk: BulkJobs): SandboxControl {
  return {
    takes:
      '{processingMs, resultPageRows, maxUploadBytes, dailyQueryJobs, dailyBatches, hardDelete: "refused"|"allowed"}',
    read: () => ({ settings: bulk.settings }),
    write(body) {
      bulk.settings = changedSettings(bulk.settings, controlBody(body, Object.keys(bulk.settings)))
      bulk.wake()
      return { settings: bulk.settings }
    },
  }
}
