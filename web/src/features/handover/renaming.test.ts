import { describe, expect, test } from 'vitest'
import { nameProblem, renameCalendar, renamePool } from './renaming.ts'
import type { Written } from './written.ts'

const WRITTEN: Written = {
  handover: [
    { id: 'hot', pool: 'west' },
    { id: 'cold', pool: 'east' },
  ],
  routing: {
    pools: [
      { id: 'west', members: [{ email: 'ann@x.example', hours: 'office' }] },
      { id: 'east', members: [{ email: 'bob@x.example' }] },
    ],
    territories: [{ id: 'ca', when: [], to: { pool: 'west' } }],
    namedAccounts: [{ id: 'acme', domains: ['acme.example'], to: { owner: 'mia@x.example' } }],
  },
  calendars: { office: { timeZone: 'UTC', schedule: {} }, night: { timeZone: 'UTC', schedule: {} } },
  sla: [{ id: 'fast', clocks: [{ target: '1h', calendar: 'office' }] }],
  feedback: {},
  channels: [],
}

describe('another name', () => {
  test('of a pool is that of whatever hands leads to it', () => {
    const { handover, routing } = renamePool(WRITTEN, 'west', 'coast')
    expect(handover.map(({ pool }) => pool)).toEqual(['coast', 'east'])
    expect(routing.pools?.map(({ id }) => id)).toEqual(['coast', 'east'])
    expect(routing.territories?.[0]?.to).toEqual({ pool: 'coast' })
    expect(routing.namedAccounts?.[0]?.to).toEqual({ owner: 'mia@x.example' })
    expect(routing).not.toHaveProperty('segments')
  })

  test('of a calendar is that of whatever counts by it, and the order stays', () => {
    const { calendars, routing, sla } = renameCalendar(WRITTEN, 'office', 'berlin')
    expect(Object.keys(calendars)).toEqual(['berlin', 'night'])
    expect(routing.pools?.[0]?.members[0]?.hours).toBe('berlin')
    expect(routing.pools?.[1]?.members[0]).not.toHaveProperty('hours')
    expect(sla[0]?.clocks[0]?.calendar).toBe('berlin')
  })

  test('is refused where it is nothing or somebody else’s', () => {
    expect(nameProblem('', [])).not.toBeNull()
    expect(nameProblem('east', ['east'])).toContain('east')
    expect(nameProblem('coast', ['east'])).toBeNull()
  })
})
