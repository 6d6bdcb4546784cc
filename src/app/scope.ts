import type { SyncConfig } from '#domain/config.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import type { CampaignSource, Connector, ListSource, MarketingCampaigns } from '#ports/connector.ts'
import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Connection, Store, Stream } from '#ports/store.ts'

/** Everything a use case needs to work on one connection. Built by compose; the config is the version that is active now. */
export interface Scope {
  readonly connection: Connection
  readonly config: SyncConfig
  readonly configVersion: number
  readonly hubspot: Connector & CampaignSource & ListSource & MarketingCampaigns
  readonly salesforce: Connector
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** A new unique id, ordered by time. */
  readonly newId: () => string
  /** Salesforce users, refreshed now and then. */
  readonly reps: () => Promise<RepDirectory>
  /** Salesforce user ids whose activities are not a person's; the integration user is always one. */
  readonly automationUsers: () => Promise<ReadonlySet<string>>
}

/** The streams of each family of work, in the order in which families are worked on. */
export const STREAMS = {
  activities: [
    { side: 'salesforce', object: 'Task' },
    { side: 'salesforce', object: 'Event' },
  ],
  deals: [
    { side: 'salesforce', object: 'Opportunity' },
    // A contact role that comes or goes leaves its opportunity's stamp alone.
    { side: 'salesforce', object: 'OpportunityContactRole' },
    { side: 'hubspot', object: 'deals' },
  ],
  people: [
    { side: 'hubspot', object: 'contacts' },
    { side: 'salesforce', object: 'Lead' },
    { side: 'salesforce', object: 'Contact' },
  ],
} as const satisfies Record<string, readonly Stream[]>

export type Family = keyof typeof STREAMS
export const FAMILIES = Object.keys(STREAMS) as readonly Family[]
export const ALL_STREAMS: readonly Stream[] = FAMILIES.flatMap((family): readonly Stream[] => STREAMS[family])

export const CONTACTS: Stream = STREAMS.people[0]
export const OPPORTUNITIES: Stream = STREAMS.deals[0]
export const CONTACT_ROLES: Stream = STREAMS.deals[1]
export const DEALS: Stream = STREAMS.deals[2]
