import { downloadTrendContract, readTrendContract } from '../../contract/attribution.ts'
import { fileNameOf } from '../../file-name.ts'
import { trendCsv } from '../../present/attribution.ts'
import { connectionRoute } from '../../route.ts'
import { trendOf } from './figures.ts'

export const readTrend = connectionRoute(readTrendContract, ({ scope, query }) => trendOf(scope, query))

export const downloadTrend = connectionRoute(downloadTrendContract, async ({ scope, query }) => {
  const trend = await trendOf(scope, query)
  return { fileName: fileNameOf('trend-by', trend.grain, query.of, trend.model), ...trendCsv(trend) }
})
