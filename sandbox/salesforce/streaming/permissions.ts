import { exactKey } from '../records/keys.ts'
import type { Org } from '../org.ts'
import { permissionSetsOf } from '../schema/object-rights.ts'

/**
 * Whether a user may have the events of an object: View All Data, or View All Records of an object that has it; tasks and
 * events do not. https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-security-perms.html
 */
export function receivesEvents(org: Org, userId: string, entity: string): boolean {
  if (viewsAllData(org, userId)) return true
  const rows = org.table('ObjectPermissions')
  return setsOf(org, userId).some((setId) =>
    rows
      .pick(rows.idsWhere('ParentId', setId, exactKey))
      .some((row) => row['SobjectType'] === entity && row['PermissionsViewAllRecords'] === true),
  )
}

/** Administrators, and who has the permission by a permission set. */
export function viewsAllData(org: Org, userId: string): boolean {
  const profileId = org.table('User').get(userId)?.['ProfileId']
  if (org.table('Profile').get(String(profileId))?.['Name'] === 'System Administrator') return true
  return setsOf(org, userId).some((setId) => {
    const set = org.table('PermissionSet').get(setId)
    return set?.['PermissionsViewAllData'] === true || set?.['PermissionsModifyAllData'] === true
  })
}

function setsOf(org: Org, userId: string): string[] {
  const profileId = org.table('User').get(userId)?.['ProfileId'] ?? null
  return permissionSetsOf((name) => org.table(name), userId, profileId)
}
