import type { ExplainedDeal, ExplainedTouch } from '#app/explain-deal.ts'
import { arithmeticOf } from '#app/deal-arithmetic.ts'
import { personName, personValue } from '#app/person-values.ts'
import { splitByWeights } from '#domain/attribution/credit.ts'
import { dealStateOf } from '#domain/attribution/deal-state.ts'
import { modelWords } from '#domain/attribution/model-words.ts'
import type { SyncConfig } from '#domain/config.ts'
import { localDateOf } from '#domain/time.ts'
import type { Connection } from '#ports/store/connections.ts'
import type { CampaignLead, CreditedDeal, ListedDeal } from '#ports/store/attribution-drill.ts'
import type { CampaignLeadItem, CreditedDealItem, DealReply, ListedDealItem } from '../contract/attribution-deals.ts'
import type { CsvFile } from '../contract/csv.ts'
import { toDayOrNull, toInstantText, toInstantTextOrNull } from './instants.ts'

const minor = (amount: bigint | null): string | null => (amount === null ? null : String(amount))

export const toListedDeal = (deal: ListedDeal, zone: string): ListedDealItem => ({
  id: deal.id,
  name: deal.name,
  stage: deal.stage,
  state: deal.state,
  amountMinor: minor(deal.amountMinor),
  createdAt: toInstantText(deal.createdAt),
  closedOn: toDayOrNull(deal.closedAt, zone),
})

export const toCreditedDeal = (deal: CreditedDeal, zone: string): CreditedDealItem => ({
  ...toListedDeal(deal, zone),
  creditedMinor: String(deal.creditedMinor),
  share: deal.shareMillionths / 1e6,
  touches: deal.touches,
})

export const toLead = (lead: CampaignLead, config: Pick<SyncConfig, 'fields'>): CampaignLeadItem => ({
  link: lead.linkId,
  name: lead.base === null ? null : personName(config, lead.base),
  email: lead.base === null ? null : personValue(config, lead.base, 'email'),
  company: lead.base === null ? null : personValue(config, lead.base, 'company'),
  qualifiedAt: toInstantText(lead.qualifiedAt),
  contract: lead.contract,
  state: lead.state,
  salesQualifiedAt: toInstantTextOrNull(lead.salesQualifiedAt),
})

const FOUND_BY: Readonly<Record<ExplainedDeal['weighed']['contactSource'], string>> = {
  role: 'The contact roles of the opportunity.',
  'converted-lead': 'The lead that was converted into it, as it has no contact roles.',
  account: 'Everybody known at its account, as it has neither contact roles nor a converted lead.',
  none: 'Nobody is known, so nobody earns anything.',
}

export interface DealCosts {
  readonly campaign: string
  readonly spendMinor: bigint
}

export function toDealReply(
  one: ExplainedDeal,
  config: SyncConfig,
  { currency, orgTimeZone: zone }: Pick<Connection, 'currency' | 'orgTimeZone'>,
  costs: readonly DealCosts[],
): DealReply {
  const { opportunity: o } = one
  const people = new Map(one.people.map(({ link }) => [link.id, link]))
  const isForeign = o.originalCurrency !== null && o.originalCurrency !== currency
  return {
    id: o.id,
    name: o.name,
    stage: o.stage,
    state: dealStateOf(o),
    amountMinor: minor(o.amountMinor),
    createdAt: toInstantText(o.createdAt),
    closedOn: toDayOrNull(o.closedAt, zone),
    currency,
    worthMinor: String(one.entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)),
    original: isForeign
      ? { amountMinor: minor(o.originalAmountMinor), currency: o.originalCurrency, rate: o.rate }
      : null,
    lostReason: o.lostReason,
    refundOf: o.refundOf,
    refundedMinor: minor(o.refundedMinor),
    refundedOn: toDayOrNull(o.refundedAt, zone),
    refunds: one.refunds.map(({ id, amountMinor, closedAt }) => ({
      id,
      amountMinor: minor(amountMinor),
      closedOn: toDayOrNull(closedAt, zone),
    })),
    hubspotDealId: one.dealLink?.hubspotId ?? null,
    foundBy: FOUND_BY[one.weighed.contactSource],
    people: one.people.map(({ link, leadSince }) => ({
      link: link.id,
      name: personName(config, link.base),
      email: personValue(config, link.base, 'email'),
      leadSince: toInstantTextOrNull(leadSince),
    })),
    entries: one.entries.map((entry) => ({
      entry: entry.entry,
      kind: entry.kind,
      on: localDateOf(entry.at, zone),
      recordedAt: toInstantText(entry.recordedAt),
      amountMinor: String(entry.amountMinor),
      totalMinor: String(entry.totalMinor),
      stage: entry.stage,
    })),
    touches: one.seen.map(({ touch, eligibility }) => {
      const person = people.get(touch.linkId)
      return {
        id: touch.id,
        link: touch.linkId,
        person:
          person === undefined ? null : (personName(config, person.base) ?? personValue(config, person.base, 'email')),
        at: toInstantText(touch.at),
        on: localDateOf(touch.at, zone),
        dayOnly: touch.dayOnly,
        channel: touch.channel,
        campaign: touch.campaign,
        detail: touch.detail,
        counts: eligibility.kind === 'eligible',
        why: whyOf(eligibility, config),
        sameAs: eligibility.kind === 'same-as' ? eligibility.touchId : null,
        evidence: touch.evidence.map(({ origin, source, record, says }) => ({ origin, source, record, says })),
      }
    }),
    models: one.models.map((model) => {
      const { standing } = model.credited
      const credits = arithmeticOf(model)
      const ifWon =
        o.isClosed || o.amountMinor === null
          ? []
          : splitByWeights(
              o.amountMinor,
              credits.map(({ weight }) => weight),
            )
      const words = modelWords(model.model, config.attribution)
      return {
        model: model.model,
        title: words.title,
        weights: words.weights,
        credits: credits.map(({ touchId, weight, percent, extraMinor, amountMinor }, i) => ({
          touchId,
          amountMinor: String(amountMinor),
          percent,
          numerator: String(weight.numerator),
          denominator: String(weight.denominator),
          extraMinor: String(extraMinor),
          ifWonMinor: minor(ifWon[i] ?? null),
        })),
        positions: standing.positions,
        unattributedMinor: String(standing.unattributedMinor),
        totalMinor: String(credits.reduce((sum, { amountMinor }) => sum + amountMinor, standing.unattributedMinor)),
        isReported: model.stored === 'same',
      }
    }),
    costs: costs.map(({ campaign, spendMinor }) => ({ campaign, spendMinor: String(spendMinor), currency })),
  }
}

function whyOf(eligibility: ExplainedTouch['eligibility'], { attribution }: SyncConfig): string | null {
  switch (eligibility.kind) {
    case 'eligible':
      return null
    case 'after-close':
      return 'It came after the close.'
    case 'before-lookback':
      return `It came more than ${attribution.lookbackDays ?? 0} days before the close.`
    case 'channel-excluded':
      return 'Touches of this channel never count (a setting).'
    case 'same-as':
      return 'It tells of the same moment as another touch, which counts.'
  }
}

/** A line for each touch, a column for each model; the last line is what each model adds up to. */
export function dealCsv(deal: DealReply): Pick<CsvFile, 'columns' | 'rows'> {
  const columns = ['touch', 'at', 'person', 'channel', 'campaign', 'detail', 'counts', 'why']
  const named = deal.models.map(({ model }) => `${model}Minor`)
  const lines = deal.touches.map((touch) => ({
    touch: touch.id,
    at: touch.dayOnly ? touch.on : touch.at,
    person: touch.person,
    channel: touch.channel,
    campaign: touch.campaign,
    detail: touch.detail,
    counts: touch.counts,
    why: touch.why,
    ...Object.fromEntries(
      deal.models.map(({ model, credits }) => [
        `${model}Minor`,
        BigInt(credits.find(({ touchId }) => touchId === touch.id)?.amountMinor ?? '0'),
      ]),
    ),
  }))
  const sums = (of: (model: DealReply['models'][number]) => string) =>
    Object.fromEntries(deal.models.map((model) => [`${model.model}Minor`, BigInt(of(model))]))
  return {
    columns: [...columns, ...named],
    rows: [
      ...lines,
      { touch: '(unattributed)', ...sums(({ unattributedMinor }) => unattributedMinor) },
      { touch: 'Total', ...sums(({ totalMinor }) => totalMinor) },
    ],
  }
}
