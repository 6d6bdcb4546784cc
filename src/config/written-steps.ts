import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'

/** A map as people write it, of one that the product brings along. */
export function writtenMap(map: FieldMap): {
  readonly id?: string
  readonly hubspot: string
  readonly salesforce: string
} & Readonly<Record<string, unknown>> {
  const { id, hubspot, salesforce, rule, direction, toSalesforce, toHubspot, order, when } = map
  return {
    ...(id === hubspot ? {} : { id }),
    hubspot,
    salesforce,
    rule,
    direction,
    ...(toSalesforce.length === 0 ? {} : { toSalesforce: toSalesforce.flatMap(writtenStep) }),
    ...(toHubspot.length === 0 ? {} : { toHubspot: toHubspot.flatMap(writtenStep) }),
    ...(order === undefined ? {} : { order }),
    ...(when === undefined ? {} : { when }),
  }
}

/** The form that `transforms` reads back. What is added by the live schema is nobody's to write. */
function writtenStep(step: Transform): readonly unknown[] {
  switch (step.kind) {
    case 'trim':
      return ['trim']
    case 'case':
      return [step.to]
    case 'plain-text':
      return ['plainText']
    case 'rich-text':
      return ['richText']
    case 'default':
      return [{ default: step.value }]
    case 'truncate':
      return [{ truncate: step.length }]
    case 'value-map':
      return [rest(step)]
    case 'fallback':
      return [{ fallback: step.fields }]
    case 'fallback-local-part':
      return [{ fallbackLocalPart: step.field }]
    case 'date-to-noon':
      return [{ dateToNoon: step.timeZone }]
    case 'noon-to-date':
      return [{ noonToDate: step.timeZone }]
    case 'phone':
      return [{ phone: rest(step) }]
    case 'country':
      return [{ country: step.to, unread: step.unread }]
    case 'state': {
      const { to, ...others } = rest(step)
      return [{ state: to, ...others }]
    }
    case 'split':
      return [{ split: step.separator, index: step.index }]
    case 'join':
      return [{ join: step.fields, separator: step.separator }]
    case 'number':
      return [{ number: rest(step) }]
    case 'boolean':
      return [{ boolean: rest(step) }]
    case 'owner':
      return [{ owner: step.unknown }]
    case 'expression':
      return [rest(step)]
    case 'fit':
      return []
  }
}

const rest = <T extends Transform>({ kind: _kind, ...others }: T): Omit<T, 'kind'> => others
