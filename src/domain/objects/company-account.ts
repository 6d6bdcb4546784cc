import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

/** Salesforce lengths: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm */
export const companyAccount: ObjectPair = {
  id: 'company-account',
  kind: 'company',
  hubspot: 'companies',
  salesforce: 'Account',
  reads: { hubspot: ['name', 'domain'], salesforce: ['Name', 'Website', 'OwnerId', 'Tandem_Key__c'] },
  defaults: [
    map('name', 'Name', { rule: 'salesforce-unless-blank', toSalesforce: [{ kind: 'truncate', length: 255 }] }),
    map('domain', 'Website', { rule: 'fill-blank' }),
    map('phone', 'Phone', { toSalesforce: [{ kind: 'truncate', length: 40 }] }),
  ],
}
