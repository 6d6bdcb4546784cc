import type { StandardProperty } from './build.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/email/guide */
export const emailProperties: readonly StandardProperty[] = [
  { name: 'hs_timestamp', label: 'Activity date', type: 'datetime' },
  { name: 'hs_email_subject', label: 'Email subject' },
  { name: 'hs_email_text', label: 'Text body', fieldType: 'textarea' },
  { name: 'hs_email_html', label: 'Email body', fieldType: 'html' },
  {
    name: 'hs_email_direction',
    label: 'Email direction',
    type: 'enumeration',
    options: [
      ['EMAIL', 'Sent from HubSpot or logged'],
      ['INCOMING_EMAIL', 'Reply to a logged email'],
      ['FORWARDED_EMAIL', 'Forwarded'],
    ],
  },
  {
    name: 'hs_email_status',
    label: 'Email send status',
    type: 'enumeration',
    options: [
      ['BOUNCED', 'Bounced'],
      ['FAILED', 'Failed'],
      ['SCHEDULED', 'Scheduled'],
      ['SENDING', 'Sending'],
      ['SENT', 'Sent'],
    ],
  },
  // The addresses below are taken out of the headers, a JSON text, and cannot be written one by one.
  { name: 'hs_email_headers', label: 'Email headers', fieldType: 'textarea' },
  { name: 'hs_email_from_email', label: 'Email from address', readOnly: true },
  { name: 'hs_email_from_firstname', label: 'Email from first name', readOnly: true },
  { name: 'hs_email_from_lastname', label: 'Email from last name', readOnly: true },
  { name: 'hs_email_to_email', label: 'Email to address', readOnly: true },
  { name: 'hs_email_to_firstname', label: 'Email to first name', readOnly: true },
  { name: 'hs_email_to_lastname', label: 'Email to last name', readOnly: true },
  { name: 'hs_attachment_ids', label: 'Attached file IDs' },
  { name: 'hs_createdate', label: 'Create date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last modified date', type: 'datetime', readOnly: true },
]
