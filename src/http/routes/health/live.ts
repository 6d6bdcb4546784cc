import type { RawRoute } from '../../route.ts'

/** `GET /healthz`: the process is up. It asks nobody, so that a slow database does not get the process restarted. */
export const liveness: RawRoute = {
  method: 'GET',
  path: '/healthz',
  access: 'public',
  handle: (_deps, _req, res) => {
    res.json({ status: 'up' })
  },
}
