import type { ShownFigures } from '#domain/attribution/figure-fields.ts'
import { figureTable, NO_FACTS } from '#domain/attribution/metrics.ts'
import type { RowFacts } from '#domain/attribution/metrics.ts'
import { campaignCosts } from '../campaign-costs.ts'
import type { Scope } from '../scope.ts'

const ALWAYS = { from: null, until: null }

/** What each of these campaigns cost and brought over all time under one model, by name; one that did nothing has zeros. */
export async function campaignResults(
  scope: Pick<Scope, 'config' | 'connection' | 'store'>,
  model: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, ShownFigures>> {
  const { connection, store, config } = scope
  const { excludeChannels } = config.attribution.touches
  const query = { model, by: 'campaign', view: 'period', ...ALWAYS, excludeChannels, segmentMaps: [] } as const
  const counted = new Map((await store.attributionReports.rows(connection.id, query)).map((row) => [row.key, row]))
  const { byCampaign } = await campaignCosts(scope, ALWAYS)
  const facts = [...new Set(names)].map((key): RowFacts => ({
    ...NO_FACTS,
    ...counted.get(key),
    key,
    spendMinor: byCampaign.get(key) ?? 0n,
  }))
  const table = figureTable(facts, { dimension: 'campaign', view: 'period', grossMarginPercent: null, cycle: null })
  return new Map(table.rows.map((row) => [row.name, row]))
}
