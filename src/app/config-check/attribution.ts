import type { SyncConfig } from '#domain/config.ts'
import type { FieldSchema } from '#ports/connector/schema.ts'
import type { SchemaProblem, Schemas } from './problem.ts'
import { checkName, error, fieldNamed, warning } from './problem.ts'

type Kind = FieldSchema['type']

/** Fields and properties by which outcomes are read and people are put into segments. */
export function checkAttribution({ attribution, fields }: SyncConfig, schemas: Schemas): readonly SchemaProblem[] {
  const { refunds, payback, segmentProperty } = attribution
  const opportunity = schemas.get('Opportunity')
  const check = (
    path: string,
    name: string | null,
    kinds: readonly Kind[],
    wanted: string,
  ): readonly SchemaProblem[] => {
    if (name === null) return []
    const missing = checkName(path, 'salesforce', opportunity, name)
    const type = fieldNamed(opportunity, name)?.type
    if (missing.length > 0 || type === undefined || kinds.includes(type)) return missing
    return [error(path, `${name} is a ${type}, no ${wanted}`, `name a field of Opportunity that holds a ${wanted}`)]
  }
  return [
    ...check(
      'attribution.refunds.opportunityField',
      refunds.opportunityField,
      ['reference', 'text'],
      'lookup of an Opportunity',
    ),
    ...check('attribution.refunds.amountField', refunds.amountField, ['number'], 'number'),
    ...check('attribution.refunds.dateField', refunds.dateField, ['date', 'datetime'], 'date'),
    ...check('attribution.payback.monthlyRevenueField', payback?.monthlyRevenueField ?? null, ['number'], 'number'),
    ...(refunds.dateField !== null && refunds.amountField === null
      ? [
          warning(
            'attribution.refunds.dateField',
            'a date of refunds without their amount is never looked at',
            'name attribution.refunds.amountField, or take the date out',
          ),
        ]
      : []),
    ...(segmentProperty === null ? [] : checkSegment(segmentProperty, fields, schemas)),
  ]
}

/** What is kept of contacts is what is mapped. */
function checkSegment(property: string, fields: SyncConfig['fields'], schemas: Schemas): readonly SchemaProblem[] {
  const path = 'attribution.segmentProperty'
  const missing = checkName(path, 'hubspot', schemas.get('contacts'), property)
  if (missing.length > 0) return missing
  const mapped = [...fields['contact-lead'], ...fields['contact-contact']].some(({ hubspot }) => hubspot === property)
  return mapped
    ? []
    : [
        warning(
          path,
          `${property} is not mapped, so nothing is kept of it, and the handover contract stands in for the segment`,
          `map ${property} under fields.contact-lead and fields.contact-contact`,
        ),
      ]
}
