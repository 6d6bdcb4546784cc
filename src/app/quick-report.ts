import type { AttributionReport, FigureSource, ReportRequest } from './attribution-report.ts'
import { attributionReport } from './attribution-report.ts'
import type { FiguresBasis, SumsScope } from './kept-sums.ts'
import { freshSums } from './kept-sums.ts'

/** The report of {@link attributionReport} from kept sums: the same to the cent, in a moment, without medians. */
export async function quickReport(scope: SumsScope, request: ReportRequest): Promise<AttributionReport> {
  const basis = await freshSums(scope, request.by === 'segment' ? 'segment' : 'other')
  return attributionReport(scope, request, figuresOfSums(scope, basis))
}

export function figuresOfSums({ store, connection }: SumsScope, basis: FiguresBasis): FigureSource {
  return {
    rows: (request) => store.attributionSums.rows(connection.id, request),
    totals: (request) => store.attributionSums.totals(connection.id, request),
    channelsOfCampaigns: async () => basis.channels,
    basis,
  }
}
