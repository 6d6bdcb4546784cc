import { dataError } from '../errors.ts'
import type { Org } from '../org.ts'
import type { Row } from '../records/table.ts'
import type { CustomObject } from './custom-object.ts'
import { readCustomObject } from './custom-object.ts'
import { createField, deleteField } from './define-field.ts'

type Metadata = Readonly<Record<string, unknown>>

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PREFIXES = 'custom object prefixes'

/**
 * Makes a custom object, with fields when the definition brings some. Users who may do everything use it at once; its
 * custom fields need permissions like all others.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
 *
 * @returns its id
 */
export function createObject(org: Org, userId: string, fullName: string, metadata: Metadata): string {
  const read = readCustomObject(fullName, metadata)
  if (org.catalog.object(fullName)) {
    throw dataError('DUPLICATE_DEVELOPER_NAME', `There is already an object named ${fullName.slice(0, -3)}.`, [
      'DeveloperName',
    ])
  }
  const made = { ...read, id: org.nextId('01I'), keyPrefix: nextPrefix(org) }
  org.catalog.setCustomObjects([...org.catalog.customObjects, made])
  const stamp = org.stamp()
  putRow(org, made, { CreatedDate: stamp, CreatedById: userId, LastModifiedDate: stamp, LastModifiedById: userId })
  try {
    for (const field of fieldsOf(metadata)) createField(org, userId, `${fullName}.${String(field['fullName'])}`, field)
  } catch (error) {
    deleteObject(org, made)
    throw error
  }
  org.schemaChanged()
  return made.id
}

/** Labels, name field and description; fields are defined one by one. */
export function updateObject(org: Org, userId: string, known: CustomObject, metadata: Metadata): void {
  const before = {
    label: known.label,
    pluralLabel: known.labelPlural,
    nameField: known.nameField,
    description: known.description,
  }
  const changed = { ...known, ...readCustomObject(known.name, { ...before, ...metadata }) }
  org.catalog.setCustomObjects(org.catalog.customObjects.map((entry) => (entry.id === known.id ? changed : entry)))
  const row = org.table('CustomObject').get(known.id) ?? {}
  putRow(org, changed, { ...row, LastModifiedDate: org.stamp(), LastModifiedById: userId })
  org.schemaChanged()
}

/** Takes the object away with its records, its fields and the lookups to it. */
export function deleteObject(org: Org, known: CustomObject): void {
  for (const field of org.catalog.customFields) {
    if (field.object === known.name || field.def.referenceTo.includes(known.name)) deleteField(org, field)
  }
  org.table(known.name).replaceAll([])
  org.catalog.setCustomObjects(org.catalog.customObjects.filter((entry) => entry.id !== known.id))
  org.purge('CustomObject', known.id)
  org.schemaChanged()
}

export function objectNamed(org: Org, name: string): CustomObject | undefined {
  return org.catalog.customObjects.find((entry) => entry.name.toLowerCase() === name.toLowerCase())
}

function fieldsOf(metadata: Metadata): Metadata[] {
  const fields = metadata['fields'] ?? []
  return (Array.isArray(fields) ? fields : [fields]) as Metadata[]
}

/** a00, a01, … in the order objects are made; the prefix of a deleted object is not used again. */
function nextPrefix(org: Org): string {
  const used = org.idCounters[PREFIXES] ?? 0
  org.idCounters[PREFIXES] = used + 1
  return `a${DIGITS[Math.floor(used / 62) % 62]}${DIGITS[used % 62]}`
}

function putRow(org: Org, object: CustomObject, audit: Row): void {
  org.put('CustomObject', {
    ...audit,
    Id: object.id,
    DeveloperName: object.name.slice(0, -3),
    Description: object.description,
    ManageableState: 'unmanaged',
    SystemModstamp: org.stamp(),
  })
}
