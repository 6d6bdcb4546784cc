import type { StandardProperty } from './build.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/meetings/guide */
export const meetingProperties: readonly StandardProperty[] = [
  { name: 'hs_timestamp', label: 'Activity date', type: 'datetime' },
  { name: 'hs_meeting_title', label: 'Meeting name' },
  { name: 'hs_meeting_body', label: 'Meeting description', fieldType: 'html' },
  { name: 'hs_internal_meeting_notes', label: 'Internal meeting notes', fieldType: 'html' },
  { name: 'hs_meeting_external_url', label: 'External URL' },
  { name: 'hs_meeting_location', label: 'Meeting location' },
  { name: 'hs_meeting_start_time', label: 'Meeting start time', type: 'datetime' },
  { name: 'hs_meeting_end_time', label: 'Meeting end time', type: 'datetime' },
  {
    name: 'hs_meeting_outcome',
    label: 'Meeting outcome',
    type: 'enumeration',
    options: [
      ['SCHEDULED', 'Scheduled'],
      ['COMPLETED', 'Completed'],
      ['RESCHEDULED', 'Rescheduled'],
      ['NO_SHOW', 'No Show'],
      ['CANCELED', 'Canceled'],
    ],
  },
  { name: 'hs_activity_type', label: 'Call and meeting type' },
  { name: 'hs_attachment_ids', label: 'Attached file IDs' },
  { name: 'hs_createdate', label: 'Create date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last modified date', type: 'datetime', readOnly: true },
]
