import { describe, expect, test } from 'vitest'
import { loopDocument, parsed } from '#support/company.ts'
import { calendarFor } from './owner-hours.ts'

const base = loopDocument()
const OFFICE = base.calendars?.['office'] ?? { timeZone: 'UTC', schedule: {} }
const config = parsed({
  ...base,
  calendars: { office: OFFICE, late: { ...OFFICE, timeZone: 'Asia/Kolkata' }, early: { ...OFFICE, timeZone: 'UTC' } },
  routing: {
    ...base.routing,
    pools: [
      { id: 'sales', members: [{ email: 'ann@sales.example' }, { email: 'bob@sales.example', hours: 'late' }] },
      { id: 'dach', members: [{ email: 'Bob@Sales.example', hours: 'early' }] },
    ],
  },
})
const zone = (email: string | null, over: object = {}, hours: 'owner' | 'calendar' = 'owner') =>
  calendarFor(
    config,
    { calendarId: 'office', hours },
    { ownerEmail: email, pool: 'sales', queueId: null, heldForPool: null, ...over },
  )?.timeZone

describe('the hours by which a clock counts', () => {
  test('are those that the pool of the contract names for the owner, else any pool', () => {
    expect(zone('bob@sales.example')).toBe('Asia/Kolkata')
    expect(zone('bob@sales.example', { pool: 'dach' })).toBe('UTC')
    expect(zone('BOB@sales.example', { pool: 'gone' })).toBe('Asia/Kolkata')
  })

  test('are those of the policy for an owner without hours of his own, in a queue, and where the policy says so', () => {
    expect(zone('ann@sales.example')).toBe('America/New_York')
    expect(zone(null)).toBe('America/New_York')
    expect(zone('bob@sales.example', { queueId: '00G1' })).toBe('America/New_York')
    expect(zone('bob@sales.example', { heldForPool: 'dach' })).toBe('America/New_York')
    expect(zone('bob@sales.example', {}, 'calendar')).toBe('America/New_York')
  })

  test('are none where the configuration has no such calendar', () => {
    const having = { ownerEmail: null, pool: 'sales', queueId: null, heldForPool: null }
    expect(calendarFor(config, { calendarId: 'gone', hours: 'calendar' }, having)).toBeUndefined()
  })
})
