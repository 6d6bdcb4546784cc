import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'
import { isRecord } from '../rest/api.ts'
import type { DuplicateRule } from '../rules/duplicate-rules.ts'
import { DUPLICATE_ACTIONS } from '../rules/duplicate-rules.ts'
import type { MatchingRule, MatchMethod } from '../rules/matching-rules.ts'
import { MATCH_METHODS } from '../rules/matching-rules.ts'
import type { Body } from './read-body.ts'
import { bodies, fieldNames, objectNamed, oneOf, optionalText, requiredText, stateOf } from './read-body.ts'

const RULE_PARTS = ['name', 'object', 'active', 'onCreate', 'onUpdate', 'message', 'match', 'remove']
const MATCH_PARTS = ['rule', 'object', 'equation', 'methods', 'mapping']

/** What Setup suggests for a new rule, as recorded. */
const ALERT_TEXT = "You're creating a duplicate record. We recommend you use an existing record instead."

/**
 * `GET|POST /__sandbox/duplicate-rules`: duplicate rules in the order they run, with the matching rules they use. A body, or
 * each of a list, is a new rule or what to change of one (`name` says which):
 *   `{"name": "Standard_Lead_Duplicate_Rule", "active": true}`
 *   `{"name": "One_Email", "object": "Lead", "onCreate": "block", "onUpdate": "alert", "message": "…",
 *     "match": {"object": "Contact", "equation": [["Email"]], "methods": {"Email": "exact"}, "mapping": {"Email": "Email"}}}`
 *   `{"name": "One_Email", "remove": true}`
 */
export function duplicateRulesControl(org: Org): SandboxControl {
  const read = () => ({ duplicateRules: org.rules.duplicateRules, matchingRules: org.rules.matchingRules })
  return {
    takes:
      '{name, active} for one that is there; {name, object, onCreate, onUpdate: "block"|"alert"|"allow", match: {equation: [[field]]}} for a new one; {name, remove: true}; or a list',
    read,
    write(body) {
      for (const rule of bodies(body, RULE_PARTS)) writeRule(org, rule)
      return read()
    },
  }
}

function writeRule(org: Org, body: Body): void {
  const name = requiredText(body, 'name')
  const { duplicateRules } = org.rules
  const known = duplicateRules.find((rule) => rule.name === name)
  if (body['remove'] === true) {
    org.rules.change({ duplicateRules: duplicateRules.filter((rule) => rule !== known) })
    return
  }
  const rule = known === undefined ? newRule(org, name, body) : changedRule(org, known, body)
  org.rules.change({
    duplicateRules:
      known === undefined ? [...duplicateRules, rule] : duplicateRules.map((other) => (other === known ? rule : other)),
  })
}

function newRule(org: Org, name: string, body: Body): DuplicateRule {
  const object = objectNamed(org, body).def.name
  const empty: DuplicateRule = {
    name,
    object,
    state: 'active',
    onCreate: 'alert',
    onUpdate: 'alert',
    alertText: ALERT_TEXT,
    matches: [],
  }
  if (body['match'] === undefined) throw new TypeError('match must say what makes a duplicate')
  return changedRule(org, empty, body)
}

function changedRule(org: Org, rule: DuplicateRule, body: Body): DuplicateRule {
  const given = (name: 'onCreate' | 'onUpdate') =>
    body[name] === undefined ? rule[name] : oneOf(body[name], DUPLICATE_ACTIONS, name)
  return {
    ...rule,
    state: stateOf(body, rule.state),
    onCreate: given('onCreate'),
    onUpdate: given('onUpdate'),
    alertText: optionalText(body, 'message') ?? rule.alertText,
    matches:
      body['match'] === undefined
        ? rule.matches
        : bodies(body['match'], MATCH_PARTS, 'match').map((match) => addMatch(org, rule, match)),
  }
}

/** Makes a matching rule, or uses one that is there when only its `rule` is named. */
function addMatch(org: Org, rule: DuplicateRule, body: Body): DuplicateRule['matches'][number] {
  const name = optionalText(body, 'rule') ?? `${rule.name}_Match`
  const mapping = textMap(body['mapping'] ?? {}, 'mapping')
  if (body['equation'] === undefined) {
    if (org.rules.matchingRules.some((known) => known.name === name)) return { matchingRule: name, mapping }
    throw new TypeError(`there is no matching rule ${name}`)
  }
  const view = objectNamed(org, { object: body['object'] ?? rule.object })
  const groups = Array.isArray(body['equation']) ? (body['equation'] as unknown[]) : []
  if (groups.length === 0) throw new TypeError('equation must be a list of groups of fields')
  const equation = groups.map((group) => fieldNames(view, group, 'equation'))
  const methods: Record<string, MatchMethod> = {}
  for (const [field, method] of Object.entries(textMap(body['methods'] ?? {}, 'methods')))
    methods[field] = oneOf(method, MATCH_METHODS, `methods.${field}`)
  const fuzzy = Object.values(methods).some((method) => method !== 'exact')
  const matching: MatchingRule = {
    name,
    object: view.def.name,
    engine: fuzzy ? 'FuzzyMatchEngine' : 'ExactMatchEngine',
    equation,
    methods,
  }
  org.rules.change({ matchingRules: [...org.rules.matchingRules.filter((known) => known.name !== name), matching] })
  return { matchingRule: name, mapping }
}

function textMap(value: unknown, name: string): Record<string, string> {
  if (!isRecord(value)) throw new TypeError(`${name} must be an object`)
  return Object.fromEntries(Object.keys(value).map((key) => [key, requiredText(value, key)]))
}
