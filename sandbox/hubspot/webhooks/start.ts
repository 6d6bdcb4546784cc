import { createHash } from 'node:crypto'
import type { Portal } from '../model/portal.ts'
import { batchQueue } from './batches.ts'
import { eventsOf } from './events.ts'
import { isAccepted, post } from './post.ts'
import type { DeliveryAttempt, WebhookDelivery } from './state.ts'

/** Sends what subscribers asked for. */
export interface Webhooks {
  /** To be called when the state or the settings of webhooks were changed from outside. */
  wake(): void
  /** Sends what is due, leaves retries in the state and resolves when nothing is on its way. */
  close(): Promise<void>
}

/**
 * Batches that are sent again after a connection failure, 5 s of silence, or any 4xx and 5xx; waits run on the sandbox's clock:
 * https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
 */
export function startWebhooks(portal: Portal): Webhooks {
  const running = new Map<WebhookDelivery, Promise<void>>()
  let planned: NodeJS.Immediate | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const wake = () => {
    if (!closed) planned ??= setImmediate(pump)
  }
  const pump = () => {
    planned = undefined
    clearTimeout(timer)
    const { webhooks } = portal.state
    if (webhooks.sending === 'paused') return
    batchQueue(portal)
    for (const delivery of webhooks.deliveries) {
      if (delivery.outcome === 'waiting' && delivery.dueAt <= portal.clock.now()) begin(delivery)
    }
    if (!closed) sleep()
  }
  const begin = (delivery: WebhookDelivery) => {
    if (running.has(delivery)) return
    const app = portal.state.webhooks.apps.find(({ appId }) => appId === delivery.appId)
    if (app?.targetUrl === null || app === undefined) {
      delivery.outcome = 'given-up'
      return
    }
    const busy = [...running.keys()].filter(({ appId }) => appId === delivery.appId).length
    if (busy >= app.maxConcurrentRequests) return
    const done = post(portal, app, delivery).then((attempt) => {
      running.delete(delivery)
      conclude(portal, delivery, attempt)
      if (closed) pump()
      else wake()
    })
    running.set(delivery, done)
  }
  /** A timer serves a clock that runs; one that is moved by hand wakes by itself. */
  const sleep = () => {
    let next = Number.POSITIVE_INFINITY
    for (const delivery of portal.state.webhooks.deliveries)
      if (delivery.outcome === 'waiting' && !running.has(delivery)) next = Math.min(next, delivery.dueAt)
    if (next === Number.POSITIVE_INFINITY) return
    const waitMs = Math.max(next - portal.clock.now(), 0)
    // Due but held back by the concurrency limit: the next answer wakes.
    if (waitMs > 0) timer = setTimeout(wake, Math.min(waitMs, 2 ** 31 - 1)).unref()
  }

  portal.announce = (change) => {
    if (closed) return
    portal.state.webhooks.queue.push(...eventsOf(portal, change))
    if (portal.state.webhooks.queue.length > 0) wake()
  }
  const stopWatching = portal.clock.onMove(wake)
  return {
    wake,
    async close() {
      stopWatching()
      closed = true
      clearImmediate(planned)
      pump()
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}

/** Notes what became of an attempt; a delivery that failed is due again, ten attempts in all. */
function conclude(portal: Portal, delivery: WebhookDelivery, attempt: DeliveryAttempt): void {
  delivery.attempts.push(attempt)
  if (isAccepted(attempt)) {
    delivery.outcome = 'delivered'
    return
  }
  const waitMs = portal.settings.webhookRetryMs[delivery.attempts.length - 1]
  if (waitMs === undefined) delivery.outcome = 'given-up'
  else delivery.dueAt = portal.clock.now() + waitMs * (1 + portal.settings.webhookRetryJitter * shareOf(delivery))
}

/** Waits vary, yet are the same on every run: answers come in no fixed order, so no sequence of numbers is drawn here. */
function shareOf({ id, attempts }: WebhookDelivery): number {
  return createHash('sha256').update(`${id} ${attempts.length}`).digest().readUInt32BE(0) / 2 ** 32
}
