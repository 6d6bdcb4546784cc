import type { PersonFacts } from '#domain/plan/write-back.ts'
import type { CampaignsReached } from '#domain/attribution/campaigns-reached.ts'
import type { LinkId } from '#domain/ids.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import { localDateOf } from '#domain/time.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Scope } from '../scope.ts'
import { campaignsOfPeople } from './touches-now.ts'
import type { LinkedPerson } from './unit.ts'

/** What the store knows of these people, for the write-back. */
export interface KnownFacts {
  readonly opportunities: ReadonlyMap<LinkId, readonly StoredOpportunity[]>
  readonly attributed: ReadonlyMap<LinkId, bigint>
  readonly campaigns: ReadonlyMap<LinkId, CampaignsReached>
  readonly reps: RepDirectory
}

export async function knownFacts(scope: Scope, people: readonly LinkedPerson[]): Promise<KnownFacts> {
  const { store, connection, config } = scope
  const links = people.map(({ link }) => link.id)
  return {
    opportunities: await store.opportunities.byPeople(connection.id, links),
    attributed: await store.credits.byPeople(connection.id, config.attribution.defaultModel, links),
    campaigns: await campaignsOfPeople(scope, people),
    reps: await scope.reps(),
  }
}

/** @param ownerId owner of the Salesforce record as it is now. */
export function factsOf(
  scope: Scope,
  person: LinkedPerson,
  now: { readonly salesforceId: string; readonly ownerId: string | null },
  known: KnownFacts,
): PersonFacts {
  const rep = now.ownerId === null ? undefined : known.reps.byId.get(now.ownerId)
  const campaigns = known.campaigns.get(person.link.id)
  return {
    salesforceId: now.salesforceId,
    owner: rep === undefined ? null : { name: rep.name, email: rep.email },
    handoff: person.handoff,
    clock: person.clock,
    opportunities: (known.opportunities.get(person.link.id) ?? []).map((o) => ({
      ...o,
      closedOn: o.closedAt === null ? null : localDateOf(o.closedAt, scope.connection.orgTimeZone),
    })),
    attributedMinor: known.attributed.get(person.link.id) ?? null,
    firstCampaign: campaigns?.first ?? null,
    lastCampaign: campaigns?.last ?? null,
    currency: scope.connection.currency,
  }
}
