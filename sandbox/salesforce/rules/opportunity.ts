import { writeOpportunityHistory } from '../opportunity-history.ts'
import type { WriteContext } from '../records/context.ts'
import type { Input } from '../records/input.ts'
import type { Row } from '../records/table.ts'
import type { Draft, ObjectRules } from './rules.ts'

const FORECAST_NAMES: Readonly<Record<string, string>> = {
  Omitted: 'Omitted',
  Pipeline: 'Pipeline',
  BestCase: 'Best Case',
  Forecast: 'Commit',
  Closed: 'Closed',
}

/**
 * The stage alone decides whether an opportunity is closed and won, its probability and its forecast category.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunity.htm
 */
export const opportunityRules: ObjectRules = {
  before(context, next, previous, input) {
    followStage(context, next, previous, input)
    const { Amount: amount = null, Probability: probability = null } = next
    next['ExpectedRevenue'] =
      amount === null || probability === null ? null : Math.round(Number(amount) * Number(probability)) / 100
    const [year = '', month = '1'] = String(next['CloseDate']).split('-')
    const quarter = Math.floor((Number(month) - 1) / 3) + 1
    Object.assign(next, { FiscalYear: Number(year), FiscalQuarter: quarter, Fiscal: `${year} ${quarter}` })
  },
  after(context, row, previous) {
    writeOpportunityHistory(context, row, previous)
    const contactId = row['ContactId']
    if (previous !== undefined || typeof contactId !== 'string') return
    context.platformSave('OpportunityContactRole', {
      OpportunityId: row['Id'] ?? null,
      ContactId: contactId,
      IsPrimary: true,
    })
  },
}

function followStage(context: WriteContext, next: Draft, previous: Row | undefined, input: Input): void {
  const changed = previous === undefined || previous['StageName'] !== next['StageName']
  if (!changed) return
  const stage = context.org.stages.find((entry) => entry.label === next['StageName'])
  next['IsClosed'] = stage?.isClosed === true
  next['IsWon'] = stage?.isWon === true
  if (input['Probability'] === undefined) next['Probability'] = stage?.probability ?? 0
  const category = stage?.forecastCategory ?? 'Pipeline'
  next['ForecastCategory'] = category
  if (input['ForecastCategoryName'] === undefined) next['ForecastCategoryName'] = FORECAST_NAMES[category] ?? category
  if (previous !== undefined) next['LastStageChangeDate'] = context.org.stamp()
}

/** One primary role per opportunity: making another primary takes it from the first. */
export const contactRoleRules: ObjectRules = {
  after(context, row) {
    if (row['IsPrimary'] !== true) return
    for (const other of context.org.referring(
      'OpportunityContactRole',
      'OpportunityId',
      String(row['OpportunityId']),
    )) {
      if (other['Id'] !== row['Id'] && other['IsPrimary'] === true) {
        context.platformSave('OpportunityContactRole', { Id: other['Id'] ?? null, IsPrimary: false })
      }
    }
  },
}
