import type { SaveResult } from 'jsforce'
import { Connection } from 'jsforce'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { codes, refused, setUp, setUpRefusal } from './org-setup.ts'

const HEADER = 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html'
const RESULT = 'https://developer.salesforce.com/docs/platform/api/guide/sforce-api-objects-duplicateresult.html'
const MATCHING = 'https://help.salesforce.com/s/articleView?id=sales.matching_rules_standard_contact_rule.htm'
const STANDARD = 'https://help.salesforce.com/s/articleView?id=sales.duplicate_rules_standard_account_rule.htm'
const RECORDED = 'https://gitlab.com/gitlab-org/customers-gitlab-com/-/issues/7138'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const ada = (over: Record<string, unknown> = {}) => ({
  FirstName: 'Ada',
  LastName: 'Lovelace',
  Company: 'Analytical Engines Inc.',
  Email: 'ada@engines.test',
  ...over,
})
const activate = (name: string) => setUp(org, 'duplicate-rules', { name, active: true })
const oneEmail = (over: Record<string, unknown> = {}) =>
  setUp(org, 'duplicate-rules', { name: 'One_Email', object: 'Lead', match: { equation: [['Email']] }, ...over })
const make = (values: Record<string, unknown>, headers: Record<string, string> = {}, object = 'Lead') =>
  org.conn.sobject(object).create(values, { headers })
const idOf = async (made: Promise<SaveResult>) => String((await made).id)
const ACKNOWLEDGED = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' }
const asVersion = (version: string) =>
  new Connection({ instanceUrl: org.url, accessToken: String(org.conn.accessToken), version })

describe('what the answer says', () => {
  rule(
    'an alert refuses the record and names the ones that are there',
    {
      evidence: 'recorded',
      at: RECORDED,
      says: 'DUPLICATES_DETECTED with allowSave true, rule, matchResults of FuzzyMatchEngine, matchConfidence 100.0 and the Id alone.',
    },
    async () => {
      const known = await idOf(make(ada()))
      await activate('Standard_Lead_Duplicate_Rule')
      const error = await refused(make(ada({ LastName: 'lovelace' })))
      expect(error.name).toBe('DUPLICATES_DETECTED')
      expect(error.message).toBe('Use one of these records?')
      expect(error.data).toEqual({
        duplicateResult: {
          allowSave: true,
          duplicateRule: 'Standard_Lead_Duplicate_Rule',
          duplicateRuleEntityType: 'Lead',
          errorMessage: 'Use one of these records?',
          matchResults: [
            {
              entityType: 'Lead',
              errors: [],
              matchEngine: 'FuzzyMatchEngine',
              matchRecords: [
                {
                  additionalInformation: [],
                  fieldDiffs: [],
                  matchConfidence: 100,
                  record: { attributes: { type: 'Lead', url: `${DATA}/sobjects/Lead/${known}` }, Id: known },
                },
              ],
              rule: 'Standard_Lead_Match_Rule_v1_0',
              size: 1,
              success: true,
            },
          ],
        },
        errorCode: 'DUPLICATES_DETECTED',
        message: 'Use one of these records?',
      })
      expect((await org.conn.query('SELECT Id FROM Lead')).totalSize).toBe(1)
    },
  )

  rule(
    'older versions misspell the key as duplicateResut',
    { evidence: 'recorded', at: RECORDED, says: 'The bodies of v37 to v56 have "duplicateResut".' },
    async () => {
      await make(ada())
      await oneEmail()
      const keys = async (version: string) => {
        const { data } = await refused(asVersion(version).sobject('Lead').create(ada()))
        return Object.keys(data as object).filter((key) => key.startsWith('duplicate'))
      }
      expect(await keys('56.0')).toEqual(['duplicateResut'])
      expect(await keys('60.0')).toEqual(['duplicateResult'])
    },
  )

  rule(
    'from which version on the key is spelt right is a setting',
    {
      evidence: 'assumed',
      at: RECORDED,
      says: 'Nobody says when it was mended; clients of v60 and later read duplicateResult.',
    },
    async () => {
      const other = await startSandbox({ duplicateResultSince: 100 })
      const body = { name: 'One_Email', object: 'Lead', match: { equation: [['Email']] } }
      await setUp(other, 'duplicate-rules', body)
      await other.conn.sobject('Lead').create(ada())
      expect((await refused(other.conn.sobject('Lead').create(ada()))).data).toHaveProperty('duplicateResut')
      await other.stop()
    },
  )

  rule(
    'includeRecordDetails gives all fields of the records that match',
    {
      evidence: 'documented',
      at: HEADER,
      says: 'true—return all fields in the duplicate record. false—return the duplicate record ID, but not the fields.',
    },
    async () => {
      const known = await idOf(make(ada({ Title: 'Countess' })))
      await oneEmail()
      const error = await refused(make(ada(), { 'Sforce-Duplicate-Rule-Header': 'includeRecordDetails=true' }))
      expect(error.data).toMatchObject({
        duplicateResult: {
          matchResults: [
            { matchRecords: [{ record: { Id: known, Title: 'Countess', Name: 'Ada Lovelace', Phone: null } }] },
          ],
        },
      })
    },
  )

  rule(
    "a rule without fuzzy methods names ExactMatchEngine and the administrator's text",
    { evidence: 'documented', at: RESULT, says: 'errorMessage: The error message configured by the administrator.' },
    async () => {
      await make(ada())
      await oneEmail({ message: 'This address is taken.' })
      const { message, data } = await refused(make(ada({ FirstName: 'Byron', LastName: 'King' })))
      expect(message).toBe('This address is taken.')
      expect(data).toMatchObject({
        duplicateResult: { matchResults: [{ matchEngine: 'ExactMatchEngine', rule: 'One_Email_Match' }] },
      })
    },
  )
})

describe('what the header can do', () => {
  rule(
    'allowSave=true saves past an alert',
    {
      evidence: 'documented',
      at: HEADER,
      says: 'true—allow the user to acknowledge the alert and save the duplicate record. Applicable if an alert is enabled for the action.',
    },
    async () => {
      await make(ada())
      await oneEmail()
      expect((await make(ada(), ACKNOWLEDGED)).success).toBe(true)
      expect((await refused(make(ada(), { 'Sforce-Duplicate-Rule-Header': 'allowSave=false' }))).name).toBe(
        'DUPLICATES_DETECTED',
      )
    },
  )

  rule(
    'allowSave=true does nothing against a blocking rule',
    {
      evidence: 'documented',
      at: HEADER,
      says: 'Applicable if an alert is enabled for the action; recorded bodies of blocking rules have allowSave false.',
    },
    async () => {
      await make(ada())
      await oneEmail({ onCreate: 'block' })
      const { data } = await refused(make(ada(), ACKNOWLEDGED))
      expect(data).toMatchObject({ errorCode: 'DUPLICATES_DETECTED', duplicateResult: { allowSave: false } })
    },
  )

  rule(
    'the header is not known before v52',
    { evidence: 'documented', at: HEADER, says: 'This header is available in API version 52.0 and later.' },
    async () => {
      await make(ada())
      await oneEmail()
      const save = (version: string) => asVersion(version).sobject('Lead').create(ada(), { headers: ACKNOWLEDGED })
      expect((await refused(save('51.0'))).name).toBe('DUPLICATES_DETECTED')
      expect((await save('52.0')).success).toBe(true)
    },
  )

  rule(
    'allowSave does not let a second record have the value of a unique field',
    {
      evidence: 'reported',
      at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html',
      says: 'DUPLICATE_VALUE: duplicate value found: … duplicates value on record with id: …; it comes from the field, not from a rule.',
    },
    async () => {
      await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
      const known = await idOf(make(ada({ Tandem_Key__c: 'k1' })))
      await oneEmail()
      const error = await refused(make(ada({ Tandem_Key__c: 'K1' }), ACKNOWLEDGED))
      expect([error.name, error.message]).toEqual([
        'DUPLICATE_VALUE',
        `duplicate value found: Tandem_Key__c duplicates value on record with id: ${known}`,
      ])
    },
  )
})

describe('when a rule runs', () => {
  rule(
    'the standard rules only report on edit',
    {
      evidence: 'documented',
      at: STANDARD,
      says: 'Default Action On Create Allow: The user is alerted. Default Action On Edit Allow: You can generate a report.',
    },
    async () => {
      await make(ada())
      const other = await idOf(make(ada({ LastName: 'Byron', Email: 'byron@engines.test' })))
      await activate('Standard_Lead_Duplicate_Rule')
      const saved = await org.conn
        .sobject('Lead')
        .update({ Id: other, LastName: 'Lovelace', Email: 'ada@engines.test' })
      expect(saved.success).toBe(true)
    },
  )

  rule(
    'a rule with an alert on edit refuses the edit that makes a duplicate, and leaves other edits alone',
    {
      evidence: 'documented',
      at: 'https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_duplicate_rule.htm',
      says: 'operationsOnUpdate: Actions to take when the edits to a record cause it to become a duplicate record.',
    },
    async () => {
      await make(ada())
      const other = await idOf(make(ada({ Email: 'byron@engines.test' })))
      await oneEmail({ onCreate: 'allow', onUpdate: 'alert' })
      const edit = org.conn.sobject('Lead').update({ Id: other, Email: 'ADA@engines.test' })
      expect((await refused(edit)).name).toBe('DUPLICATES_DETECTED')
      await org.conn.sobject('Lead').update({ Id: other, Email: 'ada@engines.test' }, { headers: ACKNOWLEDGED })
      expect((await org.conn.sobject('Lead').update({ Id: other, Title: 'King' })).success).toBe(true)
      expect((await make(ada())).success).toBe(true)
    },
  )

  rule(
    'standard rules are active in new orgs; the sandbox starts without them unless a setting says so',
    { evidence: 'documented', at: STANDARD, says: "It's activated by default." },
    async () => {
      await make(ada())
      expect((await make(ada())).success).toBe(true)
      const fresh = await startSandbox({ standardDuplicateRules: 'active' })
      await fresh.conn.sobject('Lead').create(ada())
      expect((await refused(fresh.conn.sobject('Lead').create(ada()))).name).toBe('DUPLICATES_DETECTED')
      await fresh.stop()
    },
  )

  rule(
    'records in the recycle bin and converted leads are no duplicates',
    {
      evidence: 'assumed',
      at: MATCHING,
      says: 'Matching looks at existing records; a converted lead is read-only and hidden.',
    },
    async () => {
      const gone = await idOf(make(ada()))
      await org.conn.sobject('Lead').destroy(gone)
      await oneEmail({ onCreate: 'block' })
      const lead = await idOf(make(ada()))
      await org.conn.soap.convertLead({
        leadId: lead,
        convertedStatus: 'Closed - Converted',
        doNotCreateOpportunity: true,
      })
      expect((await make(ada())).success).toBe(true)
    },
  )

  rule(
    'a rule that was taken away or switched off finds nothing, and a snapshot brings it back',
    {
      evidence: 'documented',
      at: 'https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_duplicate_rule.htm',
      says: 'active: Indicates whether the duplicate rule is active.',
    },
    async () => {
      await make(ada())
      await oneEmail()
      const taken = org.sandbox.snapshot()
      await setUp(org, 'duplicate-rules', { name: 'One_Email', active: false })
      expect((await make(ada())).success).toBe(true)
      await setUp(org, 'duplicate-rules', { name: 'One_Email', remove: true })
      org.sandbox.restore(JSON.parse(JSON.stringify(taken)) as typeof taken)
      expect((await refused(make(ada()))).name).toBe('DUPLICATES_DETECTED')
    },
  )
})

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
        await make(ada(stored))
        await activate('Standard_Lead_Duplicate_Rule')
        const answer = await make(ada(asked)).then(
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
      const contact = await idOf(make({ ...person, AccountId }, {}, 'Contact'))
      await activate('Standard_Rule_for_Leads_with_Duplicate_Contacts')
      await activate('Standard_Rule_for_Contacts_with_Duplicate_Leads')
      const lead = { ...person, Company: 'Analytical Engines, Inc.' }
      expect((await refused(make(lead))).data).toMatchObject({
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
      await make(lead, ACKNOWLEDGED)
      expect((await refused(make({ ...person, AccountId }, {}, 'Contact'))).data).toMatchObject({
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
      await activate('Standard_Account_Duplicate_Rule')
      await make({ Name: 'Acme Corporation', Phone: '030 1234567' }, {}, 'Account')
      expect((await make({ Name: 'Acme' }, {}, 'Account')).success).toBe(true)
      expect((await refused(make({ Name: 'ACME Corp.', Phone: '0301234567' }, {}, 'Account'))).name).toBe(
        'DUPLICATES_DETECTED',
      )
    },
  )
})

describe('every way of writing decides the same', () => {
  beforeEach(async () => {
    await make(ada())
    await oneEmail()
  })
  const says = {
    evidence: 'documented',
    at: HEADER,
    says: 'Applied when records are created, updated, and upserted.',
  } as const

  rule('in a collection the duplicate is one error, and the others are saved', says, async () => {
    const records = [ada({ Email: 'new@engines.test' }), ada()]
    const results = await org.conn.sobject('Lead').create(records)
    expect(codes(results)).toEqual(['saved', 'DUPLICATES_DETECTED'])
    expect(results[1]?.errors[0]).toMatchObject({
      message: "You're creating a duplicate record. We recommend you use an existing record instead.",
      fields: [],
      duplicateResult: { allowSave: true, duplicateRule: 'One_Email' },
    })
    expect(codes(await org.conn.sobject('Lead').create([ada()], { headers: ACKNOWLEDGED }))).toEqual(['saved'])
  })

  rule('within one collection the second record meets the first', says, async () => {
    const twins = [ada({ Email: 'twin@engines.test' }), ada({ Email: 'twin@engines.test' })]
    expect(codes(await org.conn.sobject('Lead').create(twins))).toEqual(['saved', 'DUPLICATES_DETECTED'])
  })

  rule('an upsert that would create meets the rule, one that updates itself does not', says, async () => {
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    const upsert = (values: Record<string, unknown>) => org.conn.sobject('Lead').upsert(values, 'Tandem_Key__c')
    expect((await refused(upsert(ada({ Tandem_Key__c: 'k1' })))).name).toBe('DUPLICATES_DETECTED')
    await make(ada({ Tandem_Key__c: 'k2' }), ACKNOWLEDGED)
    expect((await upsert({ Tandem_Key__c: 'k2', Title: 'CTO' })).success).toBe(true)
  })

  rule('a composite answers it for its part, with the header of the whole', says, async () => {
    const part = { method: 'POST', url: `${DATA}/sobjects/Lead`, referenceId: 'lead', body: ada() }
    const send = async (headers: Record<string, string>) => {
      const answer = await org.conn.request<{ compositeResponse: { httpStatusCode: number; body: unknown }[] }>({
        method: 'POST',
        url: `${DATA}/composite`,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ compositeRequest: [part] }),
      })
      return answer.compositeResponse[0]
    }
    expect(await send({})).toMatchObject({ httpStatusCode: 400, body: [{ errorCode: 'DUPLICATES_DETECTED' }] })
    expect(await send(ACKNOWLEDGED)).toMatchObject({ httpStatusCode: 201 })
  })

  rule('SOAP answers it as an error of the record', says, async () => {
    const [made] = [await org.conn.soap.create([{ type: 'Lead', ...ada() }])].flat()
    expect(made).toMatchObject({ success: false, errors: [{ statusCode: 'DUPLICATES_DETECTED' }] })
  })

  rule('a bulk job lists it among the failed rows', says, async () => {
    org.conn.bulk2.pollInterval = 2
    const job = org.conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await job.open()
    await job.uploadData([ada(), ada({ Email: 'new@engines.test' })])
    await job.close()
    await job.poll(2, 5000)
    const { failedResults, successfulResults } = await job.getAllResults()
    expect(successfulResults).toHaveLength(1)
    expect(failedResults.map((row) => row['sf__Error'])).toEqual([
      "DUPLICATES_DETECTED:You're creating a duplicate record. We recommend you use an existing record instead.:--",
    ])
  })
})

rule(
  'a rule that cannot be is refused with the reason',
  { evidence: 'assumed', at: '/__sandbox/duplicate-rules', says: 'A bad body answers 400 with the reason.' },
  async () => {
    const refusal = (body: unknown) => setUpRefusal(org, 'duplicate-rules', body)
    expect(await refusal({ name: 'X', object: 'Nope', match: {} })).toBe('there is no object Nope')
    expect(await refusal({ name: 'X', object: 'Lead' })).toBe('match must say what makes a duplicate')
    expect(await refusal({ name: 'X', object: 'Lead', match: { equation: [['Nope__c']] } })).toBe(
      'Lead has no field Nope__c',
    )
    expect(await refusal({ name: 'X', object: 'Lead', onCreate: 'shout', match: { equation: [['Email']] } })).toBe(
      'onCreate must be one of block, alert, report, allow',
    )
  },
)
