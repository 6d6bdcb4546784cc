import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const API = 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/'
const undeleting = (says: string) =>
  ({ evidence: 'documented', at: `${API}sforce_api_calls_undelete.htm`, says }) as const
const emptying = (says: string) =>
  ({ evidence: 'documented', at: `${API}sforce_api_calls_emptyrecyclebin.htm`, says }) as const

const DAY_MS = 24 * 3600 * 1000

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

async function make(object: string, values: Record<string, unknown>): Promise<string> {
  return String((await org.conn.sobject(object).create(values)).id)
}

async function rows(soql: string, scan: 'live' | 'all' = 'live') {
  return (await org.conn.query(soql, { scanAll: scan === 'all' })).records
}

const contact = (LastName: string, more: Record<string, unknown> = {}) => make('Contact', { LastName, ...more })

rule(
  'a deleted record is gone for reads and writes, and there for queryAll',
  {
    evidence: 'recorded',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html',
    says: 'GET, PATCH and DELETE answer 404 ENTITY_IS_DELETED "entity is deleted" with an empty list of fields; queryAll shows IsDeleted = true',
  },
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    const path = `/services/data/v68.0/sobjects/Contact/${id}`
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await org.request(method, path, method === 'PATCH' ? { Title: 'x' } : undefined)
      expect(answer.status).toBe(404)
      expect(answer.body).toEqual([{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }])
    }
    expect(await rows('SELECT Id FROM Contact')).toEqual([])
    expect(await rows('SELECT Id, IsDeleted FROM Contact', 'all')).toMatchObject([{ Id: id, IsDeleted: true }])
  },
)

rule(
  'undelete brings back what was deleted along',
  undeleting(
    'Since a delete call cascade-deletes child records, an undelete call undeletes the cascade-deleted records',
  ),
  async () => {
    const accountId = await make('Account', { Name: 'Acme' })
    const withIt = await contact('A', { AccountId: accountId })
    const before = await contact('B', { AccountId: accountId })
    await org.conn.sobject('Contact').destroy(before)
    await org.conn.sobject('Account').destroy(accountId)
    expect(await rows('SELECT Id FROM Contact')).toEqual([])
    org.clock.advance(60_000)
    expect(await org.conn.soap.undelete([accountId])).toMatchObject([{ id: accountId, success: true }])
    expect(await rows('SELECT Id, AccountId, SystemModstamp FROM Contact')).toMatchObject([
      { Id: withIt, AccountId: accountId, SystemModstamp: '2026-11-21T10:01:00.000+0000' },
    ])
  },
)

rule(
  'what is not in the recycle bin cannot be undeleted',
  undeleting(
    'Use this call to restore any deleted record that is undeletable, including those records in the Recycle Bin',
  ),
  async () => {
    const live = await contact('A')
    const results = await org.conn.soap.undelete([live, '003000000000001AAA'])
    expect(results).toMatchObject([
      { success: false, errors: [{ statusCode: 'UNDELETE_FAILED', message: 'Entity is not in the recycle bin' }] },
      { success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] },
    ])
  },
)

rule(
  'objects whose describe says so cannot be undeleted alone',
  {
    evidence: 'reported',
    at: 'https://salesforce.stackexchange.com/questions/138077/it-is-possible-to-undelete-sobject-and-other-metadata-using-api',
    says: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY "Entity type is not undeletable"',
  },
  async () => {
    const opportunityId = await make('Opportunity', { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31' })
    const role = await make('OpportunityContactRole', { OpportunityId: opportunityId, ContactId: await contact('A') })
    expect((await org.conn.sobject('OpportunityContactRole').describe()).undeletable).toBe(false)
    await org.conn.sobject('OpportunityContactRole').destroy(role)
    const error = { statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: 'Entity type is not undeletable' }
    expect(await org.conn.soap.undelete([role])).toMatchObject([{ success: false, errors: [error] }])
  },
)

rule(
  'a record whose unique value was taken meanwhile stays in the bin',
  {
    evidence: 'assumed',
    at: `${API}sforce_api_calls_undelete.htm`,
    says: 'a unique field has a value once among live records: DUPLICATE_VALUE',
  },
  async () => {
    await addField(org, 'Contact.Tandem_Key__c', KEY_FIELD)
    const first = await contact('A', { Tandem_Key__c: 'k1' })
    await org.conn.sobject('Contact').destroy(first)
    await contact('B', { Tandem_Key__c: 'K1' })
    expect(await org.conn.soap.undelete([first])).toMatchObject([
      { success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
    ])
  },
)

rule(
  'what is removed from the bin cannot come back, and can be read for a day',
  emptying(
    'Once records are deleted from the Recycle Bin using this call, they can’t be undeleted; they can be queried using queryAll() for some time, typically 24 hours',
  ),
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    expect(await org.conn.soap.emptyRecycleBin([id])).toMatchObject([{ id, success: true }])
    expect(await org.conn.soap.undelete([id])).toMatchObject([
      { success: false, errors: [{ statusCode: 'UNDELETE_FAILED' }] },
    ])
    expect(await rows('SELECT Id FROM Contact', 'all')).toHaveLength(1)
    org.clock.advance(DAY_MS + 3600_000)
    expect(await rows('SELECT Id FROM Contact', 'all')).toEqual([])
  },
)

rule(
  'what goes along with another record cannot be removed by itself',
  emptying('Do not include the IDs of any records that will be cascade deleted, or an error will occur'),
  async () => {
    const accountId = await make('Account', { Name: 'Acme' })
    const contactId = await contact('A', { AccountId: accountId })
    await org.conn.sobject('Account').destroy(accountId)
    const results = await org.conn.soap.emptyRecycleBin([contactId, accountId])
    expect(results).toMatchObject([{ success: false }, { success: true }])
  },
)

rule(
  'the bin keeps records for 15 days',
  emptying(
    'The Recycle Bin lets you view and restore recently deleted records for 15 days before they’re permanently deleted',
  ),
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    org.clock.advance(15 * DAY_MS - 3600_000)
    expect(await rows('SELECT Id FROM Contact', 'all')).toHaveLength(1)
    org.clock.advance(2 * 3600_000)
    expect(await rows('SELECT Id FROM Contact', 'all')).toEqual([])
    const answer = await org.request('GET', `/services/data/v68.0/sobjects/Contact/${id}`)
    expect(answer).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] })
  },
)

rule(
  'the bin and who went with whom survive a snapshot',
  {
    evidence: 'client',
    at: 'https://jsforce.github.io/document/',
    says: 'undelete by id after the sandbox was restored',
  },
  async () => {
    const accountId = await make('Account', { Name: 'Acme' })
    await contact('A', { AccountId: accountId })
    await org.conn.sobject('Account').destroy(accountId)
    org.sandbox.restore(JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>)
    await org.conn.soap.undelete([accountId])
    expect(await rows('SELECT AccountId FROM Contact')).toMatchObject([{ AccountId: accountId }])
  },
)
