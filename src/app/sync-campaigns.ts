import { RemoteError } from '#domain/errors.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { gatherCampaigns } from './campaigns/gather-campaigns.ts'
import { lookAtCampaigns, withAgreed } from './campaigns/left-over.ts'
import { CAMPAIGNS, settleFindings, takeRetries } from './campaigns/park.ts'
import type { Finding } from './campaigns/park.ts'
import type { CampaignPlan } from './campaigns/plan-campaigns.ts'
import { planCampaigns } from './campaigns/plan-campaigns.ts'
import type { CampaignResult } from './campaigns/write-campaigns.ts'
import { writeCampaigns } from './campaigns/write-campaigns.ts'
import { mappingTools } from './context-tools.ts'
import { settleLeftOvers, withoutTold } from './intents/look.ts'
import type { LeftOvers } from './intents/look.ts'
import { inBatch } from './intents/write-batch.ts'
import type { BatchScope } from './intents/write-batch.ts'
import { hubspotOwners, ownerTranslation } from './owners.ts'
import { recordTypeId } from './records/record-type.ts'
import type { Scope } from './scope.ts'

export interface CampaignsSynced {
  readonly campaigns: number
  readonly created: number
  readonly updated: number
  readonly linked: number
  readonly unlinked: number
  readonly parked: number
}

const NONE: CampaignsSynced = { campaigns: 0, created: 0, updated: 0, linked: 0, unlinked: 0, parked: 0 }

/**
 * Brings HubSpot's marketing campaigns and Salesforce's campaigns in step. HubSpot tells nobody that a campaign changed, so both
 * sides are read whole, on a schedule (a call for 100 in HubSpot, one for 200 in Salesforce), and what differs is written.
 */
export async function syncCampaigns(scope: Scope): Promise<CampaignsSynced> {
  if (!scope.config.pairs['campaign-campaign'].enabled) return NONE
  await takeRetries(scope, [CAMPAIGNS])
  const gathered = await gatherCampaigns(scope)
  if (gathered === null) return NONE
  const tools = await mappingTools(scope, ['campaign-campaign'], {
    hubspot: gathered.hubspot.map(({ values }) => values),
    salesforce: [...gathered.salesforce.values()].map(({ values }) => values),
  })
  const hasOpen = gathered.hubspot.some(({ id }) => (gathered.links.get(id)?.state ?? 'intended') === 'intended')
  const leftOvers = await lookAtCampaigns(scope, gathered)
  const agreed = withAgreed(scope.config.fields['campaign-campaign'], gathered, leftOvers)
  const batch = inBatch(scope)
  const plans = planCampaigns(scope, agreed, tools, hasOpen ? await extrasOf(scope) : null)
  const intended = await storeIntents(scope, plans)
  const results = await writeCampaigns(batch, intended)
  await remember(batch, { before: gathered.links, leftOvers }, intended, results)
  const counts = countsOf(gathered.hubspot.length, intended, results)
  if (results.some(({ journal }) => journal.length > 0))
    scope.log.info({ connectionId: scope.connection.id, ...counts }, 'campaigns brought in step')
  const fatal = results.find((result) => result.fatal !== null)?.fatal ?? null
  if (fatal !== null) throw fatal
  return counts
}

type Extra = (campaign: RemoteRecord) => Values

/**
 * Owner and record type of campaigns that Tandem makes; an owner nobody knows in Salesforce leaves it to the platform. Null:
 * none are made, because the configuration says so, or because it cannot be done, which is listed for people.
 */
async function extrasOf(scope: Scope): Promise<Extra | null> {
  const pair = { id: 'campaign-campaign', salesforce: 'Campaign' } as const
  if (scope.config.pairs[pair.id].create === 'none') return null
  try {
    const [owners, reps, type] = await Promise.all([hubspotOwners(scope), scope.reps(), recordTypeId(scope, pair)])
    await settleFindings(scope, scope.store, [typeFinding(null)])
    const ownerOn = ownerTranslation(scope.config, owners, reps)
    return ({ values }) => {
      const own = values['hs_owner'] ?? null
      const owner = own === null ? null : ownerOn('salesforce', own)
      return {
        ...(owner?.known === true ? { OwnerId: owner.id } : {}),
        ...(type === null ? {} : { RecordTypeId: type }),
      }
    }
  } catch (error) {
    if (!(error instanceof RemoteError) || error.code !== 'UNKNOWN_RECORD_TYPE') throw error
    await settleFindings(scope, scope.store, [typeFinding(error)])
    return null
  }
}

const typeFinding = (error: RemoteError | null): Finding => ({
  stream: CAMPAIGNS,
  recordId: 'record type',
  linkId: null,
  problem: error === null ? null : { code: error.code, message: error.message, remedy: error.remedy },
})

/** Keys are stored before the first call, and one that is stored already wins: a crash repeats the same upsert. */
async function storeIntents(scope: Scope, plans: readonly CampaignPlan[]): Promise<readonly CampaignPlan[]> {
  const fresh = plans.flatMap((plan) =>
    (plan.kind === 'create' || plan.kind === 'keep') && Object.keys(plan.link.base).length === 0 ? [plan.link] : [],
  )
  if (fresh.length === 0) return plans
  const stored = await scope.store.links.intend(scope.connection.id, fresh)
  return plans.map((plan) => {
    if (plan.kind !== 'create' && plan.kind !== 'keep') return plan
    const known = stored.get(plan.link.key)
    return known === undefined ? plan : { ...plan, link: { ...plan.link, id: known.id, createdAt: known.createdAt } }
  })
}

async function remember(
  scope: BatchScope,
  { before, leftOvers }: { readonly before: ReadonlyMap<string, Link>; readonly leftOvers: LeftOvers },
  plans: readonly CampaignPlan[],
  results: readonly CampaignResult[],
): Promise<void> {
  const { id } = scope.connection
  const journal = results.flatMap((result) => result.journal)
  const parked = results.filter(({ finding }) => finding.problem !== null).length
  const defaultsUsed = plans.reduce((sum, plan) => sum + ('defaultsUsed' in plan ? plan.defaultsUsed : 0), 0)
  await scope.store.transaction(async (tx) => {
    await tx.links.save(
      id,
      results.flatMap(({ link }) =>
        link === null || JSON.stringify(before.get(link.hubspotId ?? '')) === JSON.stringify(link) ? [] : [link],
      ),
    )
    // The base moves map by map: what one side has taken is agreed on, whatever became of the other.
    await settleLeftOvers(scope, tx, leftOvers, () => true)
    const taken = await scope.writes.remember(tx, () => true)
    await tx.journal.append(id, taken.length === 0 ? journal : await withoutTold(scope, tx, journal, taken))
    await tx.counters.add(id, { applied: journal.length, 'defaults-used': defaultsUsed }, scope.clock.now())
    await settleFindings(
      scope,
      tx,
      results.map(({ finding }) => finding),
    )
  })
  if (parked > 0) scope.log.debug({ connectionId: id, parked }, 'campaigns that wait for a person')
}

function countsOf(
  campaigns: number,
  plans: readonly CampaignPlan[],
  results: readonly CampaignResult[],
): CampaignsSynced {
  const actions = results.flatMap(({ journal }) => journal.map(({ action }) => action))
  const count = (action: string): number => actions.filter((each) => each === action).length
  return {
    campaigns,
    created: count('create'),
    updated: count('update'),
    linked: plans.filter((plan) => plan.kind === 'keep' && Object.keys(plan.link.base).length === 0).length,
    unlinked: count('unlink'),
    parked: results.filter(({ finding }) => finding.problem !== null).length,
  }
}
