import { distinctTouches } from '#domain/attribution/distinct-touches.ts'
import type { SyncConfig } from '#domain/config.ts'
import { emailDedupeKey } from '#domain/identity/normalize.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import type { ImportedTouch, StoredTouch } from '#ports/store/touches.ts'
import { emailMapsOf } from './import-touches.ts'
import type { Scope } from './scope.ts'

export interface ListedTouch {
  readonly touch: StoredTouch
  /** `counts`; `same`: the interaction of another touch, named by its id; `excluded`: of a channel that does not count. */
  readonly verdict: 'counts' | 'same' | 'excluded'
  readonly sameAs: string | null
}

export interface TouchesOfPerson {
  readonly link: Link
  readonly leadSince: Instant | null
  /** By instant, then id. Those that count have the evidence of those that tell of the same. */
  readonly touches: readonly ListedTouch[]
}

type Needed = Pick<Scope, 'store' | 'connection'> & { readonly config: Pick<SyncConfig, 'attribution' | 'fields'> }

/**
 * What is known of a person's interactions, and which of it counts.
 * @param who an e-mail, a HubSpot id or a Salesforce id.
 * @returns one entry for each person that it fits, and rows of files that still wait for that address.
 */
export async function listTouches(
  { store, connection, config }: Needed,
  who: string,
): Promise<{ readonly people: readonly TouchesOfPerson[]; readonly waiting: readonly ImportedTouch[] }> {
  const { id } = connection
  const links = await find({ store, connection, config }, who)
  const ids = links.map((link) => link.id)
  const stored = await store.touches.byLinks(id, ids)
  const since = await store.touchSources.leadSince(id, ids)
  const people = links.map((link): TouchesOfPerson => {
    const all = stored.get(link.id) ?? []
    return { link, leadSince: since.get(link.id) ?? null, touches: judged(all, { connection, config }) }
  })
  const key = emailDedupeKey(who)
  const rows = key === null ? [] : ((await store.touchSources.importedBy(id, [key])).get(key) ?? [])
  const joined = new Set([...stored.values()].flat().map((touch) => touch.id))
  return { people, waiting: rows.filter((row) => !joined.has(row.id)) }
}

/** A touch among those of all people. */
export interface NewTouch extends ListedTouch {
  /** null: nobody is known by that link any more. */
  readonly link: Link | null
}

/** A page of interactions of whomever, each judged among the others of its person. One that was taken away meanwhile is left out. */
export async function judgeTouches(
  { store, connection, config }: Needed,
  page: readonly StoredTouch[],
): Promise<readonly NewTouch[]> {
  const { id } = connection
  const people = [...new Set(page.map(({ linkId }) => linkId))]
  const [links, theirs] = await Promise.all([store.links.byIds(id, people), store.touches.byLinks(id, people)])
  const listed = new Map(
    [...theirs].flatMap(([link, touches]) =>
      judged(touches, { connection, config }).map((one) => [keyOf(link, one.touch.id), one] as const),
    ),
  )
  return page.flatMap((touch) => {
    const one = listed.get(keyOf(touch.linkId, touch.id))
    return one === undefined ? [] : [{ ...one, link: links.get(touch.linkId) ?? null }]
  })
}

const keyOf = (link: string, touch: string): string => `${link} ${touch}`

/** Which touches of one person count, by instant, then id. */
function judged(all: readonly StoredTouch[], { connection, config }: Omit<Needed, 'store'>): readonly ListedTouch[] {
  const { excludeChannels } = config.attribution.touches
  const { touches, sameAs } = distinctTouches(all, connection.orgTimeZone, excludeChannels)
  const counting = new Map(touches.map((touch) => [touch.id, touch]))
  return all.map((touch): ListedTouch => {
    const same = sameAs.get(touch.id) ?? null
    const counts = counting.get(touch.id)
    const verdict = counts !== undefined ? 'counts' : same === null ? 'excluded' : 'same'
    return { touch: counts ?? touch, verdict, sameAs: same }
  })
}

async function find({ store, connection, config }: Needed, who: string): Promise<readonly Link[]> {
  const found = who.includes('@')
    ? await Promise.all(emailMapsOf(config).map((map) => store.links.byMappedValue(connection.id, 'person', map, who)))
    : [
        [...(await store.links.byHubspotIds(connection.id, 'person', [who])).values()],
        [...(await store.links.bySalesforceIds(connection.id, 'person', [who])).values()],
      ]
  return [...new Map(found.flat().map((link) => [link.id, link])).values()]
}
