import * as z from 'zod'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { relayOutbox } from './outbox.ts'

export const relayOutboxJob = (everyMs: number | null) =>
  defineJob({
    name: 'relay-outbox',
    queue: 'sync',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    // Its next turn is the retry: waiting longer after one that failed would keep back what can go.
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} }, attempts: 1 }),
    run: async (_, deps: JobDeps) => void (await relayOutbox(deps.store, deps.jobs, deps.clock)),
  })
