import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { SyncConfigInput } from './sync-config.ts'
import { parseSyncConfig } from './sync-config.ts'

const FILE = join(import.meta.dirname, '..', '..', 'tandem.example.yaml')
const example = parse(readFileSync(FILE, 'utf8')) as SyncConfigInput

/** Paths of what is wrong with the example once these parts are replaced. */
function problems(over: Partial<SyncConfigInput>): readonly string[] {
  const result = parseSyncConfig({ ...example, ...over })
  return result.ok ? [] : result.problems.map(({ path }) => path)
}
const leadMaps = (...maps: NonNullable<NonNullable<SyncConfigInput['fields']>['contact-lead']>) =>
  problems({ fields: { 'contact-lead': maps } })

describe('the stages that Tandem writes', () => {
  it('have a place in the order', () => {
    expect(problems({ lifecycle: { onWon: 'champion', fromLeadStatus: { Working: 'busy' } } })).toEqual([
      'lifecycle.onWon',
      'lifecycle.fromLeadStatus.Working',
    ])
  })

  it('do not open an Opportunity when they follow from a Lead Status', () => {
    const fromLeadStatus = { Working: 'salesqualifiedlead' }
    expect(problems({ lifecycle: { fromLeadStatus } })).toEqual([])
    expect(problems({ lifecycle: { fromLeadStatus, opensOpportunity: { stages: ['salesqualifiedlead'] } } })).toEqual([
      'lifecycle.fromLeadStatus.Working',
    ])
  })
})

describe('field maps', () => {
  it('with most-advanced have an order', () => {
    const map = { hubspot: 'grade', salesforce: 'Rating', rule: 'most-advanced' } as const
    expect(leadMaps(map)).toEqual(['fields.contact-lead.grade'])
    expect(leadMaps({ ...map, order: ['cold', 'hot'] })).toEqual([])
  })

  it('do not write one field twice, neither in Salesforce nor in HubSpot', () => {
    expect(leadMaps({ hubspot: 'mobilephone', salesforce: 'Phone' })).toEqual(['fields.contact-lead.mobilephone'])
    expect(leadMaps({ id: 'other', hubspot: 'phone', salesforce: 'MobilePhone' })).toEqual([
      'fields.contact-lead.other',
    ])
  })

  it('do not write what Tandem writes by itself: keys, its own fields, stages', () => {
    const path = 'fields.contact-lead.x'
    for (const map of [
      { hubspot: 'city', salesforce: 'Tandem_Key__c', direction: 'to-salesforce' },
      { hubspot: 'tandem_salesforce_id', salesforce: 'City', direction: 'to-hubspot' },
      { hubspot: 'lifecyclestage', salesforce: 'City' },
    ] as const) {
      expect(leadMaps({ id: 'x', ...map })).toEqual([path])
      const turned = map.hubspot === 'city' ? 'to-hubspot' : 'to-salesforce'
      expect(leadMaps({ id: 'x', ...map, direction: turned })).toEqual([])
      expect(leadMaps({ id: 'x', ...map, rule: 'off' })).toEqual([])
    }
    const accounts = [{ hubspot: 'tandem_key', salesforce: 'Site', direction: 'to-hubspot' as const }]
    expect(problems({ fields: { 'company-account': accounts } })).toEqual(['fields.company-account.tandem_key'])
  })

  it('may fill in another way what Tandem fills by a map', () => {
    const id = 'hs_analytics_first_touch_converting_campaign'
    expect(
      leadMaps({ id, hubspot: 'hs_latest_source', salesforce: 'Tandem_Campaign__c', direction: 'to-salesforce' }),
    ).toEqual([])
  })

  it('may share a field that only one of them writes', () => {
    const other = { id: 'other', hubspot: 'phone', salesforce: 'MobilePhone' } as const
    expect(leadMaps({ ...other, rule: 'off' })).toEqual([])
    expect(leadMaps({ ...other, direction: 'to-salesforce' })).toEqual([])
  })

  it('have an id each, so that none silently takes the place of another', () => {
    const twice = ['Phone', 'MobilePhone'].map((salesforce) => ({
      hubspot: 'phone',
      salesforce,
      direction: 'to-salesforce' as const,
    }))
    expect(leadMaps(...twice)).toEqual(['fields.contact-lead.1.id'])
  })
})

describe('maps of deals', () => {
  it('go from Salesforce to HubSpot and leave nothing to a person', () => {
    const maps = (over: { direction?: 'both' | 'to-hubspot'; rule?: 'manual' | 'salesforce-wins' }) =>
      problems({ fields: { 'deal-opportunity': [{ hubspot: 'description', salesforce: 'Description', ...over }] } })
    expect(maps({})).toEqual(['fields.deal-opportunity.description'])
    expect(maps({ direction: 'to-hubspot', rule: 'manual' })).toEqual(['fields.deal-opportunity.description'])
    expect(maps({ direction: 'to-hubspot', rule: 'salesforce-wins' })).toEqual([])
  })
})
