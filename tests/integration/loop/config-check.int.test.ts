import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkConfig } from '#app/check-config.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { loopDocument } from '#support/company.ts'
import { useWorld } from '#support/world.ts'
import { connectAccounts } from '../../../src/compose.ts'

const world = useWorld()
const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'tandem.example.yaml')

/** Problems of a document against the two local CRMs, users aside: these orgs have none of them. */
async function check(document: SyncConfigInput) {
  const result = parseSyncConfig(document)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  const problems = await checkConfig(result.config, await connectAccounts(world().access, 'check'))
  return problems.filter(({ path }) => !path.startsWith('routing'))
}
const paths = async (over: Partial<SyncConfigInput>) => (await check(loopDocument(over))).map(({ path }) => path)
const condition = (property: string, value = 'x') => ({ property, in: [value] })
type LeadMaps = NonNullable<NonNullable<SyncConfigInput['fields']>['contact-lead']>
const leadMaps = (...maps: LeadMaps) => paths({ fields: { 'contact-lead': maps } })

describe('the check of a config against both accounts', () => {
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
    const map = { id: 'outcome', hubspot: 'tandem_outcome', salesforce: 'Rating', direction: 'to-hubspot' } as const
    expect(
      await leadMaps({ ...map, toHubspot: [{ map: { Hot: 'WON', Cold: 'Gone' }, otherwise: 'open' }, 'lower'] }),
    ).toEqual(['fields.contact-lead.outcome.toHubspot'])
    expect(await leadMaps({ ...map, toHubspot: [{ map: { Hot: 'WON' }, otherwise: 'open' }, 'lower'] })).toEqual([])
  })

  it('finds values of a status that is not there, although the platform would take them', async () => {
    const map = { hubspot: 'hs_lead_status', salesforce: 'Status', direction: 'to-salesforce' } as const
    expect(await leadMaps({ ...map, toSalesforce: [{ map: { NEW: 'Brand New' } }] })).toEqual([
      'fields.contact-lead.hs_lead_status.toSalesforce',
    ])
  })
})
