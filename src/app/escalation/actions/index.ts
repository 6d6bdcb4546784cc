import type { StepAction } from '#ports/store/actions.ts'
import type { Performer } from '../performer.ts'
import { escalate, reassign } from './give.ts'
import { alert, notifyChannel, notifyManager, remind } from './tell.ts'
import { recycle, setField } from './write.ts'

/** What happens in the database alone; Tasks are made in Salesforce first (../perform-tasks.ts). */
export type StoredKind = Exclude<StepAction['kind'], 'create_task'>

export const PERFORMERS: { readonly [K in StoredKind]: Performer<K> } = {
  alert,
  remind,
  notify_manager: notifyManager,
  notify_channel: notifyChannel,
  reassign,
  escalate,
  recycle,
  set_field: setField,
}
