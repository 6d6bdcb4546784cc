import { connectionId } from '#domain/ids.ts'
import type { ApiDeps } from '../api-deps.ts'
import { actorOf } from '../middleware/guard.ts'
import { HttpError } from '../problem.ts'
import { reached } from '../reached.ts'
import type { RawRoute } from '../route.ts'
import type { LiveHub } from './hub.ts'

/** Proxies cut what is silent for half a minute. */
const HEARTBEAT_MS = 20_000
/** The browser comes again, and then it is looked anew who it is. */
const LONGEST_MS = 15 * 60_000
/** Pages of one person that are open at once; more would not be noticed by him, only by the server. */
const AT_ONCE = 12
/** The browser waits so long before it tries again. */
const RETRY_MS = 3_000

/**
 * `GET /api/connections/:connection/events`: which parts of the API have news, never what it is, as server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 */
export function liveEvents(hub: LiveHub, deps: Pick<ApiDeps, 'scopeOf'>): RawRoute {
  const open = new Map<string, number>()
  return {
    method: 'GET',
    path: '/api/connections/:connection/events',
    access: 'read',
    handle: (_deps, req, res) => {
      const asked = req.params['connection']
      const connection = connectionId(typeof asked === 'string' ? asked : '')
      const { actor } = reached(deps, actorOf(res), connection)
      const who = `${actor.kind} ${actor.id}`
      const others = open.get(who) ?? 0
      if (others >= AT_ONCE)
        throw new HttpError({
          status: 429,
          code: 'TOO_MANY_STREAMS',
          message: `You have ${others} pages open that listen for news.`,
          remedy: 'Close some of them. Pages work without; they show news when they are loaded again.',
        })
      open.set(who, others + 1)
      res.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      })
      res.write(`retry: ${RETRY_MS}\n\n`)
      const end = (): void => void res.end()
      const stop = hub.listen(
        connection,
        (topics) => {
          // Whoever reads too slowly gets the next news instead.
          if (!res.writableNeedDrain) res.write(`event: changed\ndata: ${JSON.stringify({ topics })}\n\n`)
        },
        end,
      )
      const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS)
      const longest = setTimeout(end, LONGEST_MS)
      res.once('close', () => {
        stop()
        clearInterval(heartbeat)
        clearTimeout(longest)
        const left = (open.get(who) ?? 1) - 1
        if (left === 0) open.delete(who)
        else open.set(who, left)
      })
    },
  }
}
