import type { AttributionConfig } from '#domain/attribution/config.ts'
import { millionthsOf } from '#domain/attribution/credit.ts'
import type { CreditedEntries, CreditedFacts } from '#domain/attribution/credit-entries.ts'
import { creditEntries } from '#domain/attribution/credit-entries.ts'
import { distinctTouches } from '#domain/attribution/distinct-touches.ts'
import type { DistinctTouches } from '#domain/attribution/distinct-touches.ts'
import type { Credit } from '#domain/attribution/index.ts'
import { creditDeal } from '#domain/attribution/index.ts'
import { leadCreation } from '#domain/attribution/lead-creation.ts'
import { WHOLE } from '#domain/attribution/metrics.ts'
import type { OutcomeEntry } from '#domain/attribution/outcome-entries.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { StoredCredit } from '#ports/store/credits.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import type { Scope } from './scope.ts'

export type CreditScope = Pick<Scope, 'store' | 'connection'> & {
  readonly config: { readonly attribution: AttributionConfig }
}

/** Everything from which the credit of one opportunity follows. */
export interface Creditable {
  readonly opportunity: StoredOpportunity
  /** The opportunity whose facts give the weights: itself, or the one that it refunds. */
  readonly weighed: StoredOpportunity
  readonly entries: readonly OutcomeEntry[]
  readonly touches: DistinctTouches<StoredTouch>
  /** What models split by, the same for each of them. */
  readonly facts: CreditedFacts
  readonly leadSince: ReadonlyMap<LinkId, Instant>
}

/** Reads all of it for many at once. */
export async function gatherCreditable(
  { store, connection, config }: CreditScope,
  opportunities: readonly StoredOpportunity[],
): Promise<readonly Creditable[]> {
  const { id, orgTimeZone } = connection
  const originals = await store.opportunities.byIds(
    id,
    opportunities.flatMap(({ refundOf }) => refundOf ?? []),
  )
  const weighedOf = (one: StoredOpportunity): StoredOpportunity =>
    (one.refundOf === null ? undefined : originals.get(one.refundOf)) ?? one
  const people = [...new Set(opportunities.flatMap((one) => weighedOf(one).people))]
  const entries = await store.outcomes.byOpportunities(
    id,
    opportunities.map((one) => one.id),
  )
  const touches = await store.touches.byLinks(id, people)
  const leadSince = await store.touchSources.leadSince(id, people)
  return opportunities.map((opportunity): Creditable => {
    const weighed = weighedOf(opportunity)
    const all = weighed.people.flatMap((person) => touches.get(person) ?? [])
    const distinct = distinctTouches(all, orgTimeZone, config.attribution.touches.excludeChannels)
    return {
      opportunity,
      weighed,
      entries: entries.get(opportunity.id) ?? [],
      touches: distinct,
      facts: factsOf(opportunity, weighed, distinct.touches, leadSince),
      leadSince,
    }
  })
}

/** What one model makes of it. */
export const creditUnder = (config: AttributionConfig, one: Creditable, model: string): CreditedEntries =>
  creditEntries(one.facts, one.entries, (deal) =>
    creditDeal(deal, model, {
      middle: config.middle,
      customModels: config.customModels,
      lookbackDays: config.lookbackDays ?? undefined,
    }),
  )

function factsOf(
  opportunity: StoredOpportunity,
  weighed: StoredOpportunity,
  touches: readonly StoredTouch[],
  leadSince: ReadonlyMap<LinkId, Instant>,
): CreditedFacts {
  const byPerson = Map.groupBy(touches, ({ linkId }) => linkId)
  return {
    id: opportunity.id,
    currency: opportunity.currency,
    createdAt: weighed.createdAt,
    closedAt: weighed.closedAt,
    contacts: weighed.people.map((id) => ({
      id,
      leadCreatedAt: leadCreation(leadSince.get(id) ?? null, byPerson.get(id) ?? []),
    })),
    touches: touches.map(({ id, linkId, at, channel, campaign }) => ({
      id,
      contactId: linkId,
      at,
      channel,
      ...(campaign === null ? {} : { campaign }),
    })),
    weights: weighed === opportunity ? 'own' : 'original',
  }
}

/** The rows that are stored of it, under every model that is configured. */
export function creditRows(config: AttributionConfig, one: Creditable): readonly StoredCredit[] {
  const touches = new Map(one.touches.touches.map((touch) => [touch.id, touch]))
  const { id: opportunityId, currency } = one.opportunity
  const rowsOf = (
    common: Pick<StoredCredit, 'model' | 'entry' | 'datedAt'>,
    credits: readonly Credit[],
    shares: readonly bigint[],
  ): readonly StoredCredit[] =>
    credits.map(({ touchId, weight, amountMinor }, i) => {
      const touch = touches.get(touchId)
      return {
        ...common,
        opportunityId,
        currency,
        touchId,
        linkId: touch?.linkId ?? null,
        campaign: touch?.campaign ?? null,
        channel: touch?.channel ?? null,
        amountMinor,
        weightNumerator: weight.numerator,
        weightDenominator: weight.denominator,
        shareMillionths: Number(shares[i] ?? 0n),
      }
    })
  const nobody = (
    common: Pick<StoredCredit, 'model' | 'entry' | 'datedAt'>,
    amountMinor: bigint,
    shareMillionths: number,
  ): StoredCredit => ({
    ...common,
    opportunityId,
    currency,
    touchId: null,
    linkId: null,
    campaign: null,
    channel: null,
    amountMinor,
    weightNumerator: 1n,
    weightDenominator: 1n,
    shareMillionths,
  })
  return config.models.flatMap((model): readonly StoredCredit[] => {
    const { standing, datedAt, dated } = creditUnder(config, one, model)
    const now = { model, entry: 0, datedAt }
    const shares = millionthsOf(standing.credits.map(({ weight }) => weight))
    return [
      ...(standing.credits.length > 0
        ? rowsOf(now, standing.credits, shares)
        : [nobody(now, standing.unattributedMinor, Number(WHOLE))]),
      ...dated.flatMap(({ entry, datedAt: at, credits, unattributedMinor }) => {
        const common = { model, entry, datedAt: at }
        return [
          ...rowsOf(common, credits, []),
          ...(unattributedMinor === 0n ? [] : [nobody(common, unattributedMinor, 0)]),
        ]
      }),
    ]
  })
}
