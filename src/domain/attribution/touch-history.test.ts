import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { touchesOf, touchPrint, TOUCH_PROPERTIES } from './touch-facts.ts'
import { touchesOfHistory } from './touch-history.ts'
import type { PropertyHistory } from './touch-history.ts'

const day = (n: number, minutes = 0): number => Date.UTC(2026, 0, n, 10, minutes)
const iso = (at: number): string => new Date(at).toISOString()

/** Writes of a portal: everything set at one instant. */
function written(...writes: readonly (readonly [number, Readonly<Record<string, string | null>>])[]): PropertyHistory {
  const history: Record<string, { value: string | null; at: number }[]> = {}
  for (const [at, values] of writes)
    for (const [property, value] of Object.entries(values)) (history[property] ??= []).push({ value, at })
  return history
}
const present = (history: PropertyHistory) =>
  Object.fromEntries(Object.entries(history).map(([property, versions]) => [property, versions?.at(-1)?.value ?? null]))

const visit = (at: number, channel: string, campaign: string | null, data1: string | null = null) => ({
  hs_latest_source: channel,
  hs_latest_source_timestamp: iso(at),
  hs_latest_source_data_1: data1,
  ...(campaign === null ? {} : { hs_analytics_last_touch_converting_campaign: campaign }),
})
const first = (at: number, channel: string, campaign: string) => ({
  hs_analytics_source: channel,
  hs_analytics_first_timestamp: iso(at),
  hs_analytics_first_touch_converting_campaign: campaign,
})

describe('the history of a contact', () => {
  const history = written(
    [day(1, 5), { ...first(day(1), 'PAID_SEARCH', 'Spring'), ...visit(day(1), 'PAID_SEARCH', 'Spring', 'crm') }],
    [day(8, 5), visit(day(8), 'EMAIL_MARKETING', 'Letter', 'june')],
    [day(20, 5), visit(day(20), 'SOCIAL_MEDIA', 'Fair')],
  )

  it('has every visit at its own instant, with the channel, campaign and drill-down of that time', () => {
    expect(touchesOfHistory('7', history)).toMatchObject([
      { at: day(1), channel: 'PAID_SEARCH', campaign: 'Spring', kind: 'source' },
      { at: day(8), channel: 'EMAIL_MARKETING', campaign: 'Letter', detail: 'june' },
      { at: day(20), channel: 'SOCIAL_MEDIA', campaign: 'Fair', detail: null },
    ])
    expect(touchesOf('7', present(history))).toHaveLength(2)
  })

  it('gives what the contact shows now the same id, and one visit that two properties tell of both evidences', () => {
    const ids = touchesOfHistory('7', history).map((touch) => touch.id)
    expect(ids).toEqual(expect.arrayContaining(touchesOf('7', present(history)).map((touch) => touch.id)))
    expect(touchesOfHistory('7', history)[0]?.evidence).toMatchObject([
      { source: 'hs_analytics_first_timestamp', record: '7', says: 'PAID_SEARCH · Spring' },
      { source: 'hs_latest_source_timestamp', says: 'PAID_SEARCH · crm · Spring' },
    ])
  })

  it('has every form at its date, with its name, and the visit and the form of one moment once', () => {
    const forms = written(
      [day(1), visit(day(1), 'PAID_SEARCH', 'Spring')],
      [
        day(1),
        {
          first_conversion_date: iso(day(1)),
          first_conversion_event_name: 'Newsletter',
          recent_conversion_date: iso(day(1)),
          recent_conversion_event_name: 'Newsletter',
        },
      ],
      [
        day(9, 12),
        {
          recent_conversion_date: iso(day(9, 11)),
          recent_conversion_event_name: 'Demo',
          ...visit(day(9), 'DIRECT_TRAFFIC', null),
        },
      ],
    )
    expect(touchesOfHistory('7', forms)).toMatchObject([
      { at: day(1), kind: 'conversion', detail: 'Newsletter', channel: 'PAID_SEARCH', campaign: 'Spring' },
      { at: day(9), kind: 'source', channel: 'DIRECT_TRAFFIC' },
      { at: day(9, 11), kind: 'conversion', detail: 'Demo', channel: 'DIRECT_TRAFFIC', campaign: 'Spring' },
    ])
    expect(touchesOfHistory('7', forms)[0]?.evidence.map(({ source }) => source)).toEqual([
      'hs_latest_source_timestamp',
      'recent_conversion_date',
      'first_conversion_date',
    ])
  })

  it('takes a campaign that is written within the visit as that of the visit, and a later one as its own', () => {
    const late = written(
      [day(1), visit(day(1), 'PAID_SEARCH', 'Spring')],
      [day(3), visit(day(3), 'PAID_SEARCH', null)],
      [day(3, 20), { hs_analytics_last_touch_converting_campaign: 'Fair' }],
      [day(5), { hs_analytics_last_touch_converting_campaign: 'Letter' }],
    )
    expect(touchesOfHistory('7', late)).toMatchObject([
      { at: day(1), campaign: 'Spring' },
      { at: day(3), campaign: 'Fair' },
      { at: day(5), campaign: 'Letter', channel: 'PAID_SEARCH', source: 'hs_analytics_last_touch_converting_campaign' },
    ])
  })

  it('holds no touch that nobody dated: a first value, a correction of the first source, a value taken away', () => {
    const vague = written(
      [day(1), { hs_analytics_source: 'OFFLINE', hs_latest_source: 'OFFLINE' }],
      [day(4), { hs_analytics_source: 'REFERRALS', hs_analytics_first_touch_converting_campaign: 'Spring' }],
      [day(6), { hs_latest_source: null, hs_latest_source_timestamp: 'soon' }],
    )
    expect(touchesOfHistory('7', vague)).toEqual([])
    expect(touchesOfHistory('7', {})).toEqual([])
  })

  it('names campaigns as they are called', () => {
    const named = touchesOfHistory('7', history, (campaign) => `The ${campaign}`)
    expect(named.map((touch) => touch.campaign)).toEqual(['The Spring', 'The Letter', 'The Fair'])
  })

  const channel = fc.constantFrom('PAID_SEARCH', 'EMAIL_MARKETING', 'OFFLINE')
  const visits = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 28 }), channel, fc.constantFrom('A', 'B', null)), {
    selector: ([on]) => on,
    minLength: 1,
  })
  test.prop([visits])('never loses a stamp, and contains what the contact shows now', (days) => {
    const inOrder = days.toSorted((a, b) => a[0] - b[0])
    const all = written(...inOrder.map(([on, ...rest]) => [day(on, 1), visit(day(on), ...rest)] as const))
    const touches = touchesOfHistory('7', all)
    expect(touches.map((touch) => touch.at)).toEqual(inOrder.map(([on]) => day(on)))
    expect(touches.map((touch) => touch.channel)).toEqual(inOrder.map(([, of]) => of))
    expect(touches).toEqual(expect.arrayContaining([...touchesOf('7', present(all))]))
    expect(new Set(touches.map((touch) => touch.id)).size).toBe(touches.length)
  })
})

describe('the print of what touches are made of', () => {
  it('differs with any of the properties and with nothing else', () => {
    const plain = touchPrint({})
    for (const property of TOUCH_PROPERTIES) expect(touchPrint({ [property]: 'x' })).not.toBe(plain)
    expect(touchPrint({ firstname: 'Ann' })).toBe(plain)
    expect(touchPrint({ hs_latest_source: null })).toBe(plain)
  })
})
