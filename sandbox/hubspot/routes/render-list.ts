import { sizeOf } from '../model/lists/members.ts'
import { isProcessing } from '../model/lists/process-list.ts'
import type { CrmList } from '../model/lists/state.ts'
import { folderName, referencesTo } from '../model/lists/folders.ts'
import type { Portal } from '../model/portal.ts'
import { isoInstant } from '../time.ts'

/** The user behind the app, as lists name their authors. */
const author = '52530071'

function common(portal: Portal, list: CrmList): Readonly<Record<string, unknown>> {
  return {
    listId: String(list.id),
    listVersion: list.version,
    createdAt: isoInstant(list.createdAt),
    updatedAt: isoInstant(list.updatedAt),
    filtersUpdatedAt: isoInstant(list.filtersUpdatedAt),
    processingStatus: isProcessing(portal, list) ? 'PROCESSING' : 'COMPLETE',
    createdById: author,
    updatedById: author,
    processingType: list.processingType,
    objectTypeId: list.objectTypeId,
    name: list.name,
  }
}

/** A list as its own operations answer it. */
export function renderList(
  portal: Portal,
  list: CrmList,
  filters: 'with-filters' | 'without-filters',
  size: 'with-size' | 'without-size' = 'without-size',
): unknown {
  return {
    ...common(portal, list),
    ...(size === 'with-size' ? { size: sizeOf(portal, list) } : {}),
    ...(filters === 'with-filters' && list.filterBranch !== null ? { filterBranch: list.filterBranch } : {}),
    listPermissions: { teamsWithEditAccess: [], usersWithEditAccess: [] },
    membershipSettings: Object.fromEntries(
      Object.entries(list.membershipSettings).filter(([, value]) => value !== null),
    ),
  }
}

const defaults = [
  'hs_list_size',
  'hs_last_record_added_at',
  'hs_last_record_removed_at',
  'hs_folder_name',
  'hs_list_reference_count',
]

/** A list as search shows it: "Properties that do not exist or that are empty for a particular list are not included." */
export function renderFoundList(portal: Portal, list: CrmList, asked: readonly string[]): unknown {
  const known: Record<string, string> = {
    ...list.customProperties,
    hs_list_size: String(sizeOf(portal, list)),
    hs_list_reference_count: String(referencesTo(portal, list)),
    ...(list.lastAddedAt === null ? {} : { hs_last_record_added_at: String(list.lastAddedAt) }),
    ...(list.lastRemovedAt === null ? {} : { hs_last_record_removed_at: String(list.lastRemovedAt) }),
    ...(list.folderId === 0 ? {} : { hs_folder_name: folderName(portal, list.folderId) }),
  }
  const additionalProperties: Record<string, string> = {}
  for (const name of [...defaults, ...asked]) {
    const value = known[name]
    if (value !== undefined) additionalProperties[name] = value
  }
  return { ...common(portal, list), additionalProperties }
}
