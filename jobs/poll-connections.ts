import * as z from 'zod'
import { isPollDue } from '#app/read-budget.ts'
import { SIDES } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'

/**
 * Asks every stream of every active connection for changes, and gives rows that wait for a retry their turn. By its schedule a
 * side is asked as often as its API budget lets it; whoever asks for a poll by name gets one.
 */
export const pollConnections = (everyMs: number | null) =>
  defineJob({
    name: 'poll-connections',
    queue: 'sync',
    input: z.strictObject({ by: z.enum(['schedule', 'request']).default('request') }),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: { by: 'schedule' as const } } }),
    run: async ({ by }, deps: JobDeps) => {
      for (const connection of await deps.active()) {
        const { budget } = deps.scopeOf(connection).config
        const where = { store: deps.store, connection, budget, now: deps.clock.now() }
        for (const side of SIDES)
          if (by === 'request' || everyMs === null || (await isPollDue(where, side, everyMs)))
            await deps.jobs.enqueue(`capture-${side}-changes`, { connectionId: connection })
        const { dueNow } = await deps.store.inbox.depth(connection, deps.clock.now())
        if (dueNow > 0) await deps.jobs.enqueue('work-inbox', { connectionId: connection })
      }
    },
  })
