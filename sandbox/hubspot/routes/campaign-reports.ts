import { badInput } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { countParam, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { AttributionModel } from '../model/campaigns/attribution.ts'
import { attributionModels } from '../model/campaigns/attribution.ts'
import { revenueOf } from '../model/campaigns/revenue.ts'
import type { ContactType, Period } from '../model/campaigns/touches.ts'
import { contactTypes, reachedContacts } from '../model/campaigns/touches.ts'
import { instantAt } from '../model/lists/zone.ts'
import type { Campaign } from '../state.ts'
import { campaignOf } from './campaigns.ts'
import { cursor, readCursor } from './campaign-cursor.ts'
import { nextPage } from './objects.ts'

const path = '/marketing/campaigns/{guid}/reports'
const scope = 'marketing.campaigns.read'

/** https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide (reports) */
export const campaignReportRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${path}/metrics`, handler: metrics, scope },
  { method: 'GET', pattern: `${path}/revenue`, handler: revenue, scope: 'marketing.campaigns.revenue.read' },
  { method: 'GET', pattern: `${path}/contacts/{contactType}`, handler: contacts, scope },
]

const dayMs = 86_400_000

/** Reports answer a malformed GUID without category (seen in 2026). */
function reported(exchange: Exchange): Campaign {
  const guid = param(exchange, 'guid')
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid))
    throw badInput('There was a problem with the request.')
  return campaignOf(exchange, guid)
}

/** "Default value: 2006-01-01" and "Current date"; days are those of the portal's zone. */
function periodOf(exchange: Exchange): Period {
  const { settings, clock } = exchange.portal
  const day = (name: string): number | null => {
    const text = exchange.query.get(name)
    if (text === null || text === '') return null
    const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
    if (Number.isNaN(at)) throw badInput(`Unable to parse value for query parameter: ${name}`)
    return instantAt(settings.timeZone, at)
  }
  const end = day('endDate')
  return {
    from: day('startDate') ?? instantAt(settings.timeZone, Date.UTC(2006, 0, 1)),
    to: end === null ? clock.now() : end + dayMs - 1,
  }
}

/** Sessions are visits of the portal's own pages: it has none. */
function metrics(exchange: Exchange): Reply {
  const campaign = reported(exchange)
  const period = periodOf(exchange)
  const count = (type: ContactType) => reachedContacts(exchange.portal, campaign, type, period).length
  return ok({
    sessions: 0,
    newContactsFirstTouch: count('contactFirstTouch'),
    newContactsLastTouch: count('contactLastTouch'),
    influencedContacts: count('influencedContacts'),
  })
}

function revenue(exchange: Exchange): Reply {
  const campaign = reported(exchange)
  const model = exchange.query.get('attributionModel') ?? 'LINEAR'
  if (!attributionModels.some((each) => each === model))
    throw badInput('Unable to parse value for query parameter: attributionModel')
  const figures = revenueOf(exchange.portal, campaign, model as AttributionModel, periodOf(exchange))
  return ok({ ...figures, currencyCode: exchange.portal.state.currency })
}

function contacts(exchange: Exchange): Reply {
  const campaign = reported(exchange)
  const type = contactTypes.find((each) => each === param(exchange, 'contactType'))
  if (type === undefined) throw badInput('There was a problem with the request.')
  const found = reachedContacts(exchange.portal, campaign, type, periodOf(exchange))
  const [start, limit] = [readCursor(exchange.query.get('after')), countParam(exchange, 'limit', 100, 100)]
  const end = start + limit
  return ok({
    results: found.slice(start, end).map(({ id }) => ({ id: String(id) })),
    ...(end < found.length ? { paging: nextPage(exchange, cursor(end)) } : {}),
  })
}
