import { formatMoney } from '#domain/money.ts'
import { formatInstant } from '#domain/time.ts'
import type { ListedDeal } from '#ports/store/attribution-drill.ts'

export const dealsJson = (deals: readonly ListedDeal[], more: boolean, currency: string): object => ({
  currency,
  deals: deals.map((deal) => ({
    opportunityId: deal.id,
    name: deal.name,
    stage: deal.stage,
    state: deal.state,
    amountMinor: deal.amountMinor,
    createdAt: formatInstant(deal.createdAt),
    closedAt: deal.closedAt === null ? null : formatInstant(deal.closedAt),
  })),
  more,
})

export const dealsText = (deals: readonly ListedDeal[], more: boolean, currency: string): string =>
  [
    ...(deals.length === 0 ? ['no opportunity fits'] : []),
    ...deals.map(
      ({ id, name, state, amountMinor }) =>
        `${id}  ${state.padEnd(6)}  ${(amountMinor === null ? '-' : formatMoney(amountMinor, currency)).padStart(18)}  ${name}`,
    ),
    ...(more ? ['... and more: narrow it by --search or --state, or raise --limit'] : []),
  ].join('\n')
