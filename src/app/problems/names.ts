import { recordName } from '#domain/identity/record-name.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Scope } from '../scope.ts'

/** What people call linked records, by link, from what both sides last agreed on. One query; links without a name are absent. */
export async function namesOf(scope: Scope, links: readonly (LinkId | null)[]): Promise<ReadonlyMap<LinkId, string>> {
  const ids = [...new Set(links.flatMap((link) => link ?? []))]
  if (ids.length === 0) return new Map()
  const found = await scope.store.links.byIds(scope.connection.id, ids)
  return new Map(
    [...found].flatMap(([id, link]) => {
      const name = recordName(link.base)
      return name === null ? [] : [[id, name] as const]
    }),
  )
}

/** What linked contacts are called, by their HubSpot id. One query; those who are joined with nobody yet are absent. */
export async function namesOfContacts(
  scope: Scope,
  hubspotIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(hubspotIds)]
  if (ids.length === 0) return new Map()
  const found = await scope.store.links.byHubspotIds(scope.connection.id, 'person', ids)
  return new Map(
    [...found].flatMap(([id, link]) => {
      const name = recordName(link.base)
      return name === null ? [] : [[id, name] as const]
    }),
  )
}
