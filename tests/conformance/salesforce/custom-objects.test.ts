import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const METADATA = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/'
const object = (says: string) => ({ evidence: 'documented', at: `${METADATA}customobject.htm`, says }) as const
const call = (name: string, says: string) =>
  ({ evidence: 'documented', at: `${METADATA}meta_${name}.htm`, says }) as const

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const VISIT = {
  fullName: 'Visit__c',
  label: 'Visit',
  pluralLabel: 'Visits',
  nameField: { type: 'Text', label: 'Visit Name' },
  deploymentStatus: 'Deployed',
  sharingModel: 'ReadWrite',
} as const

const NUMBERED = { ...VISIT, nameField: { type: 'AutoNumber', label: 'Visit No', displayFormat: 'V-{0000}' } } as const

async function control(body: unknown) {
  const answer = await fetch(`${org.url}/__sandbox/objects`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

rule(
  'a custom object is made by the Metadata API and used at once',
  call('createmetadata', 'createMetadata() adds components synchronously; SaveResult has fullName, success, errors'),
  async () => {
    const made = await org.admin.metadata.create('CustomObject', VISIT)
    expect(made).toMatchObject({ fullName: 'Visit__c', success: true, errors: [] })
    const { sobjects } = await org.conn.describeGlobal()
    expect(sobjects.find((entry) => entry.name === 'Visit__c')).toMatchObject({
      custom: true,
      keyPrefix: 'a00',
      label: 'Visit',
      labelPlural: 'Visits',
      createable: true,
      undeletable: true,
    })
    const { id } = await org.conn.sobject('Visit__c').create({ Name: 'First' })
    expect(id).toMatch(/^a00\w{15}$/)
    expect(await org.conn.sobject('Visit__c').retrieve(String(id))).toMatchObject({ Name: 'First', IsDeleted: false })
    await org.conn.sobject('Visit__c').update({ Id: String(id), Name: 'Second' })
    expect((await org.conn.query("SELECT Owner.Name FROM Visit__c WHERE Name = 'second'")).records).toMatchObject([
      { Owner: { Name: 'Tandem Integration' } },
    ])
    await org.conn.sobject('Visit__c').destroy(String(id))
    expect(await org.conn.soap.undelete([String(id)])).toMatchObject([{ success: true }])
  },
)

rule(
  'each object has a key prefix of its own',
  object('records of a custom object share a key prefix that starts with a'),
  async () => {
    await org.admin.metadata.create('CustomObject', VISIT)
    await org.admin.metadata.create('CustomObject', { ...VISIT, fullName: 'Tour__c' })
    const prefixes = await Promise.all(
      ['Visit__c', 'Tour__c'].map(async (name) => (await org.conn.sobject(name).describe()).keyPrefix),
    )
    expect(prefixes).toEqual(['a00', 'a01'])
  },
)

rule('a record nobody named is named by its id', object('nameField of type Text'), async () => {
  await org.admin.metadata.create('CustomObject', VISIT)
  const { id } = await org.conn.sobject('Visit__c').create({})
  expect(await org.conn.sobject('Visit__c').retrieve(String(id))).toMatchObject({ Name: id })
})

rule(
  'records of a numbered object are numbered',
  object('nameField of type AutoNumber with displayFormat; the name cannot be written'),
  async () => {
    await org.admin.metadata.create('CustomObject', NUMBERED)
    await org.conn.sobject('Visit__c').create([{}, {}])
    const { records } = await org.conn.query('SELECT Name FROM Visit__c ORDER BY Id')
    expect(records).toMatchObject([{ Name: 'V-0001' }, { Name: 'V-0002' }])
    const { fields } = await org.conn.sobject('Visit__c').describe()
    expect(fields.find((field) => field.name === 'Name')).toMatchObject({
      autoNumber: true,
      createable: false,
      nillable: false,
    })
    await expect(org.conn.sobject('Visit__c').create({ Name: 'Mine' })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    })
  },
)

rule(
  'definitions that say too little are refused',
  object('label, pluralLabel and nameField are needed; the name ends with __c and is new'),
  async () => {
    const { label: _label, ...unlabelled } = VISIT
    const { nameField: _nameField, ...unnamed } = VISIT
    const results = await org.admin.metadata.create('CustomObject', [
      unlabelled,
      unnamed,
      { ...VISIT, fullName: 'Visit' },
      VISIT,
      { ...VISIT, fullName: 'visit__c' },
    ])
    expect(results.map((result) => result.success)).toEqual([false, false, false, true, false])
    expect(results[4]?.errors).toMatchObject([{ statusCode: 'DUPLICATE_DEVELOPER_NAME' }])
  },
)

rule(
  'fields of a custom object, made by the Metadata API, need permissions too',
  {
    evidence: 'reported',
    at: 'https://salesforce.stackexchange.com/questions/208307',
    says: 'fields made by the Metadata API have no field-level security',
  },
  async () => {
    await org.admin.metadata.create('CustomObject', VISIT)
    const field = {
      fullName: 'Visit__c.Key__c',
      label: 'Key',
      type: 'Text',
      length: 40,
      externalId: true,
      unique: true,
    }
    expect(await org.admin.metadata.create('CustomField', field)).toMatchObject({ success: true })
    await expect(org.conn.query('SELECT Key__c FROM Visit__c')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' })
    const { id: ParentId } = await org.admin.sobject('PermissionSet').create({ Name: 'Sync', Label: 'Sync' })
    const { user_id: AssigneeId } = await org.conn.identity()
    await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId: String(ParentId) })
    await org.admin.sobject('FieldPermissions').create({
      ParentId,
      SobjectType: 'Visit__c',
      Field: 'Visit__c.Key__c',
      PermissionsRead: true,
      PermissionsEdit: true,
    })
    const first = await org.conn.sobject('Visit__c').upsert({ Name: 'A', Key__c: 'k' }, 'Key__c')
    expect((await org.conn.sobject('Visit__c').upsert({ Name: 'B', Key__c: 'K' }, 'Key__c')).id).toBe(first.id)
  },
)

rule(
  'lookups join custom objects to others, both ways',
  object('a Lookup field has referenceTo and relationshipName; names end in __r'),
  async () => {
    await org.admin.metadata.create('CustomObject', VISIT)
    await addField(org, 'Visit__c.Account__c', {
      type: 'Lookup',
      label: 'Account',
      referenceTo: 'Account',
      relationshipName: 'Visits',
    })
    const account = await org.conn.sobject('Account').create({ Name: 'Acme' })
    await org.conn.sobject('Visit__c').create({ Name: 'A', Account__c: account.id })
    expect((await org.conn.query('SELECT Account__r.Name FROM Visit__c')).records).toMatchObject([
      { Account__r: { Name: 'Acme' } },
    ])
    const { records } = await org.conn.query('SELECT Name, (SELECT Name FROM Visits__r) FROM Account')
    expect(records).toMatchObject([{ Visits__r: { totalSize: 1, records: [{ Name: 'A' }] } }])
  },
)

rule(
  'the control makes an object with fields that everybody sees',
  {
    evidence: 'client',
    at: 'https://jsforce.github.io/document/',
    says: 'the client describes and uses what the control defined',
  },
  async () => {
    const answer = await control({
      name: 'Subscription__c',
      label: 'Subscription',
      fields: [
        { name: 'Key__c', type: 'Text', length: 40, externalId: true, unique: true },
        { name: 'Amount__c', type: 'Currency', precision: 16, scale: 2 },
        { name: 'Contact__c', type: 'Lookup', referenceTo: 'Contact', relationshipName: 'Subscriptions' },
      ],
    })
    expect(answer).toMatchObject({
      status: 200,
      body: { objects: [{ name: 'Subscription__c', keyPrefix: 'a00', pluralLabel: 'Subscriptions' }] },
    })
    const contact = await org.conn.sobject('Contact').create({ LastName: 'A' })
    const values = { Key__c: 'k1', Amount__c: 12.5, Contact__c: contact.id }
    await org.conn.sobject('Subscription__c').upsert(values, 'Key__c')
    expect((await org.conn.query('SELECT Amount__c, Contact__r.LastName FROM Subscription__c')).records).toMatchObject([
      { Amount__c: 12.5, Contact__r: { LastName: 'A' } },
    ])
    expect(await control({ name: 'Bad', label: 'Bad' })).toMatchObject({ status: 400 })
    expect(await control({ name: 'Bad__c', label: 'Bad', fields: [{ name: 'X__c', type: 'Text' }] })).toMatchObject({
      status: 400,
    })
    await expect(org.conn.sobject('Bad__c').describe()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' })
  },
)

rule(
  'custom objects and their records survive a snapshot',
  object('the object is there until it is deleted'),
  async () => {
    await org.admin.metadata.create('CustomObject', NUMBERED)
    await org.conn.sobject('Visit__c').create({})
    const snapshot = JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>
    await org.admin.metadata.delete('CustomObject', 'Visit__c')
    org.sandbox.restore(snapshot)
    await org.conn.sobject('Visit__c').create({})
    const { records } = await org.conn.query('SELECT Name FROM Visit__c ORDER BY Id')
    expect(records).toMatchObject([{ Name: 'V-0001' }, { Name: 'V-0002' }])
  },
)
