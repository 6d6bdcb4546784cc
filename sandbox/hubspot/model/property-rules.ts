import type { ErrorDetail } from '../errors.ts'
import { invalid } from '../errors.ts'
import type { CrmRecord } from '../state.ts'
import type { CheckedValues } from './check.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'

/**
 * Administrators' rules apply to API writes from 2026-09 on, and to no earlier version:
 * https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement
 * Whether a value that the record has already is enough for a conditional rule is not said; here it is.
 */
export function checkPropertyRules(
  portal: Portal,
  store: ObjectStore,
  values: CheckedValues,
  record: CrmRecord | null,
): void {
  const after = (name: string): string => values[name] ?? record?.values[name] ?? ''
  const errors: ErrorDetail[] = []
  for (const { objectType, require, when } of portal.state.propertyRules) {
    if (objectType !== store.type.name || after(require) !== '') continue
    if (when === null) {
      if (record === null)
        errors.push(missing('MISSING_REQUIRED_PROPERTY', require, `A value for ${require} must be provided`))
    } else if ((when.property in values || require in values) && when.values.includes(after(when.property))) {
      const why = `${require} is required because of a conditional property rule based on [${when.property}]`
      errors.push(missing('MISSING_CONDITIONAL_REQUIRED_PROPERTY', require, why))
    }
  }
  if (errors.length > 0) throw invalid('The property values provided are invalid', { errors })
}

const missing = (code: string, propertyName: string, message: string): ErrorDetail => ({
  message,
  code,
  context: { propertyName: [propertyName] },
})
