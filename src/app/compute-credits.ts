import { creditDeal } from '#domain/attribution/index.ts'
import { isModelName } from '#domain/attribution/models/index.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { StoredCredit } from '#ports/store/credits.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import type { Scope } from './scope.ts'
import { tellHubspot } from './tell-hubspot.ts'

/** Opportunities credited in one transaction. */
const BATCH = 500

/**
 * Credits every won opportunity whose amount, close or touches changed since it was last credited, under all models; lost and
 * open ones lose their credit. The people concerned are put in the inbox, so that HubSpot is told.
 * @returns how many opportunities were looked at.
 */
export async function computeCredits(scope: Scope): Promise<number> {
  let looked = 0
  for (;;) {
    const batch = await scope.store.opportunities.needingCredit(scope.connection.id, BATCH)
    if (batch.length === 0) return looked
    await creditBatch(scope, batch)
    looked += batch.length
  }
}

async function creditBatch(scope: Scope, batch: readonly StoredOpportunity[]): Promise<void> {
  const { store, connection, clock } = scope
  const people = [...new Set(batch.flatMap((opportunity) => opportunity.people))]
  const touches = await store.touches.byLinks(connection.id, people)
  const links = await store.links.byIds(connection.id, people)
  const credits = batch
    .filter((o) => o.isWon && o.closedAt !== null)
    .flatMap((o) => creditsOf(scope, o, touches, links))
  await store.transaction(async (tx) => {
    const before = await tx.credits.byPeople(connection.id, scope.config.attribution.defaultModel, people)
    await tx.credits.replace(
      connection.id,
      batch.map((o) => o.id),
      credits,
      clock.now(),
    )
    const after = await tx.credits.byPeople(connection.id, scope.config.attribution.defaultModel, people)
    await tellHubspot(
      scope,
      tx,
      people.filter((id) => before.get(id) !== after.get(id)),
      'outcome changed',
    )
  })
}

function creditsOf(
  scope: Scope,
  opportunity: StoredOpportunity,
  touchesOf: ReadonlyMap<LinkId, readonly StoredTouch[]>,
  links: ReadonlyMap<LinkId, Link>,
): readonly StoredCredit[] {
  const touches = new Map(opportunity.people.flatMap((id) => touchesOf.get(id) ?? []).map((touch) => [touch.id, touch]))
  const { models, lookbackDays } = scope.config.attribution
  const deal = {
    id: opportunity.id,
    amountMinor: opportunity.amountMinor ?? 0n,
    currency: opportunity.currency,
    createdAt: opportunity.createdAt,
    closedAt: opportunity.closedAt ?? opportunity.createdAt,
    contacts: opportunity.people.map((id) => ({ id, leadCreatedAt: links.get(id)?.createdAt ?? null })),
    touches: [...touches.values()].map((t) => ({
      id: t.id,
      contactId: t.linkId,
      at: t.at,
      channel: t.channel,
      ...(t.campaign === null ? {} : { campaign: t.campaign }),
    })),
  }
  return models.filter(isModelName).flatMap((model): StoredCredit[] => {
    const result = creditDeal(deal, model, lookbackDays === null ? {} : { lookbackDays })
    const common = {
      opportunityId: opportunity.id,
      model,
      entry: 0,
      datedAt: deal.closedAt,
      currency: opportunity.currency,
    }
    const credited = result.credits.map((credit): StoredCredit => {
      const touch = touches.get(credit.touchId)
      return {
        ...common,
        touchId: credit.touchId,
        linkId: touch?.linkId ?? null,
        campaign: touch?.campaign ?? null,
        channel: touch?.channel ?? null,
        amountMinor: credit.amountMinor,
        weightNumerator: credit.weight.numerator,
        weightDenominator: credit.weight.denominator,
      }
    })
    if (credited.length > 0) return credited
    const nobody = { touchId: null, linkId: null, campaign: null, channel: null }
    return [{ ...common, ...nobody, amountMinor: result.unattributedMinor, weightNumerator: 1n, weightDenominator: 1n }]
  })
}
