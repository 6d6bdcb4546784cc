import { createHash, createHmac } from 'node:crypto'
import type { SandboxControl } from '../core/types.ts'
import { objectTypes } from './object-types.ts'
import type { Change, Portal } from './model/portal.ts'
import { nextSerial } from './model/portal.ts'
import type { ObjectType } from './object-types.ts'
import type { WebhookSubscription } from './state.ts'

/** Sends what subscribers asked for. */
export interface Webhooks {
  /** Sends what is queued, gives up on retries and resolves when nothing is on its way. */
  close(): Promise<void>
}

type Event = Readonly<Record<string, unknown>>

const maxEvents = 100
const timeoutMs = 5_000

/**
 * Batches of at most 100 events, signed v1 and v3, sent again after a connection failure, 5 s of silence, or any 4xx and 5xx:
 * https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
 */
export function startWebhooks(portal: Portal): Webhooks {
  let queue: Event[] = []
  let scheduled = false
  let closed = false
  const running = new Set<Promise<void>>()
  const stop = new AbortController()

  const flush = () => {
    scheduled = false
    const events = queue
    queue = []
    for (let at = 0; at < events.length; at += maxEvents) {
      const delivery = deliver(portal, events.slice(at, at + maxEvents), stop.signal)
      running.add(delivery)
      void delivery.finally(() => running.delete(delivery))
    }
  }
  portal.announce = (change) => {
    if (closed || portal.state.webhooks.targetUrl === null) return
    queue.push(...eventsOf(portal, change))
    if (scheduled || queue.length === 0) return
    scheduled = true
    setImmediate(flush)
  }
  return {
    async close() {
      closed = true
      flush()
      stop.abort()
      await Promise.all(running)
    },
  }
}

/** What a change looks like to each subscription that wants it. */
function eventsOf(portal: Portal, change: Change): Event[] {
  const type = objectTypes.find(({ typeId }) => typeId === change.typeId)
  if (type === undefined) return []
  return portal.state.webhooks.subscriptions
    .filter((subscription) => wants(subscription, change, type))
    .map((subscription) => ({
      eventId: nextSerial(portal),
      subscriptionId: subscription.id,
      portalId: portal.settings.portalId,
      appId: portal.settings.appId,
      occurredAt: change.at,
      subscriptionType: subscription.eventType,
      attemptNumber: 0,
      ...(change.kind === 'associationChange' ? {} : { objectId: change.objectId }),
      ...flagOf(change),
      ...change.details,
      changeSource: change.source.type,
      sourceId: change.source.id,
      ...(subscription.eventType.startsWith('object.') ? { objectTypeId: change.typeId, isSensitive: false } : {}),
    }))
}

function wants(subscription: WebhookSubscription, change: Change, type: ObjectType): boolean {
  if (!subscription.active) return false
  const [object, kind] = subscription.eventType.split('.')
  if (kind !== change.kind) return false
  if (object === 'object') {
    if (subscription.objectTypeId !== change.typeId) return false
  } else if (object !== type.singular) return false
  return change.kind !== 'propertyChange' || subscription.propertyName === change.details?.['propertyName']
}

function flagOf(change: Change): Event {
  if (change.kind === 'creation') return { changeFlag: 'CREATED' }
  return change.kind === 'deletion' ? { changeFlag: 'DELETED' } : {}
}

async function deliver(portal: Portal, events: readonly Event[], stop: AbortSignal): Promise<void> {
  for (const [attempt, waitMs] of [0, ...portal.settings.webhookRetryMs].entries()) {
    if (attempt > 0) {
      if (!(await waited(waitMs, stop))) return
    }
    if (
      await post(
        portal,
        events.map((event) => ({ ...event, attemptNumber: attempt })),
      )
    )
      return
    if (stop.aborted) return
  }
}

/** @returns false when stopped before the time was over. */
function waited(ms: number, stop: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  if (stop.aborted) return Promise.resolve(false)
  const timer = setTimeout(() => resolve(true), ms)
  timer.unref()
  stop.addEventListener('abort', () => {
    clearTimeout(timer)
    resolve(false)
  })
  return promise
}

async function post(portal: Portal, events: readonly Event[]): Promise<boolean> {
  const { targetUrl, clientSecret } = portal.state.webhooks
  if (targetUrl === null) return true
  const body = JSON.stringify(events)
  const secret = clientSecret ?? portal.settings.clientSecret
  try {
    const response = await fetch(targetUrl, {
      method: 'POST',
      headers: signedHeaders(secret, targetUrl, body, portal.clock.now()),
      body,
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/**
 * The version header says v1 although the v3 signature is there too (real delivery, 2026-01). v3 signs method, URI, body and time:
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export function signedHeaders(secret: string, url: string, body: string, now: number): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent':
      'HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client) - WebhooksExecutorDaemon-executor',
    'x-hubspot-request-timestamp': String(now),
    'x-hubspot-signature': createHash('sha256')
      .update(secret + body)
      .digest('hex'),
    'x-hubspot-signature-version': 'v1',
    'x-hubspot-signature-v3': createHmac('sha256', secret).update(`POST${url}${body}${now}`).digest('base64'),
    'x-hubspot-timeout-millis': '10000',
  }
}

const kinds = 'creation|deletion|propertyChange|merge|restore|associationChange|privacyDeletion'
const eventTypes = new RegExp(`^(contact|company|deal|object)\\.(${kinds})$`)

/** `/__sandbox/webhooks {targetUrl, clientSecret?, subscriptions: [{eventType, propertyName?, objectTypeId?, active?}]}`; `{targetUrl: null}` ends them. */
export function webhooksControl(portal: Portal): SandboxControl {
  return {
    read: () => ({
      ...portal.state.webhooks,
      clientSecret: portal.state.webhooks.clientSecret ?? portal.settings.clientSecret,
    }),
    write(body) {
      if (typeof body !== 'object' || body === null)
        throw new TypeError('an object with targetUrl and subscriptions is expected')
      const { targetUrl, clientSecret, subscriptions } = body as Record<string, unknown>
      if (targetUrl !== null && typeof targetUrl !== 'string') throw new TypeError('targetUrl must be a URL or null')
      const listed = subscriptions === undefined ? [] : subscriptions
      if (!Array.isArray(listed)) throw new TypeError('subscriptions must be an array')
      portal.state.webhooks = {
        targetUrl: targetUrl === null ? null : new URL(targetUrl).href,
        clientSecret: typeof clientSecret === 'string' ? clientSecret : null,
        subscriptions: listed.map((item) => readSubscription(portal, item)),
      }
      return portal.state.webhooks
    },
  }
}

function readSubscription(portal: Portal, raw: unknown): WebhookSubscription {
  if (typeof raw !== 'object' || raw === null) throw new TypeError('a subscription is an object')
  const item = raw as Record<string, unknown>
  const eventType = String(item['eventType'] ?? item['subscriptionType'])
  if (!eventTypes.test(eventType)) throw new TypeError(`there is no event type ${eventType}`)
  const propertyName = typeof item['propertyName'] === 'string' ? item['propertyName'] : null
  const objectTypeId = typeof item['objectTypeId'] === 'string' ? item['objectTypeId'] : null
  if (eventType.endsWith('.propertyChange') && propertyName === null)
    throw new TypeError('a propertyChange needs a propertyName')
  if (eventType.startsWith('object.') && objectTypeId === null)
    throw new TypeError('an object.* event needs an objectTypeId')
  // https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
  if (propertyName === 'hs_lastmodifieddate' || propertyName === 'num_unique_conversion_events') {
    throw new TypeError(`${propertyName} cannot be subscribed to`)
  }
  return { id: nextSerial(portal), eventType, propertyName, objectTypeId, active: item['active'] !== false }
}
