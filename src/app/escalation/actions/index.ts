import type { LadderActionKind } from '#domain/sla/ladder.ts'
import type { Performer } from '../performer.ts'
import { escalate, reassign } from './give.ts'
import { notifyChannel, notifyManager, remind } from './tell.ts'
import { recycle, setField } from './write.ts'

/** What happens in the database alone; Tasks are made in Salesforce first (../make-task.ts). */
export const PERFORMERS: { readonly [K in Exclude<LadderActionKind, 'create_task'>]: Performer<K> } = {
  remind,
  notify_manager: notifyManager,
  notify_channel: notifyChannel,
  reassign,
  escalate,
  recycle,
  set_field: setField,
}
