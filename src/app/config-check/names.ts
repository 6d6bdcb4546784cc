import type { Condition, SyncConfig } from '#domain/config.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { fieldsOfStep } from '#domain/mapping/transform.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { FieldSchema } from '#ports/connector.ts'
import { expressionProblem } from '../expressions.ts'
import type { Schema, SchemaProblem, Schemas } from './problem.ts'
import { checkName, checkOption, error } from './problem.ts'

/** Fields and properties that are named outside of the two ends of a map. A name that nothing has would quietly never act. */
export function checkNames(config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const contacts = schemas.get('contacts')
  const check = (path: string, conditions: readonly Condition[]): readonly SchemaProblem[] =>
    conditions.flatMap((condition, i) => checkCondition(`${path}.${i}`, condition, 'hubspot', contacts))
  return [
    ...checkName('lossReasonField', 'salesforce', schemas.get('Opportunity'), config.lossReasonField),
    ...checkName('campaignProperty', 'hubspot', contacts, config.campaignProperty),
    ...check('selection.conditions', config.selection.conditions),
    ...Object.entries(config.selection.salesforce).flatMap(([object, conditions]) =>
      // Objects of pairs that are not synced were not described.
      schemas.has(object)
        ? conditions.flatMap((condition, i) =>
            checkCondition(`selection.salesforce.${object}.${i}`, condition, 'salesforce', schemas.get(object)),
          )
        : [],
    ),
    ...config.handover.flatMap((contract) => check(`handover.${contract.id}.when`, contract.when)),
    ...config.campaignMembers.flatMap((members, i) =>
      members.statusWhen.flatMap((one, j) => check(`campaignMembers.${i}.statusWhen.${j}.when`, one.when)),
    ),
  ]
}

/** Names inside of one map: its condition and the fields that its steps look at; and its expressions. */
export function checkNamesOfMap(
  path: string,
  map: FieldMap,
  schema: { readonly hubspot: Schema; readonly salesforce: Schema },
): readonly SchemaProblem[] {
  const toSalesforce = map.toSalesforce.flatMap(fieldsOfStep)
  const toHubspot = map.toHubspot.flatMap(fieldsOfStep)
  return [
    ...(map.when === undefined ? [] : checkCondition(`${path}.when`, map.when, 'hubspot', schema.hubspot)),
    ...toSalesforce.flatMap((name) => checkName(`${path}.toSalesforce`, 'hubspot', schema.hubspot, name)),
    ...toHubspot.flatMap((name) => checkName(`${path}.toHubspot`, 'salesforce', schema.salesforce, name)),
    ...checkExpressions(`${path}.toSalesforce`, map.toSalesforce),
    ...checkExpressions(`${path}.toHubspot`, map.toHubspot),
  ]
}

const checkExpressions = (path: string, steps: readonly Transform[]): readonly SchemaProblem[] =>
  steps.flatMap((step) => {
    const why = step.kind === 'expression' ? expressionProblem(step.expression) : null
    return why === null ? [] : [error(path, `the expression cannot be used: ${why}`, 'correct the expression')]
  })

const ORDERED: ReadonlySet<FieldSchema['type']> = new Set(['number', 'date', 'datetime', 'text'])

/** A condition that no record can meet waits for what cannot come: an option that is not there, an order of what has none. */
function checkCondition(path: string, condition: Condition, side: Side, schema: Schema): readonly SchemaProblem[] {
  const { property, atLeast, atMost } = condition
  const missing = checkName(path, side, schema, property)
  const field = schema?.fields[property]
  if (field === undefined) return missing
  const listed = [...(condition.in ?? []), ...(condition.notIn ?? [])]
  const what = `${side === 'hubspot' ? 'HubSpot' : 'Salesforce'}'s ${property} has no option`
  const unordered =
    (atLeast !== undefined || atMost !== undefined) && !ORDERED.has(field.type)
      ? [
          error(
            path,
            `${property} is a ${field.type}, which has no order`,
            'use in or notIn instead of atLeast or atMost',
          ),
        ]
      : []
  const words =
    field.type === 'boolean' && listed.some((value) => value !== 'true' && value !== 'false')
      ? [error(path, `${property} is true or false`, 'use true or false')]
      : []
  const chosen = field.type === 'picklist' || field.type === 'multi-picklist'
  return [...unordered, ...words, ...(chosen ? listed.flatMap((value) => checkOption(path, what, field, value)) : [])]
}
