import type { StandardProperty } from './build.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/tasks/guide */
export const taskProperties: readonly StandardProperty[] = [
  { name: 'hs_timestamp', label: 'Due date', type: 'datetime' },
  { name: 'hs_task_subject', label: 'Task Title' },
  { name: 'hs_task_body', label: 'Notes', fieldType: 'html' },
  {
    name: 'hs_task_status',
    label: 'Task Status',
    type: 'enumeration',
    options: [
      ['NOT_STARTED', 'Not started'],
      ['IN_PROGRESS', 'In progress'],
      ['WAITING', 'Waiting'],
      ['DEFERRED', 'Deferred'],
      ['COMPLETED', 'Completed'],
    ],
  },
  {
    name: 'hs_task_priority',
    label: 'Priority',
    type: 'enumeration',
    options: [
      ['NONE', 'None'],
      ['LOW', 'Low'],
      ['MEDIUM', 'Medium'],
      ['HIGH', 'High'],
    ],
  },
  {
    name: 'hs_task_type',
    label: 'Task Type',
    type: 'enumeration',
    options: [
      ['TODO', 'To-do'],
      ['CALL', 'Call'],
      ['EMAIL', 'Email'],
    ],
  },
  { name: 'hs_task_reminders', label: 'Reminders' },
  { name: 'hs_task_completion_date', label: 'Completed at', type: 'datetime', readOnly: true },
  { name: 'hs_createdate', label: 'Create date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last modified date', type: 'datetime', readOnly: true },
]

export const taskGroups = [['engagement', 'Task information']] as const
