import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHubSpotConnector, type HubSpotConnector } from '#connectors/hubspot/index.ts'
import { createSalesforceConnector, type SalesforceConnector } from '#connectors/salesforce/index.ts'
import { connectionId } from '#domain/ids.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { createStore } from '#store/store.ts'
import { useDatabase } from '#support/database.ts'
import { accessTo } from '#support/crms.ts'

const MONDAY_NOON = Date.UTC(2026, 2, 2, 12)
const HOUR = 3_600_000
const LIMIT = 400

const database = useDatabase()
let box: RunningSandbox
let hubspot: HubSpotConnector
let salesforce: SalesforceConnector

beforeAll(async () => {
  box = await startSandbox({
    hubspotSettings: {
      timeZone: 'America/New_York',
      limits: { enforced: true, perDay: LIMIT, perTenSeconds: 10_000 } as never,
    },
    salesforceSettings: { limits: { DailyApiRequests: LIMIT } } as never,
  })
})
afterAll(() => box.close())
beforeEach(async () => {
  box.clock.freeze(MONDAY_NOON)
  const access = accessTo(box)
  const common = { connectionId: connectionId('c'), clock: box.clock }
  hubspot = createHubSpotConnector({ ...access.hubspot, ...common })
  salesforce = createSalesforceConnector({ ...access.salesforce, ...common })
  const { budget } = createStore(database().kysely)
  for (const { governor } of [hubspot, salesforce])
    governor.join({
      windows: null,
      worker: 'one',
      store: budget,
      share: 0.5,
      onTrouble: (error) => {
        throw error
      },
    })
})

/** Makes calls one after the other until one is held back. @returns how many were made. */
async function callUntilHeld(call: () => Promise<unknown>, most: number): Promise<number> {
  for (let made = 0; made < most; made += 1) {
    try {
      await call()
    } catch (error) {
      expect(error).toMatchObject({ code: 'API_BUDGET', disposition: 'retry-after' })
      return made
    }
  }
  return most
}

/** As the governor does by itself every few seconds. */
const settling =
  <C extends HubSpotConnector | SalesforceConnector>(connector: C, call: (connector: C) => Promise<unknown>) =>
  async (): Promise<void> => {
    await call(connector)
    await connector.governor.settle()
  }

test('HubSpot: backfills stop at 80 % of the share, live calls slow down, handovers go on, midnight of the portal frees them', async () => {
  const account = (connector: HubSpotConnector) => connector.account()
  expect(await callUntilHeld(settling(hubspot.withLane('backfill'), account), 300)).toBe(160)
  const live = await callUntilHeld(settling(hubspot, account), 300)
  // 20 until live calls slow down, then a group of them.
  expect(live).toBe(50)
  expect(await callUntilHeld(settling(hubspot.withLane('handoff'), account), 10)).toBe(10)
  expect(hubspot.usage().rateLimited).toBe(0)
  expect(box.counters().hubspot.byStatus['429'] ?? 0).toBe(0)
  // Midnight in New York is 05:00 UTC.
  box.clock.freeze(MONDAY_NOON + 16.9 * HOUR)
  await hubspot.governor.settle()
  expect(await callUntilHeld(settling(hubspot.withLane('backfill'), account), 1)).toBe(0)
  box.clock.freeze(MONDAY_NOON + 17.1 * HOUR)
  await hubspot.governor.settle()
  expect(await callUntilHeld(settling(hubspot.withLane('backfill'), account), 20)).toBe(20)
})

test('Salesforce: what others use of the org’s calls counts too', async () => {
  const owners = (connector: SalesforceConnector) => connector.owners()
  await owners(salesforce)
  const before = salesforce.dailyUsage()?.used ?? 0
  const other = createSalesforceConnector({
    ...accessTo(box).salesforce,
    connectionId: connectionId('other'),
    clock: box.clock,
  })
  // 90 % of the org's calls are gone, most of them by somebody else.
  for (let used = before; used < LIMIT * 0.9; used += 1) await owners(other)
  await settling(salesforce, owners)()
  expect(await callUntilHeld(settling(salesforce.withLane('backfill'), owners), 1)).toBe(0)
  expect(await callUntilHeld(settling(salesforce, owners), 15)).toBe(15)
  // The last calls of the org.
  const spendTheRest = async (): Promise<void> => {
    for (let n = 0; n < 100; n += 1) await owners(other)
  }
  await expect(spendTheRest()).rejects.toMatchObject({ code: 'DAILY_LIMIT' })
  expect(salesforce.usage().rateLimited).toBe(0)
  box.clock.advance(25 * HOUR)
  await owners(other)
  await settling(salesforce.withLane('handoff'), owners)()
  expect(await callUntilHeld(settling(salesforce.withLane('backfill'), owners), 5)).toBe(5)
})
