import { recordName } from '#domain/identity/record-name.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Scope } from '../scope.ts'

/** What people call linked records, by link, from what both sides last agreed on. One query; links without a name are absent. */
export async function namesOf(scope: Scope, links: readonly (LinkId | null)[]): Promise<ReadonlyMap<LinkId, string>> {
  const ids = [...new Set(links.flatMap((link) => link ?? []))]
  if (ids.length === 0) return new Map()
  return named(await scope.store.links.byIds(scope.connection.id, ids))
}

/** What linked contacts are called, by their HubSpot id. One query; those who are joined with nobody yet are absent. */
export async function namesOfContacts(
  scope: Scope,
  hubspotIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(hubspotIds)]
  if (ids.length === 0) return new Map()
  return named(await scope.store.links.byHubspotIds(scope.connection.id, 'person', ids))
}

const named = <K>(links: ReadonlyMap<K, Link>): ReadonlyMap<K, string> =>
  new Map(
    [...links].flatMap(([key, { base }]) => {
      const name = recordName(base)
      return name === null ? [] : [[key, name] as const]
    }),
  )
