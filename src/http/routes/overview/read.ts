import { overviewSchema } from '../../contract/overview.ts'
import type { Route } from '../../route.ts'

/** `GET /api/overview`. The reply is parsed before it is sent, so that a wrong one is found here and not in a browser. */
export const readOverview: Route = {
  method: 'GET',
  path: '/api/overview',
  role: 'viewer',
  handle: async ({ overview }, _req, res) => {
    res.json(overviewSchema.parse(await overview()))
  },
}
