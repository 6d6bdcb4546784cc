import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { addQueue, addUser, refused, setUp, setUpRefusal, valueOf } from './org-setup.ts'

const HEADER = 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-autoassign.html'
const QUEUES =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_queuesobject.htm'
const BULK = 'https://developer.salesforce.com/docs/platform/api-asynch/guide/create-job.html'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
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
      expect(
        (await org.conn.query(`SELECT Owner.Name, Owner.Type FROM Lead WHERE Id = '${id}'`)).records,
      ).toMatchObject([{ Owner: { Name: 'Inbound', Type: 'Group' } }])
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

describe('lead assignment', () => {
  let rep: string
  let queue: string
  beforeEach(async () => {
    rep = await addUser(org, 'rae@sales.test')
    queue = await addQueue(org, 'Inbound', 'Lead')
    await setUp(org, 'assignment-rules', {
      name: 'By country',
      entries: [
        { condition: "Country = 'DE'", owner: 'rae@sales.test' },
        { condition: "Company LIKE 'Partner%'" },
        { condition: 'Country != null', owner: 'Inbound' },
      ],
    })
  })
  const ruleId = async (name = 'By country') => {
    const found = await org.conn.query<{ Id: string }>(
      `SELECT Id FROM AssignmentRule WHERE SobjectType = 'Lead' AND Name = '${name}'`,
    )
    return String(found.records[0]?.Id)
  }

  rule(
    'the active rule runs when a lead is made, header or not: the first entry that fits names the owner',
    {
      evidence: 'documented',
      at: HEADER,
      says: 'If the header is not provided in the request, the default value is TRUE.',
    },
    async () => {
      expect(await ownerOf(await make({ Country: 'DE' }))).toBe(rep)
      expect(await ownerOf(await make({ Country: 'FR' }, { 'Sforce-Auto-Assign': 'true' }))).toBe(queue)
      expect(await ownerOf(await make({ Country: 'FR', Company: 'Partner AG' }))).toBe(await me())
      expect(await ownerOf(await make({ Country: 'DE' }, { 'Sforce-Auto-Assign': 'FALSE' }))).toBe(await me())
      expect(await ownerOf(await make({ Country: 'DE' }, { 'Sforce-Auto-Assign': 'false' }))).toBe(await me())
    },
  )

  rule(
    'a lead that no entry takes goes to the default lead owner',
    {
      evidence: 'documented',
      at: 'https://help.salesforce.com/s/articleView?id=sales.customize_leadrules.htm',
      says: 'The Default Lead Owner gets leads that no rule entry assigns.',
    },
    async () => {
      const { user_id: admin } = await org.admin.identity()
      expect(await ownerOf(await make())).toBe(admin)
    },
  )

  rule(
    'the active rule runs on every update as well, and takes a lead from its owner',
    {
      evidence: 'documented',
      at: HEADER,
      says: 'TRUE. Active assignment rules are applied for created or updated Accounts, Cases, or Leads.',
    },
    async () => {
      const id = await make({ Country: 'DE' }, { 'Sforce-Auto-Assign': 'FALSE' })
      const leads = org.conn.sobject('Lead')
      await leads.update({ Id: id, Title: 'CTO' }, { headers: { 'Sforce-Auto-Assign': 'FALSE' } })
      expect(await ownerOf(id)).toBe(await me())
      await leads.update({ Id: id, Title: 'CEO' })
      expect(await ownerOf(id)).toBe(rep)
      await leads.update([{ Id: id, Country: 'FR' }])
      expect(await ownerOf(id)).toBe(queue)
    },
  )

  rule(
    'the id of a rule in the header runs that rule, active or not, when a lead is made',
    {
      evidence: 'documented',
      at: HEADER,
      says: 'Valid AssignmentRule ID. The given AssignmentRule is applied for created Accounts, Cases, or Leads.',
    },
    async () => {
      await setUp(org, 'assignment-rules', { name: 'All to Rae', active: false, entries: [{ owner: rep }] })
      const headers = { 'Sforce-Auto-Assign': await ruleId('All to Rae') }
      const id = await make({ Country: 'FR' }, headers)
      expect(await ownerOf(id)).toBe(rep)
      await org.conn.sobject('Lead').update({ Id: id, OwnerId: queue }, { headers })
      expect(await ownerOf(id)).toBe(queue)
      expect((await refused(make({}, { 'Sforce-Auto-Assign': 'maybe' }))).name).toBe('MALFORMED_ID')
    },
  )

  rule(
    'one rule is active at most, and AssignmentRule shows which',
    {
      evidence: 'documented',
      at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_assignmentrule.htm',
      says: 'Active: Indicates whether the rule is active.',
    },
    async () => {
      await setUp(org, 'assignment-rules', { name: 'All to Rae', active: true, entries: [{ owner: rep }] })
      const found = await org.conn.query('SELECT Name, Active, SobjectType FROM AssignmentRule ORDER BY Name')
      expect(found.records).toMatchObject([
        { Name: 'All to Rae', Active: true, SobjectType: 'Lead' },
        { Name: 'By country', Active: false, SobjectType: 'Lead' },
      ])
      expect(await ownerOf(await make())).toBe(rep)
      await setUp(org, 'assignment-rules', { name: 'All to Rae', active: false })
      expect(await ownerOf(await make())).toBe(await me())
    },
  )

  rule(
    'without an active rule a lead keeps its owner, or a setting gives it to the default owner',
    {
      evidence: 'assumed',
      at: 'https://help.salesforce.com/s/articleView?id=000395506',
      says: '"Assignment rules execute even when none are active" is told of cases.',
    },
    async () => {
      const strict = await startSandbox({ leadsWithoutActiveRule: 'default-owner' })
      const made = await strict.conn.sobject('Lead').create(lead())
      expect(await valueOf(strict, 'Lead', String(made.id), 'OwnerId')).toBe((await strict.admin.identity()).user_id)
      await strict.stop()
    },
  )

  rule(
    'an entry whose owner was deactivated gives the lead to the default owner',
    {
      evidence: 'assumed',
      at: 'https://help.salesforce.com/s/articleView?id=sales.customize_leadrules.htm',
      says: 'Records cannot be assigned to inactive users.',
    },
    async () => {
      await setUp(org, 'users', { user: rep, active: false })
      expect(await ownerOf(await make({ Country: 'DE' }))).toBe((await org.admin.identity()).user_id)
    },
  )

  rule(
    'SOAP runs a rule only when its header says so',
    {
      evidence: 'documented',
      at: 'https://developer.salesforce.com/docs/platform/api/guide/sforce-api-header-assignmentruleheader.html',
      says: 'The AssignmentRuleHeader must be specified in the create() or update() call for the rule to be applied.',
    },
    async () => {
      const [made] = [await org.conn.soap.create([{ type: 'Lead', ...lead({ Country: 'DE' }) }])].flat()
      expect(await ownerOf(String(made?.id))).toBe(await me())
    },
  )

  rule(
    'a bulk job runs the rule it names and no other',
    {
      evidence: 'documented',
      at: BULK,
      says: 'assignmentRuleId: The ID of an assignment rule to run for a Case or a Lead.',
    },
    async () => {
      const load = async (options: Readonly<Record<string, string>>) => {
        const job = org.conn.bulk2.createJob({ object: 'Lead', operation: 'insert', ...options })
        await job.open()
        await job.uploadData([lead({ Country: 'DE' })])
        await job.close()
        await job.poll(2, 5000)
        const [row] = await job.getSuccessfulResults()
        return ownerOf(String(row?.['sf__Id']))
      }
      expect(await load({})).toBe(await me())
      expect(await load({ assignmentRuleId: await ruleId() })).toBe(rep)
    },
  )

  rule(
    'rules and their entries are part of a snapshot',
    { evidence: 'assumed', at: '/__sandbox/snapshot', says: 'Everything that is state survives a restore.' },
    async () => {
      const other = await startSandbox()
      other.sandbox.restore(JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>)
      const made = await other.conn.sobject('Lead').create(lead({ Country: 'DE' }))
      expect(await valueOf(other, 'Lead', String(made.id), 'OwnerId')).toBe(rep)
      await other.stop()
    },
  )
})
