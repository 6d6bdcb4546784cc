import type { RequestHandler } from 'express'
import { Histogram, type Registry } from 'prom-client'
import type { Log } from '#ports/log.ts'

/** Counts and logs every answered request: the route's pattern as label, never the query string (it may hold the token). */
export function observeRequests(registry: Registry, log: Pick<Log, 'info'> | undefined): RequestHandler {
  const duration = new Histogram({
    name: 'tandem_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  })
  return (req, res, next) => {
    const startedAt = performance.now()
    const path = req.path
    res.on('finish', () => {
      const ms = performance.now() - startedAt
      const route = routePattern(req.route) ?? 'other'
      duration.observe({ method: req.method, route, status: res.statusCode }, ms / 1000)
      log?.info({ method: req.method, path, status: res.statusCode, ms: Math.round(ms) }, 'http request')
    })
    next()
  }
}

/** Express types `req.route` as any; it is the matched route, or undefined when a `USE` handler answered. */
function routePattern(route: unknown): string | null {
  if (typeof route !== 'object' || route === null || !('path' in route)) return null
  return typeof route.path === 'string' ? route.path : null
}
