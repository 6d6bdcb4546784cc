import { ApiError } from '../errors.ts'
import type { WriteContext } from '../records/context.ts'
import { present } from '../records/present.ts'
import type { Row, Value } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { MatchingRule, Values } from './matching-rules.ts'
import { matchesOf, valuesOf } from './matching-rules.ts'

/** `report` saves and says nothing to the client, as `allow` does. */
export const DUPLICATE_ACTIONS = ['block', 'alert', 'report', 'allow'] as const
export type DuplicateAction = (typeof DUPLICATE_ACTIONS)[number]

/** What is done about a record that a matching rule finds again. */
export interface DuplicateRule {
  readonly name: string
  /** The object that is saved; the matching rule may look at another. */
  readonly object: string
  readonly state: 'active' | 'inactive'
  readonly onCreate: DuplicateAction
  readonly onUpdate: DuplicateAction
  readonly alertText: string
  readonly matches: readonly {
    readonly matchingRule: string
    /** Field of the matching rule to field of the saved object, where the names differ. */
    readonly mapping: Readonly<Record<string, string>>
  }[]
}

interface Found {
  readonly rule: MatchingRule
  readonly rows: readonly Row[]
}

/**
 * Refuses a record that an active duplicate rule finds again: a blocking rule always, an alerting rule unless the request
 * says that the alert was seen. The first such rule answers.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html
 */
export function checkDuplicates(
  context: WriteContext,
  view: ObjectView,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): void {
  for (const rule of context.org.rules.duplicateRules) {
    if (rule.object !== view.def.name || rule.state !== 'active') continue
    const action = previous === undefined ? rule.onCreate : rule.onUpdate
    const refuses = action === 'block' || (action === 'alert' && context.duplicates.alerts === 'refuse')
    if (!refuses) continue
    const found = search(context, rule, next, previous)
    if (found.length > 0) throw detected(context, rule, action, found)
  }
}

function search(
  context: WriteContext,
  rule: DuplicateRule,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): Found[] {
  const { org } = context
  const found: Found[] = []
  for (const { matchingRule: name, mapping } of rule.matches) {
    const matching = org.rules.matchingRules.find((entry) => entry.name === name)
    if (!matching || !visible(context, matching)) continue
    const fields = [...new Set(matching.equation.flat())].map((field) => mapping[field] ?? field)
    // An edit of other fields finds nothing new.
    if (previous !== undefined && fields.every((field) => unchanged(field, next, previous))) continue
    const read = valuesOf(org, rule.object, next)
    const asked: Values = (field) => read(mapping[field] ?? field)
    const self = matching.object === rule.object ? String(next['Id']) : null
    const rows = matchesOf(org, matching, asked, self)
    if (rows.length > 0) found.push({ rule: matching, rows })
  }
  return found
}

function unchanged(path: string, next: Readonly<Record<string, Value>>, previous: Row): boolean {
  const [first = ''] = path.split('.')
  const field = path.includes('.') ? `${first}Id` : first
  return (next[field] ?? null) === (previous[field] ?? null)
}

/** As the current user, nothing is found that this user may not read. */
function visible(context: WriteContext, matching: MatchingRule): boolean {
  return context.duplicates.runAs === 'system' || context.org.catalog.view(matching.object, context.userId) !== null
}

/**
 * The body as recorded. Older versions really spell the key `duplicateResut`; from which version on it is spelt right is a setting.
 */
function detected(
  context: WriteContext,
  rule: DuplicateRule,
  action: DuplicateAction,
  found: readonly Found[],
): ApiError {
  const result = {
    allowSave: action === 'alert',
    duplicateRule: rule.name,
    duplicateRuleEntityType: rule.object,
    errorMessage: rule.alertText,
    matchResults: found.map((match) => ({
      entityType: match.rule.object,
      errors: [],
      matchEngine: match.rule.engine,
      matchRecords: match.rows.map((row) => ({
        additionalInformation: [],
        fieldDiffs: [],
        matchConfidence: 100,
        record: matchedRecord(context, match.rule.object, row),
      })),
      rule: match.rule.name,
      size: match.rows.length,
      success: true,
    })),
  }
  const misspelt = Number(context.apiVersion) < context.org.settings.duplicateResultSince
  const details = { [misspelt ? 'duplicateResut' : 'duplicateResult']: result }
  return new ApiError(400, [{ errorCode: 'DUPLICATES_DETECTED', message: rule.alertText, details }])
}

function matchedRecord(context: WriteContext, object: string, row: Row): Record<string, unknown> {
  const id = String(row['Id'])
  const attributes = { type: object, url: `/services/data/v${context.apiVersion}/sobjects/${object}/${id}` }
  if (context.duplicates.records === 'id-only') return { attributes, Id: id }
  const fields = context.org.catalog.view(object, context.userId)?.fields ?? []
  return { attributes, ...Object.fromEntries(fields.map((field) => [field.name, present(field, row)])), Id: id }
}
