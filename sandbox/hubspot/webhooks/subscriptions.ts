import type { Portal } from '../model/portal.ts'
import type { AppWebhooks, WebhookSubscription } from './state.ts'

/** [S] webhooks.v3: what an app may listen to. `object` stands for any type, told by its objectTypeId. */
const kinds = ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'associationChange'] as const
const objects = ['contact', 'company', 'deal', 'ticket', 'product', 'line_item', 'object'] as const

export const eventTypes: ReadonlySet<string> = new Set([
  ...objects.flatMap((object) => kinds.map((kind) => `${object}.${kind}`)),
  'contact.privacyDeletion',
  ...['creation', 'deletion', 'newMessage', 'privacyDeletion', 'propertyChange'].map((kind) => `conversation.${kind}`),
  'event.completed',
])

/** https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide */
const unsubscribable = ['num_unique_conversion_events', 'hs_lastmodifieddate']
export const maxSubscriptions = 1_000
export const defaultConcurrency = 10

export interface WantedSubscription {
  readonly eventType: string
  readonly propertyName: string | null
  readonly objectTypeId: string | null
  readonly active: boolean
}

/** Why a subscription cannot be; null when it can. */
export function subscriptionProblem({ eventType, propertyName, objectTypeId }: WantedSubscription): string | null {
  if (!eventTypes.has(eventType)) return `there is no event type ${eventType}`
  if (eventType.endsWith('.propertyChange') && propertyName === null) return 'a propertyChange needs a propertyName'
  if (eventType.startsWith('object.') && objectTypeId === null) return 'an object.* event needs an objectTypeId'
  if (propertyName !== null && unsubscribable.includes(propertyName)) return `${propertyName} cannot be subscribed to`
  return null
}

/** The webhooks of an app, made when it has none yet. */
export function webhooksOf(portal: Portal, appId: number): AppWebhooks {
  const { webhooks } = portal.state
  const held = webhooks.apps.find((app) => app.appId === appId)
  if (held !== undefined) return held
  const at = portal.clock.now()
  const app: AppWebhooks = {
    appId,
    targetUrl: null,
    clientSecret: null,
    maxConcurrentRequests: defaultConcurrency,
    createdAt: at,
    updatedAt: at,
    subscriptions: [],
  }
  webhooks.apps.push(app)
  return app
}

export function subscribe(portal: Portal, app: AppWebhooks, wanted: WantedSubscription): WebhookSubscription {
  portal.state.webhooks.lastSerial += 1
  const at = portal.clock.now()
  const subscription = { id: portal.state.webhooks.lastSerial, ...wanted, createdAt: at, updatedAt: at }
  app.subscriptions.push(subscription)
  return subscription
}

/** HubSpot calls https alone; a receiver on this machine has no certificate. */
export function isReachable(targetUrl: string): boolean {
  if (!URL.canParse(targetUrl)) return false
  const { protocol, hostname } = new URL(targetUrl)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}
