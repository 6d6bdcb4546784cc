import { describe, expect, it } from 'vitest'
import type { DemoSummary } from './summary.ts'
import { summaryText } from './summary.ts'

const summary: DemoSummary = {
  handedOver: 1_000,
  linked: 12,
  won: 40,
  lost: 30,
  revenueMinor: 123_456_789n,
  currency: 'USD',
  open: 20,
  untouched: 5,
  clocks: { met: 750, breached: 249, running: 1 },
  campaigns: [
    { name: 'Webinar', spendMinor: 120_050n, leads: 400, cplMinor: 300n, won: 40, revenueMinor: 123_456_789n },
    { name: 'Nobody came', spendMinor: 5_000n, leads: 0, cplMinor: null, won: 0, revenueMinor: 0n },
  ],
  apiCalls: { hubspot: 1_234, salesforce: 567 },
  journalRows: 5,
  parked: 0,
  durationMs: 1,
}

describe('the summary for people', () => {
  it('says what was handed over, how it was answered and what it brought', () => {
    const text = summaryText(summary, 'Linear')
    for (const said of [
      '1,000',
      '12 were in Salesforce already',
      '75 % of 999 decided',
      '25 %',
      'Untouched          5',
      '40 / 30 / 20',
      '1,234 HubSpot',
    ])
      expect(text).toContain(said)
    expect(text).toContain('1,234,567.89')
  })

  it('has one row of equal width for each campaign, without a CPL where nobody came', () => {
    const rows = summaryText(summary, 'Linear').split('\n').slice(-3)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
    expect(rows[2]).toMatch(/^Nobody came .* n\/a /)
  })

  it('divides nothing by nobody', () => {
    expect(
      summaryText({ ...summary, clocks: { met: 0, breached: 0, running: 1_000 }, campaigns: [] }, 'Linear'),
    ).toContain('n/a')
  })
})
