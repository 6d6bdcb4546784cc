import type { Client } from '@hubspot/api-client'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { officialClient } from './official.ts'
import type { Receiver } from './webhook-receiver.ts'
import { openReceiver } from './webhook-receiver.ts'

export const webhookGuide = 'https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide'

export interface WebhookPortal {
  readonly portal: TestPortal
  readonly receiver: Receiver
  readonly hubspot: Client
  readonly secret: string
  /** A call of `/__sandbox/webhooks`. */
  readonly control: (body: object) => Promise<Json>
  /** Resolves when nothing is on its way: what is not there then will not come before the clock moves. */
  readonly settled: () => Promise<Json>
  readonly addContact: (email: string) => Promise<string>
  close(): Promise<void>
}

/** A portal whose app has a receiver and the given subscriptions. */
export async function openWebhookPortal(
  subscriptions: readonly object[],
  settings: Partial<HubSpotSettings> = {},
): Promise<WebhookPortal> {
  const portal = await openTestPortal(settings)
  const receiver = await openReceiver()
  const hubspot = officialClient(portal)
  const control = async (body: object) => (await portal.call('POST', '/__sandbox/webhooks', body)).json
  await control({ targetUrl: receiver.url, subscriptions })
  return {
    portal,
    receiver,
    hubspot,
    secret: portal.credentials['clientSecret'] ?? '',
    control,
    async settled() {
      for (;;) {
        const { json } = await portal.call('GET', '/__sandbox/webhooks')
        const deliveries = json['deliveries'] as unknown as readonly { outcome: string; dueAt: number }[]
        const isBusy = deliveries.some(({ outcome, dueAt }) => outcome === 'waiting' && dueAt <= portal.clock.now())
        if (!isBusy && (json['waiting'] as unknown as readonly object[]).length === 0) return json
      }
    },
    async addContact(email) {
      return (await hubspot.crm.contacts.basicApi.create({ properties: { email } })).id
    },
    async close() {
      await portal.close()
      await receiver.close()
    },
  }
}
