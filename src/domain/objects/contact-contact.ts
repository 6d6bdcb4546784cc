import { CONTACT_READS, PERSON_FIELDS } from './contact-lead.ts'
import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

export const contactContact: ObjectPair = {
  id: 'contact-contact',
  kind: 'person',
  hubspot: 'contacts',
  salesforce: 'Contact',
  reads: { hubspot: CONTACT_READS, salesforce: ['Email', 'OwnerId', 'AccountId', 'Tandem_Key__c'] },
  defaults: [...PERSON_FIELDS, map('country', 'MailingCountry', { toSalesforce: [{ kind: 'truncate', length: 80 }] })],
}
