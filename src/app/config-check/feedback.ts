import type { SyncConfig } from '#domain/config.ts'
import { SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import type { SchemaProblem, Schemas } from './problem.ts'
import { checkName, checkOption, error, fieldNamed, warning, whereIs } from './problem.ts'

const PEOPLE = ['Lead', 'Contact'] as const

/** Fields of Lead and Contact by which a lead is given back, and those that a step of a ladder sets; the stage of the recycled. */
export function checkFeedback(config: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const { feedback, sla } = config
  const stage = fieldNamed(schemas.get('contacts'), 'lifecyclestage')
  const set = sla.flatMap(({ id, escalation }) =>
    escalation.flatMap((step) =>
      step.action.kind === 'set_field' ? [{ path: `sla.${id}.escalation.${step.id}`, ...step.action }] : [],
    ),
  )
  return [
    ...checkOption('feedback.recycleStage', 'HubSpot has no lifecycle stage', stage, feedback.recycleStage),
    // Tandem's own field is looked at with the others that it provisions.
    ...(SALESFORCE_FIELDS.some(({ name }) => name === feedback.reasonField)
      ? []
      : checkWritableOnPeople('feedback.reasonField', feedback.reasonField, schemas)),
    ...set.flatMap(({ path, field, value }) => [
      ...checkWritableOnPeople(path, field, schemas),
      ...PEOPLE.flatMap((object) =>
        checkOption(path, `${object}.${field} has no option`, fieldNamed(schemas.get(object), field), value),
      ),
    ]),
  ]
}

/** A Lead has to have it. A Contact without it is passed over: that is said, since people may be either in Salesforce. */
const checkWritableOnPeople = (path: string, name: string, schemas: Schemas): readonly SchemaProblem[] =>
  PEOPLE.flatMap((object) => {
    const schema = schemas.get(object)
    if (schema === undefined) return []
    const field = fieldNamed(schema, name)
    if (field === undefined && object === 'Contact')
      return [
        warning(
          path,
          `${whereIs('salesforce', schema)} has no field "${name}"; it works for Leads alone`,
          'make it there too',
        ),
      ]
    if (field === undefined) return checkName(path, 'salesforce', schema, name)
    return field.writable === 'always'
      ? []
      : [error(path, `${whereIs('salesforce', schema)}: ${name} cannot be written`, 'name a field that can be edited')]
  })
