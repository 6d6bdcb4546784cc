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

const { load, failedLoad } = bulkLoads(() => conn)

rule(
  'refused rows leave the job complete, with their error text, their id and their cells',
  {
    evidence: 'documented',
    at: `${GUIDE}/get-job-failed-results.html`,
    says: 'sf__Error: error code and message; the client expects REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
  },
  async () => {
    const {
      job,
      info,
      results: all,
    } = await load(
      { object: 'Lead', operation: 'insert' },
      'LastName,Company,Email\nOne,,one@acme.test\nTwo,Acme,nobody\nThree,Acme,three@acme.test\n',
    )
    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 })
    expect(all.successful).toHaveLength(1)
    const failed = new Map(all.failed.map((row) => [row['LastName'], row]))
    expect(failed.get('One')).toEqual({
      sf__Id: '',
      sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --',
      LastName: 'One',
      Company: '',
      Email: 'one@acme.test',
    })
    expect(failed.get('Two')?.['sf__Error']).toBe('INVALID_EMAIL_ADDRESS:Email: invalid email address: nobody:Email --')
    expect((await job.getFailedResults(true)).split('\n')[0]).toBe('"sf__Id","sf__Error",LastName,Company,Email')
    expect(all.unprocessed).toEqual([])
  },
)

rule(
  'results are not in the order of the upload and have no row number',
  {
    evidence: 'documented',
    at: `${GUIDE}/get-job-successful-results.html`,
    says: 'the order of records in the response is not guaranteed to match the ordering of records in the original job data',
  },
  async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Lead ${index}`)
    const csv = `LastName,Company\n${names.map((name) => `${name},Acme\n`).join('')}`
    const { results: all } = await load({ object: 'Lead', operation: 'insert' }, csv)
    const answered = all.successful.map((row) => String(row['LastName']))
    expect(answered).not.toEqual(names)
    expect(answered.toSorted()).toEqual(names.toSorted())
    expect(Object.keys(all.successful[0] ?? {})).toEqual(['sf__Id', 'sf__Created', 'LastName', 'Company'])
  },
)

rule(
  'an empty cell leaves a field as it is, #N/A empties it',
  {
    evidence: 'documented',
    at: `${GUIDE}/datafiles-prepare-csv.html`,
    says: 'empty field values are ignored when you update records; to set a field value to null, use #N/A',
  },
  async () => {
    const made = await conn.sobject('Lead').create([
      { ...lead('One'), Title: 'CEO', Phone: '1' },
      { ...lead('Two'), Title: 'CFO', Phone: '2' },
    ])
    const [one, two] = made.map(({ id }) => String(id))
    const { results: all } = await load(
      { object: 'Lead', operation: 'update' },
      `Id,Title,Phone\n${one},,#N/A\n${two},#N/A,22\n`,
    )
    expect(all.successful.map((row) => row['sf__Created'])).toEqual(['false', 'false'])
    const { records } = await conn.query('SELECT LastName, Title, Phone FROM Lead ORDER BY LastName')
    expect(records).toMatchObject([
      { Title: 'CEO', Phone: null },
      { Title: null, Phone: '22' },
    ])
  },
)

rule(
  'values come in the types of their fields, and a wrong one fails its row',
  {
    evidence: 'assumed',
    at: `${GUIDE}/datafiles-date-format.html`,
    says: 'INVALID_TYPE_ON_FIELD_IN_RECORD:…: value not of required type: …; a date may carry a zone, 1940-06-07Z',
  },
  async () => {
    const csv = [
      'LastName,Birthdate,HasOptedOutOfEmail,AccountId',
      'One,1940-06-07Z,TRUE,',
      'Two,yesterday,false,',
      'Three,,maybe,',
      '',
    ].join('\n')
    const { results: all } = await load({ object: 'Contact', operation: 'insert' }, csv)
    expect((await conn.query('SELECT Birthdate, HasOptedOutOfEmail FROM Contact')).records).toMatchObject([
      { Birthdate: '1940-06-07', HasOptedOutOfEmail: true },
    ])
    const errors = all.failed.map((row) => String(row['sf__Error']))
    expect(errors.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'INVALID_TYPE_ON_FIELD_IN_RECORD:Birthdate: value not of required type: yesterday:Birthdate --',
      'INVALID_TYPE_ON_FIELD_IN_RECORD:Email Opt Out: value not of required type: maybe:HasOptedOutOfEmail --',
    ])
  },
)

rule(
  'an upsert tells created from updated by sf__Created and needs its key column',
  {
    evidence: 'documented',
    at: `${GUIDE}/get-job-successful-results.html`,
    says: 'sf__Created: indicates if the record was created; externalIdFieldName is required for upserts',
  },
  async () => {
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    await conn.sobject('Lead').create({ ...lead('Known'), Tandem_Key__c: 'k1' })
    const upsert = { object: 'Lead', operation: 'upsert', externalIdFieldName: 'tandem_key__C' } as const
    const csv = 'Tandem_Key__c,LastName,Company\nK1,Renamed,Acme\nk2,New,Acme\n,Keyless,Acme\n'
    const { info, results: all } = await load(upsert, csv)
    expect(info).toMatchObject({ externalIdFieldName: 'Tandem_Key__c', numberRecordsFailed: 1 })
    expect(Object.fromEntries(all.successful.map((row) => [row['LastName'], row['sf__Created']]))).toEqual({
      Renamed: 'false',
      New: 'true',
    })
    expect(all.failed[0]?.['sf__Error']).toBe('MISSING_ARGUMENT:Tandem_Key__c not specified:--')
    const failed = await failedLoad(upsert, 'LastName,Company\nNew,Acme\n')
    expect(failed['errorMessage']).toBe('InvalidBatch : Field name not found : Tandem_Key__c')
    await expect(conn.bulk2.createJob({ object: 'Lead', operation: 'upsert' }).open()).rejects.toMatchObject({
      errorCode: 'INVALIDJOB',
      message: 'InvalidJob : External ID was blank for Lead. An External ID must be specified for upsert.',
    })
  },
)

rule(
  'a parent is named by a field of its own, Relationship.Field',
  {
    evidence: 'documented',
    at: `${GUIDE}/datafiles-rel-field-header-row.html`,
    says: 'use RelationshipName.IndexedFieldName; recorded: type is not needed for non polymorphic foreign key references',
  },
  async () => {
    await addField(org, 'Account.Tandem_Key__c', KEY_FIELD)
    const account = await conn.sobject('Account').create({ Name: 'Acme', Tandem_Key__c: 'a1' })
    const { results: all } = await load(
      { object: 'Contact', operation: 'insert' },
      'LastName,Account.Tandem_Key__c\nOkafor,A1\nLost,a2\n',
    )
    expect((await conn.query('SELECT LastName, AccountId FROM Contact')).records).toMatchObject([
      { LastName: 'Okafor', AccountId: account.id },
    ])
    expect(all.failed[0]?.['sf__Error']).toBe(
      'INVALID_FIELD:Foreign key external ID: a2 not found for field Tandem_Key__c in entity Account:--',
    )
    const typed = await failedLoad(
      { object: 'Contact', operation: 'insert' },
      'LastName,Account:Account.Tandem_Key__c\nOkafor,a1\n',
    )
    expect(typed['errorMessage']).toBe(
      'InvalidBatch : type is not needed for non polymorphic foreign key references: Account',
    )
  },
)

rule(
  'a relationship of several types needs the type, Type:Relationship.Field',
  {
    evidence: 'documented',
    at: `${GUIDE}/datafiles-rel-field-header-row.html`,
    says: 'for a polymorphic field use ObjectType:RelationshipName.IndexedFieldName',
  },
  async () => {
    const contact = await conn.sobject('Contact').create({ LastName: 'Okafor', Email: 'okafor@acme.test' })
    const { info } = await load(
      { object: 'Task', operation: 'insert' },
      'Subject,Status,Priority,Contact:Who.Email\nCall,Not Started,Normal,okafor@acme.test\n',
    )
    expect(info).toMatchObject({ numberRecordsFailed: 0 })
    expect((await conn.query('SELECT WhoId FROM Task')).records).toMatchObject([{ WhoId: contact.id }])
    const untyped = await failedLoad(
      { object: 'Task', operation: 'insert' },
      'Subject,Status,Priority,Who.Email\nCall,Not Started,Normal,okafor@acme.test\n',
    )
    expect(untyped['errorMessage']).toBe('InvalidBatch : Field name not found : Who.Email')
  },
)

rule(
  'delete moves rows to the recycle bin, hardDelete past it, and both take ids only',
  {
    evidence: 'documented',
    at: `${GUIDE}/create-job.html`,
    says: 'with hardDelete the deleted records are not stored in the Recycle Bin; the permission for it is disabled by default; recorded: FeatureNotEnabled hardDelete operation requires special user profile permission, …',
  },
  async () => {
    const made = await conn.sobject('Lead').create([lead('Soft'), lead('Hard')])
    const [soft, hard] = made.map(({ id }) => String(id))
    await expect(conn.bulk2.createJob({ object: 'Lead', operation: 'hardDelete' }).open()).rejects.toMatchObject({
      errorCode: 'FEATURENOTENABLED',
      message:
        'hardDelete operation requires special user profile permission, please contact your system administrator',
    })
    org.sandbox.controls?.['bulk']?.write({ hardDelete: 'allowed' })
    await load({ object: 'Lead', operation: 'delete' }, `Id\n${soft}\n`)
    await load({ object: 'Lead', operation: 'hardDelete' }, `Id\n${hard}\n`)
    const all = await conn.query('SELECT LastName FROM Lead WHERE IsDeleted = true', { scanAll: true })
    expect(all.totalSize).toBe(2)
    // Only what is in the bin comes back.
    const undeleted = await conn.soap.undelete([String(soft), String(hard)])
    expect(undeleted.map(({ success }) => success)).toEqual([true, false])
    await conn.sobject('Lead').destroy(String(soft))
    const again = await load(
      { object: 'Lead', operation: 'delete' },
      `Id\n${soft}\n${hard}\n00Q000000000000EAA\nnoid\n`,
    )
    const errors = again.results.failed.map((row) => [row['sf__Id'], row['sf__Error']])
    expect(errors.toSorted((a, b) => `${a[1]}${a[0]}`.localeCompare(`${b[1]}${b[0]}`))).toEqual([
      [soft, 'ENTITY_IS_DELETED:entity is deleted:--'],
      [hard, 'ENTITY_IS_DELETED:entity is deleted:--'],
      ['00Q000000000000EAA', 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--'],
      ['', 'MALFORMED_ID:Record ID: id value of incorrect type: noid:Id --'],
    ])
    const failed = await failedLoad({ object: 'Lead', operation: 'delete' }, `Id,LastName\n${soft},Soft\n`)
    expect(failed['errorMessage']).toBe("InvalidBatch : The 'delete' batch must contain only ids")
  },
)

rule(
  'an update needs an Id column',
  {
    evidence: 'recorded',
    at: 'https://github.com/heroku/salesforce-bulk/issues/101',
    says: 'InvalidBatch : Field name not found : Id',
  },
  async () => {
    const failed = await failedLoad({ object: 'Lead', operation: 'update' }, 'LastName\nOkafor\n')
    expect(failed['errorMessage']).toBe('InvalidBatch : Field name not found : Id')
  },
)
