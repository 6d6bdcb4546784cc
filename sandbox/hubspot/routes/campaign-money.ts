import { badInput, notFound } from '../errors.ts'
import type { Exchange, Handler } from '../http/exchange.ts'
import { asText, bodyObject, created, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { sumOf } from '../model/campaigns/campaigns.ts'
import { nextSerial } from '../model/portal.ts'
import { plainNumber } from '../model/values.ts'
import type { MoneyItem } from '../state.ts'
import { campaignOf } from './campaigns.ts'

type Kind = 'budget' | 'spend'
const path = '/marketing/campaigns/{guid}'

/** https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/spend/create-spend-item and .../budget/get-budget-totals */
export const campaignMoneyRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${path}/budget/totals`, handler: totals, scope: 'marketing.campaigns.read' },
  ...(['budget', 'spend'] as const).flatMap((kind) => [
    route('POST', `${path}/${kind}`, add(kind)),
    route('GET', `${path}/${kind}/{item}`, (exchange) => ok(render(itemOf(exchange, kind)))),
    route('PUT', `${path}/${kind}/{item}`, replace(kind)),
    route('DELETE', `${path}/${kind}/{item}`, remove(kind)),
  ]),
]

function route(method: string, pattern: string, handler: Handler): Route {
  return {
    method,
    pattern,
    handler,
    scope: method === 'GET' ? 'marketing.campaigns.read' : 'marketing.campaigns.write',
  }
}

function itemOf(exchange: Exchange, kind: Kind): MoneyItem {
  const item = campaignOf(exchange)[kind].find(({ id }) => id === param(exchange, 'item'))
  if (item === undefined) throw notFound()
  return item
}

function readItem(exchange: Exchange): Pick<MoneyItem, 'name' | 'amount' | 'order' | 'description'> {
  const body = bodyObject(exchange)
  const amount = plainNumber(asText(body['amount'], 'amount'))
  if (amount === null) throw badInput('Invalid input JSON: amount must be a number')
  return {
    name: asText(body['name'], 'name'),
    amount,
    order: Number(body['order'] ?? 0),
    description: optionalText(body['description'], 'description') ?? null,
  }
}

function add(kind: Kind): Handler {
  return (exchange) => {
    const at = exchange.portal.clock.now()
    const campaign = campaignOf(exchange)
    const item: MoneyItem = {
      id: String(nextSerial(exchange.portal)),
      ...readItem(exchange),
      createdAt: at,
      updatedAt: at,
    }
    campaign[kind].push(item)
    campaign.updatedAt = at
    return created(render(item))
  }
}

function replace(kind: Kind): Handler {
  return (exchange) => {
    const at = exchange.portal.clock.now()
    const item = Object.assign(itemOf(exchange, kind), readItem(exchange), { updatedAt: at })
    campaignOf(exchange).updatedAt = at
    return ok(render(item))
  }
}

function remove(kind: Kind): Handler {
  return (exchange) => {
    const campaign = campaignOf(exchange)
    const item = itemOf(exchange, kind)
    campaign[kind] = campaign[kind].filter((each) => each !== item)
    campaign.updatedAt = exchange.portal.clock.now()
    return noContent
  }
}

/** Numbers, not texts; the only way to list the items of a campaign. */
function totals(exchange: Exchange) {
  const { budget, spend, properties } = campaignOf(exchange)
  const budgetTotal = sumOf(budget)
  const spendTotal = sumOf(spend)
  const remaining = sumOf([...budget, ...spend.map((item) => ({ ...item, amount: negated(item.amount) }))])
  return ok({
    budgetItems: budget.map(render),
    spendItems: spend.map(render),
    budgetTotal: Number(budgetTotal),
    spendTotal: Number(spendTotal),
    remainingBudget: Number(remaining),
    currencyCode: properties['hs_currency_code'] ?? exchange.portal.state.currency,
  })
}

const negated = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`)

function render(item: MoneyItem): unknown {
  return {
    id: item.id,
    name: item.name,
    amount: Number(item.amount),
    order: item.order,
    ...(item.description === null ? {} : { description: item.description }),
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
  }
}
