import type { Org } from '../org.ts'
import { dataError } from '../errors.ts'
import type { WriteContext } from '../records/context.ts'
import type { Row, Value } from '../records/table.ts'
import { compileRule } from './condition.ts'

/** The entries of an AssignmentRule row, in order: the first whose condition holds names the owner. */
export interface AssignmentEntries {
  readonly ruleId: string
  readonly entries: readonly {
    /** SOQL where clause; null: every lead. */
    readonly condition: string | null
    /** A user or a queue; null: the owner is left as it is. */
    readonly ownerId: string | null
  }[]
}

/**
 * The owner that lead assignment gives a lead, or null when it is left alone.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-autoassign.html
 */
export function assignedOwner(
  context: WriteContext,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): string | null {
  const { assignment, org } = context
  if (context.asPlatform || assignment.kind === 'none') return null
  if (assignment.kind === 'active-rule') {
    const active = [...org.table('AssignmentRule').rows()].find(
      (row) => row['SobjectType'] === 'Lead' && row['Active'] === true,
    )
    return active ? byEntries(org, String(active['Id']), next) : withoutActiveRule(org)
  }
  if (previous !== undefined && assignment.runs === 'on-create') return null
  if (org.table('AssignmentRule').get(assignment.ruleId)?.['SobjectType'] !== 'Lead') {
    throw dataError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${assignment.ruleId}`)
  }
  return byEntries(org, assignment.ruleId, next)
}

function byEntries(org: Org, ruleId: string, next: Readonly<Record<string, Value>>): string | null {
  const entries = org.rules.assignments.find((rule) => rule.ruleId === ruleId)?.entries ?? []
  const hit = entries.find(({ condition }) => condition === null || compileRule(org, 'Lead', condition)(next))
  if (!hit) return defaultOwner(org)
  if (hit.ownerId === null) return null
  return mayOwn(org, hit.ownerId) ? hit.ownerId : defaultOwner(org)
}

function mayOwn(org: Org, ownerId: string): boolean {
  return ownerId.startsWith('005')
    ? org.table('User').get(ownerId)?.['IsActive'] === true
    : org.live('Group', ownerId) !== undefined
}

/** Nothing was decided: the setting says whether the default owner gets it. */
function withoutActiveRule(org: Org): string | null {
  return org.settings.leadsWithoutActiveRule === 'default-owner' ? defaultOwner(org) : null
}

/** Setup's "Default Lead Owner": the first administrator unless the setting names somebody. */
function defaultOwner(org: Org): string | null {
  const [first] = org.table('User').rows()
  return org.settings.defaultLeadOwnerId ?? (first ? String(first['Id']) : null)
}
