import type { RequestHandler } from 'express'
import { HttpError } from '../problem.ts'
import type { Route } from '../route.ts'
import { appFiles } from './app-files.ts'
import { listCampaigns } from './campaigns/list.ts'
import { liveness } from './health/live.ts'
import { metrics } from './health/metrics.ts'
import { readiness } from './health/ready.ts'
import { readOverview } from './overview/read.ts'
import { openSession } from './session/open.ts'

/** Routes that answer one path. A new one is a file plus a line here. */
export const ROUTES = [
  liveness,
  readiness,
  metrics,
  openSession,
  readOverview,
  listCampaigns,
] as const satisfies readonly Route[]

/**
 * Every way into the server, in the order in which they are tried.
 *
 * @param webhooks public, because its senders cannot sign in: it proves each message by its signature.
 */
export function allRoutes(input: {
  readonly staticDir: string
  readonly webhooks?: RequestHandler | undefined
}): readonly Route[] {
  return [
    ...(input.webhooks === undefined ? [] : [mount('/webhooks', 'public', input.webhooks)]),
    ...ROUTES,
    // Below /api credentials come first, so that nobody without them learns which paths exist.
    mount('/api', 'viewer', notFound),
    mount('/', 'viewer', appFiles(input.staticDir)),
    mount('/', 'public', notFound),
  ]
}

function mount(path: string, role: Route['role'], handle: RequestHandler): Route {
  return { method: 'USE', path, role, handle }
}

const notFound: RequestHandler = (req) => {
  throw new HttpError({
    status: 404,
    code: 'NOT_FOUND',
    message: `There is nothing at ${req.method} ${req.baseUrl}${req.path}.`,
    remedy: 'Check the address.',
  })
}
