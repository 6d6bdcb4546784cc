import { Connection } from 'jsforce'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { ACKNOWLEDGED, activate, ada, idOf, make, oneEmail } from './duplicates.ts'
import { refused, setUp, setUpRefusal } from './org-setup.ts'

const HEADER = 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html'
const RESULT = 'https://developer.salesforce.com/docs/platform/api/guide/sforce-api-objects-duplicateresult.html'
const MATCHING = 'https://help.salesforce.com/s/articleView?id=sales.matching_rules_standard_contact_rule.htm'
const STANDARD = 'https://help.salesforce.com/s/articleView?id=sales.duplicate_rules_standard_account_rule.htm'
const RECORDED = 'https://gitlab.com/gitlab-org/customers-gitlab-com/-/issues/7138'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  org = await startSandbox({ standardDuplicateRules: 'inactive' })
})
afterEach(() => org.stop())

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
      const known = await idOf(make(org, ada()))
      await activate(org, 'Standard_Lead_Duplicate_Rule')
      const error = await refused(make(org, ada({ LastName: 'lovelace' })))
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
      await make(org, ada())
      await oneEmail(org)
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
      const known = await idOf(make(org, ada({ Title: 'Countess' })))
      await oneEmail(org)
      const error = await refused(make(org, ada(), { 'Sforce-Duplicate-Rule-Header': 'includeRecordDetails=true' }))
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
      await make(org, ada())
      await oneEmail(org, { message: 'This address is taken.' })
      const { message, data } = await refused(make(org, ada({ FirstName: 'Byron', LastName: 'King' })))
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
      await make(org, ada())
      await oneEmail(org)
      expect((await make(org, ada(), ACKNOWLEDGED)).success).toBe(true)
      expect((await refused(make(org, ada(), { 'Sforce-Duplicate-Rule-Header': 'allowSave=false' }))).name).toBe(
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
      await make(org, ada())
      await oneEmail(org, { onCreate: 'block' })
      const { data } = await refused(make(org, ada(), ACKNOWLEDGED))
      expect(data).toMatchObject({ errorCode: 'DUPLICATES_DETECTED', duplicateResult: { allowSave: false } })
    },
  )

  rule(
    'the header is not known before v52',
    { evidence: 'documented', at: HEADER, says: 'This header is available in API version 52.0 and later.' },
    async () => {
      await make(org, ada())
      await oneEmail(org)
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
      const known = await idOf(make(org, ada({ Tandem_Key__c: 'k1' })))
      await oneEmail(org)
      const error = await refused(make(org, ada({ Tandem_Key__c: 'K1' }), ACKNOWLEDGED))
      expect([error.name, error.message]).toEqual([
        'DUPLICATE_VALUE',
        `duplicate value found: Tandem_Key__c duplicates value on record with id: ${known.slice(0, 15)}`,
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
      await make(org, ada())
      const other = await idOf(make(org, ada({ LastName: 'Byron', Email: 'byron@engines.test' })))
      await activate(org, 'Standard_Lead_Duplicate_Rule')
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
      await make(org, ada())
      const other = await idOf(make(org, ada({ Email: 'byron@engines.test' })))
      await oneEmail(org, { onCreate: 'allow', onUpdate: 'alert' })
      const edit = org.conn.sobject('Lead').update({ Id: other, Email: 'ADA@engines.test' })
      expect((await refused(edit)).name).toBe('DUPLICATES_DETECTED')
      await org.conn.sobject('Lead').update({ Id: other, Email: 'ada@engines.test' }, { headers: ACKNOWLEDGED })
      expect((await org.conn.sobject('Lead').update({ Id: other, Title: 'King' })).success).toBe(true)
      expect((await make(org, ada())).success).toBe(true)
    },
  )

  rule(
    'standard rules are active in new orgs; the sandbox starts without them unless a setting says so',
    { evidence: 'documented', at: STANDARD, says: "It's activated by default." },
    async () => {
      await make(org, ada())
      expect((await make(org, ada())).success).toBe(true)
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
      const gone = await idOf(make(org, ada()))
      await org.conn.sobject('Lead').destroy(gone)
      await oneEmail(org, { onCreate: 'block' })
      const lead = await idOf(make(org, ada()))
      await org.conn.soap.convertLead({
        leadId: lead,
        convertedStatus: 'Closed - Converted',
        doNotCreateOpportunity: true,
      })
      expect((await make(org, ada())).success).toBe(true)
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
      await make(org, ada())
      await oneEmail(org)
      const taken = org.sandbox.snapshot()
      await setUp(org, 'duplicate-rules', { name: 'One_Email', active: false })
      expect((await make(org, ada())).success).toBe(true)
      await setUp(org, 'duplicate-rules', { name: 'One_Email', remove: true })
      org.sandbox.restore(JSON.parse(JSON.stringify(taken)) as typeof taken)
      expect((await refused(make(org, ada()))).name).toBe('DUPLICATES_DETECTED')
    },
  )
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
