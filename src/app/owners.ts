import type { SyncConfig } from '#domain/config.ts'
import type { MappingTools } from '#domain/mapping/transform.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import type { RemoteOwner } from '#ports/connector/account.ts'
import type { Scope } from './scope.ts'

/** Owners come and go slowly. */
const FRESH_MS = 5 * 60_000

interface Read {
  readonly at: number
  readonly owners: Promise<readonly RemoteOwner[]>
}

/** By what all lanes of a connection share: each batch in a lane of its own has a connector of its own. */
const known = new WeakMap<Scope['reps'], Read>()

/** HubSpot's owners, read again every few minutes. */
export function hubspotOwners(scope: Pick<Scope, 'hubspot' | 'clock' | 'reps'>): Promise<readonly RemoteOwner[]> {
  const cached = known.get(scope.reps)
  if (cached !== undefined && scope.clock.now() - cached.at <= FRESH_MS) return cached.owners
  const owners = scope.hubspot.owners()
  known.set(scope.reps, { at: scope.clock.now(), owners })
  // A failed read is not remembered: the next caller asks again.
  owners.catch(() => known.delete(scope.reps))
  return owners
}

/**
 * Who is who: the explicit `owners` of the config first, then the same e-mail. Somebody who is not active cannot be given
 * anything, so nobody is found; in Salesforce, where a record must have an owner, the fallback owner stands in.
 */
export function ownerTranslation(
  config: Pick<SyncConfig, 'owners' | 'routing'>,
  hubspot: readonly RemoteOwner[],
  salesforce: RepDirectory,
): NonNullable<MappingTools['ownerOn']> {
  const emailOfHubspot = new Map(hubspot.map((owner) => [owner.id, owner.email]))
  const hubspotByEmail = new Map(
    hubspot.filter((owner) => owner.active && owner.email !== null).map((owner) => [owner.email, owner.id]),
  )
  const toSalesforce = new Map(Object.entries(config.owners).map(([own, other]) => [folded(own), folded(other)]))
  const toHubspot = new Map(Object.entries(config.owners).map(([own, other]) => [folded(other), folded(own)]))
  const fallback = salesforce.byEmail.get(folded(config.routing.fallbackOwner))
  return (to, id) => {
    if (to === 'salesforce') {
      const email = emailOfHubspot.get(id) ?? null
      const rep = email === null ? undefined : salesforce.byEmail.get(toSalesforce.get(email) ?? email)
      if (rep?.active === true) return { id: rep.id, known: true }
      return { id: fallback?.active === true ? fallback.id : null, known: false }
    }
    const email = salesforce.byId.get(id)?.email
    const owner = email === undefined || email === null ? undefined : hubspotByEmail.get(toHubspot.get(email) ?? email)
    return { id: owner ?? null, known: owner !== undefined }
  }
}

const folded = (email: string): string => email.trim().toLowerCase()
