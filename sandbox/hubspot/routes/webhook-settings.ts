import { invalid, notFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asObject, asText, bodyObject, noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { appById } from '../oauth/apps.ts'
import { isoInstant } from '../time.ts'
import type { AppWebhooks } from '../webhooks/state.ts'
import { isReachable, webhooksOf } from '../webhooks/subscriptions.ts'

const pattern = '/webhooks/{appId}/settings'
const auth = 'developer-key'

/** Where an app's events go: https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide */
export const webhookSettingsRoutes: readonly Route[] = [
  { method: 'GET', pattern, auth, handler: read },
  { method: 'PUT', pattern, auth, handler: change },
  { method: 'DELETE', pattern, auth, handler: clear },
]

/** The webhooks of the app in the path. Throws 404 for an app that the developer does not own. */
export function appOf({ portal, ...exchange }: Exchange): AppWebhooks {
  const appId = Number(param({ portal, ...exchange }, 'appId'))
  if (appById(portal, appId) === undefined) throw notFound()
  return webhooksOf(portal, appId)
}

function read(exchange: Exchange): Reply {
  const app = appOf(exchange)
  if (app.targetUrl === null) throw notFound()
  return ok(settingsBody(app, app.targetUrl))
}

function change(exchange: Exchange): Reply {
  const app = appOf(exchange)
  const body = bodyObject(exchange)
  const targetUrl = asText(body['targetUrl'], 'targetUrl')
  const most = asObject(body['throttling'], 'throttling')['maxConcurrentRequests']
  if (!isReachable(targetUrl)) throw invalid('targetUrl must be a valid URL that uses HTTPS')
  if (typeof most !== 'number' || !Number.isInteger(most) || most <= 5)
    throw invalid('maxConcurrentRequests must be a number greater than five')
  const at = exchange.portal.clock.now()
  if (app.targetUrl === null) app.createdAt = at
  app.updatedAt = at
  app.targetUrl = targetUrl
  app.maxConcurrentRequests = most
  return ok(settingsBody(app, targetUrl))
}

/** "Event subscriptions will not be deleted, but will be paused until another webhook is created." */
function clear(exchange: Exchange): Reply {
  const app = appOf(exchange)
  app.targetUrl = null
  return noContent
}

const settingsBody = (app: AppWebhooks, targetUrl: string) => ({
  targetUrl,
  throttling: { maxConcurrentRequests: app.maxConcurrentRequests },
  createdAt: isoInstant(app.createdAt),
  updatedAt: isoInstant(app.updatedAt),
})
