import type { Overview } from '#http/contract/overview.ts'

/** A company in the middle of its quarter: 1,240 people handed over, everything in step. */
export const OVERVIEW: Overview = {
  generatedAt: '2026-03-14T15:00:00.000Z',
  connection: {
    id: 'demo',
    name: 'Northwind portal and sales org',
    state: 'active',
    pausedReason: null,
    currency: 'USD',
  },
  health: {
    inbox: { total: 3, dueNow: 1, oldestAt: '2026-03-14T14:59:48.000Z' },
    parked: { total: 0, byCode: {} },
    journalRows: 18_204,
    lastSyncAt: '2026-03-14T14:59:52.000Z',
    apiCalls: { hubspot: 1_312, salesforce: 947 },
    apiBudget: {
      hubspot: { used: 1_312, allowance: 200_000, forecast: 41_300, pollSeconds: 15, slowed: [] },
      salesforce: { used: 947, allowance: 50_000, forecast: 9_400, pollSeconds: 15, slowed: [] },
    },
    jobs: { waiting: 0, active: 1, delayed: 42, failed: 0 },
  },
  handoff: {
    handedOver: 1_240,
    linked: 61,
    adopted: 118,
    untouched: 37,
    answeredInTime: 1_002,
    breached: 188,
    running: 50,
    won: 402,
    lost: 311,
    open: 490,
    revenueMinor: '131450075',
  },
  perDay: Array.from({ length: 14 }, (_, i) => {
    const handedOver = i % 7 === 6 ? 0 : 60 + ((i * 37) % 55)
    const breached = Math.round(handedOver * 0.14)
    return {
      day: `2026-03-${String(i + 1).padStart(2, '0')}`,
      handedOver,
      met: handedOver - breached - (i === 13 ? 20 : 0),
      breached,
    }
  }).filter((day) => day.handedOver > 0),
}
