import type { ConnectionId } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connector } from '#ports/connector.ts'
import type { AccessSource } from '#ports/connector/account.ts'
import type { CampaignSource, MarketingCampaigns, SpendItemSource } from '#ports/connector/campaigns.ts'
import type { CampaignFigures } from '#ports/connector/figures.ts'
import type { HistorySource } from '#ports/connector/history.ts'
import type { RecordListing } from '#ports/connector/listing.ts'
import type { ListSource } from '#ports/connector/lists.ts'
import type { Provisioner } from '#ports/connector/provision.ts'
import type { RecordSampling } from '#ports/connector/sampling.ts'
import { createGovernor, type Governor } from '../shared/governor.ts'
import { asPoll, inLane } from '../shared/lane.ts'
import type { Timing } from '../shared/timing.ts'
import type { Allowance } from '../shared/window.ts'
import { readAccess } from './access.ts'
import { CAMPAIGN_SCHEMA, CAMPAIGNS, existingCampaigns, listCampaigns, writeCampaigns } from './campaign-records.ts'
import { readCampaigns, readSpendItems } from './campaigns.ts'
import { readChanges } from './changes.ts'
import { createHubSpotClient, type HubSpotClient } from './client.ts'
import { createFigures } from './figures.ts'
import { readHistory } from './history.ts'
import { countRecords, listRecords } from './listing.ts'
import { createListSource } from './lists.ts'
import { createProvisioner } from './provision.ts'
import { findRecords, readRecords, readRelated, type ReadContext } from './read.ts'
import { sampleRecords } from './sample.ts'
import { createDescribe, readAccount, readOwners } from './schema.ts'
import {
  DEFAULT_API_VERSION,
  DEFAULT_BASE_URL,
  DEFAULT_LIMITS,
  TOKEN_VARIABLE,
  type ApiVersion,
  type Bucket,
} from './spec.ts'
import { writeAll } from './write.ts'

export interface HubSpotOptions {
  readonly connectionId: ConnectionId
  /** Service key, app token or OAuth access token. */
  readonly token: string
  readonly baseUrl?: string
  readonly apiVersion?: ApiVersion
  /** When given, a token of another portal is refused by `account()`. */
  readonly portalId?: string
  /** What this connection may use of the account's limits; the lowest tier's by default. */
  readonly limits?: Partial<Readonly<Record<Bucket, Allowance>>>
  readonly clock: Clock
  /** Ends waiting and further calls; a request on its way is not recalled. */
  readonly signal?: AbortSignal
  readonly timing?: Timing
}

export type HubSpotConnector = Connector &
  AccessSource &
  CampaignFigures &
  CampaignSource &
  HistorySource &
  ListSource &
  MarketingCampaigns &
  RecordListing &
  RecordSampling &
  SpendItemSource & {
    /** Limits and counts of this account; `join` shares them with other workers. */
    readonly governor: Governor<Bucket>
  }

/** One portal. Objects: contacts, companies, deals. Nothing is called before the first method is. */
export function createHubSpotConnector(options: HubSpotOptions): HubSpotConnector {
  const { client, governor } = connect(options)
  const context: ReadContext = { client, describe: createDescribe(client, options.clock) }
  const connector: HubSpotConnector = {
    side: 'hubspot',
    way: {
      credential: 'token',
      variable: TOKEN_VARIABLE,
      address: options.baseUrl ?? DEFAULT_BASE_URL,
      apiVersion: options.apiVersion ?? DEFAULT_API_VERSION,
    },
    access: async () => readAccess(client, await readAccount(client, options.portalId), options.clock),
    account: () => readAccount(client, options.portalId),
    describe: (object, freshness) =>
      object === CAMPAIGNS ? Promise.resolve(CAMPAIGN_SCHEMA) : context.describe(object, freshness),
    owners: () => readOwners(client),
    changes: (request) => asPoll(() => readChanges(context, request)),
    read: (request) => readRecords(context, request),
    findBy: (request) => findRecords(context, request),
    related: (request) => readRelated(context, request),
    write: (operations) => writeAll(context, operations),
    usage: () => governor.counter.usage(),
    withLane: (lane) => inLane(connector, lane),
    governor,
    campaigns: () => readCampaigns(client),
    spendItems: (campaignId) => readSpendItems(client, campaignId),
    allCampaigns: (fields) => listCampaigns(client, fields),
    existingCampaigns: (ids) => existingCampaigns(client, ids),
    writeCampaigns: (operations) => writeCampaigns(client, operations),
    ...createFigures(client),
    ...createListSource(client),
    list: (request) => listRecords(context, request),
    total: (object) => countRecords(context, object),
    sample: (request) => sampleRecords(context, request),
    history: (object, ids, properties) => readHistory(context, object, ids, properties),
  }
  return connector
}

/** Makes the property group `tandem` and missing properties. */
export function createHubSpotProvisioner(options: HubSpotOptions): Provisioner {
  return createProvisioner(connect(options).client)
}

function connect(options: HubSpotOptions): { readonly client: HubSpotClient; readonly governor: Governor<Bucket> } {
  const governor = createGovernor<Bucket>({
    side: 'hubspot',
    connectionId: options.connectionId,
    allowances: { ...DEFAULT_LIMITS, ...options.limits },
    clock: options.clock,
    timing: options.timing,
  })
  const client = createHubSpotClient({
    token: options.token,
    baseUrl: options.baseUrl ?? DEFAULT_BASE_URL,
    apiVersion: options.apiVersion ?? DEFAULT_API_VERSION,
    governor,
    sized: new Set(Object.keys(options.limits ?? {}) as Bucket[]),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.timing === undefined ? {} : { timing: options.timing }),
  })
  return { client, governor }
}
