import { controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'
import { storeOf } from '../model/portal.ts'
import { restoreRecord } from '../model/restore.ts'
import { isoInstant } from '../time.ts'

/**
 * `/__sandbox/restore-record {objectType, id}`: the API has no call for it, in HubSpot a person does it in the recycle bin. Reading lists
 * what lies there.
 */
export function restoreRecordControl(portal: Portal): SandboxControl {
  return {
    takes: '{objectType, id}: takes a record out of the recycle bin',
    read: () => ({
      archived: [...portal.stores.values()].flatMap(({ type, state }) =>
        state.records.flatMap(({ id, archivedAt }) =>
          archivedAt === null ? [] : [{ objectType: type.name, id: String(id), archivedAt: isoInstant(archivedAt) }],
        ),
      ),
    }),
    write(raw) {
      const { objectType, id } = controlBody(raw, ['objectType', 'id'])
      if (typeof objectType !== 'string') throw new TypeError('objectType must be a text')
      const store = storeOf(portal, objectType)
      const record = store.byId.get(Number(id))
      if (record === undefined) throw new TypeError(`there is no ${store.type.singular} ${String(id)}`)
      const restored = restoreRecord(portal, store, record, { type: 'CRM_UI', id: 'userId:52530071' })
      if (!restored.ok) throw new TypeError(restored.reason)
      return { objectType: store.type.name, id: String(record.id), updatedAt: isoInstant(record.updatedAt) }
    },
  }
}
