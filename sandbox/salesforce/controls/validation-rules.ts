import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'
import { compileRule } from '../rules/condition.ts'
import type { ValidationRule } from '../rules/validation-rules.ts'
import type { Body } from './read-body.ts'
import { bodies, fieldNames, objectNamed, requiredText, stateOf } from './read-body.ts'

const PARTS = ['name', 'object', 'active', 'condition', 'message', 'errorField', 'whenChanged', 'remove']

/**
 * `GET|POST /__sandbox/validation-rules`. A body, or each of a list, is a new rule or what to change of one:
 *   `{"name": "Phone_Or_Email", "object": "Lead", "condition": "Phone = null AND Email = null", "message": "…",
 *     "errorField": "Phone", "whenChanged": ["Phone", "Email"], "active": true}`
 *   `{"name": "Phone_Or_Email", "remove": true}`
 * The condition is a SOQL where clause on the record as it would be saved; when it holds, the save is refused.
 */
export function validationRulesControl(org: Org): SandboxControl {
  const read = () => ({ validationRules: org.rules.validationRules })
  return {
    takes:
      '{name, object, condition: SOQL where clause, message, errorField?, whenChanged?, active?}, {name, remove: true}, or a list',
    read,
    write(body) {
      for (const rule of bodies(body, PARTS)) writeRule(org, rule)
      return read()
    },
  }
}

function writeRule(org: Org, body: Body): void {
  const name = requiredText(body, 'name')
  const { validationRules } = org.rules
  const known = validationRules.find((rule) => rule.name === name)
  if (body['remove'] === true) {
    org.rules.change({ validationRules: validationRules.filter((rule) => rule !== known) })
    return
  }
  const rule = ruleOf(org, name, { ...known, ...body }, known?.state ?? 'active')
  org.rules.change({ validationRules: [...validationRules.filter((other) => other !== known), rule] })
}

function ruleOf(org: Org, name: string, body: Body, state: ValidationRule['state']): ValidationRule {
  const view = objectNamed(org, body)
  const condition = requiredText(body, 'condition')
  compileRule(org, view.def.name, condition)
  const [errorField = null] =
    (body['errorField'] ?? null) === null ? [] : fieldNames(view, [body['errorField']], 'errorField')
  return {
    name,
    object: view.def.name,
    state: stateOf(body, state),
    condition,
    whenChanged: fieldNames(view, body['whenChanged'] ?? [], 'whenChanged'),
    message: requiredText(body, 'message'),
    errorField,
  }
}
