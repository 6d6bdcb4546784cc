import { refreshSalesforceCosts } from '#app/costs/salesforce-costs.ts'
import { refreshCosts } from '#app/refresh-costs.ts'
import { onEveryConnection } from './every-connection.ts'
import { askForFigures } from './write-campaign-figures.ts'

export const refreshCostsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'refresh-costs',
    queue: 'capture-hubspot',
    everyMs,
    onRetryAfter: 'queue-waits',
    work: async (scope, deps) => {
      await refreshCosts(scope, 'items')
      await refreshSalesforceCosts(scope)
      await askForFigures(deps.jobs)
    },
  })
