import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

export const taskTask: ObjectPair = {
  id: 'task-task',
  kind: 'task',
  hubspot: 'tasks',
  salesforce: 'Task',
  reads: { hubspot: ['hs_task_subject'], salesforce: ['Subject', 'WhoId', 'OwnerId', 'IsClosed', 'Tandem_Key__c'] },
  defaults: [map('hs_task_subject', 'Subject', { toSalesforce: [{ kind: 'truncate', length: 255 }] })],
}
