import { anyObject, asksForSomething, controlBody } from '../../core/control-body.ts'
import type { ControlBody as Body } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'
import { eventId } from '../webhooks/events.ts'
import type { Webhooks } from '../webhooks/start.ts'
import type { AppWebhooks, Mishaps, QueuedEvent, WebhookDelivery } from '../webhooks/state.ts'
import { defaultConcurrency, subscribe, subscriptionProblem, webhooksOf } from '../webhooks/subscriptions.ts'

/**
 * `/__sandbox/webhooks`. GET: settings, deliveries with their attempts, what waits. POST, one or several of:
 * - `{targetUrl, clientSecret?, maxConcurrentRequests?, subscriptions?: [{eventType, propertyName?, objectTypeId?, active?}], appId?}`
 *   sets the webhooks of an app, by default the first one; `{targetUrl: null}` ends them
 * - `{emit: [{subscriptionType, objectId, …}], appId?}` sends events of any content, what they lack filled in
 * - `{replay: "all" | [delivery id]}` sends delivered events again
 * - `{mishaps: {lose?, duplicate?, order?: "shuffled" | "as-happened"}}` until set otherwise
 * - `{sending: "paused" | "running"}`; what is changed meanwhile waits, and is then cut into batches together
 */
export function webhooksControl(portal: Portal, webhooks: Webhooks): SandboxControl {
  return {
    takes:
      '{targetUrl, subscriptions: [{eventType, propertyName?}]}, {emit: [{subscriptionType, objectId, …}]}, {replay: "all"|[id]}, {mishaps: {lose, duplicate, order}} or {sending: "paused"|"running"}',
    read: () => shown(portal),
    write(body) {
      const wanted = controlBody(body, [...Object.keys(orders), ...APP_PARTS])
      asksForSomething(wanted, Object.keys(orders))
      const ofApp = APP_PARTS.find((name) => name !== 'appId' && wanted[name] !== undefined)
      if (ofApp !== undefined && wanted['targetUrl'] === undefined)
        throw new TypeError(`${ofApp} goes with a targetUrl`)
      for (const [name, order] of Object.entries(orders)) if (wanted[name] !== undefined) order(portal, wanted)
      webhooks.wake()
      return shown(portal)
    },
  }
}

/** What `targetUrl` may bring with it; `appId` also says whose events `emit` makes. */
const APP_PARTS = ['appId', 'clientSecret', 'maxConcurrentRequests', 'subscriptions']

const orders: Readonly<Record<string, (portal: Portal, body: Body) => void>> = {
  targetUrl: setApp,
  mishaps: setMishaps,
  emit(portal, body) {
    const events = Array.isArray(body['emit']) ? (body['emit'] as unknown[]) : [body['emit']]
    portal.state.webhooks.queue.push(...events.map((event) => emitted(portal, appOf(portal, body), event)))
  },
  replay(portal, body) {
    portal.state.webhooks.queue.push(...deliveriesOf(portal, body['replay']).flatMap(eventsAgain))
  },
  sending(portal, body) {
    const { sending } = body
    if (sending !== 'paused' && sending !== 'running') throw new TypeError('sending is "paused" or "running"')
    portal.state.webhooks.sending = sending
  },
}

function shown(portal: Portal) {
  const { apps, queue, deliveries, mishaps, sending } = portal.state.webhooks
  const first = apps.find(({ appId }) => appId === portal.settings.appId)
  return {
    targetUrl: first?.targetUrl ?? null,
    clientSecret: first?.clientSecret ?? portal.settings.clientSecret,
    subscriptions: first?.subscriptions ?? [],
    apps,
    mishaps,
    sending,
    waiting: queue.map(({ event }) => event),
    deliveries,
  }
}

const appOf = (portal: Portal, { appId }: Body): AppWebhooks =>
  webhooksOf(portal, typeof appId === 'number' ? appId : portal.settings.appId)

function setApp(portal: Portal, body: Body): void {
  const { targetUrl, clientSecret, maxConcurrentRequests, subscriptions } = body
  if (targetUrl !== null && typeof targetUrl !== 'string') throw new TypeError('targetUrl must be a URL or null')
  const listed = subscriptions === undefined ? [] : subscriptions
  if (!Array.isArray(listed)) throw new TypeError('subscriptions must be an array')
  const wanted = listed.map((item: unknown) => readSubscription(item))
  const app = appOf(portal, body)
  app.targetUrl = targetUrl === null ? null : new URL(targetUrl).href
  app.clientSecret = typeof clientSecret === 'string' ? clientSecret : null
  app.maxConcurrentRequests = typeof maxConcurrentRequests === 'number' ? maxConcurrentRequests : defaultConcurrency
  app.updatedAt = portal.clock.now()
  app.subscriptions = []
  for (const subscription of wanted) subscribe(portal, app, subscription)
}

function readSubscription(raw: unknown) {
  const parts = ['eventType', 'subscriptionType', 'propertyName', 'objectTypeId', 'active']
  const { eventType, subscriptionType, propertyName, objectTypeId, active } = controlBody(raw, parts, 'a subscription')
  const wanted = {
    eventType: String(eventType ?? subscriptionType),
    propertyName: typeof propertyName === 'string' ? propertyName : null,
    objectTypeId: typeof objectTypeId === 'string' ? objectTypeId : null,
    active: active !== false,
  }
  const problem = subscriptionProblem(wanted)
  if (problem !== null) throw new TypeError(problem)
  return wanted
}

function setMishaps(portal: Portal, body: Body): void {
  const wanted = controlBody(body['mishaps'], ['lose', 'duplicate', 'order'], 'mishaps')
  const next: Mishaps = { ...portal.state.webhooks.mishaps, ...wanted }
  const areShares = [next.lose, next.duplicate].every((share) => typeof share === 'number' && share >= 0 && share <= 1)
  if (!areShares) throw new TypeError('lose and duplicate are shares from 0 to 1')
  if (next.order !== 'shuffled' && next.order !== 'as-happened')
    throw new TypeError('order is "shuffled" or "as-happened"')
  portal.state.webhooks.mishaps = next
}

function emitted(portal: Portal, app: AppWebhooks, raw: unknown): QueuedEvent {
  const given = anyObject(raw, 'an event')
  portal.state.webhooks.lastSerial += 1
  const subscription = app.subscriptions.find(({ eventType }) => eventType === given['subscriptionType'])
  return {
    appId: app.appId,
    event: {
      eventId: eventId(portal),
      subscriptionId: subscription?.id ?? 0,
      portalId: portal.settings.portalId,
      appId: app.appId,
      occurredAt: portal.clock.now(),
      changeSource: 'CRM_UI',
      sourceId: 'userId:52530071',
      ...given,
    },
  }
}

function deliveriesOf(portal: Portal, wanted: unknown): WebhookDelivery[] {
  const delivered = portal.state.webhooks.deliveries.filter(({ outcome }) => outcome === 'delivered')
  if (wanted === 'all') return delivered
  if (!Array.isArray(wanted)) throw new TypeError('replay is "all" or a list of delivery ids')
  return delivered.filter(({ id }) => wanted.includes(id))
}

const eventsAgain = ({ appId, events }: WebhookDelivery): QueuedEvent[] => events.map((event) => ({ appId, event }))
