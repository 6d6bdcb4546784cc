import { controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'
import { storeOf } from '../model/portal.ts'
import type { PropertyRule } from '../state.ts'

/**
 * `/__sandbox/property-rules {rules: [{objectType, require, when?: {property, values}}]}` replaces what administrators require of writes;
 * the API enforces it from 2026-09 on.
 */
export function propertyRulesControl(portal: Portal): SandboxControl {
  return {
    takes: '{rules: [{objectType, require, when?: {property, values}}]}: replaces what 2026-09 enforces',
    read: () => ({ rules: portal.state.propertyRules }),
    write(raw) {
      const { rules } = controlBody(raw, ['rules'])
      if (!Array.isArray(rules)) throw new TypeError('rules must be an array')
      portal.state.propertyRules = rules.map((rule) => readRule(portal, rule))
      return { rules: portal.state.propertyRules }
    },
  }
}

function readRule(portal: Portal, raw: unknown): PropertyRule {
  const { objectType, require, when } = controlBody(raw, ['objectType', 'require', 'when'], 'a rule')
  const store = storeOf(portal, String(objectType))
  const known = (name: unknown): string => {
    if (typeof name === 'string' && store.properties.has(name)) return name
    throw new TypeError(`${store.type.name} have no property ${String(name)}`)
  }
  if (when === undefined || when === null) return { objectType: store.type.name, require: known(require), when: null }
  const { property, values } = controlBody(when, ['property', 'values'], 'when')
  if (!Array.isArray(values)) throw new TypeError('when.values must be an array')
  return {
    objectType: store.type.name,
    require: known(require),
    when: { property: known(property), values: values.map(String) },
  }
}
