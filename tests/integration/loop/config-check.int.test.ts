import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkConfig } from '#app/check-config.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { loopDocument } from '#support/company.ts'
import { listKeeper } from '#support/lists.ts'
import { useWorld } from '#support/world.ts'
import { connectAccounts } from '../../../src/compose.ts'

const world = useWorld()
const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'tandem.example.yaml')

/** Problems of a document against the two local CRMs, users aside: these orgs have none of them. */
async function checkAll(document: SyncConfigInput) {
  const result = parseSyncConfig(document)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  const problems = await checkConfig(result.config, await connectAccounts(world().access, 'check'))
  return problems.filter(({ path }) => !/^(routing|automationUsers\.0$)/.test(path))
}
const check = async (document: SyncConfigInput) => (await checkAll(document)).filter(({ level }) => level === 'error')
/** `path: message` of what a document is warned of. */
const warnings = async (over: Partial<SyncConfigInput>) =>
  (await checkAll(loopDocument(over))).filter(({ level }) => level === 'warning').map((p) => `${p.path}: ${p.message}`)
const paths = async (over: Partial<SyncConfigInput>) => (await check(loopDocument(over))).map(({ path }) => path)
const condition = (property: string, value = 'x') => ({ property, in: [value] })
type LeadMaps = NonNullable<NonNullable<SyncConfigInput['fields']>['contact-lead']>
const leadMaps = (...maps: LeadMaps) => paths({ fields: { 'contact-lead': maps } })

describe('the check of a config against both accounts', () => {
  it('has nothing to say about the maps that Tandem brings', async () => {
    expect(await checkAll(loopDocument())).toEqual([])
    const all = { enabled: true, create: 'both' } as const
    expect(
      await checkAll(
        loopDocument({
          pairs: {
            'company-account': all,
            'task-task': all,
            'campaign-campaign': { enabled: true, create: 'to-salesforce' },
          },
        }),
      ),
    ).toEqual([])
  })

  it('finds nothing wrong with the example', async () => {
    expect(await check(parse(readFileSync(EXAMPLE, 'utf8')) as SyncConfigInput)).toEqual([])
  })

  it('finds names that nothing has, wherever they stand', async () => {
    const { handover } = loopDocument()
    const found = await paths({
      lossReasonField: 'Nope__c',
      campaignProperty: 'nope',
      selection: {
        marketingContacts: 'any',
        stages: ['marketingqualifiedlead'],
        optedOut: 'include',
        conditions: [condition('nope')],
      },
      handover: handover.map((contract) => ({ ...contract, id: 'first', when: [condition('nope')] })).slice(0, 1),
    })
    expect(found).toEqual(['lossReasonField', 'campaignProperty', 'selection.conditions.0', 'handover.first.when.0'])
  })

  it('finds names inside of maps that nothing has', async () => {
    const found = await leadMaps({
      hubspot: 'city',
      salesforce: 'City',
      when: condition('nope'),
      toSalesforce: [{ fallback: ['state', 'nope'] }, { fallbackLocalPart: 'nope' }],
      toHubspot: [{ fallback: ['Nope'] }],
    })
    expect(found).toEqual([
      'fields.contact-lead.city.when',
      'fields.contact-lead.city.toSalesforce',
      'fields.contact-lead.city.toSalesforce',
      'fields.contact-lead.city.toHubspot',
    ])
  })

  it('finds a condition on an option that its property does not have', async () => {
    const map = { hubspot: 'city', salesforce: 'City' } as const
    expect(await leadMaps({ ...map, when: condition('hs_analytics_source', 'PAID_SERACH') })).toEqual([
      'fields.contact-lead.city.when',
    ])
    expect(await leadMaps({ ...map, when: condition('hs_analytics_source', 'PAID_SEARCH') })).toEqual([])
  })

  it('finds stages and statuses that nobody has', async () => {
    const found = await paths({
      lifecycle: {
        order: ['lead', 'champion', 'salesqualifiedlead', 'opportunity', 'customer'],
        fromLeadStatus: { Busy: 'lead' },
        opensOpportunity: { stages: ['salesqualifiedlead'], opportunityStage: 'Maybe', convertedStatus: 'Done' },
      },
    })
    expect(found).toEqual([
      'lifecycle.order',
      'lifecycle.fromLeadStatus',
      'lifecycle.opensOpportunity.opportunityStage',
      'lifecycle.opensOpportunity.convertedStatus',
    ])
  })

  it('finds statuses that are there and mean something else, or are not used any more', async () => {
    const opens = (opensOpportunity: object) =>
      paths({ lifecycle: { opensOpportunity: { stages: ['salesqualifiedlead'], ...opensOpportunity } } })
    expect(await opens({})).toEqual([])
    expect(await opens({ convertedStatus: 'Closed - Not Converted', opportunityStage: 'Closed Won' })).toEqual([
      'lifecycle.opensOpportunity.convertedStatus',
      'lifecycle.opensOpportunity.opportunityStage',
    ])
  })

  it('finds automation users that nobody is, and ids in their short form', async () => {
    const { sales } = world()
    const user = String((await sales.one('SELECT Id FROM User LIMIT 1'))['Id'])
    const found = await check(
      loopDocument({
        automationUsers: ['anybody@acme.example', user, user.slice(0, 15), '005000000000000AAA', 'robot@acme.example'],
      }),
    )
    expect(found.map(({ path, remedy }) => `${path}: ${remedy}`)).toEqual([
      `automationUsers.2: write ${user}`,
      'automationUsers.3: correct it, or take the line out',
      'automationUsers.4: correct it, name the user by id, or take the line out',
    ])
  })

  it('warns of a policy that waits for a campaign which HubSpot does not have', async () => {
    await listKeeper(world().box).makeCampaign({ hs_name: 'Spring webinar' })
    const [policy] = loopDocument().sla ?? []
    if (policy === undefined) throw new Error('the document has no policy')
    const of = (...campaign: readonly string[]) =>
      warnings({ sla: [{ ...policy, id: 'first', when: { campaign: [...campaign] } }] })
    expect(await of('Spring webinar')).toEqual([])
    expect(await of('Spring webinar', 'spring webinar')).toEqual([
      'sla.first.when.campaign: HubSpot has no campaign "spring webinar"; until a contact names it, this policy starts no clock for it',
    ])
  })

  it('lets defaults pass that only count once opportunities are opened', async () => {
    expect(await paths({ lifecycle: { opensOpportunity: { opportunityStage: 'Maybe' } } })).toEqual([])
  })

  it('finds types that cannot convert, and says which step would help', async () => {
    const found = await check(
      loopDocument({
        fields: {
          'contact-lead': [
            { hubspot: 'createdate', salesforce: 'NumberOfEmployees', direction: 'to-salesforce' },
            { hubspot: 'closedate', salesforce: 'Tandem_Campaign__c', direction: 'to-salesforce', rule: 'off' },
          ],
          'deal-opportunity': [{ hubspot: 'closedate', salesforce: 'CloseDate', direction: 'to-hubspot' }],
        },
      }),
    )
    expect(found.map(({ path }) => path)).toEqual([
      'fields.contact-lead.createdate',
      'fields.deal-opportunity.closedate',
    ])
    expect(found[1]?.remedy).toContain('dateToNoon')
  })

  it('finds values of a value map that the other side refuses, after the steps behind it', async () => {
    const map = { id: 'state', hubspot: 'hs_lead_status', salesforce: 'Rating', direction: 'to-hubspot' } as const
    expect(
      await leadMaps({ ...map, toHubspot: [{ map: { Hot: 'new', Cold: 'Gone' }, otherwise: 'open' }, 'upper'] }),
    ).toEqual(['fields.contact-lead.state.toHubspot'])
    expect(await leadMaps({ ...map, toHubspot: [{ map: { Hot: 'new' }, otherwise: 'open' }, 'upper'] })).toEqual([])
  })

  it('finds values of a status that is not there, although the platform would take them', async () => {
    const map = { hubspot: 'hs_lead_status', salesforce: 'Status', direction: 'to-salesforce' } as const
    expect(await leadMaps({ ...map, toSalesforce: [{ map: { NEW: 'Brand New' } }] })).toEqual([
      'fields.contact-lead.hs_lead_status.toSalesforce',
    ])
  })
})

const KEPT = { direction: 'to-salesforce', rule: 'hubspot-wins' } as const

describe('what cannot work', () => {
  it('is a field that holds no single value', async () => {
    const found = await check(
      loopDocument({
        fields: { 'contact-contact': [{ hubspot: 'address', salesforce: 'MailingAddress', direction: 'to-hubspot' }] },
      }),
    )
    expect(found.map(({ message }) => message)).toEqual([
      'Salesforce Contact: MailingAddress (address) holds no single value, so it cannot be mapped',
    ])
    expect(found[0]?.remedy).toContain('MailingCity')
  })

  it('is a value of a closed list that nothing is said of, in either direction', async () => {
    const status = { hubspot: 'hs_lead_status', salesforce: 'Status', rule: 'newest-wins' } as const
    const bare = await check(loopDocument({ fields: { 'contact-lead': [status] } }))
    expect(bare.map(({ path }) => path)).toEqual([
      'fields.contact-lead.hs_lead_status.toHubspot',
      'fields.contact-lead.hs_lead_status.toSalesforce',
    ])
    expect(bare[0]?.message).toContain('Open - Not Contacted')
    expect(bare[1]?.message).toContain('NEW')
    const values = { NEW: 'Open - Not Contacted', CONNECTED: 'Working - Contacted' }
    const some = await check(loopDocument({ fields: { 'contact-lead': [{ ...status, values }] } }))
    expect(some[1]?.message).not.toContain('NEW')
    expect(some[1]?.message).toContain('IN_PROGRESS')
    for (const unmapped of ['park', { toSalesforce: 'Working - Contacted', toHubspot: 'IN_PROGRESS' }] as const)
      expect(await check(loopDocument({ fields: { 'contact-lead': [{ ...status, values, unmapped }] } }))).toEqual([])
  })

  it('is an owner without translation, and the id of anything else', async () => {
    const owner = { hubspot: 'hubspot_owner_id', salesforce: 'OwnerId', ...KEPT }
    const bare = await check(loopDocument({ fields: { 'contact-lead': [owner] } }))
    expect(bare.map(({ remedy }) => remedy)).toEqual(['add the step owner'])
    expect(await leadMaps({ ...owner, toSalesforce: ['owner'] })).toEqual([])
    expect(await leadMaps({ hubspot: 'city', salesforce: 'City', ...KEPT, toSalesforce: ['owner'] })).toHaveLength(1)
  })

  it('is an expression that nobody can compute, or that gives another answer every time', async () => {
    const found = (expression: string) =>
      leadMaps({ hubspot: 'city', salesforce: 'City', ...KEPT, toSalesforce: [{ expression, fields: ['city'] }] })
    expect(await found('$uppercase(city)')).toEqual([])
    for (const wrong of ['$uppercase(', '$string($now())', '$match(city, /a+/)', '$eval(city)'])
      expect(await found(wrong)).toEqual(['fields.contact-lead.city.toSalesforce'])
  })

  it('is a default that is no value of its field', async () => {
    const map = { hubspot: 'numemployees', salesforce: 'NumberOfEmployees', ...KEPT }
    expect(await leadMaps({ ...map, toSalesforce: [{ map: { '1-5': '5' }, otherwise: 'many' }] })).toHaveLength(1)
  })

  it('is an order of what has none, and a Salesforce filter on what is not there', async () => {
    const { selection } = loopDocument()
    const found = await paths({
      selection: {
        ...selection,
        conditions: [{ property: 'hs_analytics_source', atLeast: '3' }],
        salesforce: {
          Lead: [
            { property: 'Rating', in: ['Hot'] },
            { property: 'Nope', known: true },
          ],
        },
      },
    })
    expect(found).toEqual(['selection.conditions.0', 'selection.salesforce.Lead.1'])
  })

  it('is a bound that no value can be compared with', async () => {
    const { selection } = loopDocument()
    const conditions = [
      { property: 'tandem_won_amount', atLeast: 'ten' },
      { property: 'tandem_won_amount', in: ['many'] },
      { property: 'createdate', atMost: 'last week' },
      { property: 'jobtitle', atLeast: 'manager' },
    ]
    const fine = [
      { property: 'tandem_won_amount', atLeast: '-1.50', notIn: ['3'] },
      { property: 'createdate', atMost: '2026-03-31' },
      { property: 'jobtitle', atLeast: '2' },
    ]
    const found = await paths({ selection: { ...selection, conditions: [...conditions, ...fine] } })
    expect(found).toEqual(conditions.map((_, i) => `selection.conditions.${i}`))
  })

  it('is a name that every object of the language has, but no account', async () => {
    const map = { hubspot: 'constructor', salesforce: 'toString' }
    expect(await leadMaps(map)).toEqual(Array(2).fill('fields.contact-lead.constructor'))
  })

  it('is a misspelt name, with the one that was meant', async () => {
    const map = { hubspot: 'jobtitl', salesforce: 'Tittle', id: 'jobtitle' }
    const found = await check(loopDocument({ fields: { 'contact-lead': [map] } }))
    expect(found.map(({ remedy }) => /did you mean (\w+)/.exec(remedy)?.[1])).toEqual(['jobtitle', 'Title'])
    const far = await check(loopDocument({ fields: { 'contact-lead': [{ ...map, hubspot: 'shoesize' }] } }))
    expect(far[0]?.remedy).not.toContain('did you mean')
  })

  it('is a list of words for what holds none', async () => {
    const map = { hubspot: 'hs_lead_status', salesforce: 'NumberOfEmployees', ...KEPT }
    expect(await leadMaps(map)).toEqual(['fields.contact-lead.hs_lead_status.toSalesforce'])
    expect(await leadMaps({ ...map, toSalesforce: [{ map: {}, otherwise: '1' }] })).toEqual([])
  })

  it('is a record type, a list, an owner that nobody has', async () => {
    const { selection } = loopDocument()
    const found = await paths({
      recordTypes: { Lead: 'Partner_Lead' },
      selection: { ...selection, lists: ['4711'] },
      owners: { 'nobody@marketing.example': 'nobody@sales.example' },
    })
    expect(found.toSorted()).toEqual([
      'owners.nobody@marketing.example',
      'owners.nobody@marketing.example',
      'recordTypes.Lead',
      'selection.lists.0',
    ])
  })

  it('is a required field that nothing fills, of whatever Tandem makes', async () => {
    const off = { hubspot: 'company', salesforce: 'Company', rule: 'off' } as const
    expect(await leadMaps(off)).toEqual(['fields.contact-lead'])
    const blank = { hubspot: 'company', salesforce: 'Company', direction: 'to-salesforce' } as const
    expect(await leadMaps(blank)).toEqual([])
    expect((await warnings({ fields: { 'contact-lead': [blank] } })).join()).toContain('company may be blank')
    const nameless = { hubspot: 'dealname', salesforce: 'Name', rule: 'off' } as const
    expect(await paths({ fields: { 'deal-opportunity': [nameless] } })).toEqual(['fields.deal-opportunity'])
  })
})

describe('what works, but one should know of', () => {
  it.each([
    [{ hubspot: 'message', salesforce: 'Title', id: 'jobtitle', ...KEPT }, 'can be longer than the 128 characters'],
    [{ hubspot: 'address', salesforce: 'Street', ...KEPT, toSalesforce: [{ truncate: 300 }] }, 'truncate: 300'],
    [{ hubspot: 'tandem_won_amount', salesforce: 'NumberOfEmployees', ...KEPT }, 'keeps 0 digits after the point'],
    [{ hubspot: 'message', salesforce: 'NumberOfEmployees', ...KEPT }, 'NumberOfEmployees takes only numbers'],
  ] as const)('%j', async (map, message) => {
    expect(await leadMaps(map as LeadMaps[number])).toEqual([])
    expect((await warnings({ fields: { 'contact-lead': [map as LeadMaps[number]] } })).join()).toContain(message)
  })

  it('is not what an admin turned into what the field takes', async () => {
    const map = { hubspot: 'message', salesforce: 'NumberOfEmployees', ...KEPT } as const
    for (const step of [{ number: {} }, { split: '-', index: 0 }, { map: { few: '3' }, unmapped: 'park' as const }])
      expect(await warnings({ fields: { 'contact-lead': [{ ...map, toSalesforce: [step] }] } })).toEqual([])
  })

  it('is formatting that plain text loses', async () => {
    const map = { hubspot: 'hs_task_body', salesforce: 'Description' } as const
    const pairs = { 'task-task': { enabled: true } } as const
    expect((await warnings({ pairs, fields: { 'task-task': [map] } })).join()).toContain('is formatted')
  })
})
