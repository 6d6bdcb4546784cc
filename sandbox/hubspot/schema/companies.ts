import type { StandardProperty } from './build.ts'
import { lifecycleStages, stageDates } from './build.ts'
import { industries } from './industries.ts'

/** https://knowledge.hubspot.com/properties/hubspot-crm-default-company-properties */
export const companyProperties: readonly StandardProperty[] = [
  { name: 'name', label: 'Company name' },
  // Not unique over the API, although HubSpot's own pages deduplicate by it.
  { name: 'domain', label: 'Company Domain Name' },
  { name: 'website', label: 'Website URL' },
  { name: 'phone', label: 'Phone Number', fieldType: 'phonenumber' },
  { name: 'industry', label: 'Industry', type: 'enumeration', options: industries },
  { name: 'annualrevenue', label: 'Annual Revenue', type: 'number' },
  { name: 'numberofemployees', label: 'Number of Employees', type: 'number' },
  { name: 'founded_year', label: 'Year Founded' },
  { name: 'description', label: 'Description', fieldType: 'textarea' },
  { name: 'address', label: 'Street Address' },
  { name: 'city', label: 'City' },
  { name: 'state', label: 'State/Region' },
  { name: 'zip', label: 'Postal Code' },
  { name: 'country', label: 'Country/Region' },
  {
    name: 'type',
    label: 'Type',
    type: 'enumeration',
    options: [
      ['PROSPECT', 'Prospect'],
      ['PARTNER', 'Partner'],
      ['RESELLER', 'Reseller'],
      ['VENDOR', 'Vendor'],
      ['OTHER', 'Other'],
    ],
  },
  {
    name: 'lifecyclestage',
    label: 'Lifecycle Stage',
    type: 'enumeration',
    fieldType: 'radio',
    options: lifecycleStages,
  },
  { name: 'createdate', label: 'Create Date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last Modified Date', type: 'datetime', readOnly: true },
  { name: 'num_associated_contacts', label: 'Number of Associated Contacts', type: 'number', calculated: true },
  { name: 'num_associated_deals', label: 'Number of Associated Deals', type: 'number', calculated: true },
  ...lifecycleStages.flatMap(([stage, label]) => stageDates(stage, label)),
]

export const companyGroups = [['companyinformation', 'Company information']] as const
