import type { EventEmitter } from 'node:events'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { Registry } from 'prom-client'
import { UsageError } from '#domain/errors.ts'
import type { Log } from '#ports/log.ts'
import type { ApiDeps, AuditEntry } from './api-deps.ts'
import { compressAnswers } from './middleware/compress.ts'
import { identify, type Authenticate } from './middleware/guard.ts'
import { allowHosts } from './middleware/host.ts'
import { observeRequests } from './middleware/observe.ts'
import { limitRate, type Rate } from './middleware/rate.ts'
import { sameSite } from './middleware/same-site.ts'
import { securityHeaders } from './middleware/security-headers.ts'
import { openApi } from './openapi.ts'
import { plainPage } from './plain-page.ts'
import { HttpError, sendProblem, toProblem } from './problem.ts'
import { createLiveHub } from './live/hub.ts'
import { liveEvents } from './live/events.ts'
import { mountApi } from './mount-api.ts'
import { mountRaw } from './mount-raw.ts'
import type { RawRoute } from './route.ts'
import { API_ROUTES, firstRoutes, lastRoutes } from './routes/index.ts'

export interface HttpAppOptions {
  /** What the operations of the API use. */
  readonly api: ApiDeps
  readonly authenticate: Authenticate
  readonly audit: (entry: AuditEntry) => Promise<void>
  /** How often somebody may ask; absent: as often as he likes. */
  readonly rate?: Rate
  /** Ways in besides the operations: sign-in, the queues' page. */
  readonly also?: readonly RawRoute[]
  /** Whether the database answers. */
  readonly ready: () => Promise<boolean>
  /** Folder with the built admin app. */
  readonly staticDir: string
  readonly log?: Pick<Log, 'info' | 'error'>
  /** Handler of everything below /webhooks; it checks signatures itself. */
  readonly webhooks?: RequestHandler
  /** Proxies in front, as Express takes them: their `X-Forwarded-For` is believed. */
  readonly trustedProxies?: string
  /** TANDEM_PUBLIC_URL: its host is answered to as well. */
  readonly publicUrl?: string
  /** Metrics shown at /metrics; the server adds its own. */
  readonly registry?: Registry
}

/**
 * The whole HTTP side: API, probes, metrics and the admin app. Nothing listens yet; see `listen`.
 *
 * @throws UsageError when the public address is no http(s) URL.
 */
export function createHttpApp(options: HttpAppOptions): Express {
  const publicUrl = parsePublicUrl(options.publicUrl)
  const registry = options.registry ?? new Registry()
  const app = express()
  app.disable('x-powered-by')
  if (options.trustedProxies !== undefined) app.set('trust proxy', options.trustedProxies)
  app.use(observeRequests(registry, options.log))
  app.use(securityHeaders(publicUrl))
  app.use(allowHosts(publicUrl))
  app.use(neverCache)
  app.use('/api', compressAnswers)
  app.use('/api', identify(options.authenticate), sameSite)
  if (options.rate !== undefined) app.use('/api', limitRate(options.rate))
  const raw = { ready: options.ready, registry, api: options.api, audit: options.audit }
  const live = createLiveHub({ read: (connections) => options.api.store.changeMarks.read(connections) })
  const emitter: EventEmitter = app
  emitter.on('closing', () => live.close())
  const also = [...(options.also ?? []), liveEvents(live, options.api), openApi(API_ROUTES)]
  mountRaw(app, firstRoutes({ webhooks: options.webhooks, also }), raw, options.authenticate)
  mountApi(app, API_ROUTES, { deps: options.api, audit: options.audit })
  mountRaw(app, lastRoutes(options.staticDir), raw, options.authenticate)
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
    if (error instanceof HttpError && error.retryAfterMs !== undefined)
      res.set('Retry-After', String(Math.ceil(error.retryAfterMs / 1000)))
    if (problem.status >= 500)
      log?.error({ err: error, method: req.method, path: req.path, code: problem.code }, 'request failed')
    // Too late for another answer: Express closes the connection, so that the reader notices.
    if (res.headersSent) return next(error)
    const isApi = req.originalUrl.startsWith('/api/')
    if (isApi || req.accepts(['json', 'html']) !== 'html') return sendProblem(res, problem)
    res.status(problem.status).send(plainPage({ title: problem.detail, lines: [problem.remedy] }))
  }
}
