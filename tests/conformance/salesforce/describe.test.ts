import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const DESCRIBE = 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html'
const OBJECTS = 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/'
const recorded = (says: string) => ({ evidence: 'recorded', at: DESCRIBE, says }) as const
const documented = (page: string, says: string) =>
  ({ evidence: 'documented', at: `${OBJECTS}${page}.htm`, says }) as const

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

/** Keys of a recorded describe of v59. */
const OBJECT_KEYS =
  'actionOverrides,activateable,associateEntityType,associateParentEntity,childRelationships,compactLayoutable,createable,custom,customSetting,deepCloneable,defaultImplementation,deletable,deprecatedAndHidden,extendedBy,extendsInterfaces,feedEnabled,fields,hasSubtypes,implementedBy,implementsInterfaces,isInterface,isSubtype,keyPrefix,label,labelPlural,layoutable,listviewable,lookupLayoutable,mergeable,mruEnabled,name,namedLayoutInfos,networkScopeFieldName,queryable,recordTypeInfos,replicateable,retrieveable,searchLayoutable,searchable,sobjectDescribeOption,supportedScopes,triggerable,undeletable,updateable,urls'
const FIELD_KEYS =
  'aggregatable,aiPredictionField,autoNumber,byteLength,calculated,calculatedFormula,cascadeDelete,caseSensitive,compoundFieldName,controllerName,createable,custom,defaultValue,defaultValueFormula,defaultedOnCreate,dependentPicklist,deprecatedAndHidden,digits,displayLocationInDecimal,encrypted,externalId,extraTypeInfo,filterable,filteredLookupInfo,formulaTreatNullNumberAsZero,groupable,highScaleNumber,htmlFormatted,idLookup,inlineHelpText,label,length,mask,maskType,name,nameField,namePointing,nillable,permissionable,picklistValues,polymorphicForeignKey,precision,queryByDistance,referenceTargetField,referenceTo,relationshipName,relationshipOrder,restrictedDelete,restrictedPicklist,scale,searchPrefilterable,soapType,sortable,type,unique,updateable,writeRequiresMasterRead'
const SUMMARY_KEYS =
  'activateable,associateEntityType,associateParentEntity,createable,custom,customSetting,deepCloneable,deletable,deprecatedAndHidden,feedEnabled,hasSubtypes,isInterface,isSubtype,keyPrefix,label,labelPlural,layoutable,mergeable,mruEnabled,name,queryable,replicateable,retrieveable,searchable,triggerable,undeletable,updateable,urls'

const keysOf = (value: object) => Object.keys(value).sort().join(',')

rule(
  'a describe has the keys of a recorded one',
  recorded('the keys of an object and of a field, the same for every object'),
  async () => {
    for (const name of ['Lead', 'Contact', 'Account', 'Opportunity', 'Task', 'Event', 'Campaign', 'EmailMessage']) {
      const described = await org.conn.sobject(name).describe()
      expect(keysOf(described)).toBe(OBJECT_KEYS)
      for (const field of described.fields) expect(keysOf(field)).toBe(FIELD_KEYS)
    }
  },
)

rule(
  'the global describe has 200 as its batch size and summaries',
  recorded('{encoding:"UTF-8",maxBatchSize:200,sobjects:[…]}'),
  async () => {
    const { encoding, maxBatchSize, sobjects } = await org.conn.describeGlobal()
    expect({ encoding, maxBatchSize }).toEqual({ encoding: 'UTF-8', maxBatchSize: 200 })
    for (const entry of sobjects) expect(keysOf(entry)).toBe(SUMMARY_KEYS)
    const names = sobjects.map((entry) => entry.name)
    expect(names).toEqual(
      expect.arrayContaining(['Lead', 'OpportunityContactRole', 'OpportunityFieldHistory', 'EmailMessage']),
    )
    expect(names).not.toContain('CustomField')
    expect(names).not.toContain('CurrencyType')
  },
)

rule(
  'objects say what can be done with them',
  recorded(
    'Lead merges and comes back; a contact role has no feed, no search, no undelete; an opportunity clones deep',
  ),
  async () => {
    const { sobjects } = await org.conn.describeGlobal()
    const of = (name: string) => sobjects.find((entry) => entry.name === name)
    expect(of('Lead')).toMatchObject({
      keyPrefix: '00Q',
      mergeable: true,
      undeletable: true,
      feedEnabled: true,
      searchable: true,
    })
    expect(of('OpportunityContactRole')).toMatchObject({
      keyPrefix: '00K',
      feedEnabled: false,
      mergeable: false,
      searchable: false,
      undeletable: false,
      replicateable: true,
    })
    expect(of('Opportunity')).toMatchObject({ deepCloneable: true, mergeable: false })
    expect(of('CampaignMember')).toMatchObject({ undeletable: false, mruEnabled: false })
    expect(of('User')).toMatchObject({ deletable: false, undeletable: false })
  },
)

rule(
  'addresses in a describe are those of the version asked for',
  recorded('urls.sobject is /services/data/vXX.X/sobjects/Lead; page templates are absolute'),
  async () => {
    const { urls } = await org.conn.sobject('Lead').describe()
    expect(urls).toEqual({
      compactLayouts: '/services/data/v68.0/sobjects/Lead/describe/compactLayouts',
      rowTemplate: '/services/data/v68.0/sobjects/Lead/{ID}',
      approvalLayouts: '/services/data/v68.0/sobjects/Lead/describe/approvalLayouts',
      uiDetailTemplate: `${org.url}/{ID}`,
      uiEditTemplate: `${org.url}/{ID}/e`,
      listviews: '/services/data/v68.0/sobjects/Lead/listviews',
      describe: '/services/data/v68.0/sobjects/Lead/describe',
      uiNewRecord: `${org.url}/00Q/e`,
      quickActions: '/services/data/v68.0/sobjects/Lead/quickActions',
      layouts: '/services/data/v68.0/sobjects/Lead/describe/layouts',
      sobject: '/services/data/v68.0/sobjects/Lead',
    })
  },
)

rule(
  'scopes of an object that queues own',
  recorded('everything, mine, queue_owned, scopingRule, team, user_owned for Lead'),
  async () => {
    const names = async (object: string) =>
      ((await org.conn.sobject(object).describe()).supportedScopes ?? []).map((scope) => scope.name)
    expect(await names('Lead')).toEqual(['everything', 'mine', 'queue_owned', 'scopingRule', 'team', 'user_owned'])
    expect(await names('Contact')).toEqual(['everything', 'mine', 'scopingRule', 'team'])
    expect(await names('OpportunityContactRole')).toEqual(['everything'])
  },
)

rule(
  'fields say their type and limits',
  recorded(
    'Lead.Status is an unrestricted picklist with a default; IsConverted can only be given on create; OwnerId points to Group or User',
  ),
  async () => {
    const { fields } = await org.conn.sobject('Lead').describe()
    const of = (name: string) => fields.find((field) => field.name === name)
    expect(of('Status')).toMatchObject({
      type: 'picklist',
      restrictedPicklist: false,
      defaultValue: 'Open - Not Contacted',
      nillable: false,
      defaultedOnCreate: true,
      length: 255,
      byteLength: 765,
      soapType: 'xsd:string',
    })
    expect(of('IsConverted')).toMatchObject({ createable: true, updateable: false })
    expect(of('OwnerId')).toMatchObject({
      referenceTo: ['Group', 'User'],
      namePointing: true,
      polymorphicForeignKey: true,
      relationshipName: 'Owner',
    })
    expect(of('Name')).toMatchObject({ nameField: true, extraTypeInfo: 'personname', length: 121, createable: false })
    expect(of('Address')).toMatchObject({
      type: 'address',
      soapType: 'urn:address',
      filterable: true,
      sortable: false,
      queryByDistance: true,
      permissionable: true,
    })
    expect(of('Description')).toMatchObject({
      type: 'textarea',
      length: 32_000,
      filterable: false,
      sortable: false,
      groupable: false,
      extraTypeInfo: 'plaintextarea',
    })
    expect(of('NumberOfEmployees')).toMatchObject({ type: 'int', digits: 8, groupable: true, soapType: 'xsd:int' })
    expect(of('AnnualRevenue')).toMatchObject({
      type: 'currency',
      precision: 18,
      scale: 0,
      groupable: false,
      soapType: 'xsd:double',
    })
  },
)

rule(
  'children are named as the parent sees them, and say whether they go with it',
  recorded('childRelationships have childSObject, field, relationshipName, cascadeDelete'),
  async () => {
    const { childRelationships } = await org.conn.sobject('Account').describe()
    const of = (field: string, child: string) =>
      childRelationships.find((entry) => entry.field === field && entry.childSObject === child)
    expect(of('AccountId', 'Contact')).toMatchObject({
      relationshipName: 'Contacts',
      cascadeDelete: true,
      restrictedDelete: false,
    })
    expect(of('ParentId', 'Account')).toMatchObject({ relationshipName: 'ChildAccounts', cascadeDelete: false })
  },
)

rule(
  'a describe that did not change since answers 304',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-if-modified-since.html',
    says: 'If-Modified-Since with EEE, dd MMM yyyy HH:mm:ss z: 304 Not Modified, without a body; Last-Modified is in the answer',
  },
  async () => {
    for (const path of ['/services/data/v68.0/sobjects', '/services/data/v68.0/sobjects/Lead/describe']) {
      const first = await org.request('GET', path)
      const since = first.headers.get('last-modified') ?? ''
      expect(since).toMatch(/^\w{3}, \d\d \w{3} 2026 \d\d:\d\d:\d\d GMT$/)
      const same = await org.request('GET', path, undefined, { 'If-Modified-Since': since })
      expect(same).toMatchObject({ status: 304, body: undefined })
      const earlier = new Date(Date.parse(since) - 1000).toUTCString()
      expect((await org.request('GET', path, undefined, { 'If-Modified-Since': earlier })).status).toBe(200)
      org.clock.advance(60_000)
      const object = path.endsWith('describe') ? 'Lead' : 'Contact'
      await addField(org, `${object}.Since_${object}__c`, { ...KEY_FIELD, label: 'Since' })
      expect((await org.request('GET', path, undefined, { 'If-Modified-Since': since })).status).toBe(200)
    }
  },
)

rule(
  'without record types an object has the master alone and no RecordTypeId',
  recorded(
    'recordTypeInfos has one entry, Master, 012000000000000AAA, default; the field RecordTypeId is there only with record types',
  ),
  async () => {
    const { recordTypeInfos, fields } = await org.conn.sobject('Lead').describe()
    expect(recordTypeInfos).toEqual([
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: '012000000000000AAA',
        urls: { layout: '/services/data/v68.0/sobjects/Lead/describe/layouts/012000000000000AAA' },
      },
    ])
    expect(fields.map((field) => field.name)).not.toContain('RecordTypeId')
    expect((await org.conn.sobject('OpportunityContactRole').describe()).recordTypeInfos).toEqual([])
  },
)

rule(
  'records get the default record type, or the one that they name',
  documented(
    'sforce_api_objects_recordtype',
    'RecordType has SobjectType, DeveloperName, IsActive; records refer to it by RecordTypeId',
  ),
  async () => {
    const type = (name: string, SobjectType = 'Lead') =>
      org.admin.sobject('RecordType').create({ Name: name, DeveloperName: name, SobjectType, IsActive: true })
    const [inbound, outbound, other] = [await type('Inbound'), await type('Outbound'), await type('Firm', 'Account')]
    const { recordTypeInfos } = await org.conn.sobject('Lead').describe()
    expect(recordTypeInfos.map((info) => [info.name, info.master, info.defaultRecordTypeMapping])).toEqual([
      ['Inbound', false, true],
      ['Outbound', false, false],
      ['Master', true, false],
    ])
    const lead = { LastName: 'A', Company: 'C' }
    const first = await org.conn.sobject('Lead').create(lead)
    await org.conn.sobject('Lead').create({ ...lead, RecordTypeId: outbound.id })
    const rows = await org.conn.query('SELECT RecordTypeId, RecordType.DeveloperName FROM Lead ORDER BY Id')
    expect(rows.records).toMatchObject([
      { RecordTypeId: inbound.id, RecordType: { DeveloperName: 'Inbound' } },
      { RecordTypeId: outbound.id },
    ])
    await expect(
      org.conn.sobject('Lead').update({ Id: String(first.id), RecordTypeId: other.id }),
    ).rejects.toMatchObject({
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
      message: `Record Type ID: this ID value isn't valid for the user: ${other.id}`,
    })
  },
)
