import type { WriteContext } from './records/context.ts'
import type { Row, Value } from './records/table.ts'

/** A change of any of these adds a row to the stage history. */
const IN_HISTORY = ['Amount', 'CloseDate', 'Probability', 'StageName', 'ForecastCategory', 'ExpectedRevenue']

/** What field history tracking follows in this org, and how it names the kinds of values. */
const TRACKED: Readonly<Record<string, string>> = {
  Amount: 'Currency',
  CloseDate: 'DateOnly',
  StageName: 'DynamicEnum',
}

/**
 * The two histories of an opportunity: what its stage, amount and date were after each change, and which tracked field
 * changed from what to what.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunityhistory.htm
 */
export function writeOpportunityHistory(context: WriteContext, row: Row, previous: Row | undefined): void {
  const changed = (name: string) => (row[name] ?? null) !== (previous?.[name] ?? null)
  const stamp = previous === undefined ? (row['CreatedDate'] ?? null) : (row['SystemModstamp'] ?? null)
  const shared = {
    OpportunityId: row['Id'] ?? null,
    CreatedById: context.userId,
    CreatedDate: stamp,
    SystemModstamp: stamp,
  }
  if (previous === undefined || IN_HISTORY.some(changed)) putHistory(context, row, previous, shared)
  if (previous === undefined) {
    putTracked(context, { ...shared, Field: 'created', DataType: 'Text' })
    return
  }
  for (const [name, DataType] of Object.entries(TRACKED)) {
    if (!changed(name)) continue
    putTracked(context, {
      ...shared,
      Field: name,
      DataType,
      OldValue: previous[name] ?? null,
      NewValue: row[name] ?? null,
    })
  }
}

function putHistory(context: WriteContext, row: Row, previous: Row | undefined, shared: Row): void {
  const now = [
    'StageName',
    'Amount',
    'ExpectedRevenue',
    'CloseDate',
    'Probability',
    'ForecastCategory',
    'CurrencyIsoCode',
  ]
  put(context, 'OpportunityHistory', '008', {
    ...shared,
    ...Object.fromEntries(now.map((name) => [name, row[name] ?? null])),
    FromForecastCategory: previous?.['ForecastCategory'] ?? null,
    FromOpportunityStageName: previous?.['StageName'] ?? null,
    PrevAmount: previous?.['Amount'] ?? null,
    PrevCloseDate: previous?.['CloseDate'] ?? null,
  })
}

function putTracked(context: WriteContext, values: Readonly<Record<string, Value>>): void {
  put(context, 'OpportunityFieldHistory', '017', values)
}

function put(context: WriteContext, object: string, keyPrefix: string, values: Readonly<Record<string, Value>>): void {
  const known = Object.entries(values).filter(([, value]) => value !== null)
  context.org.put(object, { ...Object.fromEntries(known), Id: context.org.nextId(keyPrefix) })
}
