import { beforeEach, expect, test } from 'vitest'
import { readBudget } from '#app/read-budget.ts'
import type { Scope } from '#app/scope.ts'
import type { Side } from '#domain/ids.ts'
import type { JobDeps } from '#jobs/deps.ts'
import { pollConnections } from '#jobs/poll-connections.ts'
import { connectionId } from '#domain/ids.ts'
import { createStore } from '#store/store.ts'
import { loopDocument, parsed } from '#support/company.ts'
import { useDatabase } from '#support/database.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600_000
const POLL_MS = 15_000

const database = useDatabase()
const connection = connectionId('acme')
const config = parsed(loopDocument())
let now = NOON
let asked: string[] = []

beforeEach(() => {
  now = NOON
  asked = []
})

const store = (): Scope['store'] => createStore(database().kysely)

/** What the job needs of its surroundings, with a queue that writes down what is put in. */
const deps = (): JobDeps =>
  ({
    jobs: {
      enqueue: (name: string) => {
        asked.push(name)
        return Promise.resolve()
      },
    },
    store: store(),
    clock: { now: () => now },
    active: () => Promise.resolve([connection]),
    scopeOf: () => ({ config }) as Scope,
  }) as unknown as JobDeps

const tick = async (by: 'schedule' | 'request' = 'schedule'): Promise<readonly string[]> => {
  asked = []
  await pollConnections(POLL_MS).run({ by }, deps())
  return asked
}

/** What the platform and the workers counted before. */
const spent = (side: Side, calls: { readonly live: number; readonly polls: number; readonly used: number }) =>
  store().budget.record(
    connection,
    side,
    [
      {
        hour: NOON - HOUR,
        lane: 'live',
        endpoint: 'GET /query',
        calls: calls.live,
        polls: calls.polls,
        rateLimited: 0,
      },
    ],
    { limit: 10_000, used: calls.used, at: NOON, seenAt: NOON, resetsAt: side === 'hubspot' ? NOON + 12 * HOUR : null },
  )

const BOTH = ['capture-hubspot-changes', 'capture-salesforce-changes']

test('by its schedule both sides are asked at every tick, though ticks are not exact', async () => {
  for (const lateMs of [0, -40, 300, 0]) {
    now += POLL_MS + lateMs
    expect(await tick()).toEqual(BOTH)
  }
})

test('of two workers whose schedules tick at one time, one asks', async () => {
  await tick()
  now += 20
  expect(await tick()).toEqual([])
})

test('a side whose calls run out is asked more seldom, the other as before, and whoever asks by name gets a poll', async () => {
  await tick()
  // 3,000 calls in the last hour, 12.5 in each of 240 polls; 8,000 are HubSpot's share in `budget`.
  await spent('hubspot', { live: 3_000, polls: 3_000, used: 3_000 })
  for (let n = 0; n < 239; n += 1)
    await store().budget.claimPoll(connection, 'hubspot', {
      now: NOON - HOUR + n,
      everyMs: 1,
      slackMs: 1,
      hour: NOON - HOUR,
    })
  const polls = { hubspot: 0, salesforce: 0 }
  for (let at = 0; at < 20; at += 1) {
    now += POLL_MS
    const names = await tick()
    if (names.includes(BOTH[0] ?? '')) polls.hubspot += 1
    if (names.includes(BOTH[1] ?? '')) polls.salesforce += 1
  }
  expect(polls.salesforce).toBe(20)
  expect(polls.hubspot).toBeGreaterThanOrEqual(2)
  expect(polls.hubspot).toBeLessThanOrEqual(8)
  const where = { store: store(), connection, budget: config.budget, now }
  const hubspot = await readBudget(where, 'hubspot')
  expect(hubspot.pollSeconds).toBeGreaterThan(45)
  expect((await readBudget(where, 'salesforce')).pollSeconds).toBe(15)
  // At the pace of the last hour the day would not do.
  expect(hubspot.forecast).toBeGreaterThan(hubspot.allowance ?? 0)
  expect(await tick('request')).toEqual(BOTH)
})

test('the interval shrinks again with the next day', async () => {
  await spent('hubspot', { live: 7_900, polls: 3_000, used: 7_900 })
  await tick()
  now += POLL_MS
  await tick()
  expect((await readBudget({ store: store(), connection, budget: config.budget, now }, 'hubspot')).pollSeconds).toBe(
    900,
  )
  now = NOON + 12 * HOUR + 1_000
  await tick()
  now += POLL_MS
  expect(await tick()).toEqual(BOTH)
})
