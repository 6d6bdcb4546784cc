import { TOUCH_PROPERTIES } from '../attribution/touch-facts.ts'
import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

/** Read on every contact, whatever it is paired with. */
export const CONTACT_READS = [
  'email',
  'hs_additional_emails',
  'firstname',
  'lastname',
  'company',
  'lifecyclestage',
  'hs_marketable_status',
  'hs_email_optout',
  'hs_v2_date_entered_marketingqualifiedlead',
  ...TOUCH_PROPERTIES,
] as const

/** HubSpot's source words in the words of Lead.LeadSource; others pass as they are. */
const SOURCES = {
  ORGANIC_SEARCH: 'Organic Search',
  PAID_SEARCH: 'Paid Search',
  EMAIL_MARKETING: 'Email Marketing',
  SOCIAL_MEDIA: 'Social Media',
  REFERRALS: 'Referrals',
  OTHER_CAMPAIGNS: 'Other Campaigns',
  DIRECT_TRAFFIC: 'Direct Traffic',
  OFFLINE: 'Offline',
  PAID_SOCIAL: 'Paid Social',
}

/** Salesforce lengths: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm */
export const PERSON_FIELDS = [
  map('email', 'Email', { rule: 'hubspot-wins' }),
  map('firstname', 'FirstName', { toSalesforce: [{ kind: 'truncate', length: 40 }] }),
  // LastName is required in Salesforce.
  map('lastname', 'LastName', {
    toSalesforce: [
      { kind: 'fallback-local-part', field: 'email' },
      { kind: 'truncate', length: 80 },
    ],
  }),
  map('phone', 'Phone', { toSalesforce: [{ kind: 'truncate', length: 40 }] }),
  map('jobtitle', 'Title', { toSalesforce: [{ kind: 'truncate', length: 128 }] }),
  map('hs_analytics_source', 'LeadSource', {
    rule: 'fill-blank',
    direction: 'to-salesforce',
    toSalesforce: [{ kind: 'value-map', map: SOURCES }],
  }),
  map('hs_analytics_first_touch_converting_campaign', 'Tandem_Campaign__c', {
    rule: 'hubspot-wins',
    direction: 'to-salesforce',
    toSalesforce: [{ kind: 'truncate', length: 255 }],
  }),
] as const

export const contactLead: ObjectPair = {
  id: 'contact-lead',
  kind: 'person',
  hubspot: 'contacts',
  salesforce: 'Lead',
  reads: {
    hubspot: CONTACT_READS,
    salesforce: [
      'Email',
      'OwnerId',
      'Status',
      'IsConverted',
      'ConvertedContactId',
      'ConvertedAccountId',
      'ConvertedOpportunityId',
      'Company',
      'Tandem_Key__c',
    ],
  },
  defaults: [
    ...PERSON_FIELDS,
    // Company is required on a Lead; a person without one is their own.
    map('company', 'Company', {
      rule: 'hubspot-unless-blank',
      toSalesforce: [
        { kind: 'fallback', fields: ['firstname', 'lastname'] },
        { kind: 'fallback-local-part', field: 'email' },
        { kind: 'truncate', length: 255 },
      ],
      direction: 'to-salesforce',
    }),
    map('country', 'Country', { toSalesforce: [{ kind: 'truncate', length: 80 }] }),
  ],
}
