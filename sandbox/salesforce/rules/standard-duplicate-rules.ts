import type { DuplicateRule } from './duplicate-rules.ts'
import type { MatchingRule, MatchMethod } from './matching-rules.ts'

/** https://help.salesforce.com/s/articleView?id=sales.matching_rules_standard_contact_rule.htm */
function personEquation(title: string, company: string, street: string, city: string, zip: string): string[][] {
  const name = ['FirstName', 'LastName']
  return [
    [...name, title, company],
    [...name, 'Email'],
    [...name, 'Phone', company],
    [...name, street, city],
    [...name, street, zip],
    [...name, street, 'Phone'],
    [...name, street, title],
    [...name, title, 'Email'],
    [...name, 'Phone'],
  ]
}

const PERSON: Readonly<Record<string, MatchMethod>> = {
  FirstName: 'first-name',
  LastName: 'last-name',
  Title: 'title',
  Phone: 'phone',
}

/** Active in every org. https://help.salesforce.com/s/articleView?id=sales.matching_rules_standard_rules.htm */
export const STANDARD_MATCHING_RULES: readonly MatchingRule[] = [
  {
    name: 'Standard_Account_Match_Rule_v1_0',
    object: 'Account',
    engine: 'FuzzyMatchEngine',
    equation: [
      ['Name', 'BillingStreet'],
      ['Name', 'BillingCity', 'BillingState'],
      ['Name', 'BillingPostalCode'],
      ['Name', 'Phone'],
      ['Website', 'Phone'],
      ['Website', 'BillingStreet'],
    ],
    methods: {
      Name: 'company',
      Website: 'company',
      Phone: 'phone',
      BillingStreet: 'street',
      BillingCity: 'city',
      BillingPostalCode: 'zip',
    },
  },
  {
    name: 'Standard_Contact_Match_Rule_v1_1',
    object: 'Contact',
    engine: 'FuzzyMatchEngine',
    equation: personEquation('Title', 'Account.Name', 'MailingStreet', 'MailingCity', 'MailingPostalCode'),
    methods: {
      ...PERSON,
      'Account.Name': 'company',
      MailingStreet: 'street',
      MailingCity: 'city',
      MailingPostalCode: 'zip',
    },
  },
  {
    name: 'Standard_Lead_Match_Rule_v1_0',
    object: 'Lead',
    engine: 'FuzzyMatchEngine',
    equation: personEquation('Title', 'Company', 'Street', 'City', 'PostalCode'),
    methods: { ...PERSON, Company: 'company', Street: 'street', City: 'city', PostalCode: 'zip' },
  },
]

/** Field of the matching rule to field of the record that is saved. */
const LEAD_AS_CONTACT = {
  'Account.Name': 'Company',
  MailingStreet: 'Street',
  MailingCity: 'City',
  MailingPostalCode: 'PostalCode',
}
const CONTACT_AS_LEAD = Object.fromEntries(Object.entries(LEAD_AS_CONTACT).map(([contact, lead]) => [lead, contact]))

const ALERT_TEXT = 'Use one of these records?'

/**
 * The duplicate rules an org comes with: an alert on create, only a report on edit. Those within one object are active in new
 * orgs (https://help.salesforce.com/s/articleView?id=sales.duplicate_rules_standard_account_rule.htm), those across
 * leads and contacts wait for an administrator.
 */
export function standardDuplicateRules(state: 'active' | 'inactive'): DuplicateRule[] {
  const rule = (
    object: string,
    name: string,
    matchingRule: string,
    active: 'active' | 'inactive',
    mapping: Readonly<Record<string, string>> = {},
  ): DuplicateRule => ({
    name,
    object,
    state: active,
    onCreate: 'alert',
    onUpdate: 'report',
    alertText: ALERT_TEXT,
    matches: [{ matchingRule, mapping }],
  })
  return [
    rule('Account', 'Standard_Account_Duplicate_Rule', 'Standard_Account_Match_Rule_v1_0', state),
    rule('Contact', 'Standard_Contact_Duplicate_Rule', 'Standard_Contact_Match_Rule_v1_1', state),
    rule('Lead', 'Standard_Lead_Duplicate_Rule', 'Standard_Lead_Match_Rule_v1_0', state),
    rule(
      'Lead',
      'Standard_Rule_for_Leads_with_Duplicate_Contacts',
      'Standard_Contact_Match_Rule_v1_1',
      'inactive',
      LEAD_AS_CONTACT,
    ),
    rule(
      'Contact',
      'Standard_Rule_for_Contacts_with_Duplicate_Leads',
      'Standard_Lead_Match_Rule_v1_0',
      'inactive',
      CONTACT_AS_LEAD,
    ),
  ]
}
