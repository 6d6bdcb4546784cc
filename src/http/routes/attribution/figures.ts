import type * as z from 'zod'
import { attributionTrend } from '#app/attribution-trend.ts'
import { SumsNotReady } from '#app/kept-sums.ts'
import { quickReport } from '#app/quick-report.ts'
import { instantsOf } from '#app/days-of.ts'
import type { Scope } from '#app/scope.ts'
import type {
  AttributionReportReply,
  AttributionTrendReply,
  reportQuery,
  trendQuery,
} from '../../contract/attribution.ts'
import { toReport, toTrend } from '../../present/attribution.ts'
import { HttpError } from '../../problem.ts'

/** The report as it is shown and downloaded. */
export async function reportOf(scope: Scope, query: z.output<typeof reportQuery>): Promise<AttributionReportReply> {
  const { attribution } = scope.config
  const days = { from: query.from ?? null, to: query.to ?? null }
  instantsOf(days, scope.connection.orgTimeZone)
  const model = query.model ?? attribution.defaultModel
  const { by, view } = query
  const compare = query.compare === undefined || query.compare === model ? null : query.compare
  const report = await whenCounted(() => quickReport(scope, { model, by, view, ...days, compare }))
  return toReport(report, attribution, query)
}

export async function trendOf(scope: Scope, query: z.output<typeof trendQuery>): Promise<AttributionTrendReply> {
  const { attribution } = scope.config
  const days = { from: query.from ?? null, to: query.to ?? null }
  instantsOf(days, scope.connection.orgTimeZone)
  const model = modelOfTouches(scope, query.model)
  const { by, view, grain } = query
  const trend = await whenCounted(() =>
    attributionTrend(scope, { model, by, view, grain, of: query.of ?? null, ...days }),
  )
  return toTrend(trend, query.model ?? attribution.defaultModel, grain)
}

/** Models on channels say nothing of single days and deals: there the default one stands in. */
export function modelOfTouches({ config: { attribution } }: Pick<Scope, 'config'>, asked: string | undefined): string {
  if (asked === undefined || asked === 'markov' || asked === 'shapley') return attribution.defaultModel
  if (attribution.models.includes(asked)) return asked
  throw new HttpError({
    status: 400,
    code: 'UNKNOWN_MODEL',
    message: `The model ${asked} is not computed here.`,
    remedy: `Choose one of ${attribution.models.join(', ')}, or add it to attribution.models of the configuration.`,
  })
}

async function whenCounted<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SumsNotReady)) throw error
    throw new HttpError({
      status: 503,
      code: error.code,
      message: 'The figures of this connection are being counted for the first time with these settings.',
      remedy: 'Look again in a few minutes; with many deals it takes that long, once.',
      cause: error,
    })
  }
}
