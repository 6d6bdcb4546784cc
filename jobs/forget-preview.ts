import * as z from 'zod'
import { connectionId as idOf } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput } from './per-connection.ts'

/** Deletes what a preview found: it holds values of people, and is shown for a while only. */
export const forgetPreviewJob = defineJob({
  name: 'forget-preview',
  queue: 'preview',
  input: connectionInput.extend({ preview: z.string() }),
  dedupeKey: ({ connectionId, preview }) => `${connectionId}/${preview}`,
  run: ({ connectionId, preview }, { store }: JobDeps) => store.previews.forget(idOf(connectionId), preview),
})
