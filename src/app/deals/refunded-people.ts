import type { Link } from '#domain/identity/link.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Scope } from '../scope.ts'

export interface Behind {
  readonly people: readonly Link[]
  readonly source: StoredOpportunity['contactSource']
}

/**
 * A refund of its own that names nobody by contact role is of the people of what it refunds: who merely works at the account had
 * no part in it.
 */
export async function withRefundedPeople(
  { store, connection, config }: Pick<Scope, 'store' | 'connection' | 'config'>,
  opportunities: readonly RemoteRecord[],
  found: ReadonlyMap<string, Behind>,
): Promise<ReadonlyMap<string, Behind>> {
  const field = config.attribution.refunds.opportunityField
  if (field === null) return found
  const refunds = opportunities.flatMap(({ id, values }) => {
    const original = values[field] ?? null
    return original === null || found.get(id)?.source === 'role' ? [] : [{ id, original }]
  })
  if (refunds.length === 0) return found
  const stored = await store.opportunities.byIds(
    connection.id,
    refunds.map(({ original }) => original),
  )
  const links = await store.links.byIds(connection.id, [
    ...new Set([...stored.values()].flatMap(({ people }) => people)),
  ])
  const behind = new Map(found)
  for (const { id, original } of refunds) {
    const known = stored.get(original)
    const people = known?.people.flatMap((person) => links.get(person) ?? []) ?? []
    const ofOriginal =
      known === undefined || people.length === 0 ? found.get(original) : { people, source: known.contactSource }
    if (ofOriginal !== undefined) behind.set(id, ofOriginal)
  }
  return behind
}
