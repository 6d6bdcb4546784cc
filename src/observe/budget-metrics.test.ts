import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import { observeBudget, type ObservedBudget } from './budget-metrics.ts'

const BUDGET: ObservedBudget = {
  connection: connectionId('eu'),
  side: 'hubspot',
  limit: 250_000,
  allowance: 200_000,
  usedByTandem: 1_200,
  usedByEverybody: null,
  rateLimited: 2,
  stoppedMs: 90_000,
  lanes: {
    handoff: { calls: 200, pace: { kind: 'free' } },
    live: { calls: 1_000, pace: { kind: 'slow', perMs: 2_500 } },
    backfill: { calls: 0, pace: { kind: 'held' } },
  },
}

test('what is used, allowed and waited for is told by connection, platform and lane', async () => {
  const registry = new Registry()
  let looks = 0
  observeBudget(registry, async () => {
    looks += 1
    return [BUDGET, { ...BUDGET, side: 'salesforce', limit: null, allowance: null, usedByEverybody: 7 }]
  })
  const text = await registry.metrics()
  const lines = text.split('\n').filter((line) => line.startsWith('tandem_'))
  expect(lines).toEqual(
    expect.arrayContaining([
      'tandem_api_calls_limit{connection="eu",platform="hubspot"} 250000',
      'tandem_api_calls_allowed{connection="eu",platform="hubspot"} 200000',
      'tandem_api_calls_used{connection="eu",platform="hubspot",by="tandem"} 1200',
      'tandem_api_calls_used{connection="eu",platform="salesforce",by="everybody"} 7',
      'tandem_api_calls_refused{connection="eu",platform="hubspot"} 2',
      'tandem_api_stopped_seconds{connection="eu",platform="hubspot"} 90',
      'tandem_api_lane_calls{connection="eu",platform="hubspot",lane="live"} 1000',
      'tandem_api_lane_wait_seconds{connection="eu",platform="hubspot",lane="handoff"} 0',
      'tandem_api_lane_wait_seconds{connection="eu",platform="hubspot",lane="live"} 2.5',
      'tandem_api_lane_wait_seconds{connection="eu",platform="hubspot",lane="backfill"} +Inf',
    ]),
  )
  // Not known is not zero.
  expect(text).not.toContain('tandem_api_calls_limit{connection="eu",platform="salesforce"}')
  expect(text).not.toContain('platform="hubspot",by="everybody"')
  expect(looks).toBe(1)
})

test('what is no longer known is not shown as it was, and a failed look spoils no other metric', async () => {
  const registry = new Registry()
  let answer = (): Promise<readonly ObservedBudget[]> => Promise.resolve([BUDGET])
  observeBudget(registry, () => answer())
  expect(await registry.metrics()).toContain('platform="hubspot"')
  answer = () => Promise.reject(new Error('the database is away'))
  const text = await registry.metrics()
  expect(text).not.toContain('platform="hubspot"')
  expect(text).toContain('# HELP tandem_api_calls_limit')
})
