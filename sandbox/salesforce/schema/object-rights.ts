import type { Table } from '../records/table.ts'
import { exactKey } from '../records/keys.ts'
import type { ObjectDef } from './objects/index.ts'

export interface ObjectRights {
  readonly read: boolean
  readonly create: boolean
  readonly edit: boolean
  readonly delete: boolean
}

const ALL: ObjectRights = { read: true, create: true, edit: true, delete: true }
const NONE: ObjectRights = { read: false, create: false, edit: false, delete: false }

/** Standard objects whose access ObjectPermissions decide; others follow a parent, a user permission or nobody. */
export const PERMISSIONED_OBJECTS: readonly string[] = ['Account', 'Campaign', 'Contact', 'Lead', 'Opportunity']

/**
 * What a user may do with an object: the sum of the object permissions of the profile and of the assigned permission sets;
 * administrators and whoever may modify all data may do everything.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm
 */
export function objectRights(tableOf: (name: string) => Table, object: string, userId: string): ObjectRights {
  if (!PERMISSIONED_OBJECTS.includes(object) && !object.endsWith('__c')) return ALL
  const user = tableOf('User').get(userId)
  if (!user) return ALL
  const profile = tableOf('Profile').get(String(user['ProfileId']))
  if (profile?.['Name'] === 'System Administrator') return ALL
  let rights = NONE
  for (const setId of permissionSetsOf(tableOf, userId, user['ProfileId'] ?? null)) {
    const set = tableOf('PermissionSet').get(setId)
    if (set?.['PermissionsModifyAllData'] === true) return ALL
    const rows = tableOf('ObjectPermissions')
    const ids = rows.idsWhere('ParentId', setId, exactKey)
    // Snapshots of earlier sandboxes have no rows for the standard profile.
    if (ids.size === 0 && set?.['ProfileId'] && profile?.['Name'] === 'Standard User' && !object.endsWith('__c'))
      return ALL
    for (const row of rows.pick(ids)) {
      if (row['SobjectType'] !== object) continue
      rights = {
        read: rights.read || row['PermissionsRead'] === true,
        create: rights.create || row['PermissionsCreate'] === true,
        edit: rights.edit || row['PermissionsEdit'] === true,
        delete: rights.delete || row['PermissionsDelete'] === true,
      }
    }
  }
  return rights
}

/** Ids of the permission sets that a user has: the profile's own and the assigned ones. */
export function permissionSetsOf(tableOf: (name: string) => Table, userId: string, profileId: unknown): string[] {
  const assignments = tableOf('PermissionSetAssignment')
  const sets: string[] = []
  for (const row of assignments.pick(assignments.idsWhere('AssigneeId', userId, exactKey)))
    sets.push(String(row['PermissionSetId']))
  for (const row of tableOf('PermissionSet').rows())
    if (profileId !== null && row['ProfileId'] === profileId) sets.push(String(row['Id']))
  return sets
}

/** The object as a user with these rights finds it in a describe; null when it is hidden. */
export function withRights(def: ObjectDef, rights: ObjectRights): ObjectDef | null {
  if (!rights.read) return null
  if (rights === ALL) return def
  return {
    ...def,
    createable: def.createable && rights.create,
    updateable: def.updateable && rights.edit,
    deletable: def.deletable && rights.delete,
  }
}
