import type { Portal } from '../model/portal.ts'
import { appById } from '../oauth/apps.ts'
import { signedHeaders } from './sign.ts'
import type { AppWebhooks, DeliveryAttempt, WebhookDelivery } from './state.ts'

/** Sends one delivery once. Never throws: what became of it is the answer. */
export async function post(portal: Portal, app: AppWebhooks, delivery: WebhookDelivery): Promise<DeliveryAttempt> {
  const at = portal.clock.now()
  const targetUrl = app.targetUrl ?? ''
  const attemptNumber = delivery.attempts.length
  const body = JSON.stringify(delivery.events.map((event) => ({ ...event, attemptNumber })))
  try {
    const response = await fetch(targetUrl, {
      method: 'POST',
      headers: signedHeaders(secretOf(portal, app), targetUrl, body, at),
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(portal.settings.webhookTimeoutMs),
    })
    await response.arrayBuffer()
    return { at, targetUrl, status: response.status, failure: null }
  } catch (error) {
    return { at, targetUrl, status: null, failure: failureOf(error) }
  }
}

/** Any 2xx takes the events; 4xx as well as 5xx, a redirect or silence brings them back. */
export const isAccepted = ({ status }: DeliveryAttempt): boolean => status !== null && status >= 200 && status < 300

const secretOf = (portal: Portal, app: AppWebhooks): string =>
  app.clientSecret ?? appById(portal, app.appId)?.clientSecret ?? portal.settings.clientSecret

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  return error.cause instanceof Error ? error.cause.message : error.message
}
