import type { StandardProperty } from './build.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide */
export const callProperties: readonly StandardProperty[] = [
  { name: 'hs_timestamp', label: 'Activity date', type: 'datetime' },
  { name: 'hs_call_title', label: 'Call title' },
  { name: 'hs_call_body', label: 'Call notes', fieldType: 'html' },
  {
    name: 'hs_call_direction',
    label: 'Call direction',
    type: 'enumeration',
    options: [
      ['INBOUND', 'Inbound'],
      ['OUTBOUND', 'Outbound'],
    ],
  },
  {
    name: 'hs_call_disposition',
    label: 'Call outcome',
    type: 'enumeration',
    // GUIDs that are the same in every portal.
    options: [
      ['9d9162e7-6cf3-4944-bf63-4dff82258764', 'Busy'],
      ['f240bbac-87c9-4f6e-bf70-924b57d47db7', 'Connected'],
      ['a4c4c377-d246-4b32-a13b-75a56a4cd0ff', 'Left live message'],
      ['b2cf5968-551e-4856-9783-52b3da59a7d0', 'Left voicemail'],
      ['73a0d17f-1163-4015-bdd5-ec830791da20', 'No answer'],
      ['17b47fee-58de-441e-a44c-c6300d46f273', 'Wrong number'],
    ],
  },
  // Milliseconds.
  { name: 'hs_call_duration', label: 'Call duration', type: 'number' },
  { name: 'hs_call_from_number', label: 'From number' },
  { name: 'hs_call_to_number', label: 'To number' },
  { name: 'hs_call_recording_url', label: 'Recording URL' },
  {
    name: 'hs_call_status',
    label: 'Call status',
    type: 'enumeration',
    options: [
      ['BUSY', 'Busy'],
      ['CALLING_CRM_USER', 'Calling CRM user'],
      ['CANCELED', 'Canceled'],
      ['COMPLETED', 'Completed'],
      ['CONNECTING', 'Connecting'],
      ['FAILED', 'Failed'],
      ['IN_PROGRESS', 'In progress'],
      ['NO_ANSWER', 'No answer'],
      ['QUEUED', 'Queued'],
      ['RINGING', 'Ringing'],
    ],
  },
  {
    name: 'hs_call_source',
    label: 'Call source',
    type: 'enumeration',
    options: [['INTEGRATIONS_PLATFORM', 'Integrations platform']],
  },
  { name: 'hs_call_callee_object_id', label: 'Callee object ID', type: 'number' },
  { name: 'hs_call_callee_object_type', label: 'Callee object type' },
  { name: 'hs_activity_type', label: 'Call and meeting type' },
  { name: 'hs_attachment_ids', label: 'Attached file IDs' },
  { name: 'hs_createdate', label: 'Create date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last modified date', type: 'datetime', readOnly: true },
]
