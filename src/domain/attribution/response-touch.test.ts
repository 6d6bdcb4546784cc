import { describe, expect, it } from 'vitest'
import { responseTouch } from './response-touch.ts'

const member = { FirstRespondedDate: '2026-03-07', Status: 'Attended' }

describe('the response of a campaign member', () => {
  it('stands at the last moment of its day in the zone of the org', () => {
    const touch = responseTouch('00v1', member, { name: 'Webinar', channel: 'Webinar' }, 'America/New_York')
    expect(touch).toMatchObject({
      id: 'member:00v1',
      at: Date.UTC(2026, 2, 8, 5) - 1,
      dayOnly: true,
      channel: 'Webinar',
      campaign: 'Webinar',
      detail: 'Attended',
      evidence: [{ source: 'CampaignMember', record: '00v1', says: '2026-03-07 · Webinar · Attended · Webinar' }],
    })
    // Clocks go forward on the 8th: that day has 23 hours.
    const next = responseTouch('00v1', { ...member, FirstRespondedDate: '2026-03-08' }, null, 'America/New_York')
    expect(next?.at).toBe(Date.UTC(2026, 2, 9, 4) - 1)
  })

  it('has a channel in any case, and is none without a day', () => {
    expect(responseTouch('00v1', member, null, 'UTC')).toMatchObject({ channel: 'SALESFORCE_CAMPAIGN', campaign: null })
    expect(responseTouch('00v1', { Status: 'Attended', FirstRespondedDate: null }, null, 'UTC')).toBeNull()
    expect(responseTouch('00v1', { Status: 'Attended' }, null, 'UTC')).toBeNull()
  })
})
