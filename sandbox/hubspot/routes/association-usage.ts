import { badInput } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { associationVersions as versions } from './associations.ts'

/** A report by e-mail of records with very many associations: https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide */
export const associationUsageRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/crm/associations/usage/high-usage-report/{user}',
    handler: request,
    versions,
    scope: 'crm.objects.contacts.read',
  },
]

/** The answer says to whom the report goes; no e-mail leaves the sandbox. */
function request(exchange: Exchange): Reply {
  const { state, clock } = exchange.portal
  const owner = state.owners.find(({ userId, archived }) => String(userId) === param(exchange, 'user') && !archived)
  if (owner === undefined) throw badInput(`User ${param(exchange, 'user')} does not exist`)
  return ok({
    userId: owner.userId,
    userEmail: owner.email,
    enqueueTime: { dateOnly: false, timeZoneShift: 0, value: clock.now() },
  })
}
