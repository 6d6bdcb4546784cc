import type { SandboxControl } from '../../core/types.ts'
import { ApiError } from '../errors.ts'
import type { Org } from '../org.ts'
import { isRecord } from '../rest/api.ts'
import type { CustomObject } from '../schema/custom-object.ts'
import { createField } from '../schema/define-field.ts'
import { createObject, deleteObject } from '../schema/define-object.ts'
import type { Body } from './read-body.ts'
import { bodies, oneOf, optionalText, requiredText } from './read-body.ts'

/**
 * `GET|POST /__sandbox/objects`: the custom objects there are. A body, or each of a list, makes one:
 * `{"name": "Visit__c", "label": "Visit", "fields": [{"name": "Key__c", "type": "Text", "length": 40}]}`. A field says what
 * the Metadata API's CustomField does. Besides, `pluralLabel`, `nameField` and `visibleTo`: `everyone` (the default) gives
 * every profile the fields, `nobody` leaves that to permission sets.
 */
export function objectsControl(org: Org): SandboxControl {
  const read = () => ({ objects: org.catalog.customObjects.map((object) => shown(org, object)) })
  return {
    read,
    write(body) {
      for (const entry of bodies(body)) org.transaction(() => define(org, entry))
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
  const label = requiredText(body, 'label')
  const visibleTo = oneOf(body['visibleTo'] ?? 'everyone', ['everyone', 'nobody'], 'visibleTo')
  const fields = body['fields'] ?? []
  if (!Array.isArray(fields)) throw new TypeError('fields must be a list')
  const userId = administratorOf(org)
  const definition = {
    label,
    pluralLabel: optionalText(body, 'pluralLabel') ?? `${label}s`,
    description: optionalText(body, 'description'),
    nameField: isRecord(body['nameField']) ? body['nameField'] : { type: 'Text', label: `${label} Name` },
  }
  refusedAsBadBody(org, name, () => {
    createObject(org, userId, name, definition)
    for (const field of bodies(fields)) {
      const { name: fieldName, ...rest } = field
      const metadata = { label: String(fieldName).replace(/__c$/, '').replaceAll('_', ' '), ...rest }
      createField(org, userId, `${name}.${String(fieldName)}`, metadata)
      if (visibleTo === 'everyone' && rest['required'] !== true) permitEverybody(org, name, String(fieldName))
    }
  })
}

function administratorOf(org: Org): string {
  for (const row of org.table('User').rows()) return String(row['Id'])
  return ''
}

/** Every profile has a permission set of its own. */
function permitEverybody(org: Org, object: string, field: string): void {
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
  const before = org.catalog.customObjects
  try {
    work()
  } catch (error) {
    const made = org.catalog.customObjects.find((object) => object.name === name && !before.includes(object))
    if (made) deleteObject(org, made)
    if (error instanceof ApiError) throw new TypeError(error.message, { cause: error })
    throw error
  }
}
