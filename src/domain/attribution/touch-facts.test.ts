import { describe, expect, it } from 'vitest'
import { touchesOf, withStanding } from './touch-facts.ts'

const FIRST = '2026-01-01T10:00:00.000Z'
const LATEST = '2026-02-01T10:00:00.000Z'
const contact = {
  hs_analytics_first_timestamp: FIRST,
  hs_analytics_source: 'PAID_SEARCH',
  hs_analytics_first_touch_converting_campaign: 'Webinar',
  hs_latest_source_timestamp: LATEST,
  hs_latest_source: 'EMAIL_MARKETING',
  hs_analytics_last_touch_converting_campaign: 'Newsletter',
}

describe('the touches of a contact', () => {
  it('are its first and its latest interaction, in that order', () => {
    expect(touchesOf('7', contact)).toMatchObject([
      { at: Date.parse(FIRST), channel: 'PAID_SEARCH', campaign: 'Webinar' },
      { at: Date.parse(LATEST), channel: 'EMAIL_MARKETING', campaign: 'Newsletter' },
    ])
  })

  it('are one when both tell of the same moment, and two when they name different campaigns', () => {
    const same = {
      ...contact,
      hs_latest_source_timestamp: '2026-01-01T10:00:01.000Z',
      hs_latest_source: 'PAID_SEARCH',
      hs_analytics_last_touch_converting_campaign: 'Webinar',
    }
    expect(touchesOf('7', same)).toHaveLength(1)
    expect(touchesOf('7', { ...same, hs_analytics_last_touch_converting_campaign: 'Fair' })).toHaveLength(2)
    expect(touchesOf('7', { ...same, hs_latest_source_timestamp: '2026-01-01T10:00:01.001Z' })).toHaveLength(2)
  })

  it('are none without an instant, also when it cannot be read', () => {
    expect(touchesOf('7', {})).toEqual([])
    expect(
      touchesOf('7', { ...contact, hs_analytics_first_timestamp: 'soon', hs_latest_source_timestamp: null }),
    ).toEqual([])
  })

  it('get a channel in any case, and no campaign when none is named', () => {
    const { hs_analytics_first_timestamp, hs_latest_source_timestamp } = contact
    const bare = touchesOf('7', { hs_analytics_first_timestamp, hs_latest_source_timestamp, hs_analytics_source: null })
    expect(bare).toMatchObject([
      { channel: 'OFFLINE', campaign: null },
      { channel: 'OFFLINE', campaign: null },
    ])
  })

  it('have the same ids when they are read again, and others for another contact', () => {
    const ids = (id: string) => touchesOf(id, contact).map((touch) => touch.id)
    expect(ids('7')).toEqual(ids('7'))
    expect(new Set([...ids('7'), ...ids('8')]).size).toBe(4)
  })
})

describe('touches seen before', () => {
  it('go on as they were, with what is seen now of the same, and beside what is seen now for the first time', () => {
    const now = touchesOf('7', contact)
    const before = touchesOf('6', {
      ...contact,
      hs_latest_source_timestamp: '2025-12-01T10:00:00.000Z',
      recent_conversion_date: '2026-01-15T10:00:00.000Z',
      recent_conversion_event_name: 'Demo',
    })
    const all = withStanding(now, before)
    expect(all.map(({ id }) => id)).toEqual([...before, now[1]].map((touch) => touch?.id))
    expect(all.map(({ evidence }) => evidence.map(({ record }) => record))).toEqual([['6'], ['6', '7'], ['6'], ['7']])
  })
})

describe('a form of a contact', () => {
  it('is a touch at its date with its name, and the visit of that moment is the same touch', () => {
    const forms = touchesOf('7', {
      ...contact,
      first_conversion_date: FIRST,
      first_conversion_event_name: 'Newsletter',
      recent_conversion_date: '2026-02-01T10:03:00.000Z',
      recent_conversion_event_name: 'Demo',
    })
    expect(forms).toMatchObject([
      { at: Date.parse(FIRST), kind: 'conversion', detail: 'Newsletter', campaign: 'Webinar' },
      { at: Date.parse(LATEST), kind: 'source', detail: null },
      { kind: 'conversion', detail: 'Demo', channel: 'EMAIL_MARKETING', campaign: 'Newsletter' },
    ])
    expect(forms[0]?.evidence.map(({ source }) => source)).toEqual([
      'hs_analytics_first_timestamp',
      'first_conversion_date',
    ])
  })
})
