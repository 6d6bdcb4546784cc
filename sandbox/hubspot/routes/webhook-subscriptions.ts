import { invalid, notFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, created, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { BatchError } from '../http/batch.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { Route } from '../http/paths.ts'
import { isoInstant } from '../time.ts'
import type { AppWebhooks, WebhookSubscription } from '../webhooks/state.ts'
import { maxSubscriptions, subscribe, subscriptionProblem } from '../webhooks/subscriptions.ts'
import { appOf } from './webhook-settings.ts'

const all = '/webhooks/{appId}/subscriptions'
const one = `${all}/{subscriptionId}`
const auth = 'developer-key'

/** What an app hears of: https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide */
export const webhookSubscriptionRoutes: readonly Route[] = [
  { method: 'GET', pattern: all, auth, handler: list },
  { method: 'POST', pattern: all, auth, handler: create },
  { method: 'POST', pattern: `${all}/batch/update`, auth, handler: updateBatch },
  { method: 'GET', pattern: one, auth, handler: (exchange) => ok(wire(subscriptionOf(exchange))) },
  { method: 'PATCH', pattern: one, auth, handler: update },
  { method: 'DELETE', pattern: one, auth, handler: remove },
]

function list(exchange: Exchange): Reply {
  return ok({ results: appOf(exchange).subscriptions.map((subscription) => wire(subscription)) })
}

function create(exchange: Exchange): Reply {
  const app = appOf(exchange)
  const body = bodyObject(exchange)
  const wanted = {
    eventType: asText(body['eventType'], 'eventType'),
    propertyName: optionalText(body['propertyName'], 'propertyName') ?? null,
    objectTypeId: optionalText(body['objectTypeId'], 'objectTypeId') ?? null,
    // "Determines if the subscription is active or paused. Defaults to false."
    active: body['active'] === true,
  }
  const problem = subscriptionProblem(wanted)
  if (problem !== null) throw invalid(problem)
  if (app.subscriptions.length >= maxSubscriptions)
    throw invalid(`An app can have at most ${maxSubscriptions} subscriptions`)
  return created(wire(subscribe(exchange.portal, app, wanted)))
}

function update(exchange: Exchange): Reply {
  const subscription = subscriptionOf(exchange)
  const { active } = bodyObject(exchange)
  if (typeof active === 'boolean') setActive(exchange, subscription, active)
  return ok(wire(subscription))
}

function remove(exchange: Exchange): Reply {
  const app = appOf(exchange)
  const { id } = subscriptionOf(exchange)
  app.subscriptions = app.subscriptions.filter((subscription) => subscription.id !== id)
  return noContent
}

function updateBatch(exchange: Exchange): Reply {
  const app = appOf(exchange)
  const results: object[] = []
  const errors: BatchError[] = []
  for (const { id, active } of inputsOf(exchange, 100)) {
    const subscription = found(app, id)
    if (typeof active !== 'boolean') throw invalid('active must be true or false')
    if (subscription === undefined) errors.push(batchError(notFound(), { id: [String(id)] }))
    else results.push(wire(setActive(exchange, subscription, active)))
  }
  return batchReply(exchange, 200, results, errors)
}

function setActive({ portal }: Exchange, subscription: WebhookSubscription, active: boolean): WebhookSubscription {
  subscription.active = active
  subscription.updatedAt = portal.clock.now()
  return subscription
}

function subscriptionOf(exchange: Exchange): WebhookSubscription {
  const subscription = found(appOf(exchange), param(exchange, 'subscriptionId'))
  if (subscription === undefined) throw notFound()
  return subscription
}

const found = (app: AppWebhooks, id: unknown): WebhookSubscription | undefined =>
  app.subscriptions.find((subscription) => String(subscription.id) === String(id))

/** Ids are text here and numbers in events. */
const wire = (subscription: WebhookSubscription) => ({
  id: String(subscription.id),
  eventType: subscription.eventType,
  ...(subscription.propertyName === null ? {} : { propertyName: subscription.propertyName }),
  ...(subscription.objectTypeId === null ? {} : { objectTypeId: subscription.objectTypeId }),
  active: subscription.active,
  createdAt: isoInstant(subscription.createdAt),
  updatedAt: isoInstant(subscription.updatedAt),
})
