import type { ObjectType } from '../object-types.ts'

/**
 * The objects a customer works with. Default properties per object:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
export const recordTypes: readonly ObjectType[] = [
  {
    name: 'contacts',
    typeId: '0-1',
    singular: 'contact',
    upper: 'CONTACT',
    modifiedProperty: 'lastmodifieddate',
    createdProperty: 'createdate',
    defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    stageProperty: 'lifecyclestage',
    firstId: 171_591_000_101,
    queryProperties: ['firstname', 'lastname', 'email', 'phone', 'company', 'hs_additional_emails'],
    scope: 'contacts',
    required: [],
    // https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
    requiredOneOf: ['email', 'firstname', 'lastname'],
    requiredAssociations: [],
  },
  {
    name: 'companies',
    typeId: '0-2',
    singular: 'company',
    upper: 'COMPANY',
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'createdate',
    defaultProperties: ['name', 'domain', 'createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    stageProperty: 'lifecyclestage',
    firstId: 32_410_000_101,
    queryProperties: ['name', 'domain', 'website', 'phone'],
    scope: 'companies',
    required: [],
    // https://developers.hubspot.com/docs/api-reference/latest/crm/objects/companies/guide
    requiredOneOf: ['name', 'domain'],
    requiredAssociations: [],
  },
  {
    name: 'deals',
    typeId: '0-3',
    singular: 'deal',
    upper: 'DEAL',
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'createdate',
    defaultProperties: [
      'dealname',
      'amount',
      'closedate',
      'pipeline',
      'dealstage',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
    ],
    stageProperty: 'dealstage',
    firstId: 46_730_000_101,
    queryProperties: ['dealname', 'description', 'dealtype'],
    scope: 'deals',
    required: [],
    requiredOneOf: [],
    requiredAssociations: [],
  },
  {
    name: 'leads',
    typeId: '0-136',
    singular: 'lead',
    upper: 'LEAD',
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'hs_createdate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    // The names of its calculated dates carry a number that nobody can foretell, so none are kept.
    stageProperty: null,
    firstId: 392_610_000_101,
    queryProperties: ['hs_lead_name'],
    scope: 'leads',
    // https://developers.hubspot.com/docs/api-reference/latest/crm/objects/leads/guide
    required: ['hs_lead_name'],
    requiredOneOf: [],
    requiredAssociations: [578],
  },
]
