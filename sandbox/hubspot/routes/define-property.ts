import { HubSpotError, invalid } from '../errors.ts'
import { asList, asObject, asText, optionalText } from '../http/exchange.ts'
import type { Portal } from '../model/portal.ts'
import type { ObjectStore } from '../model/store.ts'
import { indexUnique } from '../model/store.ts'
import type { PropertyDefinition, PropertyOption, PropertyType } from '../state.ts'

const maxCustom = 1_000
const maxUnique = 10
const fieldTypes: Readonly<Record<PropertyType, readonly string[]>> = {
  string: ['text', 'textarea', 'html', 'file', 'phonenumber', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
  date: ['date'],
  datetime: ['date'],
  phone_number: ['phonenumber', 'text'],
}

/** Makes a property. The name of an archived one brings it back. */
export function defineProperty(
  portal: Portal,
  store: ObjectStore,
  input: Readonly<Record<string, unknown>>,
): PropertyDefinition {
  const name = asText(input['name'], 'name')
  if (!/^[a-z][a-z0-9_]{0,249}$/.test(name))
    throw invalid(`Property name ${name} is invalid: lower-case letters, digits and _ are allowed`)
  const at = portal.clock.now()
  const known = store.properties.get(name)
  if (known?.archivedAt === null) {
    throw new HubSpotError(409, {
      message: `A property named '${name}' already exists.`,
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    })
  }
  if (known !== undefined) {
    known.archivedAt = null
    known.updatedAt = at
    if (known.hasUniqueValue) indexUnique(store, name)
    return known
  }
  const type = typeOf(input['type'])
  const fieldType = fieldTypeOf(type, input['fieldType'])
  const groupName = groupOf(store, input['groupName'])
  const hasUniqueValue = input['hasUniqueValue'] === true
  if (store.state.properties.filter(({ hubspotDefined }) => !hubspotDefined).length >= maxCustom) {
    throw invalid(`The limit of ${maxCustom} custom properties is reached`)
  }
  if (
    hasUniqueValue &&
    store.state.properties.filter((each) => each.hasUniqueValue && !each.hubspotDefined).length >= maxUnique
  ) {
    throw invalid(`The limit of ${maxUnique} unique properties is reached`)
  }
  const options = input['options'] === undefined ? [] : readOptions(input['options'])
  if (
    type === 'bool' &&
    options
      .map(({ value }) => value)
      .sort()
      .join() !== 'false,true'
  ) {
    throw invalid('Boolean properties must have exactly two options with the values "true" and "false"')
  }
  const extras = Object.fromEntries(
    [
      'dataSensitivity',
      'numberDisplayHint',
      'textDisplayHint',
      'showCurrencySymbol',
      'currencyPropertyName',
      'referencedObjectType',
      'calculationFormula',
    ]
      .filter((key) => input[key] !== undefined)
      .map((key) => [key, input[key]]),
  )
  const property: PropertyDefinition = {
    name,
    label: asText(input['label'], 'label'),
    description: optionalText(input['description'], 'description') ?? '',
    type,
    fieldType,
    groupName,
    options,
    displayOrder: Number(input['displayOrder'] ?? -1),
    hasUniqueValue,
    hidden: input['hidden'] === true,
    formField: input['formField'] === true,
    hubspotDefined: false,
    calculated: fieldType === 'calculation_equation',
    externalOptions: input['externalOptions'] === true,
    readOnlyValue: fieldType === 'calculation_equation',
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    extras,
  }
  store.state.properties.push(property)
  store.properties.set(name, property)
  if (hasUniqueValue) indexUnique(store, name)
  return property
}

export function typeOf(raw: unknown): PropertyType {
  const type = asText(raw, 'type')
  if (type in fieldTypes) return type as PropertyType
  throw invalid(`Property type ${type} is invalid`)
}

export function fieldTypeOf(type: PropertyType, raw: unknown): string {
  const fieldType = asText(raw, 'fieldType')
  if (fieldTypes[type].includes(fieldType)) return fieldType
  throw invalid(`Field type ${fieldType} cannot be used with type ${type}`)
}

export function groupOf(store: ObjectStore, raw: unknown): string {
  const name = asText(raw, 'groupName')
  if (store.state.groups.some((group) => group.name === name && !group.archived)) return name
  throw invalid(`Property group ${name} does not exist`)
}

export function readOptions(raw: unknown): PropertyOption[] {
  const options = asList(raw, 'options').map((item, at) => {
    const option = asObject(item, 'option')
    const description = optionalText(option['description'], 'description')
    return {
      label: asText(option['label'], 'label'),
      value: asText(option['value'], 'value'),
      displayOrder: Number(option['displayOrder'] ?? at),
      hidden: option['hidden'] === true,
      ...(description === undefined ? {} : { description }),
    }
  })
  if (new Set(options.map(({ value }) => value)).size !== options.length)
    throw invalid('Property option values must be unique')
  return options
}
