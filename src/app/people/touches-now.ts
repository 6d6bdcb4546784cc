import { campaignsReached } from '#domain/attribution/campaigns-reached.ts'
import type { AttributionConfig } from '#domain/attribution/config.ts'
import type { CampaignsReached } from '#domain/attribution/campaigns-reached.ts'
import { distinctTouches } from '#domain/attribution/distinct-touches.ts'
import { touchesOf, withStanding } from '#domain/attribution/touch-facts.ts'
import type { LinkId } from '#domain/ids.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import type { LinkedPerson } from './unit.ts'

/** What a contact shows of interactions as it is now. */
export function touchesFor(person: LinkedPerson): readonly StoredTouch[] {
  return touchesOf(person.contact.id, person.contact.values).map((touch) => ({
    ...touch,
    linkId: person.link.id,
    dayOnly: false,
    origin: 'hubspot',
  }))
}

/**
 * What stands beside that which a contact shows now: the past, once it was read, and what was seen of contacts that were merged
 * into it. Of anybody else only what they show now is known for sure.
 */
export async function standingTouches(
  scope: Pick<Scope, 'connection'>,
  tx: Pick<Store, 'touches' | 'touchSources'>,
  people: readonly LinkedPerson[],
): Promise<ReadonlyMap<LinkId, readonly StoredTouch[]>> {
  const { id } = scope.connection
  const links = people.map(({ link }) => link.id)
  const readings = await tx.touchSources.readings(id, links)
  const past = people.filter(({ link, contact }) => readings.has(link.id) || contact.mergedIds.length > 0)
  const stored = await tx.touches.byLinks(
    id,
    past.map(({ link }) => link.id),
  )
  return new Map(
    past.map(({ link, contact }) => [
      link.id,
      (stored.get(link.id) ?? []).filter(
        (touch) => touch.origin === 'hubspot' && (readings.has(link.id) || isOfOther(touch, contact.id)),
      ),
    ]),
  )
}

/** Was it seen of another contact than this one? */
export const isOfOther = ({ evidence: [first] }: StoredTouch, contactId: string): boolean =>
  first !== undefined && first.record !== contactId

/** First and last campaign of each of these people, over everything that is known of them and what their contacts show now. */
export async function campaignsOfPeople(
  scope: Scope,
  people: readonly LinkedPerson[],
): Promise<ReadonlyMap<LinkId, CampaignsReached>> {
  const { store, connection } = scope
  const links = people.map(({ link }) => link.id)
  const standing = await standingTouches(scope, store, people)
  const stored = await store.touches.byLinks(connection.id, links)
  return new Map(
    people.map((person) => {
      const { id } = person.link
      const others = (stored.get(id) ?? []).filter(({ origin }) => origin !== 'hubspot')
      const own = withStanding(touchesFor(person), standing.get(id) ?? [])
      return [id, reachedBy(scope, [...own, ...others])]
    }),
  )
}

/** By touches that count. */
export const reachedBy = (
  { connection, config }: Pick<Scope, 'connection'> & { readonly config: { readonly attribution: AttributionConfig } },
  touches: readonly StoredTouch[],
): CampaignsReached =>
  campaignsReached(distinctTouches(touches, connection.orgTimeZone, config.attribution.touches.excludeChannels).touches)
