import type { SandboxControl } from '../../core/types.ts'
import { isRecord } from '../rest/api.ts'
import type { BulkJobs } from './jobs.ts'
import { changedSettings } from './settings.ts'

/** `GET|POST /__sandbox/bulk`: how the queue behaves, e.g. `{"processingMs": 60000}`. */
export function bulkControl(bulk: BulkJobs): SandboxControl {
  return {
    read: () => ({ settings: bulk.settings }),
    write(body) {
      if (!isRecord(body)) throw new TypeError('a JSON object is expected')
      bulk.settings = changedSettings(bulk.settings, body)
      bulk.wake()
      return { settings: bulk.settings }
    },
  }
}
