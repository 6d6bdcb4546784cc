import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { Registry } from 'prom-client'
import { UsageError } from '#domain/errors.ts'
import type { Log } from '#ports/log.ts'
import { createGuard } from './middleware/guard.ts'
import { allowHosts } from './middleware/host.ts'
import { observeRequests } from './middleware/observe.ts'
import { securityHeaders } from './middleware/security-headers.ts'
import { plainPage } from './plain-page.ts'
import { sendProblem, toProblem } from './problem.ts'
import { mountRoutes, type RouteDeps } from './route.ts'
import { allRoutes } from './routes/index.ts'
import { createSessions } from './session.ts'

export interface HttpAppOptions extends Pick<RouteDeps, 'overview' | 'campaigns' | 'ready'> {
  /** Opens everything; at least 16 characters. */
  readonly accessToken: string
  /** Folder with the built admin app. */
  readonly staticDir: string
  readonly log?: Pick<Log, 'info' | 'error'>
  /** Handler of everything below /webhooks; it checks signatures itself. */
  readonly webhooks?: RequestHandler
  /** TANDEM_PUBLIC_URL: its host is answered to as well; with https, cookies are sent over https only. */
  readonly publicUrl?: string
  /** Metrics shown at /metrics; the server adds its own. */
  readonly registry?: Registry
  readonly now?: () => number
}

/**
 * The whole HTTP side: API, sign-in, probes, metrics and the admin app. Nothing listens yet; see `listen`.
 *
 * @throws UsageError when the access token is too short to be a secret, or the public address is no http(s) URL.
 */
export function createHttpApp(options: HttpAppOptions): Express {
  if (options.accessToken.length < 16)
    throw new UsageError(
      'TANDEM_ACCESS_TOKEN is too short: give it at least 16 characters, or leave it out to get one made',
    )
  const publicUrl = parsePublicUrl(options.publicUrl)
  const registry = options.registry ?? new Registry()
  const now = options.now ?? Date.now
  const sessions = createSessions(options.accessToken)
  const deps: RouteDeps = {
    overview: options.overview,
    campaigns: options.campaigns,
    ready: options.ready,
    registry,
    sessions,
    now,
    secureCookies: publicUrl?.protocol === 'https:',
  }

  const app = express()
  app.disable('x-powered-by')
  app.use(observeRequests(registry, options.log))
  app.use(securityHeaders(publicUrl))
  app.use(allowHosts(publicUrl))
  app.use(neverCache)
  mountRoutes(
    app,
    allRoutes({ staticDir: options.staticDir, webhooks: options.webhooks }),
    deps,
    createGuard(sessions, now),
  )
  app.use(answerErrors(options.log))
  return app
}

function parsePublicUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`TANDEM_PUBLIC_URL must be an address such as https://tandem.example.com, got "${text}"`)
  return url
}

/** Answers hold figures of customers: no cache keeps them. Static files set their own rule afterwards. */
const neverCache: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

/** Problems as JSON, or as a page for somebody who typed an address. Only what we did not expect is logged. */
function answerErrors(log: Pick<Log, 'error'> | undefined): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = toProblem(error)
    if (problem.status >= 500)
      log?.error({ err: error, method: req.method, path: req.path, code: problem.code }, 'request failed')
    // Too late for another answer: Express closes the connection, so that the reader notices.
    if (res.headersSent) return next(error)
    const isApi = req.originalUrl.startsWith('/api/')
    if (isApi || req.accepts(['json', 'html']) !== 'html') return sendProblem(res, problem)
    res.status(problem.status).send(pageFor(problem.code, problem.detail, problem.remedy))
  }
}

function pageFor(code: string, detail: string, remedy: string): string {
  if (code !== 'NOT_SIGNED_IN') return plainPage({ title: detail, lines: [remedy] })
  return plainPage({
    title: 'Tandem opens by a link',
    lines: [
      'This browser is not signed in. Tandem printed a link when it was started; open that one, it signs you in for 30 days.',
      'The link looks like the one below. If the lines of the start are gone, start Tandem again, or set TANDEM_ACCESS_TOKEN yourself.',
    ],
    code: '/open?token=…',
  })
}
