import { notFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { afterParam, countParam, isArchivedRead, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { Owner } from '../state.ts'
import { isoInstant } from '../time.ts'
import { nextPage } from './objects.ts'

const scope = 'crm.objects.owners.read'

/** Read only: https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide */
export const ownerRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/owners', handler: list, scope },
  { method: 'GET', pattern: '/crm/owners/{id}', handler: read, scope },
]

function list(exchange: Exchange): Reply {
  const limit = countParam(exchange, 'limit', 100, 500)
  const after = afterParam(exchange)
  const email = exchange.query.get('email')
  const wantsArchived = isArchivedRead(exchange)
  const owners = exchange.portal.state.owners
    .filter((owner) => owner.archived === wantsArchived && Number(owner.id) > after)
    .filter((owner) => email === null || email === '' || owner.email === email.toLowerCase())
    .sort((a, b) => Number(a.id) - Number(b.id))
  const page = owners.slice(0, limit)
  const last = page.at(-1)
  return ok({
    results: page.map(render),
    ...(owners.length > limit && last !== undefined ? { paging: nextPage(exchange, last.id) } : {}),
  })
}

function read(exchange: Exchange): Reply {
  const asked = param(exchange, 'id')
  const byUser = exchange.query.get('idProperty') === 'userId'
  const owner = exchange.portal.state.owners.find(
    (each) => (byUser ? String(each.userId) : each.id) === asked && each.archived === isArchivedRead(exchange),
  )
  if (owner === undefined) throw notFound()
  return ok(render(owner))
}

/** An archived owner has no `userId` any more. */
function render(owner: Owner): unknown {
  return {
    id: owner.id,
    email: owner.email,
    type: 'PERSON',
    firstName: owner.firstName,
    lastName: owner.lastName,
    userId: owner.archived ? null : owner.userId,
    userIdIncludingInactive: owner.userId,
    createdAt: isoInstant(owner.createdAt),
    updatedAt: isoInstant(owner.updatedAt),
    archived: owner.archived,
  }
}
