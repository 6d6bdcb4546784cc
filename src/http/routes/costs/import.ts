import { withJob } from '#app/ask-for-job.ts'
import { importCosts } from '#app/import-costs.ts'
import { costsFileOf } from '#app/read-import-file.ts'
import { importCostsContract } from '../../contract/costs.ts'
import { toCostsImport } from '../../present/costs.ts'
import { connectionRoute } from '../../route.ts'
import { givenFile } from './given-file.ts'

export const importCostsRoute = connectionRoute(importCostsContract, async ({ scope, body, note }) => {
  const file = costsFileOf(givenFile(body))
  const { decimal, dates, currency = null } = body
  const mode = body.mode === 'save' ? 'save' : 'rehearse'
  const counting = scope.config.attribution
  // Figures in HubSpot follow as they do after any change of costs.
  const report = await withJob(
    scope,
    { job: 'write-campaign-figures', payload: {} },
    (tx) => importCosts({ ...scope, store: tx }, file, { currency, decimal, dates, mode, counting }),
    () => mode === 'save',
  )
  note({
    subject: mode === 'save' ? file.name : `${file.name} (preview)`,
    details: { rows: report.rows, accepted: report.accepted, corrected: report.corrected.length },
  })
  return toCostsImport(file.name, report, mode === 'save')
})
