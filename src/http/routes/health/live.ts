import type { Route } from '../../route.ts'

/** `GET /healthz`: the process is up. It asks nobody, so that a slow database does not get the process restarted. */
export const liveness: Route = {
  method: 'GET',
  path: '/healthz',
  role: 'public',
  handle: (_deps, _req, res) => {
    res.json({ status: 'up' })
  },
}
