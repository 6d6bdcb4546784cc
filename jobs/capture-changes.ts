import { captureSide } from '#app/capture-changes.ts'
import { healParked } from '#app/heal-parked.ts'
import type { Side } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, onConnection } from './per-connection.ts'

/**
 * One job per side, each on the queue of its side: a limit of one platform does not stop the other. All streams of a side are
 * asked in one job, so that their polls share calls.
 */
const captureOf = (side: Side) =>
  defineJob({
    name: `capture-${side}-changes`,
    queue: `capture-${side}`,
    input: connectionInput,
    dedupeKey: (i) => i.connectionId,
    onRetryAfter: 'queue-waits',
    run: (i, deps: JobDeps) =>
      onConnection(deps, i.connectionId, async (scope) => {
        const work = (): Promise<void> => deps.jobs.enqueue('work-inbox', { connectionId: i.connectionId })
        // What the other streams brought is worked on although one of them fails.
        const { added, more } = await captureSide(scope, side, async (captured) => {
          if (captured.added > 0) await work()
        })
        deps.onCaptured(added)
        if ((await healParked(scope)) > 0) await work()
        if (more) await deps.jobs.enqueue(`capture-${side}-changes`, { connectionId: i.connectionId })
      }),
  })

export const captureHubspotChanges = captureOf('hubspot')
export const captureSalesforceChanges = captureOf('salesforce')
