import type { ObjectType } from '../object-types.ts'

/**
 * What happened or is to be done. All need the moment they stand at on the timeline, `hs_timestamp`, and the scopes of the records they
 * belong to; contacts stand for those:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide (scope requirements)
 */
function activity(row: Pick<ObjectType, 'name' | 'typeId' | 'singular' | 'firstId' | 'queryProperties'>): ObjectType {
  return {
    ...row,
    upper: row.singular.toUpperCase(),
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'hs_createdate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    stageProperty: null,
    scope: 'contacts',
    required: ['hs_timestamp'],
    requiredOneOf: [],
    requiredAssociations: [],
  }
}

/** Type ids: https://developers.hubspot.com/docs/guides/crm/understanding-the-crm#object-type-ids */
export const activityTypes: readonly ObjectType[] = [
  activity({
    name: 'tasks',
    typeId: '0-27',
    singular: 'task',
    firstId: 81_950_000_101,
    queryProperties: ['hs_task_subject', 'hs_task_body'],
  }),
  activity({
    name: 'notes',
    typeId: '0-46',
    singular: 'note',
    firstId: 83_120_000_101,
    queryProperties: ['hs_note_body'],
  }),
  activity({
    name: 'meetings',
    typeId: '0-47',
    singular: 'meeting',
    firstId: 84_370_000_101,
    queryProperties: ['hs_meeting_title', 'hs_meeting_body'],
  }),
  activity({
    name: 'calls',
    typeId: '0-48',
    singular: 'call',
    firstId: 85_640_000_101,
    queryProperties: ['hs_call_title', 'hs_call_body'],
  }),
  activity({
    name: 'emails',
    typeId: '0-49',
    singular: 'email',
    firstId: 86_910_000_101,
    queryProperties: ['hs_email_subject', 'hs_email_text'],
  }),
]
