import { pairOf } from '#app/look-up/pair-of.ts'
import type { Scope } from '#app/scope.ts'
import type { Link } from '#domain/identity/link.ts'
import { linkId } from '#domain/ids.ts'
import type { ApiDeps } from '../../api-deps.ts'
import type { RecordPages } from '../../present/record-page.ts'
import type { Authors } from '../../present/record-changes.ts'
import { HttpError } from '../../problem.ts'

export const pagesOf = (deps: ApiDeps, { connection }: Scope): RecordPages => ({
  addresses: deps.crmAddresses(connection.id),
  portalId: connection.portalId,
})

/** Versions whose authors are told. */
const VERSIONS = 500

export async function authorsOf({ store, connection }: Scope): Promise<Authors> {
  const heads = await store.configs.heads(connection.id, null, VERSIONS)
  return new Map(heads.map(({ version, author }) => [version, author]))
}

export const notFound = (): HttpError =>
  new HttpError({
    status: 404,
    code: 'RECORD_NOT_FOUND',
    message: 'Tandem knows no such record.',
    remedy:
      'Search for the person or company by name, e-mail or id. A record that was never selected for the sync has no page here.',
  })

/** One that is there and was not erased. @throws HttpError 404 and 410. */
export async function knownLink({ store, connection }: Scope, raw: string): Promise<Link> {
  const id = linkId(raw)
  const link = (await store.links.byIds(connection.id, [id])).get(id)
  if (link === undefined) throw notFound()
  if (link.state === 'unlinked' && (await store.records.isErased(connection.id, id)))
    throw new HttpError({
      status: 410,
      code: 'RECORD_ERASED',
      message: 'This person was deleted for good at their own request.',
      remedy: 'Nothing is to be done: Tandem keeps no values of them.',
    })
  return link
}

/** The fields of a map on both sides, for its history. @throws HttpError 404. */
export function fieldsOfMap(scope: Scope, link: Link, map: string) {
  const found = scope.config.fields[pairOf(link).id].find(({ id }) => id === map)
  if (found === undefined)
    throw new HttpError({
      status: 404,
      code: 'MAP_NOT_FOUND',
      message: 'There is no field map of that name for this kind of record.',
      remedy: 'Take one of `fields` of the record.',
    })
  return [
    { side: 'hubspot' as const, field: found.hubspot },
    { side: 'salesforce' as const, field: found.salesforce },
  ]
}
