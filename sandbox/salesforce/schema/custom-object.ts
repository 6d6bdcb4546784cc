import { dataError } from '../errors.ts'
import type { FieldDef } from './fields.ts'
import { field } from './fields.ts'
import type { Currencies } from './objects/currency.ts'
import type { ObjectDef } from './objects/index.ts'
import { recordObject } from './objects/index.ts'

/** A custom object as stored: plain JSON, part of every snapshot. */
export interface CustomObject {
  readonly id: string
  /** Ends in `__c`. */
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly keyPrefix: string
  readonly description: string | null
  readonly nameField: NameField
}

export interface NameField {
  readonly label: string
  readonly type: 'Text' | 'AutoNumber'
  /** e.g. `V-{0000}`; empty for a text. */
  readonly displayFormat: string
}

type Metadata = Readonly<Record<string, unknown>>

/**
 * Reads a CustomObject of the Metadata API. Throws what the platform would refuse.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
 */
export function readCustomObject(fullName: string, metadata: Metadata): Omit<CustomObject, 'id' | 'keyPrefix'> {
  if (!/^[A-Za-z](?:_?[A-Za-z0-9])*__c$/.test(fullName) || fullName.length > 43) {
    throw refused(
      fullName,
      'the object name can only contain letters, digits and single underscores, begin with a letter and end with __c',
    )
  }
  const label = textOf(metadata['label'])
  if (label === '') throw missing('Label')
  const labelPlural = textOf(metadata['pluralLabel'])
  if (labelPlural === '') throw missing('PluralLabel')
  const given = metadata['nameField']
  if (typeof given !== 'object' || given === null)
    throw refused(fullName, 'Must specify a nameField of type Text or AutoNumber')
  const description = textOf(metadata['description'])
  return {
    name: fullName,
    label,
    labelPlural,
    description: description === '' ? null : description,
    nameField: readNameField(fullName, given as Metadata),
  }
}

function readNameField(fullName: string, given: Metadata): NameField {
  const type = textOf(given['type'])
  const label = textOf(given['label'])
  const displayFormat = textOf(given['displayFormat'])
  if (type === 'Text') return { label: label === '' ? `${fullName.slice(0, -3)} Name` : label, type, displayFormat: '' }
  if (type !== 'AutoNumber') throw refused(fullName, 'Must specify a nameField of type Text or AutoNumber')
  if (!/\{0+\}/.test(displayFormat)) throw refused(fullName, 'displayFormat of an AutoNumber name needs a {0}')
  return { label: label === '' ? 'Name' : label, type, displayFormat }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function missing(name: string) {
  return dataError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${name}]`, [name])
}

function refused(name: string, message: string) {
  return dataError('FIELD_INTEGRITY_EXCEPTION', `${name}: ${message}`, ['FullName'])
}

/** What every custom object has: a name, an owner, the system fields. */
export function customObjectDef(object: CustomObject, currencies: Currencies | null): ObjectDef {
  const { nameField } = object
  const isText = nameField.type === 'Text'
  const own: FieldDef[] = [
    field({
      name: 'OwnerId',
      label: 'Owner ID',
      type: 'reference',
      createable: true,
      updateable: true,
      defaultedOnCreate: true,
      referenceTo: ['Group', 'User'],
      relationshipName: 'Owner',
    }),
    field({
      name: 'Name',
      label: nameField.label,
      type: 'string',
      length: 80,
      nameField: true,
      idLookup: true,
      nillable: isText,
      createable: isText,
      updateable: isText,
      defaultedOnCreate: true,
      autoNumber: isText ? null : nameField.displayFormat,
    }),
    field({ name: 'LastViewedDate', label: 'Last Viewed Date', type: 'datetime', nillable: true }),
    field({ name: 'LastReferencedDate', label: 'Last Referenced Date', type: 'datetime', nillable: true }),
  ]
  return recordObject(object.name, `${object.label}/${object.labelPlural}`, object.keyPrefix, own, currencies)
}

/** A record nobody named is named by its id; one of a numbered object gets the next number. */
export function nameOfNew(object: CustomObject, given: unknown, id: string, number: number): string {
  if (object.nameField.type === 'Text') return typeof given === 'string' && given !== '' ? given : id
  return object.nameField.displayFormat.replace(/\{(0+)\}/, (_, zeros: string) =>
    String(number).padStart(zeros.length, '0'),
  )
}
