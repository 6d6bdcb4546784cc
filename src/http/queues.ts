import express, { type RequestHandler } from 'express'
import type { AuditEntry } from '#ports/store/audit.ts'
import { actorOf, assertWholeReach } from './middleware/guard.ts'
import { sameSite } from './middleware/same-site.ts'
import type { RawRoute } from './route.ts'

/** Its files lie below its own address, which a `<base>` names. Everything else as on Tandem's own pages: no inline script. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';')

export const QUEUES_PATH = '/queues'

interface Recorder {
  readonly audit: (entry: AuditEntry) => Promise<void>
  readonly now: () => number
}

/** The page of the queues, for administrators of every connection. What they ask to be changed there stands in the audit log. */
export function queuesRoute(board: RequestHandler, recorder: Recorder): RawRoute {
  const router = express.Router()
  router.use(sameSite, recordChanges(recorder))
  router.use(board)
  return { method: 'USE', path: QUEUES_PATH, access: 'administer', handle: router }
}

/** Before it is done: a change that cannot be recorded is not made, whether or not its sender waits for the answer. */
function recordChanges({ audit, now }: Recorder): RequestHandler {
  return async (req, res, next) => {
    assertWholeReach(res)
    res.set('Content-Security-Policy', POLICY)
    if (!['GET', 'HEAD'].includes(req.method))
      await audit({
        at: now(),
        actor: actorOf(res),
        connection: null,
        action: 'queues.change',
        subject: `${req.method} ${req.originalUrl.split('?', 1)[0] ?? ''}`.slice(0, 300),
        details: {},
        outcome: 'done',
      })
    next()
  }
}
