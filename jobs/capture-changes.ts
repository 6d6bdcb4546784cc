import * as z from 'zod'
import { captureChanges } from '#app/capture-changes.ts'
import type { Side } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { onConnection } from './per-connection.ts'

const input = z.strictObject({ connectionId: z.string(), object: z.string() })

/** One job per side, each on the queue of its side: a limit of one platform does not stop the other. */
const captureOf = (side: Side) =>
  defineJob({
    name: `capture-${side}-changes`,
    queue: `capture-${side}`,
    input,
    dedupeKey: (i) => `${i.connectionId}/${i.object}`,
    onRetryAfter: 'queue-waits',
    run: (i, deps: JobDeps) =>
      onConnection(deps, i.connectionId, async (scope) => {
        const { added } = await captureChanges(scope, { side, object: i.object })
        deps.onCaptured(added)
        if (added > 0) await deps.jobs.enqueue('work-inbox', { connectionId: i.connectionId })
      }),
  })

export const captureHubspotChanges = captureOf('hubspot')
export const captureSalesforceChanges = captureOf('salesforce')
