import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const METADATA = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/'
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

rule(
  'at most ten components are made in one call',
  call('createmetadata', 'limit: 10 components in one call'),
  async () => {
    const many = Array.from({ length: 11 }, (_, index) => ({ ...VISIT, fullName: `Visit${index}__c` }))
    await expect(org.admin.metadata.create('CustomObject', many)).rejects.toMatchObject({
      errorCode: 'sf:LIMIT_EXCEEDED',
    })
  },
)

rule(
  'an object says what it is made of',
  call('readmetadata', 'readMetadata() gives the components; one that is not there comes as an empty element'),
  async () => {
    await org.admin.metadata.create('CustomObject', NUMBERED)
    await org.admin.metadata.create('CustomField', {
      fullName: 'Visit__c.Done__c',
      label: 'Done',
      type: 'Checkbox',
      defaultValue: 'false',
    })
    const found = await org.admin.metadata.read('CustomObject', 'Visit__c')
    expect(found).toMatchObject({
      fullName: 'Visit__c',
      label: 'Visit',
      pluralLabel: 'Visits',
      nameField: { type: 'AutoNumber', displayFormat: 'V-{0000}', label: 'Visit No' },
      fields: [{ fullName: 'Done__c', type: 'Checkbox' }],
    })
    const [field, absent] = await org.admin.metadata.read('CustomField', ['Visit__c.Done__c', 'Visit__c.No__c'])
    expect(field).toMatchObject({ fullName: 'Visit__c.Done__c', label: 'Done', type: 'Checkbox' })
    expect(absent?.fullName ?? '').toBe('')
    const listed = await org.admin.metadata.list({ type: 'CustomObject' })
    expect(listed).toMatchObject([{ fullName: 'Visit__c', type: 'CustomObject' }])
  },
)

rule(
  'an object can be changed and written either way',
  call('upsertmetadata', 'upsertMetadata() says whether it created'),
  async () => {
    expect(await org.admin.metadata.upsert('CustomObject', VISIT)).toMatchObject({ created: true, success: true })
    expect(await org.admin.metadata.upsert('CustomObject', { ...VISIT, label: 'Call-in' })).toMatchObject({
      created: false,
      success: true,
    })
    expect((await org.conn.sobject('Visit__c').describe()).label).toBe('Call-in')
    expect(await org.admin.metadata.update('CustomObject', { ...VISIT, pluralLabel: 'All visits' })).toMatchObject({
      success: true,
    })
    expect((await org.conn.sobject('Visit__c').describe()).labelPlural).toBe('All visits')
    const [missing] = await org.admin.metadata.update('CustomObject', [{ ...VISIT, fullName: 'Nothing__c' }])
    expect(missing).toMatchObject({ success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] })
  },
)

rule(
  'a deleted object is gone with its records and the lookups to it',
  call('deletemetadata', 'deleteMetadata() takes the type and full names'),
  async () => {
    await org.admin.metadata.create('CustomObject', VISIT)
    await addField(org, 'Contact.Visit__c', {
      type: 'Lookup',
      label: 'Visit',
      referenceTo: 'Visit__c',
      relationshipName: 'Guests',
    })
    await org.conn.sobject('Visit__c').create({ Name: 'A' })
    expect(await org.admin.metadata.delete('CustomObject', 'Visit__c')).toMatchObject({
      fullName: 'Visit__c',
      success: true,
    })
    await expect(org.conn.query('SELECT Id FROM Visit__c')).rejects.toMatchObject({ errorCode: 'INVALID_TYPE' })
    await expect(org.conn.sobject('Visit__c').describe()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' })
    const { fields } = await org.conn.sobject('Contact').describe()
    expect(fields.map((field) => field.name)).not.toContain('Visit__c')
    await org.admin.metadata.create('CustomObject', VISIT)
    expect((await org.conn.query('SELECT Id FROM Visit__c')).totalSize).toBe(0)
    expect((await org.conn.sobject('Visit__c').describe()).keyPrefix).toBe('a01')
  },
)

rule(
  'the Tooling API makes custom objects as well',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customobject.htm',
    says: 'CustomObject has DeveloperName, FullName, Metadata',
  },
  async () => {
    const { fullName: FullName, ...Metadata } = VISIT
    const made = await org.admin.tooling.create('CustomObject', { FullName, Metadata })
    expect(made).toMatchObject({ success: true, id: expect.stringMatching(/^01I\w{15}$/) as string })
    const found = await org.admin.tooling.query("SELECT Id FROM CustomObject WHERE DeveloperName = 'Visit'")
    expect(found.records).toMatchObject([{ Id: made.id }])
    // Fields of custom objects name their object by its id.
    await org.admin.tooling.create('CustomField', { FullName: 'Visit__c.Key__c', Metadata: KEY_FIELD })
    const fields = await org.admin.tooling.query(
      `SELECT DeveloperName FROM CustomField WHERE TableEnumOrId = '${made.id}'`,
    )
    expect(fields.records).toMatchObject([{ DeveloperName: 'Key' }])
    await org.admin.tooling.destroy('CustomObject', String(made.id))
    await expect(org.conn.sobject('Visit__c').describe()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' })
  },
)
