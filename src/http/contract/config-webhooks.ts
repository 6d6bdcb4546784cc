import * as z from 'zod'
import { configDocument } from './config.ts'
import { connectionContract } from './contract.ts'

const subscription = z.strictObject({
  subscriptionType: z.string(),
  objectType: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.literal(true),
})

/** `webhooks-hsmeta.json` of a HubSpot project app, in HubSpot's own words. */
const component = z
  .strictObject({
    uid: z.string(),
    type: z.literal('webhooks'),
    config: z.strictObject({
      settings: z.strictObject({ targetUrl: z.string(), maxConcurrentRequests: z.number() }),
      subscriptions: z.strictObject({
        crmObjects: z.array(subscription),
        legacyCrmObjects: z.array(subscription),
        hubEvents: z.array(subscription),
      }),
    }),
  })
  .meta({ id: 'HubSpotWebhooks', description: 'The content of webhooks-hsmeta.json of a HubSpot project app' })

export const readConfigWebhooksContract = connectionContract({
  name: 'readConfigWebhooks',
  method: 'POST',
  path: '/config/webhooks',
  access: 'read',
  audit: null,
  tag: 'Configuration',
  summary: 'The webhook subscriptions that a HubSpot project app needs for a configuration',
  body: z.strictObject({
    document: configDocument.optional().meta({ description: 'Absent: of the configuration in force' }),
    publicUrl: z
      .url({ protocol: /^https$/ })
      .max(500)
      .optional()
      .meta({ description: 'Where HubSpot reaches Tandem; absent: TANDEM_PUBLIC_URL' }),
  }),
  reply: component,
})
