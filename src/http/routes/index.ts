import type { RequestHandler } from 'express'
import { HttpError } from '../problem.ts'
import type { ApiRoute, RawRoute } from '../route.ts'
import { appFiles } from './app-files.ts'
import { ATTRIBUTION_ROUTES } from './attribution/index.ts'
import { CONFIG_ROUTES } from './config/index.ts'
import { HANDOVER_ROUTES } from './handover/index.ts'
import { liveness } from './health/live.ts'
import { metrics } from './health/metrics.ts'
import { readiness } from './health/ready.ts'
import { LEAD_ROUTES } from './leads/index.ts'
import { JOB_ROUTES } from './jobs/index.ts'
import { readOverview } from './overview/read.ts'
import { readToday } from './overview/today.ts'
import { PROBLEM_ROUTES } from './problems/index.ts'
import { PROVISION_ROUTES } from './provision/index.ts'
import { CONNECTION_ROUTES } from './connection/index.ts'
import { ALERT_ROUTES } from './alerts/index.ts'
import { RECORD_ROUTES } from './records/index.ts'
import { SESSION_ROUTES, SESSION_WAYS } from './session/index.ts'
import { TOKEN_ROUTES } from './tokens/index.ts'
import { USER_ROUTES } from './users/index.ts'
import { AUDIT_ROUTES } from './audit/index.ts'

/** The operations of the API, in the order of the reference page. A new one is a contract, a file and a line here. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...SESSION_ROUTES,
  readOverview,
  readToday,
  ...CONNECTION_ROUTES,
  ...ATTRIBUTION_ROUTES,
  ...PROBLEM_ROUTES,
  ...JOB_ROUTES,
  ...ALERT_ROUTES,
  ...CONFIG_ROUTES,
  ...PROVISION_ROUTES,
  ...HANDOVER_ROUTES,
  ...LEAD_ROUTES,
  ...RECORD_ROUTES,
  ...USER_ROUTES,
  ...TOKEN_ROUTES,
  ...AUDIT_ROUTES,
]

/** Tried before the operations. @param input.webhooks public: each message proves itself by its signature. */
export const firstRoutes = (input: {
  readonly webhooks: RequestHandler | undefined
  readonly also: readonly RawRoute[]
}): readonly RawRoute[] => [
  ...(input.webhooks === undefined ? [] : [mount('/webhooks', 'public', input.webhooks)]),
  liveness,
  readiness,
  metrics,
  ...SESSION_WAYS,
  ...input.also,
]

/** Tried after them. */
export const lastRoutes = (staticDir: string): readonly RawRoute[] => [
  // Below /api credentials come first, so that nobody without them learns which paths exist.
  mount('/api', 'signed-in', notFound),
  // The app itself holds no figures: it asks the API, which knows who asks.
  mount('/', 'public', appFiles(staticDir)),
  mount('/', 'public', notFound),
]

function mount(path: string, access: RawRoute['access'], handle: RequestHandler): RawRoute {
  return { method: 'USE', path, access, handle }
}

const notFound: RequestHandler = (req) => {
  throw new HttpError({
    status: 404,
    code: 'NOT_FOUND',
    message: `There is nothing at ${req.method} ${req.baseUrl}${req.path}.`,
    remedy: 'Check the address.',
  })
}
