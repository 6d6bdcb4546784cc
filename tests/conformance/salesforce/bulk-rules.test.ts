import type { Connection } from 'jsforce'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { bulkLoads, GUIDE, lead } from './bulk-load.ts'

let org: Started
let conn: Connection
beforeEach(async () => {
  org = await startSandbox()
  conn = org.conn
  conn.bulk2.pollInterval = 2
})
afterEach(() => org.stop())

const { load } = bulkLoads(() => conn)

rule(
  'leads loaded in bulk are assigned only by a rule that the job names',
  {
    evidence: 'documented',
    at: `${GUIDE}/create-job.html`,
    says: 'assignmentRuleId: the ID of an assignment rule to run for a Case or a Lead',
  },
  async () => {
    const { user_id: adminId } = await org.admin.identity()
    const { user_id: userId } = await conn.identity()
    await org.stop()
    org = await startSandbox({ leadAssignment: { ownerId: adminId } })
    conn = org.conn
    await load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n')
    const { records } = await conn.query('SELECT OwnerId FROM Lead')
    expect(records).toMatchObject([{ OwnerId: userId }])
  },
)

rule(
  'an assignment rule that the job names routes its leads',
  {
    evidence: 'documented',
    at: `${GUIDE}/create-job.html`,
    says: 'assignmentRuleId: the ID of an assignment rule to run for a Case or a Lead; shown in the answer',
  },
  async () => {
    const { user_id: adminId } = await org.admin.identity()
    await org.stop()
    org = await startSandbox({ leadAssignment: { ownerId: adminId } })
    conn = org.conn
    const [known] = (await conn.query<{ Id: string }>('SELECT Id FROM AssignmentRule')).records
    const { info } = await load(
      { object: 'Lead', operation: 'insert', assignmentRuleId: known?.Id ?? '' },
      'LastName,Company\nOkafor,Acme\n',
    )
    expect(info).toMatchObject({ assignmentRuleId: known?.Id })
    expect((await conn.query('SELECT OwnerId FROM Lead')).records).toMatchObject([{ OwnerId: adminId }])
  },
)

rule(
  'rows of an upsert that share a key are all refused',
  {
    evidence: 'recorded',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html',
    says: 'DUPLICATE_VALUE "Duplicate external id specified: a-1" for the key A-1',
  },
  async () => {
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    const { results: all } = await load(
      { object: 'Lead', operation: 'upsert', externalIdFieldName: 'Tandem_Key__c' },
      'Tandem_Key__c,LastName,Company\nA-1,One,Acme\na-2,Two,Acme\na-1,Three,Acme\n',
    )
    expect(all.successful.map((row) => row['LastName'])).toEqual(['Two'])
    expect(all.failed.map((row) => row['sf__Error'])).toEqual(
      Array(2).fill('DUPLICATE_VALUE:Duplicate external id specified: a-1:Tandem_Key__c --'),
    )
  },
)

rule(
  'records are loaded as objects by the client, null emptying a field',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/api/bulk2.ts',
    says: 'an array is written as CSV with #N/A for null; loadAndWaitForResults does the whole load',
  },
  async () => {
    const { id } = await conn.sobject('Lead').create({ ...lead('One'), Title: 'CEO', Phone: '1' })
    const all = await conn.bulk2.loadAndWaitForResults({
      object: 'Lead',
      operation: 'update',
      input: [{ Id: String(id), Title: null as unknown as string, Phone: '2' }],
      pollInterval: 2,
    })
    expect(all.successfulResults).toMatchObject([{ sf__Id: id, sf__Created: 'false' }])
    expect((await conn.query('SELECT Title, Phone FROM Lead')).records).toMatchObject([{ Title: null, Phone: '2' }])
    const made = await conn.bulk2.loadAndWaitForResults({
      object: 'Lead',
      operation: 'insert',
      input: Array.from({ length: 450 }, (_, index) => lead(`N${index}`)),
      pollInterval: 2,
    })
    expect(made.successfulResults).toHaveLength(450)
  },
)

rule(
  'rows obey the rules that REST writes obey',
  {
    evidence: 'documented',
    at: `${GUIDE}/get-job-failed-results.html`,
    says: 'sf__Error has the code and message of the record error',
  },
  async () => {
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    const { id } = await conn.sobject('Lead').create({ ...lead('One'), Tandem_Key__c: 'k1' })
    const { results: all } = await load(
      { object: 'Lead', operation: 'insert' },
      `LastName,Company,Tandem_Key__c,CreatedDate\nTwo,Acme,k1,\n${'x'.repeat(81)},Acme,k2,\n`,
    )
    expect(all.failed.map((row) => String(row['sf__Error'])).toSorted((a, b) => a.localeCompare(b))).toEqual([
      `DUPLICATE_VALUE:duplicate value found: Tandem_Key__c duplicates value on record with id: ${String(id).slice(0, 15)}:--`,
      `STRING_TOO_LONG:Last Name: data value too large: ${'x'.repeat(81)} (max length=80):LastName --`,
    ])
  },
)
