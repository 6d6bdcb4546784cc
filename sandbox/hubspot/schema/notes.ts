import type { StandardProperty } from './build.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/notes/guide */
export const noteProperties: readonly StandardProperty[] = [
  { name: 'hs_timestamp', label: 'Activity date', type: 'datetime' },
  { name: 'hs_note_body', label: 'Note body', fieldType: 'html' },
  { name: 'hs_attachment_ids', label: 'Attached file IDs' },
  { name: 'hs_createdate', label: 'Create date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last modified date', type: 'datetime', readOnly: true },
]
