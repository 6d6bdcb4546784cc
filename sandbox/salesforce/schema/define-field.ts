import { dataError } from '../errors.ts'
import type { Org } from '../org.ts'
import type { Row } from '../records/table.ts'
import type { CustomField } from './catalog.ts'
import { customFieldDef } from './custom-field.ts'

type Metadata = Readonly<Record<string, unknown>>

/** Standard objects whose custom fields can be defined; fields of Task and Event are defined on Activity. */
const PARENTS: ReadonlySet<string> = new Set([
  'Account',
  'Activity',
  'Campaign',
  'CampaignMember',
  'Contact',
  'EmailMessage',
  'Lead',
  'Opportunity',
  'OpportunityContactRole',
  'User',
])

/**
 * Makes a custom field. Nobody sees it until field permissions exist.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
 *
 * @param fullName `Lead.Key__c`
 * @returns its id
 */
export function createField(org: Org, userId: string, fullName: string, metadata: Metadata): string {
  const [object = '', name = ''] = fullName.split('.')
  checkParent(org, object)
  if (!/^[A-Za-z](?:_?[A-Za-z0-9])*__c$/.test(name) || name.length > 43) {
    throw dataError(
      'FIELD_INTEGRITY_EXCEPTION',
      `${object}.${name}: the field name can only contain letters, digits and single underscores, begin with a letter and end with __c`,
      ['FullName'],
    )
  }
  if (fieldNamed(org, object, name)) {
    throw dataError('DUPLICATE_DEVELOPER_NAME', `There is already a field named ${name.slice(0, -3)} on ${object}.`, [
      'DeveloperName',
    ])
  }
  const created = { id: org.nextId('00N'), object, ...read(org, name, metadata) }
  org.catalog.setCustomFields([...org.catalog.customFields, created])
  const stamp = org.stamp()
  putRow(org, created, { CreatedDate: stamp, CreatedById: userId, LastModifiedDate: stamp, LastModifiedById: userId })
  org.schemaChanged()
  return created.id
}

/** Changes a field's definition; who sees it and what records hold stays. */
export function updateField(org: Org, userId: string, known: CustomField, metadata: Metadata): void {
  const merged = { ...known.metadata, ...metadata }
  if (merged['type'] !== known.metadata['type']) {
    throw dataError(
      'FIELD_INTEGRITY_EXCEPTION',
      `${known.def.name}: cannot change the type from ${String(known.metadata['type'])} to ${String(merged['type'])}`,
      ['FullName'],
    )
  }
  const changed = { ...known, ...read(org, known.def.name, merged) }
  org.catalog.setCustomFields(org.catalog.customFields.map((entry) => (entry.id === known.id ? changed : entry)))
  const before = org.table('CustomField').get(known.id) ?? {}
  putRow(org, changed, { ...before, LastModifiedDate: org.stamp(), LastModifiedById: userId })
  org.schemaChanged()
}

/** Takes the field away at once, with what records hold in it and the permissions it had. */
export function deleteField(org: Org, known: CustomField): void {
  const { name } = known.def
  org.catalog.setCustomFields(org.catalog.customFields.filter((entry) => entry.id !== known.id))
  const objects = known.object === 'Activity' ? ['Task', 'Event'] : [known.object]
  for (const object of objects) {
    emptyColumn(org, object, name)
    for (const row of org.table('FieldPermissions').pick(idsOf(org, `${object}.${name}`))) {
      org.purge('FieldPermissions', String(row['Id']))
    }
  }
  org.purge('CustomField', known.id)
  org.schemaChanged()
}

export function fieldNamed(org: Org, object: string, name: string): CustomField | undefined {
  const wanted = name.toLowerCase()
  return org.catalog.customFields.find(
    (entry) => entry.object.toLowerCase() === object.toLowerCase() && entry.def.name.toLowerCase() === wanted,
  )
}

function checkParent(org: Org, object: string): void {
  if (PARENTS.has(object) || org.catalog.customObjects.some((entry) => entry.name === object)) return
  const onActivity = object === 'Task' || object === 'Event'
  throw dataError(
    'INVALID_FIELD',
    `Entity Enumeration Or ID: bad value for restricted picklist field: ${object}${onActivity ? ' (use Activity)' : ''}`,
    ['FullName'],
  )
}

function read(org: Org, name: string, metadata: Metadata) {
  const def = customFieldDef(name, metadata)
  for (const target of def.referenceTo) {
    if (org.catalog.object(target)) continue
    throw dataError(
      'FIELD_INTEGRITY_EXCEPTION',
      `${name}: referenceTo value of '${target}' does not resolve to a valid sObject type`,
      ['FullName'],
    )
  }
  const description = typeof metadata['description'] === 'string' ? metadata['description'] : null
  return { description, required: metadata['required'] === true, metadata, def }
}

/** Fields of custom objects name their object by its id. */
function putRow(org: Org, field: CustomField, audit: Row): void {
  const custom = org.catalog.customObjects.find((entry) => entry.name === field.object)
  org.put('CustomField', {
    ...audit,
    Id: field.id,
    DeveloperName: field.def.name.slice(0, -3),
    TableEnumOrId: custom?.id ?? field.object,
    FullName: `${field.object}.${field.def.name}`,
    Description: field.description?.slice(0, 255) ?? null,
    InlineHelpText: field.def.inlineHelpText,
    Length: field.def.length === 0 ? null : field.def.length,
    ManageableState: 'unmanaged',
    SystemModstamp: org.stamp(),
  })
}

function idsOf(org: Org, field: string): string[] {
  return [...org.table('FieldPermissions').rows()]
    .filter((row) => row['Field'] === field)
    .map((row) => String(row['Id']))
}

/** Nobody changed these records: their stamps stay. */
function emptyColumn(org: Org, object: string, name: string): void {
  const table = org.table(object)
  for (const row of table.rows()) {
    if (!(name in row)) continue
    const { [name]: _value, ...rest } = row
    table.put(String(row['Id']), rest)
  }
}
