import type { ConnectionId } from '#domain/ids.ts'
import { UsageError } from '#domain/errors.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connector } from '#ports/connector.ts'
import type { AccessSource, AssignmentRuleSource, QueueSource } from '#ports/connector/account.ts'
import type { CampaignSource } from '#ports/connector/campaigns.ts'
import type { Provisioner } from '#ports/connector/provision.ts'
import type { RecordSampling } from '#ports/connector/sampling.ts'
import { createGovernor, type Governor } from '../shared/governor.ts'
import { asPoll, inLane } from '../shared/lane.ts'
import type { Timing } from '../shared/timing.ts'
import type { Allowance } from '../shared/window.ts'
import { readAccess } from './access.ts'
import { createAssignmentRule } from './assignment.ts'
import { signIn, type SalesforceAuth } from './auth.ts'
import { readChanges } from './changes.ts'
import { createSalesforceClient, type SalesforceClient } from './client.ts'
import { createProvisioner } from './provision.ts'
import { findRecords, readRecords, readRelated, type ReadContext } from './read.ts'
import { sampleRecords } from './sample.ts'
import { createDescribe, readAccount, readCampaigns, readOwners, readQueues } from './schema.ts'
import { DEFAULT_API_VERSION, DEFAULT_LIMITS, VARIABLES, type Bucket } from './spec.ts'
import { writeAll } from './write.ts'

export interface SalesforceOptions {
  readonly connectionId: ConnectionId
  /** The org's My Domain address, e.g. https://acme.my.salesforce.com; token and calls go there. */
  readonly instanceUrl?: string
  /** Only when tokens come from another host than `instanceUrl`. */
  readonly loginUrl?: string
  readonly auth: SalesforceAuth
  readonly apiVersion?: string
  readonly limits?: Partial<Readonly<Record<Bucket, Allowance>>>
  readonly clock: Clock
  /** Ends waiting and further calls; a request on its way is not recalled. */
  readonly signal?: AbortSignal
  readonly timing?: Timing
}

export type SalesforceConnector = Connector &
  AccessSource &
  CampaignSource &
  QueueSource &
  AssignmentRuleSource &
  RecordSampling & {
    /** Calls used and allowed by the whole org in the last 24 hours, from the last answer; null before the first. */
    dailyUsage(): { readonly used: number; readonly limit: number } | null
    /** Limits and counts of this account; `join` shares them with other workers. */
    readonly governor: Governor<Bucket>
  }

/** One org. Objects: see objects.ts. Nothing is called before the first method is, jsforce is loaded then. */
export function createSalesforceConnector(options: SalesforceOptions): SalesforceConnector {
  const { client, governor } = connect(options)
  const context: ReadContext = {
    client,
    describe: createDescribe(client, options.clock),
    assignmentRule: createAssignmentRule(client, options.clock),
  }
  const connector: SalesforceConnector = {
    side: 'salesforce',
    way: {
      credential: options.auth.kind,
      variable: options.auth.kind === 'jwt' ? VARIABLES.privateKey : VARIABLES.clientSecret,
      address: options.instanceUrl ?? options.loginUrl ?? '',
      apiVersion: options.apiVersion ?? DEFAULT_API_VERSION,
    },
    access: async () => readAccess(client, await readAccount(client), options.clock),
    account: () => readAccount(client),
    describe: context.describe,
    owners: () => readOwners(client),
    queues: () => readQueues(client),
    assignmentRule: context.assignmentRule,
    changes: (request) => asPoll(() => readChanges(context, request, options.timing)),
    read: (request) => readRecords(context, request),
    findBy: (request) => findRecords(context, request),
    related: (request) => readRelated(context, request),
    write: (operations) => writeAll(context, operations),
    usage: () => governor.counter.usage(),
    withLane: (lane) => inLane(connector, lane),
    governor,
    sample: (request) => sampleRecords(context, request),
    campaigns: () => readCampaigns(client, context.describe),
    dailyUsage: () => client.dailyUsage(),
  }
  return connector
}

/**
 * Makes custom fields and the permission set that shows them; needs an administrator's credential.
 * @param options.assignTo usernames, or ids, of users that get the permission set besides the user the credential runs as.
 */
export function createSalesforceProvisioner(
  options: SalesforceOptions & { readonly assignTo?: readonly string[] },
): Provisioner {
  return createProvisioner(connect(options).client, options.assignTo ?? [])
}

function connect(options: SalesforceOptions): {
  readonly client: SalesforceClient
  readonly governor: Governor<Bucket>
} {
  const loginUrl = options.loginUrl ?? options.instanceUrl
  if (loginUrl === undefined) throw new UsageError(`${VARIABLES.url} is not set: give the org's My Domain address`)
  const governor = createGovernor<Bucket>({
    side: 'salesforce',
    connectionId: options.connectionId,
    allowances: { ...DEFAULT_LIMITS, ...options.limits },
    clock: options.clock,
    timing: options.timing,
  })
  const client = createSalesforceClient({
    apiVersion: options.apiVersion ?? DEFAULT_API_VERSION,
    signIn: async () => {
      governor.counter.count('POST /services/oauth2/token')
      const session = await signIn(loginUrl, options.auth, options.clock, options.signal)
      return options.instanceUrl === undefined
        ? session
        : { ...session, instanceUrl: options.instanceUrl.replace(/\/+$/, '') }
    },
    governor,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.timing === undefined ? {} : { timing: options.timing }),
  })
  return { client, governor }
}
