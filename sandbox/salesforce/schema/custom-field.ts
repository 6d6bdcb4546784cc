import { textOf } from '../text.ts'
import { dataError } from '../errors.ts'
import type { FieldDef, FieldType, PicklistValue } from './fields.ts'
import { field, isText } from './fields.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_field_types.htm */
const TYPES: Readonly<Record<string, FieldType>> = {
  Text: 'string',
  TextArea: 'textarea',
  LongTextArea: 'textarea',
  Html: 'textarea',
  Number: 'double',
  Currency: 'currency',
  Percent: 'percent',
  Checkbox: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  Picklist: 'picklist',
  MultiselectPicklist: 'multipicklist',
  Url: 'url',
  Email: 'email',
  Phone: 'phone',
  Lookup: 'reference',
}

type Metadata = Readonly<Record<string, unknown>>

/** A field definition from its Metadata API form. Throws FIELD_INTEGRITY_EXCEPTION for what the platform would refuse. */
export function customFieldDef(name: string, metadata: Metadata): FieldDef {
  const kind = textOf(metadata['type'])
  const type = TYPES[kind]
  if (!type) throw refused(name, `bad value for restricted picklist field: ${kind}`)
  const { label } = metadata
  if (typeof label !== 'string' || label === '' || label.length > 40)
    throw refused(name, 'a label of at most 40 characters is required')
  const externalId = metadata['externalId'] === true
  const unique = metadata['unique'] === true
  if ((externalId || unique) && !['Text', 'Number', 'Email'].includes(kind)) {
    throw refused(name, `a field of type ${kind} cannot be an external id or unique`)
  }
  return field({
    name,
    label,
    type,
    custom: true,
    isRichText: kind === 'Html',
    externalId,
    unique,
    caseSensitive: unique && isText(type) && metadata['caseSensitive'] === true,
    nillable: type !== 'boolean' && metadata['required'] !== true,
    createable: true,
    updateable: true,
    length: lengthOf(name, kind, metadata),
    ...digitsOf(name, kind, metadata),
    ...picklistPart(metadata, type),
    ...(type === 'reference' ? lookupPart(name, metadata) : {}),
    defaultValue: type === 'boolean' ? String(metadata['defaultValue']) === 'true' : null,
    inlineHelpText: typeof metadata['inlineHelpText'] === 'string' ? metadata['inlineHelpText'] : null,
  })
}

function refused(name: string, message: string) {
  return dataError('FIELD_INTEGRITY_EXCEPTION', `${name}: ${message}`, ['FullName'])
}

function lengthOf(name: string, kind: string, metadata: Metadata): number {
  const given = Number(metadata['length'] ?? Number.NaN)
  if (kind === 'Text') {
    if (given >= 1 && given <= 255) return given
    throw refused(name, 'must specify a length from 1 to 255 for a CustomField of type Text')
  }
  if (kind === 'LongTextArea' || kind === 'Html') {
    if (
      given < 256 ||
      given > 131_072 ||
      Number.isNaN(given) ||
      Number.isNaN(Number(metadata['visibleLines'] ?? Number.NaN))
    ) {
      throw refused(name, `must specify a length from 256 to 131072 and visibleLines for a CustomField of type ${kind}`)
    }
    return given
  }
  const lengths: Readonly<Record<string, number>> = {
    TextArea: 255,
    Url: 255,
    Picklist: 255,
    MultiselectPicklist: 4099,
    Email: 80,
    Phone: 40,
    Lookup: 18,
  }
  return lengths[kind] ?? 0
}

function digitsOf(name: string, kind: string, metadata: Metadata): Partial<FieldDef> {
  if (!['Number', 'Currency', 'Percent'].includes(kind)) return {}
  const precision = Number(metadata['precision'] ?? Number.NaN)
  const scale = Number(metadata['scale'] ?? Number.NaN)
  if (!(precision >= 1 && precision <= 18 && scale >= 0 && scale <= precision)) {
    throw refused(name, `must specify 'precision' and 'scale' for a CustomField of type ${kind}`)
  }
  return { precision, scale }
}

function picklistPart(metadata: Metadata, type: FieldType): Partial<FieldDef> {
  if (type !== 'picklist' && type !== 'multipicklist') return {}
  const valueSet = metadata['valueSet'] as
    | { restricted?: unknown; valueSetDefinition?: { value?: unknown } }
    | undefined
  const values = valueSet?.valueSetDefinition?.value
  const picklist = (Array.isArray(values) ? values : []).map((entry): PicklistValue => {
    const { fullName, label, default: isDefault, valueName } = entry as Readonly<Record<string, unknown>>
    const value = textOf(fullName ?? valueName ?? label)
    return { value, label: textOf(label ?? value), isDefault: isDefault === true }
  })
  return { picklist, restrictedPicklist: valueSet?.restricted === true }
}

function lookupPart(name: string, metadata: Metadata): Partial<FieldDef> {
  const { referenceTo, relationshipName } = metadata
  if (typeof referenceTo !== 'string') throw refused(name, 'must specify referenceTo for a CustomField of type Lookup')
  return {
    referenceTo: [referenceTo],
    relationshipName: name.replace(/__c$/, '__r'),
    childRelationshipName: typeof relationshipName === 'string' ? `${relationshipName}__r` : null,
  }
}
