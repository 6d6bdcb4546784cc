import { describe, expect, it } from 'vitest'
import { contextTools } from './context-tools.ts'

const tools = contextTools('America/New_York')

describe('contextTools', () => {
  it('reads the zone "org" as that of the Salesforce org', () => {
    expect(tools.noonOf('2026-07-04', 'org')).toBe('2026-07-04T16:00:00.000Z')
    expect(tools.noonOf('2026-07-04', 'Europe/Berlin')).toBe('2026-07-04T10:00:00.000Z')
    expect(tools.dateOf('2026-07-05T03:00:00.000Z', 'org')).toBe('2026-07-04')
  })

  it.each(['next week', '2026-02-30', '2026-07-04T12:00:00Z', ''])('takes %j for no date', (text) => {
    expect(tools.noonOf(text, 'org')).toBeNull()
  })

  it.each(['next week', '2026-07-04', ''])('takes %j for no instant', (text) => {
    expect(tools.dateOf(text, 'org')).toBeNull()
  })
})
