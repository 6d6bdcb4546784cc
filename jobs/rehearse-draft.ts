import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { failPreview, runPreview } from '#app/preview/run-preview.ts'
import { connectionId as idOf } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput } from './per-connection.ts'

const NAME = 'rehearse-draft'

/**
 * Finds out what a draft of the configuration would do, for somebody who waits for it on a page. While a connection is paused as well:
 * that is when one mends it. It works on the preview it was asked for alone: one that is cancelled still ends what it is at, beside
 * the one begun since.
 */
export const rehearseDraftJob = defineJob({
  name: NAME,
  queue: 'preview',
  // Somebody waits: a platform that fails three times is told of.
  attempts: 3,
  input: connectionInput.extend({ preview: z.string() }),
  dedupeKey: ({ connectionId, preview }) => `${connectionId}/${preview}`,
  run: async (input, deps: JobDeps) => {
    await runPreview({ ...deps, newId: randomUUID }, idOf(input.connectionId), input.preview, deps.ending)
    // Another process, or this one after its start, begins it anew.
    if (deps.ending()) await deps.jobs.enqueue(NAME, input)
  },
  onGivenUp: ({ connectionId, preview }, deps, why) => failPreview(deps, idOf(connectionId), preview, why),
})
