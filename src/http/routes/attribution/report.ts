import { downloadReportContract, readReportContract } from '../../contract/attribution.ts'
import { fileNameOf } from '../../file-name.ts'
import { reportCsv } from '../../present/attribution.ts'
import { connectionRoute } from '../../route.ts'
import { reportOf } from './figures.ts'

export const readReport = connectionRoute(readReportContract, ({ scope, query }) => reportOf(scope, query))

export const downloadReport = connectionRoute(downloadReportContract, async ({ scope, query }) => {
  const report = await reportOf(scope, { ...query, limit: 100_000 })
  return {
    fileName: fileNameOf('attribution-by', report.by, report.model.name, report.from, report.to),
    ...reportCsv(report),
  }
})
