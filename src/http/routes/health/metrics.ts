import type { Route } from '../../route.ts'

/** `GET /metrics` in the text format of Prometheus. */
export const metrics: Route = {
  method: 'GET',
  path: '/metrics',
  role: 'viewer',
  handle: async ({ registry }, _req, res) => {
    const text = await registry.metrics()
    res.set('Content-Type', registry.contentType).send(text)
  },
}
