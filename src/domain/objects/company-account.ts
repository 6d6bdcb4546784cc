import {
  companyDomain,
  hubspotCompanyKeys,
  salesforceAccountKeys,
  websiteSpellings,
} from '../identity/company-match.ts'
import type { Values } from '../mapping/value.ts'
import type { PlainPair } from '../plan/plain.ts'
import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

/** Where nobody on the other side is the same person, the fallback owner takes what is made; an owner who is there stays. */
const OWNER = { kind: 'owner', unknown: 'blank' } as const
const WHOLE = { kind: 'number', scale: 0 } as const

/** HubSpot's industries in the words of a new Salesforce org; the rest is "Other". An admin maps their own. */
const INDUSTRIES = Object.fromEntries(
  Object.entries({
    Agriculture: 'FARMING FISHERY RANCHING DAIRY',
    Apparel: 'APPAREL_FASHION TEXTILES',
    Banking: 'BANKING INVESTMENT_BANKING',
    Biotechnology: 'BIOTECHNOLOGY PHARMACEUTICALS',
    Chemicals: 'CHEMICALS PLASTICS',
    Construction: 'CONSTRUCTION BUILDING_MATERIALS CIVIL_ENGINEERING',
    Consulting: 'MANAGEMENT_CONSULTING',
    Education: 'EDUCATION_MANAGEMENT E_LEARNING HIGHER_EDUCATION PRIMARY_SECONDARY_EDUCATION',
    Electronics: 'CONSUMER_ELECTRONICS ELECTRICAL_ELECTRONIC_MANUFACTURING SEMICONDUCTORS',
    Energy: 'OIL_ENERGY',
    Engineering: 'MECHANICAL_OR_INDUSTRIAL_ENGINEERING',
    Entertainment: 'ENTERTAINMENT MUSIC MOTION_PICTURES_AND_FILM COMPUTER_GAMES',
    Environmental: 'ENVIRONMENTAL_SERVICES RENEWABLES_ENVIRONMENT',
    Finance: 'FINANCIAL_SERVICES ACCOUNTING CAPITAL_MARKETS INVESTMENT_MANAGEMENT VENTURE_CAPITAL_PRIVATE_EQUITY',
    'Food & Beverage': 'FOOD_BEVERAGES FOOD_PRODUCTION WINE_AND_SPIRITS',
    Government: 'GOVERNMENT_ADMINISTRATION GOVERNMENT_RELATIONS PUBLIC_POLICY PUBLIC_SAFETY MILITARY',
    Healthcare: 'HOSPITAL_HEALTH_CARE HEALTH_WELLNESS_AND_FITNESS MEDICAL_DEVICES MEDICAL_PRACTICE MENTAL_HEALTH_CARE',
    Hospitality: 'HOSPITALITY RESTAURANTS LEISURE_TRAVEL_TOURISM',
    Insurance: 'INSURANCE',
    Machinery: 'MACHINERY INDUSTRIAL_AUTOMATION',
    Manufacturing: 'AUTOMOTIVE AVIATION_AEROSPACE SHIPBUILDING PAPER_FOREST_PRODUCTS PACKAGING_AND_CONTAINERS',
    Media: 'ONLINE_MEDIA BROADCAST_MEDIA PUBLISHING NEWSPAPERS MARKETING_AND_ADVERTISING MEDIA_PRODUCTION',
    'Not For Profit': 'NON_PROFIT_ORGANIZATION_MANAGEMENT CIVIC_SOCIAL_ORGANIZATION PHILANTHROPY FUND_RAISING',
    Recreation: 'SPORTS RECREATIONAL_FACILITIES_AND_SERVICES GAMBLING_CASINOS',
    Retail: 'RETAIL SUPERMARKETS WHOLESALE CONSUMER_GOODS LUXURY_GOODS_JEWELRY',
    Shipping: 'LOGISTICS_AND_SUPPLY_CHAIN PACKAGE_FREIGHT_DELIVERY MARITIME',
    Technology:
      'COMPUTER_SOFTWARE INFORMATION_TECHNOLOGY_AND_SERVICES INTERNET COMPUTER_HARDWARE COMPUTER_NETWORKING COMPUTER_NETWORK_SECURITY INFORMATION_SERVICES',
    Telecommunications: 'TELECOMMUNICATIONS WIRELESS',
    Transportation: 'AIRLINES_AVIATION TRANSPORTATION_TRUCKING_RAILROAD RAILROAD_MANUFACTURE',
    Utilities: 'UTILITIES',
  }).flatMap(([industry, values]) => values.split(' ').map((value) => [value, industry])),
)

const text = (hubspot: string, salesforce: string, length: number) =>
  map(hubspot, salesforce, { rule: 'salesforce-unless-blank', toSalesforce: [{ kind: 'truncate', length }] })

/** Salesforce lengths: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm */
export const companyAccount: ObjectPair = {
  id: 'company-account',
  kind: 'company',
  hubspot: 'companies',
  salesforce: 'Account',
  reads: {
    hubspot: ['name', 'domain', 'website', 'hubspot_owner_id'],
    salesforce: ['Name', 'Website', 'OwnerId', 'Tandem_Key__c'],
  },
  defaults: [
    // Name is required in Salesforce; many companies in HubSpot have a domain alone.
    map('name', 'Name', {
      rule: 'salesforce-unless-blank',
      toSalesforce: [
        { kind: 'fallback', fields: ['domain'] },
        { kind: 'truncate', length: 255 },
      ],
    }),
    map('website', 'Website', {
      rule: 'salesforce-unless-blank',
      toSalesforce: [
        { kind: 'fallback', fields: ['domain'] },
        { kind: 'truncate', length: 255 },
      ],
    }),
    text('phone', 'Phone', 40),
    text('address', 'BillingStreet', 255),
    text('city', 'BillingCity', 40),
    text('state', 'BillingState', 80),
    text('zip', 'BillingPostalCode', 20),
    text('country', 'BillingCountry', 80),
    map('industry', 'Industry', {
      rule: 'fill-blank',
      direction: 'to-salesforce',
      toSalesforce: [{ kind: 'value-map', map: INDUSTRIES, otherwise: 'Other' }],
    }),
    // Both keep whole numbers in Salesforce.
    map('numberofemployees', 'NumberOfEmployees', { rule: 'salesforce-unless-blank', toSalesforce: [WHOLE] }),
    map('annualrevenue', 'AnnualRevenue', { rule: 'salesforce-unless-blank', toSalesforce: [WHOLE] }),
    map('hubspot_owner_id', 'OwnerId', { rule: 'salesforce-wins', toSalesforce: [OWNER], toHubspot: [OWNER] }),
  ],
}

/**
 * One company is one account: by a stored key, else by a domain that only one record has. Equal names prove nothing, they are
 * listed for a person. HubSpot's API does not deduplicate companies, so what is made there is made by key.
 */
export const companyPlain: PlainPair = {
  id: 'company-account',
  kind: 'company',
  hubspot: 'companies',
  salesforce: 'Account',
  keysOf: { hubspot: hubspotCompanyKeys, salesforce: salesforceAccountKeys },
  lookUps: (values) => {
    const domain = companyDomain(values['domain'], values['website'])
    const name = values['name'] ?? null
    return [
      ...(domain === null ? [] : [{ field: 'Website', values: websiteSpellings(domain) }]),
      ...(name === null ? [] : [{ field: 'Name', values: [name] }]),
    ]
  },
  takesPart: (side, values) => nameOf(side, values) !== null,
  required: (to, values, source) => {
    if (to === 'salesforce') return { Name: nameOf('hubspot', source) }
    const domain = companyDomain(source['Website'])
    return domain === null ? {} : { domain }
  },
  named: { hubspot: 'company', salesforce: 'account' },
}

/** A company that has neither a name nor a domain is not worth a record elsewhere. */
const nameOf = (side: 'hubspot' | 'salesforce', values: Values): string | null =>
  side === 'salesforce' ? (values['Name'] ?? null) : (values['name'] ?? values['domain'] ?? null)
