import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { ACKNOWLEDGED, activate, ada, idOf, make } from './duplicates.ts'
import { refused } from './org-setup.ts'

const MATCHING = 'https://help.salesforce.com/s/articleView?id=sales.matching_rules_standard_contact_rule.htm'
const STANDARD = 'https://help.salesforce.com/s/articleView?id=sales.duplicate_rules_standard_account_rule.htm'
const RECORDED = 'https://gitlab.com/gitlab-org/customers-gitlab-com/-/issues/7138'

let org: Started
beforeEach(async () => {
  org = await startSandbox({ standardDuplicateRules: 'inactive' })
})
afterEach(() => org.stop())

describe('what matches', () => {
  const pairs: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>, boolean])[] = [
    ['first name, last name and e-mail', {}, { Company: 'Other' }, true],
    ['an initial for the first name', {}, { FirstName: 'A' }, true],
    ['a slip of the pen in the last name', {}, { LastName: 'Lovelacce' }, true],
    ['a blank first name where the e-mail address is the same', {}, { FirstName: null }, true],
    ['the same name elsewhere', {}, { Email: 'ada@other.test' }, false],
    ['another person at the same address', {}, { FirstName: 'Byron', LastName: 'King' }, false],
    [
      'name and telephone, however written',
      { Email: null, Phone: '+1 (415) 555-1234' },
      { Email: null, Phone: '415.555.1234' },
      true,
    ],
    [
      'name, title and company without its legal form',
      { Email: null, Title: 'CTO' },
      { Email: null, Title: 'CTO', Company: 'Analytical Engines' },
      true,
    ],
    ['name and company alone', { Email: null }, { Email: null }, false],
  ]
  for (const [what, stored, asked, matches] of pairs) {
    rule(
      `the standard lead matching rule ${matches ? 'takes' : 'does not take'} ${what}`,
      {
        evidence: 'documented',
        at: MATCHING,
        says: '(First Name AND Last Name AND Title AND Company) OR (First Name AND Last Name AND Email) OR (First Name AND Last Name AND Phone) OR …; blank names are ignored when Email is in the group.',
      },
      async () => {
        await make(org, ada(stored))
        await activate(org, 'Standard_Lead_Duplicate_Rule')
        const answer = await make(org, ada(asked)).then(
          () => 'saved',
          (error: Error) => error.name,
        )
        expect(answer).toBe(matches ? 'DUPLICATES_DETECTED' : 'saved')
      },
    )
  }

  rule(
    'a lead is compared with contacts by the rule for leads with duplicate contacts, and the other way round',
    {
      evidence: 'recorded',
      at: RECORDED,
      says: 'duplicateRule Standard_Rule_for_Leads_with_Duplicate_Contacts of entity type Lead, match result of entity type Contact by Standard_Contact_Match_Rule_v1_1.',
    },
    async () => {
      const { id: AccountId } = await org.conn.sobject('Account').create({ Name: 'Analytical Engines' })
      const person = { FirstName: 'Ada', LastName: 'Lovelace', Title: 'CTO' }
      const contact = await idOf(make(org, { ...person, AccountId }, {}, 'Contact'))
      await activate(org, 'Standard_Rule_for_Leads_with_Duplicate_Contacts')
      await activate(org, 'Standard_Rule_for_Contacts_with_Duplicate_Leads')
      const lead = { ...person, Company: 'Analytical Engines, Inc.' }
      expect((await refused(make(org, lead))).data).toMatchObject({
        duplicateResult: {
          duplicateRule: 'Standard_Rule_for_Leads_with_Duplicate_Contacts',
          duplicateRuleEntityType: 'Lead',
          matchResults: [
            {
              entityType: 'Contact',
              rule: 'Standard_Contact_Match_Rule_v1_1',
              matchRecords: [{ record: { Id: contact } }],
            },
          ],
        },
      })
      await make(org, lead, ACKNOWLEDGED)
      expect((await refused(make(org, { ...person, AccountId }, {}, 'Contact'))).data).toMatchObject({
        duplicateResult: { duplicateRuleEntityType: 'Contact', matchResults: [{ entityType: 'Lead' }] },
      })
    },
  )

  rule(
    'the standard account rule takes a name with a telephone number',
    {
      evidence: 'documented',
      at: STANDARD,
      says: 'Standard Account Matching Rule: match accounts that duplicate other accounts.',
    },
    async () => {
      await activate(org, 'Standard_Account_Duplicate_Rule')
      await make(org, { Name: 'Acme Corporation', Phone: '030 1234567' }, {}, 'Account')
      expect((await make(org, { Name: 'Acme' }, {}, 'Account')).success).toBe(true)
      expect((await refused(make(org, { Name: 'ACME Corp.', Phone: '0301234567' }, {}, 'Account'))).name).toBe(
        'DUPLICATES_DETECTED',
      )
    },
  )
})
