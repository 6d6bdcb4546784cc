import type { SyncConfig } from '#domain/config.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { Connector } from '#ports/connector.ts'
import type { SchemaProblem } from './problem.ts'
import { error } from './problem.ts'

/**
 * What the words of statuses mean is in objects of their own (LeadStatus, OpportunityStage): their picklists take any word, and
 * offer those that are no longer used. Words that no picklist has are found elsewhere.
 */
export async function checkStatusMeanings(
  config: SyncConfig,
  salesforce: Connector,
): Promise<readonly SchemaProblem[]> {
  const { opensOpportunity: opening } = config.lifecycle
  // Both have defaults, which nobody looks at while nothing is opened.
  if (opening.stages.length === 0) return []
  const [status, stage] = await Promise.all([
    oneOf(salesforce, 'LeadStatus', opening.convertedStatus, ['IsConverted']),
    oneOf(salesforce, 'OpportunityStage', opening.opportunityStage, ['IsActive', 'IsClosed']),
  ])
  const path = 'lifecycle.opensOpportunity'
  return [
    ...(status?.['IsConverted'] === 'false'
      ? [
          error(
            `${path}.convertedStatus`,
            `the Lead Status "${opening.convertedStatus}" does not count as converted, so Salesforce refuses to convert with it`,
            'name a status that does: Setup, Lead Status, Converted',
          ),
        ]
      : []),
    ...(stage?.['IsActive'] === 'false'
      ? [
          error(
            `${path}.opportunityStage`,
            `the opportunity stage "${opening.opportunityStage}" is not active`,
            'activate it in Salesforce, or name another one',
          ),
        ]
      : []),
    ...(stage?.['IsClosed'] === 'true'
      ? [
          error(
            `${path}.opportunityStage`,
            `opportunities of the stage "${opening.opportunityStage}" are closed as soon as they are opened`,
            'name a stage of open opportunities',
          ),
        ]
      : []),
  ]
}

async function oneOf(
  salesforce: Connector,
  object: string,
  name: string,
  fields: readonly string[],
): Promise<Values | undefined> {
  const rows = await salesforce.findBy({ object, field: 'ApiName', values: [name], fields: ['ApiName', ...fields] })
  return rows.find(({ values }) => values['ApiName'] === name)?.values
}
