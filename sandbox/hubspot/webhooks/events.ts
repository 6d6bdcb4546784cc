import type { Change, Portal } from '../model/portal.ts'
import { isInstalled } from '../oauth/apps.ts'
import type { ObjectStore } from '../model/store.ts'
import type { AppWebhooks, QueuedEvent, WebhookEvent, WebhookSubscription } from './state.ts'

/**
 * What a change looks like to each subscription that wants it:
 * https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
 */
export function eventsOf(portal: Portal, change: Change): QueuedEvent[] {
  const { webhooks } = portal.state
  if (webhooks.apps.length === 0) return []
  const store = storeOfType(portal, change.typeId)
  if (store === undefined) return []
  webhooks.lastSerial += 1
  const queued: QueuedEvent[] = []
  for (const app of webhooks.apps) {
    if (app.targetUrl === null || !isInstalled(portal, app.appId)) continue
    for (const subscription of app.subscriptions) {
      if (!wants(subscription, change, store)) continue
      queued.push({ appId: app.appId, event: eventOf(portal, app, subscription, change, store) })
    }
  }
  return queued
}

const storeOfType = (portal: Portal, typeId: string): ObjectStore | undefined =>
  [...portal.stores.values()].find(({ type }) => type.typeId === typeId)

function wants(subscription: WebhookSubscription, change: Change, { type }: ObjectStore): boolean {
  if (!subscription.active) return false
  const [object, kind] = subscription.eventType.split('.')
  if (kind !== change.kind) return false
  if (object === 'object') {
    if (subscription.objectTypeId !== change.typeId) return false
  } else if (object !== type.singular) return false
  return change.kind !== 'propertyChange' || subscription.propertyName === change.details?.['propertyName']
}

function eventOf(
  portal: Portal,
  app: AppWebhooks,
  subscription: WebhookSubscription,
  change: Change,
  store: ObjectStore,
): WebhookEvent {
  const isSensitive = change.kind === 'propertyChange' && isSensitiveProperty(store, change.details?.['propertyName'])
  return {
    eventId: eventId(portal),
    subscriptionId: subscription.id,
    portalId: portal.settings.portalId,
    appId: app.appId,
    occurredAt: change.at,
    subscriptionType: subscription.eventType,
    ...(change.kind === 'associationChange' ? {} : { objectId: change.objectId }),
    ...flagOf(change),
    ...change.details,
    ...(isSensitive ? { propertyValue: 'REDACTED' } : {}),
    changeSource: change.source.type,
    sourceId: change.source.id,
    ...(subscription.eventType.startsWith('object.') ? { ...typesOf(portal, change), isSensitive } : {}),
  }
}

/** `object.*` tells the type beside the event: https://developers.hubspot.com/changelog/public-beta-generic-webhook-subscriptions */
function typesOf(portal: Portal, { kind, typeId, details }: Change): WebhookEvent {
  if (kind !== 'associationChange') return { objectTypeId: typeId }
  const to = String(details?.['associationType']).split('_TO_')[1]
  const other = [...portal.stores.values()].find(({ type }) => type.upper === to)
  return { fromObjectTypeId: typeId, toObjectTypeId: other?.type.typeId ?? '' }
}

/** One id per change, the same for all subscriptions; not unique over time unless the settings say so. */
export function eventId({ settings, state }: Portal): number {
  return settings.webhookEventIds === 'unique' ? state.webhooks.lastSerial : 1 + (state.webhooks.lastSerial % 100)
}

function flagOf(change: Change): WebhookEvent {
  if (change.kind === 'creation') return { changeFlag: 'CREATED' }
  return change.kind === 'deletion' ? { changeFlag: 'DELETED' } : {}
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/sensitive-data */
function isSensitiveProperty(store: ObjectStore, name: unknown): boolean {
  const level = store.properties.get(String(name))?.extras['dataSensitivity']
  return level === 'sensitive' || level === 'highly_sensitive'
}
