import { dataError } from '../errors.ts'
import { isPermissionable } from '../schema/fields.ts'
import type { ObjectRules } from './rules.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm */
export const permissionSetRules: ObjectRules = {
  before(context, next, previous) {
    next['IsCustom'] = true
    next['Type'] ??= 'Regular'
    if (!/^[A-Za-z](?:\w*[A-Za-z0-9])?$/.test(String(next['Name']))) {
      throw dataError(
        'INVALID_FIELD',
        'The permission set API name can only contain underscores and alphanumeric characters, and must be unique.',
        ['Name'],
      )
    }
    for (const row of context.org.table('PermissionSet').rows()) {
      if (row['Id'] !== previous?.['Id'] && row['Name'] === next['Name']) {
        throw dataError(
          'DUPLICATE_DEVELOPER_NAME',
          `The permission set name is already in use: ${String(next['Name'])}`,
          ['Name'],
        )
      }
    }
  },
  beforeDelete(context, row) {
    for (const object of ['FieldPermissions', 'ObjectPermissions', 'PermissionSetAssignment']) {
      const parent = object === 'PermissionSetAssignment' ? 'PermissionSetId' : 'ParentId'
      for (const child of context.org.referring(object, parent, String(row['Id']))) {
        context.org.purge(object, String(child['Id']))
      }
    }
  },
}

export const permissionSetAssignmentRules: ObjectRules = {
  before(context, next) {
    next['IsActive'] = true
    const assigned = context.org.referring('PermissionSetAssignment', 'AssigneeId', String(next['AssigneeId']))
    if (assigned.some((row) => row['PermissionSetId'] === next['PermissionSetId'])) {
      throw dataError('DUPLICATE_VALUE', 'Duplicate PermissionSetAssignment. Assignee has this permission set.', [
        'AssigneeId',
        'PermissionSetId',
      ])
    }
  },
}

/**
 * Field-level security of one field: edit needs read, required fields and parts of compound fields have none.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 */
export const fieldPermissionsRules: ObjectRules = {
  before(context, next, previous) {
    const { SobjectType: object, Field: path } = next
    const name = String(path).slice(String(path).indexOf('.') + 1)
    const field = context.org.catalog.allFields(String(object)).find((entry) => entry.name === name)
    const securable = field !== undefined && path === `${String(object)}.${name}` && isPermissionable(field)
    if (!securable) {
      throw dataError(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `Field Name: bad value for restricted picklist field: ${String(path)}`,
        ['Field'],
      )
    }
    if (next['PermissionsEdit'] === true && next['PermissionsRead'] !== true) {
      throw dataError('FIELD_INTEGRITY_EXCEPTION', `Permission Edit ${path} depends on permission(s): Read ${path}`, [
        'PermissionsEdit',
      ])
    }
    const siblings = context.org.referring('FieldPermissions', 'ParentId', String(next['ParentId']))
    if (siblings.some((row) => row['Field'] === path && row['Id'] !== previous?.['Id'])) {
      throw dataError('DUPLICATE_VALUE', `duplicate value found: Field duplicates value on record: ${path}`, ['Field'])
    }
  },
}

export const objectPermissionsRules: ObjectRules = {
  before(context, next, previous) {
    const object = context.org.catalog.object(String(next['SobjectType']))
    if (!object) {
      throw dataError(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `SObject Type Name: bad value for restricted picklist field: ${String(next['SobjectType'])}`,
        ['SobjectType'],
      )
    }
    const siblings = context.org.referring('ObjectPermissions', 'ParentId', String(next['ParentId']))
    if (siblings.some((row) => row['SobjectType'] === next['SobjectType'] && row['Id'] !== previous?.['Id'])) {
      throw dataError('DUPLICATE_VALUE', 'duplicate value found: SobjectType duplicates value on record', [
        'SobjectType',
      ])
    }
  },
}
