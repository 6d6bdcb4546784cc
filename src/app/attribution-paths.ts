import type { RowFacts } from '#domain/attribution/metrics.ts'
import { NO_FACTS, WHOLE } from '#domain/attribution/metrics.ts'
import { isModelName, isPathModelName } from '#domain/attribution/models/index.ts'
import { creditPaths, splitAmongChannels, warningOf } from '#domain/attribution/paths.ts'
import { InvariantError } from '#domain/errors.ts'
import type { ReportQuery } from '#ports/store/attribution-reports.ts'
import type { ReportScope } from './attribution-report.ts'

/**
 * The rows of a model on channels: leads as ever, won opportunities and their money split by the journeys of all closed ones.
 * @param warnings is added to where the journeys are too few.
 */
export async function factsByPaths(
  { store, connection, config }: ReportScope,
  query: ReportQuery,
  warnings: string[],
): Promise<readonly RowFacts[]> {
  const { model } = query
  if (!isPathModelName(model)) throw new InvariantError('a model on touches was asked for its paths', { model })
  const { models } = config.attribution
  // Credit of every model lists the eligible touches in their order.
  const listed = models.find(isModelName) ?? models[0] ?? ''
  const { paths, untouched } = await store.attributionReports.paths(connection.id, { ...query, model: listed })
  const leads = await store.attributionReports.rows(connection.id, { ...query, model: listed })
  const rows = paths.map(({ path, conversions, valueMinor, nulls }) => ({
    path,
    conversions,
    nulls,
    value: Math.max(0, Number(valueMinor)),
  }))
  const shares = Object.entries(creditPaths(rows, model))
  const sharesOf = (of: 'value' | 'conversions') =>
    Object.fromEntries(shares.map(([channel, one]) => [channel, one[of]]))
  const touchedMinor = paths.reduce((sum, { valueMinor }) => sum + valueMinor, 0n)
  const conversions = BigInt(paths.reduce((sum, one) => sum + one.conversions, 0))
  const money = splitAmongChannels(touchedMinor, sharesOf('value'))
  const won = splitAmongChannels(conversions * WHOLE, sharesOf('conversions'))
  const few = warningOf(rows, model)
  if (few !== null)
    warnings.push(
      `only ${few.journeys} journeys were won, fewer than ${few.atLeast}: under ${model} the figures of rare channels are mostly chance`,
    )
  warnings.push(`${model} goes by the close of opportunities: later amendments and refunds count there, too`)
  const keys = new Set([...leads.map(({ key }) => key), ...shares.map(([channel]) => channel), null])
  return [...keys].map((key): RowFacts => {
    const counted = leads.find((row) => row.key === key)
    const { leads: n, mqls, sqls } = counted ?? NO_FACTS
    const earned = key === null ? untouched.valueMinor + money.unattributedMinor : (money.amounts[key] ?? 0n)
    const wins = key === null ? BigInt(untouched.won) * WHOLE + won.unattributedMinor : (won.amounts[key] ?? 0n)
    return { ...NO_FACTS, key, leads: n, mqls, sqls, won: wins, revenueMinor: earned }
  })
}
