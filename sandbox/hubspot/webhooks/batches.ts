import type { SeededRandom } from '../../core/random.ts'
import { createRandom } from '../../core/random.ts'
import type { Portal } from '../model/portal.ts'
import type { QueuedEvent, WebhookDelivery, WebhookState } from './state.ts'

/** "Up to 100 events" in one request: https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide */
const maxEvents = 100

/** Deliveries that ended are kept for whoever looks, this many. */
const remembered = 500

/** Cuts what waits into deliveries that are due now. Events may get lost, come twice or swap places on the way, if so ordered. */
export function batchQueue(portal: Portal): void {
  const { webhooks } = portal.state
  if (webhooks.queue.length === 0) return
  const random = createRandom(webhooks.randomState)
  const events = mishandled(webhooks, random)
  webhooks.randomState = random.state()
  webhooks.queue = []
  for (const appId of new Set(events.map((queued) => queued.appId))) {
    const own = events.filter((queued) => queued.appId === appId)
    for (let at = 0; at < own.length; at += maxEvents) {
      webhooks.lastSerial += 1
      webhooks.deliveries.push({
        id: webhooks.lastSerial,
        appId,
        events: own.slice(at, at + maxEvents).map(({ event }) => event),
        attempts: [],
        outcome: 'waiting',
        dueAt: portal.clock.now(),
      })
    }
  }
  forgetOld(webhooks)
}

function mishandled({ queue, mishaps }: WebhookState, random: SeededRandom): QueuedEvent[] {
  const events: QueuedEvent[] = []
  for (const queued of queue) {
    if (mishaps.lose > 0 && random.next() < mishaps.lose) continue
    events.push(queued)
    if (mishaps.duplicate > 0 && random.next() < mishaps.duplicate) events.push(queued)
  }
  return mishaps.order === 'shuffled' ? shuffled(events, random) : events
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

function forgetOld(webhooks: WebhookState): void {
  const ended = webhooks.deliveries.filter(({ outcome }) => outcome !== 'waiting')
  const forgotten = new Set<WebhookDelivery>(ended.slice(0, Math.max(0, ended.length - remembered)))
  if (forgotten.size > 0) webhooks.deliveries = webhooks.deliveries.filter((delivery) => !forgotten.has(delivery))
}
