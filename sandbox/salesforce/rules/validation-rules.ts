import type { ErrorItem } from '../errors.ts'
import { ApiError } from '../errors.ts'
import type { Org } from '../org.ts'
import type { Row, Value } from '../records/table.ts'
import { compileRule } from './condition.ts'

/** A condition under which a record is not saved. */
export interface ValidationRule {
  readonly name: string
  readonly object: string
  readonly state: 'active' | 'inactive'
  /** SOQL where clause on the record as it would be saved; when it holds, the save is refused. */
  readonly condition: string
  /** On update the rule looks only when one of these fields changed; empty: always. */
  readonly whenChanged: readonly string[]
  readonly message: string
  /** The field the message stands beside; null: the top of the page. */
  readonly errorField: string | null
}

/**
 * Every active rule of the object is asked; all that refuse answer together, each with the administrator's text.
 * https://help.salesforce.com/s/articleView?id=platform.fields_about_field_validation.htm
 */
export function checkValidationRules(
  org: Org,
  object: string,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): void {
  const refusals: ErrorItem[] = []
  for (const rule of org.rules.validationRules) {
    if (rule.object !== object || rule.state !== 'active' || !isAsked(rule, next, previous)) continue
    if (!compileRule(org, object, rule.condition)(next)) continue
    refusals.push({
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: rule.message,
      fields: rule.errorField === null ? [] : [rule.errorField],
    })
  }
  if (refusals.length > 0) throw new ApiError(400, refusals)
}

function isAsked(rule: ValidationRule, next: Readonly<Record<string, Value>>, previous: Row | undefined): boolean {
  if (previous === undefined || rule.whenChanged.length === 0) return true
  return rule.whenChanged.some((field) => (next[field] ?? null) !== (previous[field] ?? null))
}
