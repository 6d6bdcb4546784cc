import { dealKey } from '#domain/identity/match.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import { agreedBase } from '../intents/left-over.ts'
import { findMade, lookAtLeftOvers } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { Scope } from '../scope.ts'
import type { PresentDeal } from './unit.ts'

/** What earlier batches wrote for the deals of these opportunities and nobody remembers, by opportunity. */
export async function lookAtDeals(scope: Scope, deals: readonly PresentDeal[]): Promise<LeftOvers> {
  const linkOf = new Map(deals.map(({ opportunityId, link }) => [opportunityId, link?.id ?? null]))
  const noted = await scope.store.writeIntents.ofSubjects(scope.connection.id, [...linkOf.keys()])
  if (noted.length === 0) return new Map()
  // The link of a deal is stored with it: tries that were not remembered had links of their own.
  const intents = noted.map((intent) => {
    const linkId = linkOf.get(intent.subject) ?? intent.linkId
    linkOf.set(intent.subject, linkId)
    return { ...intent, linkId }
  })
  return lookAtLeftOvers(scope, intents, await findMade(scope, intents))
}

/** The deal with what both sides agreed on when it was written, and with the link of one that was made and not remembered. */
export function withAgreed(scope: Scope, deal: PresentDeal, leftOvers: LeftOvers): PresentDeal {
  const found = leftOvers.get(deal.opportunityId)
  if (found === undefined) return deal
  const made = found.findLast(({ intent, fate }) => intent.recordId === null && fate === 'found')
  const id = made?.intent.linkId ?? null
  const known = deal.link ?? (id === null ? null : newDealLink(scope, deal.opportunityId, id))
  if (known === null) return deal
  const isNew = made !== undefined && known.hubspotId === null
  const link: Link = isNew ? { ...known, hubspotId: made.recordId, state: 'active' } : known
  // Each was read just now.
  const held = new Map(found.flatMap(({ agreed }) => agreed.map(({ map, to }) => [map, to] as const)))
  const base = agreedBase(link.base, found, (map) => held.get(map))
  return link === deal.link && base === link.base
    ? deal
    : { ...deal, link: { ...link, base }, storedBase: deal.link?.base ?? {} }
}

/** A deal that is not made yet. */
export const newDealLink = (scope: Scope, opportunityId: string, id: LinkId): Link => ({
  id,
  kind: 'deal',
  key: dealKey(scope.connection.orgId, opportunityId),
  hubspotId: null,
  salesforceObject: 'Opportunity',
  salesforceId: opportunityId,
  state: 'intended',
  origin: 'opportunity',
  adopted: false,
  base: {},
  createdAt: scope.clock.now(),
})
