import type { PlainPair } from '../plan/plain.ts'
import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

/** Where nobody on the other side is the same person, the fallback owner takes what is made; an owner who is there stays. */
const OWNER = { kind: 'owner', unknown: 'blank' } as const

/** Words of a new org: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm */
const STATUSES = {
  NOT_STARTED: 'Not Started',
  IN_PROGRESS: 'In Progress',
  WAITING: 'Waiting on someone else',
  DEFERRED: 'Deferred',
  COMPLETED: 'Completed',
}
const PRIORITIES = { HIGH: 'High', MEDIUM: 'Normal', LOW: 'Low', NONE: 'Normal' }

const flipped = (words: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([hubspot, salesforce]) => [salesforce, hubspot]))

/**
 * A due date has no time in Salesforce: it is noon in the org's zone in HubSpot, so that it is the same day wherever it is read,
 * and a time that was chosen in HubSpot stays there as long as the day is the same.
 */
export const taskTask: ObjectPair = {
  id: 'task-task',
  kind: 'task',
  hubspot: 'tasks',
  salesforce: 'Task',
  reads: {
    hubspot: ['hs_task_subject', 'hs_task_status', 'hs_timestamp', 'hubspot_owner_id'],
    salesforce: ['Subject', 'Status', 'ActivityDate', 'WhoId', 'OwnerId', 'IsClosed', 'CreatedDate', 'Tandem_Key__c'],
  },
  defaults: [
    map('hs_task_subject', 'Subject', { toSalesforce: [{ kind: 'truncate', length: 255 }] }),
    map('hs_task_body', 'Description', {
      toSalesforce: [{ kind: 'plain-text' }, { kind: 'truncate', length: 32_000 }],
      toHubspot: [{ kind: 'rich-text' }],
    }),
    map('hs_timestamp', 'ActivityDate', {
      toSalesforce: [{ kind: 'noon-to-date', timeZone: 'org' }],
      toHubspot: [{ kind: 'date-to-noon', timeZone: 'org' }],
    }),
    map('hs_task_status', 'Status', {
      toSalesforce: [{ kind: 'value-map', map: STATUSES }],
      toHubspot: [{ kind: 'value-map', map: flipped(STATUSES), otherwise: 'IN_PROGRESS' }],
    }),
    map('hs_task_priority', 'Priority', {
      toSalesforce: [{ kind: 'value-map', map: PRIORITIES }],
      toHubspot: [{ kind: 'value-map', map: { High: 'HIGH', Normal: 'MEDIUM', Low: 'LOW' }, otherwise: 'NONE' }],
    }),
    map('hubspot_owner_id', 'OwnerId', { toSalesforce: [OWNER], toHubspot: [OWNER] }),
  ],
}

/** Tasks have nothing in common but their key: one is the other's partner only if Tandem made it so. */
export const taskPlain: PlainPair = {
  id: 'task-task',
  kind: 'task',
  hubspot: 'tasks',
  salesforce: 'Task',
  keysOf: { hubspot: () => NOTHING, salesforce: () => NOTHING },
  lookUps: () => [],
  // What is done is history: it is told where it happened.
  takesPart: (side, values) =>
    side === 'hubspot' ? values['hs_task_status'] !== 'COMPLETED' : values['IsClosed'] !== 'true',
  required: (to, _values, source, tools) => {
    if (to === 'salesforce') return { Subject: 'Task' }
    const day = source['ActivityDate'] ?? null
    const due = day === null ? null : tools.noonOf(day, 'org')
    return { hs_task_subject: 'Task', hs_timestamp: due ?? source['CreatedDate'] ?? null }
  },
  named: { hubspot: 'task', salesforce: 'task' },
}

const NOTHING = { strong: [], weak: [] }
