import { beforeAll, describe, expect, test } from 'vitest'
import { judge, specsAreThere } from '#support/hubspot-contract.ts'
import type { RecordedTraffic } from '#support/traffic.ts'
import { disagreements, recordedTraffic } from '#support/traffic.ts'

/**
 * Runs after every other project of the same command and looks at what their sandboxes recorded. Started alone it has nothing to
 * look at and fails: `npx vitest run --project conformance --project contract` gives it something.
 */
let traffic: readonly RecordedTraffic[] = []
beforeAll(async () => {
  traffic = await recordedTraffic(process.env['SANDBOX_RECORD'] ?? '')
}, 60_000)

const sum = (crm: RecordedTraffic['crm']): number =>
  traffic.filter((part) => part.crm === crm).reduce((total, { exchanges }) => total + exchanges, 0)

describe('the traffic of all sandboxes that the suites started', () => {
  test('is recorded to the last exchange: every counter agrees with its file', async ({ annotate }) => {
    expect(sum('hubspot'), 'no HubSpot traffic was recorded: run other projects in the same command').toBeGreaterThan(0)
    expect(sum('salesforce')).toBeGreaterThan(0)
    expect(disagreements(traffic)).toEqual([])
    await annotate(
      `${sum('hubspot')} HubSpot and ${sum('salesforce')} Salesforce exchanges of ${traffic.length} sandboxes`,
    )
  })

  if (specsAreThere())
    test("passes HubSpot's own OpenAPI files", async ({ annotate }) => {
      const verdict = await judge(traffic.filter(({ crm }) => crm === 'hubspot').map(({ file }) => file))
      await annotate(`${verdict.exchanges} exchanges judged`)
      expect(verdict, verdict.report).toMatchObject({ violations: 0, unknownOperations: 0 })
      expect(verdict.exchanges).toBe(sum('hubspot'))
    }, 300_000)
  else test.skip('skipped: no ../shared, so the traffic was not judged by the OpenAPI files of HubSpot', () => {})
})
