/** Who is told of what, and what is on its way, as plain data of the portal's state. */
export interface WebhookState {
  apps: AppWebhooks[]
  /** Events that wait for the next delivery; they pile up while deliveries are paused. */
  queue: QueuedEvent[]
  /** Oldest first: those that are to be sent and the last ones that were. */
  deliveries: WebhookDelivery[]
  mishaps: Mishaps
  sending: 'running' | 'paused'
  /** Last number given to an event, a subscription or a delivery. */
  lastSerial: number
  randomState: number
}

/** Webhooks belong to an app: one address, many subscriptions. */
export interface AppWebhooks {
  readonly appId: number
  /** Null while nothing is set: subscriptions stay and are silent. */
  targetUrl: string | null
  /** Signs instead of the app's client secret when given by the control. */
  clientSecret: string | null
  maxConcurrentRequests: number
  createdAt: number
  updatedAt: number
  subscriptions: WebhookSubscription[]
}

export interface WebhookSubscription {
  readonly id: number
  /** Such as "contact.propertyChange" or "object.creation". */
  readonly eventType: string
  readonly propertyName: string | null
  readonly objectTypeId: string | null
  active: boolean
  readonly createdAt: number
  updatedAt: number
}

/** An event in wire form, without `attemptNumber`. */
export type WebhookEvent = Readonly<Record<string, unknown>>

export interface QueuedEvent {
  readonly appId: number
  readonly event: WebhookEvent
}

export interface WebhookDelivery {
  readonly id: number
  readonly appId: number
  readonly events: readonly WebhookEvent[]
  attempts: DeliveryAttempt[]
  outcome: 'waiting' | 'delivered' | 'given-up'
  /** When it is to be sent (again), by the sandbox's clock. */
  dueAt: number
}

export interface DeliveryAttempt {
  readonly at: number
  readonly targetUrl: string
  /** Null when there was no answer. */
  readonly status: number | null
  /** Why there was none. */
  readonly failure: string | null
}

/** What goes wrong between HubSpot and the receiver; all of it may happen there too. */
export interface Mishaps {
  /** Share of events that never arrive, 0 to 1. */
  lose: number
  /** Share of events that arrive twice, 0 to 1. */
  duplicate: number
  order: 'as-happened' | 'shuffled'
}

export const newWebhookState = (): WebhookState => ({
  apps: [],
  queue: [],
  deliveries: [],
  mishaps: { lose: 0, duplicate: 0, order: 'as-happened' },
  sending: 'running',
  lastSerial: 1_000_000,
  randomState: 20_261_121,
})

/** Webhooks of a snapshot. Those of older sandboxes had one app and nothing on its way. */
export function completeWebhooks(appId: number, saved: OlderWebhooks | WebhookState | undefined): WebhookState {
  const fresh = newWebhookState()
  if (saved === undefined) return fresh
  if ('apps' in saved) return { ...fresh, ...saved }
  const { targetUrl, clientSecret, subscriptions } = saved
  const created = { createdAt: 0, updatedAt: 0 }
  return {
    ...fresh,
    apps: [
      {
        appId,
        targetUrl,
        clientSecret,
        maxConcurrentRequests: 10,
        ...created,
        subscriptions: subscriptions.map((subscription) => ({ ...subscription, ...created })),
      },
    ],
  }
}

interface OlderWebhooks {
  readonly targetUrl: string | null
  readonly clientSecret: string | null
  readonly subscriptions: readonly Omit<WebhookSubscription, 'createdAt' | 'updatedAt'>[]
}
