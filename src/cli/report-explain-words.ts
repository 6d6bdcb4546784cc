import { arithmeticOf } from '#app/deal-arithmetic.ts'
import type { ExplainedDeal, ExplainedModel, ExplainedTouch } from '#app/explain-deal.ts'
import type { Fraction } from '#domain/attribution/fraction.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import { formatMoney } from '#domain/money.ts'
import { formatInstant } from '#domain/time.ts'

const iso = (at: number | null): string | null => (at === null ? null : formatInstant(at))

const FOUND_BY: Readonly<Record<StoredOpportunity['contactSource'], string>> = {
  role: 'contact roles of the opportunity',
  'converted-lead': 'the lead that was converted into it, as it has no contact roles',
  account: 'everybody known at its account, as it has neither contact roles nor a converted lead',
  none: 'nobody is known',
}

const fraction = ({ numerator, denominator }: Fraction): string => `${numerator}/${denominator}`

/** The documented keys (docs/attribution.md#reports). Money in minor units, instants ISO 8601 in UTC. */
export function explainedJson(asked: string, one: ExplainedDeal): object {
  const { opportunity: o } = one
  return {
    asked,
    deal: {
      opportunityId: o.id,
      hubspotDealId: one.dealLink?.hubspotId ?? null,
      name: o.name,
      stage: o.stage,
      state: stateOf(o),
      createdAt: formatInstant(o.createdAt),
      closedAt: iso(o.closedAt),
      amountMinor: o.amountMinor,
      currency: o.currency,
      originalAmountMinor: o.originalAmountMinor,
      originalCurrency: o.originalCurrency,
      rate: o.rate,
      lostReason: o.lostReason,
      refundOf: o.refundOf,
      refundedMinor: o.refundedMinor,
      refundedAt: iso(o.refundedAt),
      refunds: one.refunds.map((refund) => ({
        opportunityId: refund.id,
        amountMinor: refund.amountMinor,
        closedAt: iso(refund.closedAt),
      })),
    },
    people: {
      foundBy: one.weighed.contactSource,
      contacts: one.people.map(({ link, leadSince }) => ({
        contactId: link.id,
        hubspotId: link.hubspotId,
        salesforceObject: link.salesforceObject,
        salesforceId: link.salesforceId,
        leadSince: iso(leadSince),
      })),
    },
    entries: one.entries.map((entry) => ({
      entry: entry.entry,
      kind: entry.kind,
      at: formatInstant(entry.at),
      recordedAt: formatInstant(entry.recordedAt),
      amountMinor: entry.amountMinor,
      totalMinor: entry.totalMinor,
      stage: entry.stage,
    })),
    touches: one.seen.map(({ touch, eligibility }) => ({
      id: touch.id,
      contactId: touch.linkId,
      at: formatInstant(touch.at),
      dayOnly: touch.dayOnly,
      channel: touch.channel,
      campaign: touch.campaign,
      detail: touch.detail,
      eligible: eligibility.kind === 'eligible',
      why: whyOf(eligibility),
      evidence: touch.evidence,
    })),
    models: one.models.map((model) => ({
      model: model.model,
      positions: model.credited.standing.positions,
      credits: arithmeticOf(model).map(({ weight, cut, ...rest }) => ({
        ...rest,
        weight: { numerator: weight.numerator.toString(), denominator: weight.denominator.toString() },
        cut: fraction(cut),
      })),
      unattributedMinor: model.credited.standing.unattributedMinor,
      totalMinor: totalOf(model),
      dated: model.credited.dated.map((entry) => ({
        entry: entry.entry,
        at: formatInstant(entry.datedAt),
        credits: entry.credits.map(({ touchId, amountMinor }) => ({ touchId, amountMinor })),
        unattributedMinor: entry.unattributedMinor,
      })),
      stored: model.stored,
    })),
  }
}

const totalOf = ({ credited: { standing } }: ExplainedModel): bigint =>
  standing.credits.reduce((sum, { amountMinor }) => sum + amountMinor, standing.unattributedMinor)

const stateOf = ({ isClosed, isWon }: StoredOpportunity): 'won' | 'lost' | 'open' =>
  isClosed ? (isWon ? 'won' : 'lost') : 'open'

function whyOf(eligibility: ExplainedTouch['eligibility']): string | null {
  switch (eligibility.kind) {
    case 'eligible':
      return null
    case 'after-close':
      return 'after the close'
    case 'before-lookback':
      return 'before the lookback began'
    case 'channel-excluded':
      return 'its channel does not count'
    case 'same-as':
      return `the same interaction as ${eligibility.touchId}`
  }
}

export function explainedText(one: ExplainedDeal): string {
  const { opportunity: o } = one
  const money = (minor: bigint): string => formatMoney(minor, o.currency)
  const names = new Map(one.seen.map(({ touch }, i) => [touch.id, `T${i + 1}`]))
  return [
    `${o.name}: opportunity ${o.id}, HubSpot deal ${one.dealLink?.hubspotId ?? '-'}; ${o.stage}, ${stateOf(o)}${o.closedAt === null ? '' : ` ${formatInstant(o.closedAt)}`}`,
    amountText(o),
    ...(o.refundOf === null ? [] : [`It refunds ${o.refundOf}, by whose people, touches and dates it is credited.`]),
    ...one.refunds.map((refund) => `Refunded by ${refund.id}: ${money(refund.amountMinor ?? 0n)}`),
    `People (${FOUND_BY[one.weighed.contactSource]}):`,
    ...one.people.map(
      ({ link, leadSince }) =>
        `  HubSpot ${link.hubspotId ?? '-'}, ${link.salesforceObject ?? '-'} ${link.salesforceId ?? '-'}, lead since ${iso(leadSince) ?? 'unknown'}`,
    ),
    one.entries.length === 0 ? 'No outcome yet.' : 'What became of it:',
    ...one.entries.map(
      (entry) =>
        `  ${entry.entry}. ${entry.kind.padEnd(9)} ${formatInstant(entry.at)}  ${money(entry.amountMinor)}, in all ${money(entry.totalMinor)}`,
    ),
    one.seen.length === 0 ? 'No touches are known.' : 'Touches:',
    ...one.seen.flatMap(({ touch, eligibility }) => touchLines(names, touch, eligibility)),
    ...one.models.flatMap((model) => modelLines(model, names, o.currency)),
  ].join('\n')
}

function amountText(o: StoredOpportunity): string {
  if (o.originalAmountMinor === null) return 'No amount.'
  const original = formatMoney(o.originalAmountMinor, o.originalCurrency ?? o.currency)
  if (o.originalCurrency === o.currency || o.originalCurrency === null) return `Amount ${original}`
  return o.amountMinor === null
    ? `Amount ${original}; there is no rate for it, so it counts for nothing`
    : `Amount ${original} x ${o.rate ?? '?'} = ${formatMoney(o.amountMinor, o.currency)}`
}

function touchLines(
  names: ReadonlyMap<string, string>,
  touch: ExplainedTouch['touch'],
  eligibility: ExplainedTouch['eligibility'],
): readonly string[] {
  const why =
    eligibility.kind === 'same-as' ? `the same as ${names.get(eligibility.touchId) ?? ''}` : whyOf(eligibility)
  const when = touch.dayOnly ? `${formatInstant(touch.at)} (day only)` : formatInstant(touch.at)
  return [
    `  ${(names.get(touch.id) ?? '').padEnd(4)} ${when}  ${touch.channel}${touch.detail === null ? '' : `: ${touch.detail}`}, ${touch.campaign ?? 'no campaign'}${why === null ? '' : `  [does not count: ${why}]`}`,
    ...touch.evidence.map(({ origin, source, record, says }) => `         ${origin} ${source} of ${record}: ${says}`),
  ]
}

function modelLines(model: ExplainedModel, names: ReadonlyMap<string, string>, currency: string): readonly string[] {
  const { positions, unattributedMinor } = model.credited.standing
  const held = Object.entries(positions).map(([name, id]) => `${name} ${id === null ? '-' : (names.get(id) ?? '')}`)
  const rows = arithmeticOf(model)
  return [
    '',
    `${model.model}: ${formatMoney(totalOf(model), currency)}; positions ${held.join(', ')}${model.stored === 'waits' ? '; not computed yet, so reports do not show it' : ''}`,
    ...rows.map(
      (row) =>
        `  ${(names.get(row.touchId) ?? '').padEnd(4)} ${fraction(row.weight)} = ${row.percent.toFixed(4)} %: ${row.floorMinor}${row.cut.numerator === 0n ? '' : ` (cut ${decimals(row.cut)})`}${row.extraMinor === 0n ? '' : ` + ${row.extraMinor} of what was left`} = ${formatMoney(row.amountMinor, currency)}`,
    ),
    ...(unattributedMinor === 0n && rows.length > 0
      ? []
      : [`  (unattributed) ${formatMoney(unattributedMinor, currency)}: no touch counts`]),
    `  Sum ${formatMoney(totalOf(model), currency)}, as it must be.`,
  ]
}

const decimals = ({ numerator, denominator }: Fraction): string =>
  `0.${((numerator * 10_000n) / denominator).toString().padStart(4, '0')}`
