import { assertWholeReach } from '../../middleware/guard.ts'
import type { RawRoute } from '../../route.ts'

/** `GET /metrics` in the text format of Prometheus, of every connection. */
export const metrics: RawRoute = {
  method: 'GET',
  path: '/metrics',
  access: 'read',
  handle: async ({ registry }, _req, res) => {
    assertWholeReach(res)
    const text = await registry.metrics()
    res.set('Content-Type', registry.contentType).send(text)
  },
}
