import type { Condition, SyncConfig } from '#domain/config.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { ObjectSchema } from '#ports/connector.ts'
import type { SchemaProblem, Schemas } from './problem.ts'
import { checkName, checkOption } from './problem.ts'

type Schema = ObjectSchema | null | undefined

/** Fields and properties that are named outside of the two ends of a map. A name that nothing has would quietly never act. */
export function checkNames(config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const contacts = schemas.get('contacts')
  return [
    ...checkName('lossReasonField', 'salesforce', schemas.get('Opportunity'), config.lossReasonField),
    ...checkName('campaignProperty', 'hubspot', contacts, config.campaignProperty),
    ...config.selection.conditions.flatMap((c, i) => checkCondition(`selection.conditions.${i}`, c, contacts)),
    ...config.handover.flatMap((contract) =>
      contract.when.flatMap((c, i) => checkCondition(`handover.${contract.id}.when.${i}`, c, contacts)),
    ),
  ]
}

/** Names inside of one map: its condition and the fields that fill its blanks. */
export function checkNamesOfMap(
  path: string,
  map: FieldMap,
  schema: { readonly hubspot: Schema; readonly salesforce: Schema },
): readonly SchemaProblem[] {
  const toSalesforce = map.toSalesforce.flatMap(fieldsOf)
  const toHubspot = map.toHubspot.flatMap(fieldsOf)
  return [
    ...(map.when === undefined ? [] : checkCondition(`${path}.when`, map.when, schema.hubspot)),
    ...toSalesforce.flatMap((name) => checkName(`${path}.toSalesforce`, 'hubspot', schema.hubspot, name)),
    ...toHubspot.flatMap((name) => checkName(`${path}.toHubspot`, 'salesforce', schema.salesforce, name)),
  ]
}

/** Fields of the same record that a step looks at. */
function fieldsOf(step: Transform): readonly string[] {
  if (step.kind === 'fallback') return step.fields
  return step.kind === 'fallback-local-part' ? [step.field] : []
}

/** A property with options that lacks one of the values never has it, so the condition waits for what cannot come. */
function checkCondition(path: string, condition: Condition, schema: Schema): readonly SchemaProblem[] {
  const { property } = condition
  const missing = checkName(path, 'hubspot', schema, property)
  const field = schema?.fields[property]
  if (field === undefined || field.type !== 'picklist') return missing
  return [...(condition.in ?? []), ...(condition.notIn ?? [])].flatMap((value) =>
    checkOption(path, `HubSpot's ${property} has no option`, field, value),
  )
}
