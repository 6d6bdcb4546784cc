import type { SyncConfig } from '#domain/config.ts'
import { capturedFields } from './fields-to-read.ts'
import { streamsOf } from './scope.ts'

interface Subscription {
  readonly subscriptionType: string
  readonly objectType?: string
  readonly propertyName?: string
  readonly active: true
}

/**
 * The component of a HubSpot project app that subscribes to everything a configuration needs: the content of its
 * `webhooks-hsmeta.json`. Source:
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/configure-webhooks (read 2026-11-22)
 */
export interface WebhookComponent {
  readonly uid: string
  readonly type: 'webhooks'
  readonly config: {
    readonly settings: { readonly targetUrl: string; readonly maxConcurrentRequests: number }
    readonly subscriptions: {
      readonly crmObjects: readonly Subscription[]
      readonly legacyCrmObjects: readonly Subscription[]
      readonly hubEvents: readonly Subscription[]
    }
  }
}

/** HubSpot's name of an object in subscriptions, for those that have events of their own. */
const OWN_EVENTS: Readonly<Record<string, string>> = { contacts: 'contact', companies: 'company', deals: 'deal' }
/** Those that are told through `object.*` alone. */
const GENERIC_EVENTS: Readonly<Record<string, string>> = { tasks: 'task' }
/** Not subscribable, or never changed by anybody. https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide */
const WITHOUT_EVENT = new Set([
  'hs_lastmodifieddate',
  'lastmodifieddate',
  'num_unique_conversion_events',
  'createdate',
  'hs_createdate',
  'hs_object_id',
])
const LIFE = ['creation', 'deletion', 'restore'] as const
const CONCURRENT = 10

/** @param publicUrl the deployment's address, without /webhooks/hubspot. */
export function webhookComponent(config: SyncConfig, publicUrl: string): WebhookComponent {
  const objects = streamsOf(config).flatMap(({ side, object }) => (side === 'hubspot' ? [object] : []))
  const propertiesOf = (object: string): readonly string[] =>
    (capturedFields(config, { side: 'hubspot', object }) ?? [])
      .filter((name) => !WITHOUT_EVENT.has(name) && !name.startsWith('tandem_'))
      .toSorted()
  const legacy = objects.flatMap((object) => {
    const name = OWN_EVENTS[object]
    if (name === undefined) return []
    const merges = object === 'deals' ? [] : ['merge']
    // Who works where decides the Account of a new person in Salesforce.
    const moves = object === 'contacts' && config.pairs['company-account'].enabled ? ['associationChange'] : []
    return [
      ...[...LIFE, ...merges, ...moves].map((kind) => subscription(`${name}.${kind}`)),
      ...propertiesOf(object).map((propertyName) => subscription(`${name}.propertyChange`, { propertyName })),
    ]
  })
  const generic = objects.flatMap((object) => {
    const objectType = GENERIC_EVENTS[object]
    if (objectType === undefined) return []
    return [
      ...LIFE.map((kind) => subscription(`object.${kind}`, { objectType })),
      ...propertiesOf(object).map((propertyName) =>
        subscription('object.propertyChange', { objectType, propertyName }),
      ),
    ]
  })
  return {
    uid: 'tandem-webhooks',
    type: 'webhooks',
    config: {
      settings: {
        targetUrl: `${publicUrl.replace(/\/+$/, '')}/webhooks/hubspot`,
        maxConcurrentRequests: CONCURRENT,
      },
      subscriptions: {
        crmObjects: generic,
        legacyCrmObjects: legacy,
        hubEvents: objects.includes('contacts') ? [subscription('contact.privacyDeletion')] : [],
      },
    },
  }
}

const subscription = (
  subscriptionType: string,
  more: { readonly objectType?: string; readonly propertyName?: string } = {},
): Subscription => ({ subscriptionType, ...more, active: true })
