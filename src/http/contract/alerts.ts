import * as z from 'zod'
import { ALERT_KINDS, CHANNEL_TYPES } from '#domain/alerts/types.ts'
import { connectionContract } from './contract.ts'
import { DELIVERY_SORTS } from '#ports/store/alerts.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

const delivery = z
  .strictObject({
    id: z.string(),
    kind: z.enum(ALERT_KINDS),
    about: z.string().nullable().meta({ description: 'The lead or company; null: none' }),
    channel: z.string(),
    state: z.enum(['waiting', 'sent', 'parked']),
    at: instant,
    sentAt: instant.nullable(),
    attempts: count,
    note: z.string().nullable().meta({ description: 'Why it waits or is parked' }),
  })
  .meta({ id: 'AlertDelivery' })
export type DeliveryView = z.infer<typeof delivery>

const channel = z.strictObject({
  name: z.string(),
  type: z.enum(CHANNEL_TYPES),
  to: z.string().meta({ description: 'Addresses, or the name of the variable that holds the address' }),
  kinds: z.array(z.enum(ALERT_KINDS)).meta({ description: 'Alerts that a rule sends there' }),
})

export const readAlertsContract = connectionContract({
  name: 'readAlerts',
  method: 'GET',
  path: '/alerts',
  access: 'read',
  tag: 'Alerts',
  summary: 'Where alerts go, and what became of them, newest first',
  query: z.strictObject({ ...sortQuery(DELIVERY_SORTS, '`at`: when it came up.'), ...pagingQuery }),
  reply: pageOf(delivery).extend({
    channels: z.array(channel),
    parked: count.meta({ description: 'Of all, the ones that wait for their channel to be mended, up to 10,000' }),
  }),
})

export const testChannelContract = connectionContract({
  name: 'testChannel',
  method: 'POST',
  path: '/alerts/channels/:channel/test',
  access: 'operate',
  tag: 'Alerts',
  summary: 'Send a test message to a channel',
  audit: 'alerts.test',
  params: z.strictObject({ channel: z.string().max(100) }),
  reply: z.strictObject({
    ok: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why it was not taken; null: it was' }),
  }),
})

export const resumeAlertsContract = connectionContract({
  name: 'resumeAlerts',
  method: 'POST',
  path: '/alerts/resume',
  access: 'operate',
  tag: 'Alerts',
  summary: 'Deliver parked alerts after their channel was mended',
  audit: 'alerts.resume',
  body: z.strictObject({ channel: z.string().max(200).optional().meta({ description: 'Absent: all channels' }) }),
  reply: z.strictObject({ resumed: count }),
})
