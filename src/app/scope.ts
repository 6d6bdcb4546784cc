import type { PlainPairId, SyncConfig } from '#domain/config.ts'
import type { LeftOut } from '#domain/handoff/types.ts'
import type { RepDirectory } from '#domain/routing/route.ts'
import type { Connector } from '#ports/connector.ts'
import type { AccessSource } from '#ports/connector/account.ts'
import type { CampaignSource, MarketingCampaigns, SpendItemSource } from '#ports/connector/campaigns.ts'
import type { CampaignFigures } from '#ports/connector/figures.ts'
import type { HistorySource } from '#ports/connector/history.ts'
import type { RecordListing } from '#ports/connector/listing.ts'
import type { ListSource } from '#ports/connector/lists.ts'
import type { RecordSampling } from '#ports/connector/sampling.ts'
import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Notifier } from '#ports/notifier.ts'
import type { Connection } from '#ports/store/connections.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'

/** Everything a use case needs to work on one connection. Built by compose; the config is the version that is active now. */
export interface Scope {
  readonly connection: Connection
  readonly config: SyncConfig
  readonly configVersion: number
  readonly hubspot: Connector &
    AccessSource &
    CampaignFigures &
    CampaignSource &
    HistorySource &
    ListSource &
    MarketingCampaigns &
    RecordListing &
    RecordSampling &
    SpendItemSource
  readonly salesforce: Connector & AccessSource & RecordSampling
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** Sends alerts; only the job that delivers them uses it. */
  readonly notifier: Notifier
  /** A new unique id, ordered by time. */
  readonly newId: () => string
  /** Salesforce users, refreshed now and then. */
  readonly reps: () => Promise<RepDirectory>
  /** Queues of the org by developer name, as far as Leads may wait in them; refreshed now and then. */
  readonly queues: () => Promise<ReadonlyMap<string, string>>
  /** Salesforce user ids whose activities are not a person's; the integration user is always one. */
  readonly automationUsers: () => Promise<ReadonlySet<string>>
  /** What a backfill does not make for those whom it hands over; absent: nothing is left out. */
  readonly leavesOut?: readonly LeftOut[]
  /** `later`: a backfill leaves what HubSpot is told beyond the field maps to the next change of each. Absent: told at once. */
  readonly writesBack?: 'later'
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
  // HubSpot's companies first: an account that comes later finds them, HubSpot's index would not.
  companies: [{ side: 'hubspot', object: 'companies' }],
  accounts: [{ side: 'salesforce', object: 'Account' }],
  // Salesforce's tasks are activities as well, and are worked on there.
  tasks: [{ side: 'hubspot', object: 'tasks' }],
  people: [
    { side: 'hubspot', object: 'contacts' },
    { side: 'salesforce', object: 'Lead' },
    { side: 'salesforce', object: 'Contact' },
  ],
  // After people, so that a member finds whose it is. A further query of a cycle, in the calls that it makes anyway.
  // The pass that makes members has its problems and retries under the plain name.
  members: [{ side: 'salesforce', object: 'CampaignMember.response' }],
} as const satisfies Record<string, readonly Stream[]>

/** The object of a stream as its platform calls it: one object may be looked at by two. */
export const objectOf = ({ object }: Pick<Stream, 'object'>): string => object.split('.')[0] ?? object

export type Family = keyof typeof STREAMS
const FAMILIES = Object.keys(STREAMS) as readonly Family[]

/** Families of pairs that a connection may do without; they cost nothing while it does. */
const PAIR_OF: Readonly<Partial<Record<Family, PlainPairId>>> = {
  companies: 'company-account',
  accounts: 'company-account',
  tasks: 'task-task',
}

/** The families that are worked on, in their order. */
export const familiesOf = ({ pairs, attribution }: Pick<SyncConfig, 'attribution' | 'pairs'>): readonly Family[] =>
  FAMILIES.filter((family) => {
    if (family === 'members') return attribution.touches.campaignMembers
    const pair = PAIR_OF[family]
    return pair === undefined || pairs[pair].enabled
  })

/** The streams that are captured. */
export const streamsOf = (config: Pick<SyncConfig, 'attribution' | 'pairs'>): readonly Stream[] =>
  familiesOf(config).flatMap((family): readonly Stream[] => STREAMS[family])

export const CONTACTS: Stream = STREAMS.people[0]
export const OPPORTUNITIES: Stream = STREAMS.deals[0]
export const CONTACT_ROLES: Stream = STREAMS.deals[1]
export const DEALS: Stream = STREAMS.deals[2]
export const ACCOUNTS: Stream = STREAMS.accounts[0]
export const HUBSPOT_TASKS: Stream = STREAMS.tasks[0]
export const MEMBERS: Stream = STREAMS.members[0]
