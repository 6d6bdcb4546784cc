import { describe, expect, it } from 'vitest'
import { campaignKey, campaignName, matchCampaign } from './match.ts'

const key = campaignKey('42', 'guid-1')
const sales = (id: string, Name: string, Tandem_Key__c: string | null = null) => ({
  id,
  values: { Name, Tandem_Key__c },
})
const match = (over: Partial<Parameters<typeof matchCampaign>[0]> = {}) =>
  matchCampaign({ key, name: 'Webinar', namesakes: 1, candidates: [], takesPart: () => true, ...over })

describe('the Salesforce campaign of a HubSpot campaign', () => {
  it('bears its key, whatever it is called and whatever the filter says', () => {
    const candidates = [sales('a', 'Webinar'), sales('b', 'Old name', key)]
    expect(match({ candidates, takesPart: () => false })).toEqual({ kind: 'one', id: 'b', by: 'stored-id' })
  })

  it('else is the only one of that name, with only one of that name in HubSpot', () => {
    const candidates = [sales('a', ' webinar '), sales('b', 'Fair')]
    expect(match({ candidates })).toEqual({ kind: 'one', id: 'a', by: 'name' })
    expect(match({ candidates, namesakes: 2 })).toEqual({ kind: 'review', code: 'SEVERAL_MATCHES', ids: ['a'] })
    const two = [...candidates, sales('c', 'Webinar')]
    expect(match({ candidates: two })).toEqual({ kind: 'review', code: 'SEVERAL_MATCHES', ids: ['a', 'c'] })
  })

  it('is never one that belongs to another HubSpot campaign', () => {
    expect(match({ candidates: [sales('a', 'Webinar', campaignKey('42', 'guid-2'))] })).toEqual({ kind: 'none' })
  })

  it('is not made a second time beside one that the configuration leaves out', () => {
    const candidates = [sales('a', 'Webinar')]
    expect(match({ candidates, takesPart: () => false })).toEqual({ kind: 'review', code: 'LEFT_OUT', ids: ['a'] })
  })

  it('has no partner by a blank name; long names are compared as Salesforce cuts them', () => {
    expect(match({ name: null, candidates: [sales('a', '')] })).toEqual({ kind: 'none' })
    expect(campaignName('x'.repeat(90))).toBe('x'.repeat(80))
  })
})
