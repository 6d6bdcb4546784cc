import { HttpError } from '../../problem.ts'
import type { RawRoute } from '../../route.ts'

/** `GET /readyz`: the database answers, so requests can be sent here. */
export const readiness: RawRoute = {
  method: 'GET',
  path: '/readyz',
  access: 'public',
  handle: async ({ ready }, _req, res) => {
    const answers = await ready().catch(() => false)
    if (!answers)
      throw new HttpError({
        status: 503,
        code: 'DATABASE_UNREACHABLE',
        message: 'The database does not answer.',
        remedy: 'Check that PostgreSQL is running and that DATABASE_URL points to it.',
      })
    res.json({ status: 'ready' })
  },
}
