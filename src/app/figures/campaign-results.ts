import type { ShownFigures } from '#domain/attribution/figure-fields.ts'
import { figureTable, NO_FACTS, WHOLE } from '#domain/attribution/metrics.ts'
import type { Scope } from '../scope.ts'

/** What each campaign cost and brought over all time under one model, by name. */
export async function campaignResults(
  { connection, store }: Pick<Scope, 'connection' | 'store'>,
  model: string,
): Promise<ReadonlyMap<string, ShownFigures>> {
  const counts = await store.reports.byCampaign(connection.id, model)
  const spend = new Map<string, bigint>()
  for (const { name, spendMinor } of await store.campaigns.list(connection.id))
    spend.set(name, (spend.get(name) ?? 0n) + spendMinor)
  const countsOf = new Map(counts.map((row) => [row.campaign, row]))
  const names = new Set([...spend.keys(), ...counts.flatMap(({ campaign }) => campaign ?? [])])
  const facts = [...names].map((key) => {
    const { leads = 0, won = 0, lost = 0, open = 0, revenueMinor = 0n } = countsOf.get(key) ?? {}
    return {
      ...NO_FACTS,
      key,
      spendMinor: spend.get(key) ?? 0n,
      leads,
      mqls: leads,
      opportunities: BigInt(won + lost + open) * WHOLE,
      won: BigInt(won) * WHOLE,
      lost: BigInt(lost) * WHOLE,
      open: BigInt(open) * WHOLE,
      revenueMinor,
    }
  })
  const table = figureTable(facts, { dimension: 'campaign', view: 'period', grossMarginPercent: null, cycle: null })
  return new Map(table.rows.map((row) => [row.name, row]))
}
