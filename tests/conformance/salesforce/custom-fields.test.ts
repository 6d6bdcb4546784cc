import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const TOOLING =
  'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm'
const TYPES = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_field_types.htm'
const tooling = (says: string) => ({ evidence: 'documented', at: TOOLING, says }) as const
const types = (says: string) => ({ evidence: 'documented', at: TYPES, says }) as const

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const define = (FullName: string, Metadata: Record<string, unknown>) =>
  org.admin.tooling.create('CustomField', { FullName, Metadata })
const fieldsOf = async (object: string) => (await org.conn.sobject(object).describe()).fields
const fieldOf = async (object: string, name: string) => (await fieldsOf(object)).find((field) => field.name === name)

rule(
  'a custom field is made by the Tooling API',
  tooling('POST {FullName, Metadata} answers 201 {id, success, errors, warnings, infos}'),
  async () => {
    const made = await define('Lead.Tandem_Key__c', KEY_FIELD)
    expect(made).toEqual({
      id: expect.stringMatching(/^00N\w{15}$/) as string,
      success: true,
      errors: [],
      warnings: [],
      infos: [],
    })
    const found = await org.admin.tooling.query(
      "SELECT Id, DeveloperName, TableEnumOrId FROM CustomField WHERE DeveloperName = 'Tandem_Key'",
    )
    expect(found.records).toMatchObject([{ Id: made.id, DeveloperName: 'Tandem_Key', TableEnumOrId: 'Lead' }])
    expect(await org.admin.tooling.sobject('CustomField').retrieve(String(made.id))).toMatchObject({
      FullName: 'Lead.Tandem_Key__c',
      Length: 80,
      Metadata: KEY_FIELD,
    })
  },
)

rule(
  'several fields are made by one call, each alone',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/connection.ts',
    says: 'tooling.create() of a list goes to /tooling/composite/sobjects',
  },
  async () => {
    const field = (FullName: string, Metadata: Record<string, unknown>) => ({ FullName, Metadata })
    const results = await org.admin.tooling.create('CustomField', [
      field('Lead.A__c', KEY_FIELD),
      field('Lead.B__c', { type: 'Text', label: 'B' }),
      field('Lead.C__c', KEY_FIELD),
    ])
    expect(results.map((result) => result.success)).toEqual([true, false, true])
    expect(results[1]?.errors).toMatchObject([{ statusCode: 'FIELD_INTEGRITY_EXCEPTION' }])
  },
)

const KINDS: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
  ['Text', { length: 100 }, { type: 'string', length: 100 }],
  ['Number', { precision: 10, scale: 2 }, { type: 'double', precision: 10, scale: 2, soapType: 'xsd:double' }],
  ['Currency', { precision: 16, scale: 2 }, { type: 'currency', precision: 16, scale: 2 }],
  ['Percent', { precision: 5, scale: 1 }, { type: 'percent', precision: 5, scale: 1 }],
  ['Checkbox', { defaultValue: true }, { type: 'boolean', defaultValue: true, nillable: false }],
  ['Date', {}, { type: 'date', soapType: 'xsd:date' }],
  ['DateTime', {}, { type: 'datetime', soapType: 'xsd:dateTime' }],
  ['Email', {}, { type: 'email', length: 80 }],
  ['Phone', {}, { type: 'phone', length: 40 }],
  ['Url', {}, { type: 'url', length: 255 }],
  ['TextArea', {}, { type: 'textarea', length: 255, filterable: true }],
  ['LongTextArea', { length: 32_768, visibleLines: 3 }, { type: 'textarea', length: 32_768, filterable: false }],
  [
    'Html',
    { length: 32_768, visibleLines: 10 },
    { type: 'textarea', extraTypeInfo: 'richtextarea', htmlFormatted: true },
  ],
  [
    'Picklist',
    {
      valueSet: {
        restricted: true,
        valueSetDefinition: {
          sorted: false,
          value: [
            { fullName: 'Hot', default: true, label: 'Hot' },
            { fullName: 'Cold', default: false, label: 'Cold' },
          ],
        },
      },
    },
    {
      type: 'picklist',
      restrictedPicklist: true,
      picklistValues: [
        { active: true, defaultValue: true, label: 'Hot', validFor: null, value: 'Hot' },
        { active: true, defaultValue: false, label: 'Cold', validFor: null, value: 'Cold' },
      ],
    },
  ],
  [
    'Lookup',
    { referenceTo: 'Account', relationshipName: 'Partner_Leads' },
    { type: 'reference', referenceTo: ['Account'], relationshipName: 'X__r', length: 18 },
  ],
]

for (const [type, metadata, described] of KINDS) {
  rule(`a field of type ${type} is described by what it holds`, types(`FieldType ${type}`), async () => {
    await addField(org, 'Lead.X__c', { type, label: 'X', ...metadata })
    expect(await fieldOf('Lead', 'X__c')).toMatchObject({ name: 'X__c', label: 'X', custom: true, ...described })
  })
}

rule(
  'definitions that say too little are refused',
  types('Text needs a length, numbers precision and scale, long texts visibleLines, lookups an object that exists'),
  async () => {
    const bad = [
      { type: 'Text', label: 'X' },
      { type: 'Text', label: 'X', length: 256 },
      { type: 'Number', label: 'X', precision: 19, scale: 0 },
      { type: 'LongTextArea', label: 'X', length: 1000 },
      { type: 'Lookup', label: 'X', referenceTo: 'Nothing__c' },
      { type: 'Checkbox', label: 'X', defaultValue: false, unique: true },
      { type: 'Imaginary', label: 'X' },
    ]
    for (const metadata of bad) {
      await expect(define('Lead.X__c', metadata)).rejects.toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION' })
    }
    await expect(define('Lead.Key', KEY_FIELD)).rejects.toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION' })
    await define('Lead.X__c', KEY_FIELD)
    await expect(define('Lead.x__c', KEY_FIELD)).rejects.toMatchObject({ errorCode: 'DUPLICATE_DEVELOPER_NAME' })
  },
)

rule(
  'a field’s definition can be changed',
  tooling('supported SOAP/REST calls: create(), delete(), describe, query, retrieve, update()'),
  async () => {
    await addField(org, 'Lead.Segment__c', { type: 'Text', label: 'Segment', length: 20 })
    const { id } = await org.conn.sobject('Lead').create({ LastName: 'A', Company: 'C', Segment__c: 'SMB' })
    const [known] = (await org.admin.tooling.query("SELECT Id FROM CustomField WHERE DeveloperName = 'Segment'"))
      .records
    const Metadata = { type: 'Text', label: 'Market segment', length: 40, inlineHelpText: 'Size of the company' }
    const Id = String(known?.['Id'])
    await org.admin.tooling.update('CustomField', { Id, FullName: 'Lead.Segment__c', Metadata })
    expect(await fieldOf('Lead', 'Segment__c')).toMatchObject({
      label: 'Market segment',
      length: 40,
      inlineHelpText: 'Size of the company',
    })
    expect(await org.conn.sobject('Lead').retrieve(String(id))).toMatchObject({ Segment__c: 'SMB' })
  },
)

rule('a deleted field is gone with its values and permissions', tooling('delete() is supported'), async () => {
  await addField(org, 'Lead.Segment__c', { type: 'Text', label: 'Segment', length: 20 })
  const { id } = await org.conn.sobject('Lead').create({ LastName: 'A', Company: 'C', Segment__c: 'SMB' })
  const [known] = (await org.admin.tooling.query("SELECT Id FROM CustomField WHERE DeveloperName = 'Segment'")).records
  await org.admin.tooling.destroy('CustomField', String(known?.['Id']))
  expect(await fieldOf('Lead', 'Segment__c')).toBeUndefined()
  const soql = "SELECT Id FROM FieldPermissions WHERE Field = 'Lead.Segment__c'"
  expect((await org.admin.query(soql)).records).toEqual([])
  await addField(org, 'Lead.Segment__c', { type: 'Text', label: 'Segment', length: 20 })
  expect(await org.conn.sobject('Lead').retrieve(String(id))).toMatchObject({ Segment__c: null })
})

rule(
  'fields of tasks and events are made on Activity and are fields of both',
  {
    evidence: 'recorded',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm',
    says: 'objects/Activity/fields/*.field-meta.xml with externalId and unique true; the field is described on Task and on Event',
  },
  async () => {
    await expect(define('Task.Tandem_Key__c', KEY_FIELD)).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' })
    await addField(org, 'Activity.Tandem_Key__c', KEY_FIELD)
    for (const object of ['Task', 'Event']) {
      expect(await fieldOf(object, 'Tandem_Key__c')).toMatchObject({ externalId: true, unique: true, idLookup: true })
    }
    const task = { Subject: 'Call', Tandem_Key__c: 'hs-1' }
    const first = await org.conn.sobject('Task').upsert(task, 'Tandem_Key__c')
    const second = await org.conn.sobject('Task').upsert({ ...task, Subject: 'Call back' }, 'Tandem_Key__c')
    expect(second.id).toBe(first.id)
    expect((await org.conn.query('SELECT Subject FROM Task')).records).toMatchObject([{ Subject: 'Call back' }])
  },
)

rule('fields and their permissions survive a snapshot', tooling('the field is there until it is deleted'), async () => {
  await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
  const snapshot = JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>
  const [known] = (await org.admin.tooling.query('SELECT Id FROM CustomField')).records
  await org.admin.tooling.destroy('CustomField', String(known?.['Id']))
  org.sandbox.restore(snapshot)
  expect(await fieldOf('Lead', 'Tandem_Key__c')).toMatchObject({ externalId: true })
})
