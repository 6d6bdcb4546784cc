import * as z from 'zod'
import { connectionContract } from './contract.ts'
import { count, currencyCode, instant } from './primitives.ts'

const connection = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    portalId: z.string().meta({ description: 'HubSpot account' }),
    orgId: z.string().meta({ description: 'Salesforce org' }),
    currency: currencyCode,
    timeZone: z.string().meta({ description: 'Of the org; nights and closing days count in it' }),
    state: z.enum(['active', 'paused']),
    pausedReason: z.string().nullable(),
    goLiveAt: instant.meta({ description: 'Who qualified before is linked, and not handed over' }),
    configVersion: count,
    pollSeconds: z.strictObject({ hubspot: count.nullable(), salesforce: count.nullable() }),
    polledAt: z.strictObject({ hubspot: instant.nullable(), salesforce: instant.nullable() }),
    webhooks: z
      .strictObject({
        state: z.enum(['on', 'off']),
        /** Null while they are off. */
        address: z.string().nullable(),
      })
      .meta({ description: 'Whether HubSpot tells of changes by itself; without, they are polled' }),
    salesforceEvents: z.enum(['on', 'off']).meta({ description: 'Whether Salesforce tells of changes by itself' }),
  })
  .meta({ id: 'Connection' })
export type ConnectionView = z.infer<typeof connection>

export const readConnectionContract = connectionContract({
  name: 'readConnection',
  method: 'GET',
  path: '/connection',
  access: 'read',
  tag: 'Overview',
  summary: 'Which accounts are joined, and how the sync is set up',
  reply: connection,
})

export const pauseConnectionContract = connectionContract({
  name: 'pauseConnection',
  method: 'POST',
  path: '/connection/pause',
  access: 'operate',
  tag: 'Overview',
  summary: 'Pause the sync; what changes meanwhile waits and is taken up afterwards',
  audit: 'connection.pause',
  body: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
  reply: connection,
})

export const resumeConnectionContract = connectionContract({
  name: 'resumeConnection',
  method: 'POST',
  path: '/connection/resume',
  access: 'operate',
  tag: 'Overview',
  summary: 'Go on with a sync that was paused, by a person or because something could not work',
  audit: 'connection.resume',
  reply: connection,
})
