import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { addQueue, addUser, refused, setUp, setUpRefusal, valueOf } from './org-setup.ts'

const QUEUES =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_queuesobject.htm'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  // Owners as they are written: what the assignment header does has tests of its own.
  org = await startSandbox({ leadsWithoutActiveRule: 'keep-owner' })
})
afterEach(() => org.stop())

const lead = (over: Record<string, unknown> = {}) => ({ LastName: 'Lovelace', Company: 'Engines', ...over })
const make = async (over: Record<string, unknown> = {}, headers: Record<string, string> = {}, object = 'Lead') =>
  String((await org.conn.sobject(object).create(object === 'Lead' ? lead(over) : over, { headers })).id)
const ownerOf = (id: string, object = 'Lead') => valueOf(org, object, id, 'OwnerId')
const me = async () => (await org.conn.identity()).user_id

describe('owners', () => {
  rule(
    'a record belongs to whoever makes it unless it says otherwise',
    {
      evidence: 'documented',
      at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm',
      says: 'OwnerId: Create, Defaulted on create, Update.',
    },
    async () => {
      const rep = await addUser(org, 'rae@sales.test')
      expect(await ownerOf(await make())).toBe(await me())
      expect(await ownerOf(await make({ OwnerId: rep.slice(0, 15) }))).toBe(rep)
    },
  )

  rule(
    'leads and tasks may belong to a queue that holds them',
    {
      evidence: 'documented',
      at: QUEUES,
      says: 'QueueSobject: the mapping between a queue Group and the sObject types associated with the queue.',
    },
    async () => {
      const queue = await addQueue(org, 'Inbound', 'Lead')
      const id = await make({ OwnerId: queue })
      const held = await org.conn.query("SELECT QueueId FROM QueueSobject WHERE SobjectType = 'Lead'")
      expect(held.records).toMatchObject([{ QueueId: queue }])
      expect(await ownerOf(id)).toBe(queue)
      const task = org.conn.sobject('Task').create({ Subject: 'Call', OwnerId: queue })
      expect(await refused(task)).toMatchObject({
        name: 'INVALID_OPERATION',
        message: 'Queue not associated with this SObject type',
      })
      await org.admin.sobject('QueueSobject').create({ QueueId: queue, SobjectType: 'Task' })
      const held2 = await make({ Subject: 'Call', OwnerId: queue }, {}, 'Task')
      expect(await ownerOf(held2, 'Task')).toBe(queue)
    },
  )

  rule(
    'nothing is given to a user who may not read it',
    {
      evidence: 'reported',
      at: 'https://salesforce.stackexchange.com/questions/217760/is-it-possible-to-transfer-ownership-to-a-user-who-does-not-have-read-permission',
      says: 'TRANSFER_REQUIRES_READ, The new owner must have read permission: []',
    },
    async () => {
      const blind = await addUser(org, 'blind@sales.test', 'Minimum Access - Salesforce')
      const Id = await make()
      for (const call of [make({ OwnerId: blind }), org.conn.sobject('Lead').update({ Id, OwnerId: blind })]) {
        expect(await refused(call)).toMatchObject({
          name: 'TRANSFER_REQUIRES_READ',
          message: 'The new owner must have read permission',
        })
      }
      expect(await ownerOf(Id)).toBe(await me())
    },
  )

  rule(
    "what queues own is found by Owner.Type = 'Queue'",
    {
      evidence: 'reported',
      at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_name.htm',
      says: "Owner.Type of a record is User or Queue: queries filter WHERE Owner.Type = 'Queue', not 'Group'.",
    },
    async () => {
      const queue = await addQueue(org, 'Inbound', 'Lead')
      await make()
      const id = await make({ OwnerId: queue })
      const select = 'SELECT Id, Owner.Name, Owner.Type FROM Lead'
      expect((await org.conn.query(`${select} WHERE Owner.Type = 'Queue'`)).records).toMatchObject([
        { Id: id, Owner: { Name: 'Inbound', Type: 'Queue' } },
      ])
      expect((await org.conn.query(`${select} WHERE Owner.Type = 'Group'`)).totalSize).toBe(0)
    },
  )

  rule(
    'a group that is no queue owns nothing',
    { evidence: 'documented', at: QUEUES, says: 'Group of type Queue.' },
    async () => {
      const group = await org.admin.sobject('Group').create({ Name: 'Friends', Type: 'Regular' })
      expect((await refused(make({ OwnerId: group.id }))).name).toBe('INVALID_OPERATION')
    },
  )

  rule(
    'contacts, accounts and opportunities belong to users alone',
    {
      evidence: 'recorded',
      at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm',
      says: 'OwnerId refers to User; "Owner ID: id value of incorrect type: …" with MALFORMED_ID.',
    },
    async () => {
      const OwnerId = await addQueue(org, 'Inbound', 'Lead')
      const records = {
        Contact: { LastName: 'x' },
        Account: { Name: 'x' },
        Opportunity: { Name: 'x', StageName: 'Prospecting', CloseDate: '2026-12-01' },
      }
      for (const [object, values] of Object.entries(records)) {
        expect(await refused(make({ ...values, OwnerId }, {}, object))).toMatchObject({
          name: 'MALFORMED_ID',
          message: `Owner ID: id value of incorrect type: ${OwnerId}`,
          data: { fields: ['OwnerId'] },
        })
      }
    },
  )

  rule(
    'nothing is given to a deactivated user',
    {
      evidence: 'reported',
      at: 'https://experienceleague.adobe.com/en/docs/marketo-measure/using/home',
      says: 'INACTIVE_OWNER_OR_USER: operation performed with inactive user [005…] as owner of contact.',
    },
    async () => {
      const rep = await addUser(org, 'rae@sales.test')
      const theirs = await make({ OwnerId: rep })
      await setUp(org, 'users', { user: 'rae@sales.test', active: false })
      const error = { name: 'INACTIVE_OWNER_OR_USER' }
      expect(await refused(make({ OwnerId: rep }))).toMatchObject({
        ...error,
        message: `operation performed with inactive user [${rep}] as owner of lead`,
      })
      expect(await refused(make({ LastName: 'x', OwnerId: rep }, {}, 'Contact'))).toMatchObject({
        ...error,
        message: `operation performed with inactive user [${rep}] as owner of contact`,
      })
      // What they own stays theirs and can be edited.
      expect((await org.conn.sobject('Lead').update({ Id: theirs, Title: 'CTO' })).success).toBe(true)
      expect(await ownerOf(theirs)).toBe(rep)
      expect(await valueOf(org, 'User', rep, 'IsActive')).toBe(false)
      await setUp(org, 'users', { user: rep, active: true })
      expect(await ownerOf(await make({ OwnerId: rep }))).toBe(rep)
    },
  )

  rule(
    'the session of a deactivated user ends at once',
    {
      evidence: 'documented',
      at: 'https://help.salesforce.com/s/articleView?id=platform.deactivating_users.htm',
      says: 'Deactivated users lose access.',
    },
    async () => {
      await setUp(org, 'users', { user: 'integration@tandem.example', active: false })
      const answer = await org.request('GET', `${DATA}/sobjects`)
      expect([answer.status, answer.body]).toEqual([
        401,
        [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
      ])
      expect(await setUpRefusal(org, 'users', { user: 'nobody@sales.test' })).toBe(
        'there is no user or queue nobody@sales.test',
      )
    },
  )
})
