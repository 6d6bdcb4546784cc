import type { Condition, SyncConfig } from '#domain/config.ts'
import type { HandoverContract } from '#domain/handoff/config.ts'
import type { Side } from '#domain/ids.ts'
import { plainDecimal } from '#domain/mapping/decimal.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { fieldsOfStep } from '#domain/mapping/transform.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import { isLocalDate, parseInstant } from '#domain/time.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import { expressionProblem } from '../expressions.ts'
import type { Schema, SchemaProblem, Schemas } from './problem.ts'
import { checkName, checkOption, error, fieldNamed } from './problem.ts'

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
    ...config.handover.flatMap((contract) => checkContract(contract, contacts)),
    ...(['territories', 'segments'] as const).flatMap((level) =>
      config.routing[level].flatMap((rule) => check(`routing.${level}.${rule.id}.when`, rule.when)),
    ),
    ...config.campaignMembers.flatMap((members, i) =>
      members.statusWhen.flatMap((one, j) => check(`campaignMembers.${i}.statusWhen.${j}.when`, one.when)),
    ),
  ]
}

/** What a contract looks at: a score that is no number, or a doing without a date, would let nobody through. */
function checkContract(
  { id, when, behaviour, score, urgencyWhen }: HandoverContract,
  contacts: Schema,
): readonly SchemaProblem[] {
  const tests = (path: string, rule: Pick<HandoverContract, 'when' | 'behaviour'>): readonly SchemaProblem[] => [
    ...rule.when.flatMap((one, i) => checkCondition(`${path}.when.${i}`, one, 'hubspot', contacts)),
    ...rule.behaviour.flatMap(({ property }, i) =>
      checkKind(`${path}.behaviour.${i}`, property, IN_TIME, 'date', contacts),
    ),
  ]
  return [
    ...tests(`handover.${id}`, { when, behaviour }),
    ...(score === null ? [] : checkKind(`handover.${id}.score`, score.property, NUMBERS, 'number', contacts)),
    ...urgencyWhen.flatMap((urgent, i) => tests(`handover.${id}.urgencyWhen.${i}`, urgent)),
  ]
}

const NUMBERS: ReadonlySet<FieldSchema['type']> = new Set(['number'])

/** Empty when the property is there and of such a type. */
function checkKind(
  path: string,
  property: string,
  types: ReadonlySet<FieldSchema['type']>,
  wanted: string,
  contacts: Schema,
): readonly SchemaProblem[] {
  const field = fieldNamed(contacts, property)
  if (field === undefined) return checkName(path, 'hubspot', contacts, property)
  return types.has(field.type)
    ? []
    : [error(path, `${property} is a ${field.type}, no ${wanted}, so it never holds`, `name a ${wanted} property`)]
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
    const why = step.kind === 'expression' ? expressionProblem(step) : null
    return why === null
      ? []
      : [
          error(
            path,
            `the expression cannot be used: ${why}`,
            'correct the expression, or name all fields it looks at under fields',
          ),
        ]
  })

const ORDERED: ReadonlySet<FieldSchema['type']> = new Set(['number', 'date', 'datetime', 'text'])

/** A condition that no record can meet waits for what cannot come: an option that is not there, an order of what has none. */
function checkCondition(path: string, condition: Condition, side: Side, schema: Schema): readonly SchemaProblem[] {
  const { property, atLeast, atMost } = condition
  const missing = checkName(path, side, schema, property)
  const field = fieldNamed(schema, property)
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
  return [
    ...unordered,
    ...words,
    ...checkBounds(path, condition, field),
    ...(chosen ? listed.flatMap((value) => checkOption(path, what, field, value)) : []),
  ]
}

const IN_TIME: ReadonlySet<FieldSchema['type']> = new Set(['date', 'datetime'])

/** What cannot be compared with any value of the field never holds. */
function checkBounds(path: string, condition: Condition, field: FieldSchema): readonly SchemaProblem[] {
  const { atLeast, atMost } = condition
  const isNumber = (text: string): boolean => plainDecimal(text.trim()) !== null
  const isInTime = (text: string): boolean => isLocalDate(text.trim()) || parseInstant(text.trim()) !== null
  const numbers = field.type === 'number' ? [atLeast, atMost, ...(condition.in ?? []), ...(condition.notIn ?? [])] : []
  const times = IN_TIME.has(field.type) ? [atLeast, atMost] : []
  const any = field.type === 'text' ? [atLeast, atMost] : []
  const wrong = (
    listed: readonly (string | undefined)[],
    fits: (text: string) => boolean,
    message: string,
    remedy: string,
  ): readonly SchemaProblem[] =>
    listed.flatMap((text) =>
      text === undefined || fits(text)
        ? []
        : [error(path, `"${text}" ${message}, so the condition never holds`, remedy)],
    )
  return [
    ...wrong(numbers, isNumber, `is no number, which ${field.name} is`, 'write a number, such as 100 or 0.5'),
    ...wrong(
      times,
      isInTime,
      `is no date, which ${field.name} is`,
      'write it like 2026-03-31, or 2026-03-31T10:00:00Z',
    ),
    ...wrong(
      any,
      (text) => isNumber(text) || isInTime(text),
      'is neither number nor date',
      'write a number or a date: words have no order; or use in or contains',
    ),
  ]
}
