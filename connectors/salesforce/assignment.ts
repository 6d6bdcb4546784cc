import type { Clock } from '#ports/clock.ts'
import type { SalesforceClient } from './client.ts'
import { soql } from './soql.ts'

/** Rules are edited now and then. */
const RULE_AGE_MS = 10 * 60_000

/** Id of the active assignment rule for Leads; null: none is active. Asked at most once in ten minutes. */
export type AssignmentRule = () => Promise<string | null>

/**
 * Tells which rule a new Lead is assigned by. The header takes `TRUE` as well, but then every update runs the rule and takes leads from
 * their owners, a repeated upsert too; the id of a rule is applied to records that are created, and to no others.
 * Source: https://developer.salesforce.com/docs/platform/api-rest/guide/headers-autoassign.html (DOCS.autoAssign)
 */
export function createAssignmentRule(client: SalesforceClient, clock: Clock): AssignmentRule {
  let known: { readonly at: number; readonly id: Promise<string | null> } | undefined
  return () => {
    if (known !== undefined && clock.now() - known.at < RULE_AGE_MS) return known.id
    const id = client
      .query(soql`SELECT Id FROM AssignmentRule WHERE SobjectType = ${'Lead'} AND Active = TRUE`)
      .then(({ body }) => (typeof body[0]?.['Id'] === 'string' ? body[0]['Id'] : null))
    known = { at: clock.now(), id }
    id.catch(() => {
      known = undefined
    })
    return id
  }
}

/** The one exception to `Sforce-Auto-Assign: FALSE`; see {@link createAssignmentRule}. No active rule: none runs. */
export const assignedBy = (ruleId: string | null): Readonly<Record<string, string>> =>
  ruleId === null ? {} : { 'Sforce-Auto-Assign': ruleId }
