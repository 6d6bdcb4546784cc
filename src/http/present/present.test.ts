import { describe, expect, test } from 'vitest'
import type { SideBudget } from '#app/read-budget.ts'
import { connectionId } from '#domain/ids.ts'
import { overviewSchema } from '../contract/overview.ts'
import { toOverview } from './overview.ts'

const NOW = Date.UTC(2026, 2, 2, 9, 30)

const budget: SideBudget = {
  side: 'hubspot',
  window: 'day',
  limit: 250_000,
  share: 0.8,
  allowance: 200_000,
  usedByTandem: 185_000,
  usedByEverybody: 190_000,
  reportedAt: NOW,
  resetsAt: NOW + 1_000,
  forecast: 190_000,
  lanes: {
    handoff: { calls: 1, pace: { kind: 'free' } },
    live: { calls: 2, pace: { kind: 'slow', perMs: 5_000 } },
    backfill: { calls: 3, pace: { kind: 'held' } },
  },
  rateLimited: 0,
  stoppedUntil: null,
  pollSeconds: 60,
  polledAt: null,
  endpoints: [],
}

const read: Parameters<typeof toOverview>[0] = {
  generatedAt: NOW,
  connection: {
    id: connectionId('demo'),
    name: 'Demo',
    portalId: '1',
    orgId: '00D000000000001AAA',
    currency: 'USD',
    orgTimeZone: 'America/New_York',
    state: 'active',
    pausedReason: null,
    pausedBy: null,
  },
  inbox: { total: 2, dueNow: 1, oldestAt: NOW - 4_000 },
  parked: { DUPLICATE: 3, OWNER_MISSING: 1 },
  journalRows: 12,
  summary: {
    handedOver: 10,
    linked: 1,
    adopted: 2,
    won: 3,
    lost: 2,
    open: 1,
    untouched: 4,
    revenueMinor: 900_719_925_474_099_301n,
    answeredInTime: 3,
    clocks: { not_started: 1, running: 1, paused: 1, met: 3, breached: 2, breached_completed: 2, cancelled: 5 },
  },
  perDay: [{ day: '2026-03-01', handedOver: 10, met: 3, breached: 4 }],
  apiCalls: { hubspot: 5, salesforce: 6 },
  apiBudget: { hubspot: budget, salesforce: { ...budget, side: 'salesforce', allowance: null, pollSeconds: null } },
}
const process = { lastSyncAt: NOW - 2_000, jobs: { waiting: 0, active: 1, delayed: 2, failed: 0 } }

describe('overview on the wire', () => {
  test('is what the contract says, with every amount to the cent', () => {
    const overview = toOverview(read, process)
    expect(overviewSchema.parse(overview)).toEqual(overview)
    expect(overview.handoff.revenueMinor).toBe('900719925474099301')
    expect(overview.health.inbox.oldestAt).toBe('2026-03-02T09:29:56.000Z')
    expect(overview.health.lastSyncAt).toBe('2026-03-02T09:29:58.000Z')
  })

  test('the API budget names what is slowed down or waits, and nothing that is not known', () => {
    const { hubspot, salesforce } = toOverview(read, process).health.apiBudget
    expect(hubspot).toEqual({
      used: 185_000,
      allowance: 200_000,
      forecast: 190_000,
      pollSeconds: 60,
      slowed: ['live', 'backfill'],
    })
    expect([salesforce.allowance, salesforce.pollSeconds]).toEqual([null, null])
  })

  test('a clock that ran out is breached whether answered later or not; one not finished is running; cancelled is neither', () => {
    expect(toOverview(read, process).handoff).toMatchObject({ answeredInTime: 3, breached: 4, running: 3 })
  })

  test('parked records are summed over their codes; before a first sync there is no instant', () => {
    const overview = toOverview(
      { ...read, inbox: { total: 0, dueNow: 0, oldestAt: null } },
      { ...process, lastSyncAt: null },
    )
    expect(overview.health.parked).toEqual({ total: 4, byCode: { DUPLICATE: 3, OWNER_MISSING: 1 } })
    expect([overview.health.inbox.oldestAt, overview.health.lastSyncAt]).toEqual([null, null])
  })
})
