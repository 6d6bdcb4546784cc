import { anyObject } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import { ApiError } from '../errors.ts'
import type { Org } from '../org.ts'
import { isRecord } from '../rest/api.ts'
import type { CustomObject } from '../schema/custom-object.ts'
import { createField, deleteField } from '../schema/define-field.ts'
import { createObject, deleteObject } from '../schema/define-object.ts'
import type { Body } from './read-body.ts'
import { bodies, oneOf, optionalText, requiredText } from './read-body.ts'

const PARTS = ['name', 'label', 'pluralLabel', 'description', 'nameField', 'fields', 'visibleTo']

/**
 * `GET|POST /__sandbox/objects`: the custom objects there are. A body, or each of a list, makes one:
 * `{"name": "Visit__c", "label": "Visit", "fields": [{"name": "Key__c", "type": "Text", "length": 40}]}`, or adds fields to
 * one that is there: `{"name": "Lead", "fields": […]}`, for tasks and events to `Activity`. A field says what the Metadata
 * API's CustomField does. Besides, `pluralLabel`, `nameField` and `visibleTo`: `everyone` (the default) gives
 * every profile the fields, `nobody` leaves that to permission sets.
 */
export function objectsControl(org: Org): SandboxControl {
  const read = () => ({ objects: org.catalog.customObjects.map((object) => shown(org, object)) })
  return {
    takes:
      '{name: "Visit__c", label, fields: [{name: "Key__c", type, …}]} for a new object, {name: "Lead", fields} for one that is there; visibleTo?: "everyone"|"nobody"; or a list',
    read,
    write(body) {
      for (const entry of bodies(body, PARTS)) org.transaction(() => define(org, entry))
      return read()
    },
  }
}

function shown(org: Org, { name, label, labelPlural, keyPrefix }: CustomObject) {
  const fields = org.catalog
    .customFieldsOf(name)
    .map(({ def }) => ({ name: def.name, type: def.type, label: def.label }))
  return { name, label, pluralLabel: labelPlural, keyPrefix, fields }
}

function define(org: Org, body: Body): void {
  const name = requiredText(body, 'name')
  const visibleTo = oneOf(body['visibleTo'] ?? 'everyone', ['everyone', 'nobody'], 'visibleTo')
  const fields = body['fields'] ?? []
  if (!Array.isArray(fields)) throw new TypeError('fields must be a list')
  const userId = administratorOf(org)
  const isThere = name === 'Activity' || org.catalog.object(name) !== null
  if (isThere && body['fields'] === undefined) throw new TypeError(`${name} is there: fields to add are expected`)
  refusedAsBadBody(org, name, () => {
    if (!isThere) createObject(org, userId, name, objectMetadata(body))
    for (const field of fields.map((entry: unknown) => anyObject(entry, 'a field'))) {
      const { name: fieldName, ...rest } = field
      const metadata = { label: String(fieldName).replace(/__c$/, '').replaceAll('_', ' '), ...rest }
      createField(org, userId, `${name}.${String(fieldName)}`, metadata)
      if (visibleTo === 'everyone' && rest['required'] !== true) permitEverybody(org, name, String(fieldName))
    }
  })
}

function objectMetadata(body: Body) {
  const label = requiredText(body, 'label')
  return {
    label,
    pluralLabel: optionalText(body, 'pluralLabel') ?? `${label}s`,
    description: optionalText(body, 'description'),
    nameField: isRecord(body['nameField']) ? body['nameField'] : { type: 'Text', label: `${label} Name` },
  }
}

function administratorOf(org: Org): string {
  for (const row of org.table('User').rows()) return String(row['Id'])
  return ''
}

/** Every profile has a permission set of its own. Fields of Activity are permitted for tasks and events. */
function permitEverybody(org: Org, parent: string, field: string): void {
  for (const object of parent === 'Activity' ? ['Task', 'Event'] : [parent]) permitOn(org, object, field)
}

function permitOn(org: Org, object: string, field: string): void {
  for (const set of org.table('PermissionSet').rows()) {
    if (set['IsOwnedByProfile'] !== true) continue
    org.put('FieldPermissions', {
      Id: org.nextId('01k'),
      ParentId: set['Id'] ?? null,
      SobjectType: object,
      Field: `${object}.${field}`,
      PermissionsRead: true,
      PermissionsEdit: true,
      SystemModstamp: org.stamp(),
    })
  }
}

/** A definition with a part that is refused leaves nothing behind. */
function refusedAsBadBody(org: Org, name: string, work: () => void): void {
  const before = { objects: org.catalog.customObjects, fields: org.catalog.customFields }
  try {
    work()
  } catch (error) {
    const made = org.catalog.customObjects.find((object) => object.name === name && !before.objects.includes(object))
    if (made) deleteObject(org, made)
    for (const field of org.catalog.customFields) if (!before.fields.includes(field)) deleteField(org, field)
    if (error instanceof ApiError) throw new TypeError(error.message, { cause: error })
    throw error
  }
}
