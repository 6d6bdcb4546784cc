import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'
import type { Row } from '../records/table.ts'
import { compileRule } from '../rules/condition.ts'
import type { AssignmentEntries } from '../rules/lead-assignment.ts'
import type { Body } from './read-body.ts'
import { bodies, optionalText, ownerNamed, requiredText, stateOf } from './read-body.ts'

/**
 * `GET|POST /__sandbox/assignment-rules`: lead assignment rules, of which one at most is active. A body, or each of a list:
 *   `{"name": "By country", "active": true, "entries": [{"condition": "Country = 'DE'", "owner": "rep@acme.example"}, {"owner": "Inbound"}]}`
 * The first entry whose condition (a SOQL where clause; none: every lead) holds names the owner: a user by username, a queue
 * by name, either by id; without `owner` the lead is left alone. A lead that no entry takes goes to the default owner.
 */
export function assignmentRulesControl(org: Org): SandboxControl {
  const rows = () => [...org.table('AssignmentRule').rows()]
  const read = () => ({
    assignmentRules: rows().map((row) => ({
      id: row['Id'],
      name: row['Name'],
      active: row['Active'] === true,
      entries: org.rules.assignments.find((rule) => rule.ruleId === row['Id'])?.entries ?? [],
    })),
  })
  return {
    takes: '{name, active, entries: [{condition?: SOQL where clause, owner?: user or queue}]}, or a list',
    read,
    write(body) {
      for (const rule of bodies(body, ['name', 'active', 'entries'])) writeRule(org, rows(), rule)
      return read()
    },
  }
}

function writeRule(org: Org, rows: readonly Row[], body: Body): void {
  const name = requiredText(body, 'name')
  const known = rows.find((row) => row['Name'] === name)
  const active = stateOf(body, known?.['Active'] === false ? 'inactive' : 'active') === 'active'
  const entries =
    body['entries'] === undefined
      ? null
      : bodies(body['entries'], ['condition', 'owner'], 'an entry').map((entry) => entryOf(org, entry))
  const stamp = org.stamp()
  const ruleId = known === undefined ? org.nextId('01Q') : String(known['Id'])
  const created = { CreatedDate: stamp, LastModifiedDate: stamp, ...known, SystemModstamp: stamp }
  if (active) for (const row of rows) if (row['Active'] === true) org.put('AssignmentRule', { ...row, Active: false })
  org.put('AssignmentRule', { ...created, Id: ruleId, Name: name, SobjectType: 'Lead', Active: active })
  if (entries === null) return
  const others = org.rules.assignments.filter((rule) => rule.ruleId !== ruleId)
  org.rules.change({ assignments: [...others, { ruleId, entries }] })
}

function entryOf(org: Org, body: Body): AssignmentEntries['entries'][number] {
  const condition = optionalText(body, 'condition')
  if (condition !== null) compileRule(org, 'Lead', condition)
  const owner = optionalText(body, 'owner')
  return { condition, ownerId: owner === null ? null : ownerNamed(org, owner) }
}
