import type { Verdict } from '#domain/attribution/cheap-but-barren.ts'
import type { Dimension, FigureTable, RowFacts, View } from '#domain/attribution/metrics.ts'
import { figureTable, isMature, NO_FACTS, WHOLE } from '#domain/attribution/metrics.ts'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import type { Instant, LocalDate } from '#domain/instant.ts'
import { localDayBounds } from '#domain/time.ts'
import type { CountedRow, CountedTotals, ReportQuery } from '#ports/store/attribution-reports.ts'
import { factsByPaths } from './attribution-paths.ts'
import type { CampaignCosts } from './campaign-costs.ts'
import { campaignCosts, OTHER_CHANNEL } from './campaign-costs.ts'
import { judgeCampaigns } from './judge-campaigns.ts'
import type { Scope } from './scope.ts'

export type ReportScope = Pick<Scope, 'store' | 'connection' | 'config' | 'clock'>

export interface ReportRequest {
  readonly model: string
  readonly by: Dimension
  readonly view: View
  /** Days in the org's zone, both ends in; null: open at that end. */
  readonly from: LocalDate | null
  readonly to: LocalDate | null
  /** A second model beside the first. */
  readonly compare: string | null
}

/** One model's figures. */
export interface ModelFigures extends FigureTable {
  readonly model: string
  /** Models on channels split what was won; they know of no part of an open or lost opportunity. */
  readonly kind: 'touches' | 'paths'
}

export interface AttributionReport extends ReportRequest {
  readonly currency: string
  readonly timeZone: string
  readonly asOf: Instant
  readonly figures: ModelFigures
  readonly compared: ModelFigures | null
  /** By name of a campaign; empty for other dimensions. */
  readonly verdicts: ReadonlyMap<string, Verdict>
  /** Counted anew, without credits. */
  readonly counted: CountedTotals
  /** Of which instant the figures are, and whether anything has changed since. */
  readonly basis: { readonly asOf: Instant; readonly changedSince: boolean }
  /** Whether the rows make up what was counted. */
  readonly addsUp: boolean
  /** What one should know before one believes it. */
  readonly warnings: readonly string[]
}

/** Spend that belongs to no campaign: its own row, so that rows add up to what was spent. */
export const NO_CAMPAIGN = 'Other'

/** Where counted figures come from: the rows themselves, or sums that were kept of them. */
export interface FigureSource {
  readonly rows: (
    request: Pick<ReportRequest, 'model' | 'by' | 'view' | 'from' | 'to'>,
  ) => Promise<readonly CountedRow[]>
  readonly totals: (request: Pick<ReportRequest, 'view' | 'from' | 'to'>) => Promise<CountedTotals>
  readonly channelsOfCampaigns: () => Promise<ReadonlyMap<string, string>>
  readonly basis: AttributionReport['basis']
}

/** The rows themselves: exact as of now, medians too, and slow where there are a hundred thousand deals. */
export function figuresOfRows(scope: ReportScope, of: ReportRequest): FigureSource {
  const { store, connection, clock } = scope
  return {
    rows: (request) => store.attributionReports.rows(connection.id, queryOf(scope, { ...of, ...request })),
    totals: (request) => store.attributionReports.totals(connection.id, queryOf(scope, { ...of, ...request })),
    channelsOfCampaigns: () => store.attributionReports.channelsOfCampaigns(connection.id),
    basis: { asOf: clock.now(), changedSince: false },
  }
}

/**
 * What campaigns, channels, sources or segments cost and brought, under one model or two.
 * @throws UsageError on a model that is not computed, or not by this dimension.
 */
export async function attributionReport(
  scope: ReportScope,
  request: ReportRequest,
  source: FigureSource = figuresOfRows(scope, request),
): Promise<AttributionReport> {
  const { connection, config, clock } = scope
  const { from, to, by, view } = request
  const costs = await campaignCosts(scope, { from, until: to })
  const query = queryOf(scope, request)
  const counted = await source.totals(request)
  const asOf = clock.now()
  const warnings: string[] = []
  const factsOf = async (model: string): Promise<readonly RowFacts[]> =>
    kindOf(config, model, by) === 'touches'
      ? factsByTouches(scope, await source.rows({ ...request, model }), asOf)
      : await factsByPaths(scope, { ...query, model }, warnings)
  const tableOf = (model: string, facts: readonly RowFacts[]): ModelFigures => {
    const kind = kindOf(config, model, by)
    const about = {
      dimension: by,
      view,
      grossMarginPercent: config.attribution.payback?.grossMarginPercent ?? null,
      cycle: kind === 'touches' ? counted.cycle : null,
      spendMinor: costs.totalMinor,
    }
    return { ...figureTable(withSpend(facts, spend), about), model, kind }
  }
  const spend = await spendBy(source, by, costs)
  const own = await factsOf(request.model)
  const other = request.compare === null ? null : await factsOf(request.compare)
  const figures = tableOf(request.model, withKeysOf(own, other ?? []))
  const compared = request.compare === null || other === null ? null : tableOf(request.compare, withKeysOf(other, own))
  return {
    ...request,
    currency: connection.currency,
    timeZone: connection.orgTimeZone,
    asOf,
    figures,
    compared,
    verdicts: by === 'campaign' ? judgeCampaigns(config, judgedRows(figures, to), costs) : new Map(),
    counted,
    basis: basisWith(source.basis, costs),
    addsUp: addsUp(figures, counted) && (compared === null || addsUp(compared, counted)),
    warnings: [...warnings, ...warningsOf(counted, costs)],
  }
}

/** Costs are always those of now. Where they alone have changed, figures are of the instant of that; else of when sums were made. */
export function basisWith<B extends AttributionReport['basis']>(
  basis: B,
  { changedAt }: Pick<CampaignCosts, 'changedAt'>,
): B {
  return basis.changedSince || changedAt === null ? basis : { ...basis, asOf: Math.max(basis.asOf, changedAt) }
}

function queryOf({ connection, config }: ReportScope, { model, by, view, from, to }: ReportRequest): ReportQuery {
  const zone = connection.orgTimeZone
  return {
    model,
    by,
    view,
    from: from === null ? null : localDayBounds(from, zone).from,
    until: to === null ? null : localDayBounds(to, zone).until,
    excludeChannels: config.attribution.touches.excludeChannels,
    segmentMaps: segmentMapsOf(config),
  }
}

/** Field maps that keep the property by which people are in a segment. */
export function segmentMapsOf({ attribution, fields }: Pick<SyncConfig, 'attribution' | 'fields'>): readonly string[] {
  const maps = [...fields['contact-lead'], ...fields['contact-contact']]
  return [...new Set(maps.filter(({ hubspot }) => hubspot === attribution.segmentProperty).map(({ id }) => id))]
}

function kindOf({ attribution: { models } }: SyncConfig, model: string, by: Dimension): ModelFigures['kind'] {
  if (models.includes(model)) return 'touches'
  if (!ON_PATHS_ALONE.has(model))
    throw new UsageError(
      `the model ${model} is not computed here; computed are ${models.join(', ')}: name one of them, or add it to attribution.models of the sync config`,
    )
  if (by !== 'channel') throw new UsageError(`the model ${model} credits channels alone: add --by channel`)
  return 'paths'
}

/** The others on paths are those on touches once more, and are asked for as these. */
const ON_PATHS_ALONE: ReadonlySet<string> = new Set(['markov', 'shapley'])

/** Both tables have the same rows, so that they can stand side by side. */
const withKeysOf = (facts: readonly RowFacts[], others: readonly RowFacts[]): readonly RowFacts[] => {
  const known = new Set(facts.map(({ key }) => key))
  return [...facts, ...others.filter(({ key }) => !known.has(key)).map(({ key }): RowFacts => ({ ...NO_FACTS, key }))]
}

function factsByTouches({ config }: ReportScope, rows: readonly CountedRow[], asOf: Instant): readonly RowFacts[] {
  const { matureAfterDays } = config.attribution.comparison
  return rows.map(({ newestLeadAt, ...row }) => ({
    ...row,
    spendMinor: 0n,
    mature: newestLeadAt === null ? null : isMature(newestLeadAt + 1, asOf, matureAfterDays),
  }))
}

const NONE: ReadonlyMap<string, string> = new Map()

/** Costs are known by campaign and channel; nobody says what a source or a segment cost: null. */
export async function spendBy(
  source: Pick<FigureSource, 'channelsOfCampaigns'>,
  by: Dimension,
  { spend }: Pick<CampaignCosts, 'spend'>,
): Promise<ReadonlyMap<string, bigint> | null> {
  if (by === 'source' || by === 'segment') return null
  const channels = by === 'channel' ? await source.channelsOfCampaigns() : NONE
  const sums = new Map<string, bigint>()
  for (const { campaign, channel, spendMinor } of spend) {
    const touched = campaign === null || channel !== OTHER_CHANNEL ? undefined : channels.get(campaign)
    const key = by === 'campaign' ? (campaign ?? NO_CAMPAIGN) : (touched ?? channel)
    sums.set(key, (sums.get(key) ?? 0n) + spendMinor)
  }
  return sums
}

function withSpend(facts: readonly RowFacts[], spend: ReadonlyMap<string, bigint> | null): readonly RowFacts[] {
  if (spend === null) return facts.map((row) => ({ ...row, spendMinor: null }))
  const known = new Set(facts.map(({ key }) => key))
  return [
    ...facts.map((row) => ({ ...row, spendMinor: row.key === null ? 0n : (spend.get(row.key) ?? 0n) })),
    ...[...spend]
      .filter(([key]) => !known.has(key))
      .map(([key, spendMinor]): RowFacts => ({ ...NO_FACTS, key, spendMinor })),
  ]
}

/** Up to now there are always young leads: then campaigns are judged as they stand, as on the pages, and marked as immature. */
const judgedRows = ({ rows }: ModelFigures, to: LocalDate | null) =>
  to === null ? rows.map((row) => ({ ...row, mature: null })) : rows

function addsUp({ totals, kind }: ModelFigures, counted: CountedTotals): boolean {
  // Models on channels go by the close of deals, so a refund of another month is not where the period has it.
  if (kind === 'paths') return totals.leads === counted.leads
  const whole = (count: number): bigint => BigInt(count) * WHOLE
  return (
    totals.leads === counted.leads &&
    totals.sqls === counted.sqls &&
    totals.opportunities === whole(counted.opportunities) &&
    totals.won === whole(counted.won) &&
    totals.lost === whole(counted.lost) &&
    totals.open === whole(counted.open) &&
    totals.revenueMinor === counted.revenueMinor
  )
}

const warningsOf = ({ pending }: CountedTotals, { unconverted }: CampaignCosts): readonly string[] => [
  ...(pending > 0
    ? [`${pending} opportunities wait for their credit, so rows and revenue are not final; look again in a minute`]
    : []),
  ...(unconverted.length > 0
    ? [
        `${unconverted.length} cost lines are in a currency without a rate for their days, and count for nothing: ${[...new Set(unconverted.map(({ currency }) => currency))].join(', ')}; add them to attribution.rates`,
      ]
    : []),
]
