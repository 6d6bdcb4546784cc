import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { refused } from './org-setup.ts'

const OPPORTUNITY =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunity.htm'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

rule(
  'the stage alone decides IsClosed, IsWon, Probability and forecast',
  {
    evidence: 'documented',
    at: OPPORTUNITY,
    says: 'IsClosed and IsWon are directly controlled by StageName; the default Probability comes from it.',
  },
  async () => {
    const opportunities = org.conn.sobject('Opportunity')
    const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-01', Amount: 1000 }
    const Id = String((await opportunities.create(deal)).id)
    await opportunities.update({ Id, Probability: 35 })
    expect(await opportunities.retrieve(Id)).toMatchObject({ IsClosed: false, Probability: 35, ExpectedRevenue: 350 })
    await opportunities.update({ Id, StageName: 'Proposal/Price Quote', Probability: 40 })
    expect(await opportunities.retrieve(Id)).toMatchObject({ StageName: 'Proposal/Price Quote', Probability: 40 })
    await opportunities.update({ Id, StageName: 'Closed Won' })
    expect(await opportunities.retrieve(Id)).toMatchObject({
      IsClosed: true,
      IsWon: true,
      Probability: 100,
      ForecastCategory: 'Closed',
    })
    expect((await refused(opportunities.update({ Id, IsWon: false }))).name).toBe('INVALID_FIELD_FOR_INSERT_UPDATE')
  },
)

rule(
  'a contact can have several roles on an opportunity, of which one role in all is primary',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunitycontactrole.htm',
    says: 'IsPrimary: each opportunity has only one primary contact. Nothing is unique.',
  },
  async () => {
    const made = async (object: string, values: Record<string, unknown>) =>
      String((await org.conn.sobject(object).create(values)).id)
    const OpportunityId = await made('Opportunity', { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-01' })
    const ContactId = await made('Contact', { LastName: 'Byron' })
    const role = (values: Record<string, unknown>) =>
      made('OpportunityContactRole', { OpportunityId, ContactId, ...values })
    await role({ Role: 'Evaluator', IsPrimary: true })
    await role({ Role: 'Evaluator' })
    await role({ Role: 'Decision Maker', IsPrimary: true })
    const found = await org.conn.query('SELECT Role, IsPrimary FROM OpportunityContactRole ORDER BY Id')
    expect(found.records).toMatchObject([
      { Role: 'Evaluator', IsPrimary: false },
      { Role: 'Evaluator', IsPrimary: false },
      { Role: 'Decision Maker', IsPrimary: true },
    ])
    const [first] = (await org.conn.query<{ Id: string }>('SELECT Id FROM OpportunityContactRole ORDER BY Id')).records
    const moved = org.conn.sobject('OpportunityContactRole').update({ Id: String(first?.Id), OpportunityId })
    expect((await refused(moved)).name).toBe('INVALID_FIELD_FOR_INSERT_UPDATE')
  },
)
