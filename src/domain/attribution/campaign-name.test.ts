import { describe, expect, it } from 'vitest'
import { campaignNamer, campaignSpeller, withCampaignNames } from './campaign-name.ts'

const nameOf = campaignNamer([
  { id: '0a1b-GUID', numericId: '901', name: 'Webinar' },
  { id: 'second', numericId: '902', name: '901' },
  { id: 'third', name: 'Fair' },
])

describe('the campaign of a contact', () => {
  it.each([
    ['Webinar', 'Webinar'],
    ['0A1B-guid', 'Webinar'],
    ['902', '901'],
    ['third', 'Fair'],
    ['webinar', 'webinar'],
    ['777', '777'],
  ])('that is named %s is %s', (value, name) => {
    expect(nameOf(value)).toBe(name)
  })

  it('named 901 is the one with that name, not the one with that number', () => {
    expect(nameOf('901')).toBe('901')
  })

  it('is named in the given properties only, and blank ones stay blank', () => {
    const values = { campaign: 'third', blank: null, other: 'third' }
    expect(withCampaignNames(values, ['campaign', 'blank', 'absent'], nameOf)).toEqual({
      campaign: 'Fair',
      blank: null,
      other: 'third',
    })
  })

  it('that people wrote is the one that is spelled alike, if there is one such', () => {
    const campaigns = ['Spring Fair', 'Letter', 'letter'].map((name, i) => ({ id: `c${i}`, name }))
    const spelled = campaignSpeller(campaigns)
    expect(['  spring   FAIR', 'LETTER', 'letter', 'c0', 'Autumn'].map(spelled)).toEqual([
      'Spring Fair',
      'LETTER',
      'letter',
      'Spring Fair',
      'Autumn',
    ])
  })
})
