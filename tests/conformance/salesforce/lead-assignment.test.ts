import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { addQueue, addUser, refused, setUp, valueOf } from './org-setup.ts'

const HEADER = 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-autoassign.html'
const BULK = 'https://developer.salesforce.com/docs/platform/api-asynch/guide/create-job.html'

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
      expect(await ownerOf(await make())).toBe((await org.admin.identity()).user_id)
    },
  )

  rule(
    'without an active rule a lead goes to the default owner unless the header says FALSE, or a setting lets it keep its owner',
    {
      evidence: 'assumed',
      at: 'https://help.salesforce.com/s/articleView?id=000395506',
      says: '"Assignment rules execute even when none are active" is told of cases.',
    },
    async () => {
      const FALSE = { headers: { 'Sforce-Auto-Assign': 'FALSE' } }
      for (const [setting, plain] of [
        ['default-owner', 'admin'],
        ['keep-owner', 'conn'],
      ] as const) {
        const other = await startSandbox({ leadsWithoutActiveRule: setting })
        const owner = async (id: unknown) => valueOf(other, 'Lead', String(id), 'OwnerId')
        const made = await other.conn.sobject('Lead').create(lead())
        expect(await owner(made.id)).toBe((await other[plain].identity()).user_id)
        const kept = await other.conn.sobject('Lead').create(lead(), FALSE)
        expect(await owner(kept.id)).toBe((await other.conn.identity()).user_id)
        await other.stop()
      }
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
