import type { CampaignMatch } from '#domain/campaigns/match.ts'
import { campaignKey, campaignName, matchCampaign } from '#domain/campaigns/match.ts'
import { linkId } from '#domain/ids.ts'
import type { Base, Link } from '#domain/identity/link.ts'
import { takesPart } from '#domain/lifecycle/selection.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Values } from '#domain/mapping/value.ts'
import { CAMPAIGN_SUMS } from '#domain/objects/campaign-campaign.ts'
import type { FieldWrite, Refusal } from '#domain/reconcile/record.ts'
import { initialValues, reconcileRecord } from '#domain/reconcile/record.ts'
import type { ContextTools } from '#domain/reconcile/record.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import type { Gathered } from './gather-campaigns.ts'
import type { Finding } from './park.ts'

export type CampaignPlan =
  | {
      readonly kind: 'keep'
      readonly campaign: RemoteRecord
      readonly link: Link
      readonly salesforceId: string
      readonly writes: readonly FieldWrite[]
      /** The key is written on linked records too, so that a lost database can be told who is who. */
      readonly key: string | null
      readonly base: Base
      readonly defaultsUsed: number
      readonly problem: Finding['problem']
    }
  | {
      readonly kind: 'create'
      readonly campaign: RemoteRecord
      readonly link: Link
      readonly values: Values
      readonly base: Base
      readonly defaultsUsed: number
      readonly problem: Finding['problem']
    }
  /** Deleted on one side; `removes` names the Salesforce campaign that goes too. */
  | {
      readonly kind: 'part'
      readonly link: Link
      readonly goneIn: 'hubspot' | 'salesforce'
      readonly removes: string | null
    }
  | { readonly kind: 'review'; readonly guid: string; readonly problem: NonNullable<Finding['problem']> }

/**
 * What is to be done with every campaign. New links are as they will be stored.
 * @param extra what a new Salesforce campaign gets besides its maps; null: none are made.
 */
export function planCampaigns(
  scope: Scope,
  gathered: Gathered,
  tools: ContextTools,
  extra: ((campaign: RemoteRecord) => Values) | null,
): readonly CampaignPlan[] {
  const { hubspot, links, salesforce, goneInHubspot } = gathered
  const taken = new Set([...links.values()].flatMap(({ salesforceId }) => salesforceId ?? []))
  const names = Map.groupBy(hubspot, ({ values }) => campaignName(values['hs_name']))
  const plans: CampaignPlan[] = []
  for (const campaign of hubspot) {
    const link = links.get(campaign.id)
    const record = link?.salesforceId == null ? undefined : salesforce.get(link.salesforceId)
    if (link !== undefined && link.state !== 'intended') {
      if (record !== undefined) plans.push(keep(scope, campaign, { ...link, state: 'active' }, record, tools))
      else if (link.state === 'active') plans.push({ kind: 'part', link, goneIn: 'salesforce', removes: null })
      continue
    }
    const name = campaign.values['hs_name'] ?? null
    const match = matchCampaign({
      key: link?.key ?? campaignKey(scope.connection.portalId, campaign.id),
      name,
      namesakes: names.get(campaignName(name))?.length ?? 1,
      candidates: [...salesforce.values()].filter(({ id }) => !taken.has(id)),
      takesPart: (values) => takesPart('Campaign', values, scope.config.selection),
    })
    const plan = enter(scope, campaign, link ?? null, match, salesforce, tools, extra)
    if (plan !== null) plans.push(plan)
  }
  for (const link of links.values())
    if (link.state === 'active' && goneInHubspot.has(link.hubspotId ?? '')) {
      const removes = scope.config.pairs['campaign-campaign'].deletes === 'delete' ? link.salesforceId : null
      plans.push({ kind: 'part', link, goneIn: 'hubspot', removes })
    }
  return plans
}

/** Null: it has no partner and none is to be made. */
function enter(
  scope: Scope,
  campaign: RemoteRecord,
  intended: Link | null,
  match: CampaignMatch,
  salesforce: ReadonlyMap<string, RemoteRecord>,
  tools: ContextTools,
  extra: ((campaign: RemoteRecord) => Values) | null,
): CampaignPlan | null {
  const { connection, clock, config } = scope
  if (match.kind === 'review' && intended === null)
    return { kind: 'review', guid: campaign.id, problem: reviewProblem(match.code, match.ids) }
  const record = match.kind === 'one' ? salesforce.get(match.id) : undefined
  const link: Link = intended ?? {
    id: linkId(scope.newId()),
    kind: 'campaign',
    key: campaignKey(connection.portalId, campaign.id),
    hubspotId: campaign.id,
    salesforceObject: null,
    salesforceId: null,
    state: 'intended',
    origin: match.kind === 'one' ? match.by : 'created',
    adopted: false,
    base: {},
    createdAt: clock.now(),
  }
  if (record !== undefined) {
    const found: Link = { ...link, salesforceObject: 'Campaign', salesforceId: record.id, state: 'active' }
    return keep(scope, campaign, found, record, tools)
  }
  if (extra === null) return null
  const foreign = foreignCurrency(campaign.values, null, connection.currency)
  const initial = initialValues(
    mapsFor(config.fields['campaign-campaign'], foreign),
    'salesforce',
    campaign.values,
    tools,
  )
  return {
    kind: 'create',
    campaign,
    link,
    values: { ...extra(campaign), ...initial.values },
    base: initial.base,
    defaultsUsed: initial.defaultsUsed,
    problem: problemOf(foreign, initial.refusals, []),
  }
}

function keep(
  scope: Scope,
  campaign: RemoteRecord,
  link: Link,
  record: RemoteRecord,
  tools: ContextTools,
): CampaignPlan {
  const foreign = foreignCurrency(campaign.values, record.values, scope.connection.currency)
  const decision = reconcileRecord({
    maps: mapsFor(scope.config.fields['campaign-campaign'], foreign),
    base: link.base,
    hubspot: campaign,
    salesforce: record,
    tools,
  })
  const held = record.values['Tandem_Key__c']
  return {
    kind: 'keep',
    campaign,
    link,
    salesforceId: record.id,
    writes: decision.writes,
    key: held === null ? link.key : null,
    base: decision.base,
    defaultsUsed: decision.defaultsUsed,
    problem: problemOf(foreign, decision.refusals, decision.conflicts),
  }
}

const mapsFor = (maps: readonly FieldMap[], foreign: string | null): readonly FieldMap[] =>
  foreign === null ? maps : maps.filter((map) => !CAMPAIGN_SUMS.includes(map.hubspot))

/** Sums are not written into a campaign that counts in another currency. @returns HubSpot's currency, null when both are the same. */
function foreignCurrency(hubspot: Values, salesforce: Values | null, common: string): string | null {
  const own = (hubspot['hs_currency_code'] ?? common).toUpperCase()
  const theirs = (salesforce?.['CurrencyIsoCode'] ?? common).toUpperCase()
  const hasSums = CAMPAIGN_SUMS.some((name) => (hubspot[name] ?? null) !== null)
  return own === theirs || !hasSums ? null : own
}

function problemOf(
  foreign: string | null,
  refusals: readonly Refusal[],
  conflicts: readonly string[],
): Finding['problem'] {
  if (refusals.length > 0)
    return {
      code: 'UNCONVERTIBLE',
      message: `values that cannot be brought into the form of the other side: ${refusals.map(({ map, why }) => `${map} (${why})`).join(', ')}`,
      remedy: 'Correct the value in HubSpot, or the steps of these maps.',
    }
  if (conflicts.length > 0)
    return {
      code: 'CONFLICT',
      message: `both sides changed: ${conflicts.join(', ')}`,
      remedy: 'Make the two sides alike where you think right.',
    }
  if (foreign === null) return null
  return {
    code: 'FOREIGN_CURRENCY',
    message: `budget and spend are in ${foreign}, the Salesforce campaign counts in another currency`,
    remedy:
      'Give both campaigns one currency. Until then budget and spend are left out, everything else is kept in step.',
  }
}

const reviewProblem = (code: 'SEVERAL_MATCHES' | 'LEFT_OUT', ids: readonly string[]): NonNullable<Finding['problem']> =>
  code === 'LEFT_OUT'
    ? {
        code,
        message: `the campaign of the same name in Salesforce (${ids.join(', ')}) is left out of the selection`,
        remedy: 'Let it take part (selection.salesforce.Campaign), or give one of the two another name.',
      }
    : {
        code,
        message: `several campaigns have this name; in Salesforce: ${ids.join(', ')}`,
        remedy:
          'Give each its own name, or write the Tandem Key (<portal id>:<campaign id>) on the right one in Salesforce.',
      }

export const toChange = (write: FieldWrite): FieldChange => ({
  field: write.field,
  from: write.from,
  to: write.value,
  rule: write.map,
  because: write.because,
  winner: write.to === 'salesforce' ? 'hubspot' : 'salesforce',
  ...(write.lost === undefined ? {} : { lost: write.lost }),
})
