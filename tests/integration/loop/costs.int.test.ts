import { describe, expect, it } from 'vitest'
import { campaignFigures } from '#app/campaign-figures.ts'
import { refreshCosts } from '#app/refresh-costs.ts'
import type { Scope } from '#app/scope.ts'
import { onConnection } from '../../../jobs/per-connection.ts'
import { company, HOUR, mql } from '#support/company.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

/** The job's way of running it, with what was warned of. */
function run(scope: Scope, warned: string[]): Promise<void> {
  const log = { ...scope.log, warn: (_: unknown, message: string) => void warned.push(message) }
  const { deps } = jobDepsOf({ ...scope, log })
  return onConnection(deps, scope.connection.id, async (s) => void (await refreshCosts(s)))
}

describe('what campaigns cost', () => {
  it.each([
    [403, { status: 'error', category: 'MISSING_SCOPES', message: 'needs marketing.campaigns.read' }],
    [404, { status: 'error', message: 'resource not found' }],
  ])('is left out with one warning where HubSpot answers %i, and the connection goes on', async (status, body) => {
    const { begin, box } = world()
    const scope = await begin(company())
    box.hubspot.faults.add({ path: 'campaigns', status, body })
    const warned: string[] = []
    await run(scope, warned)
    await run(scope, warned)
    expect(warned).toHaveLength(1)
    expect((await scope.store.connections.get(scope.connection.id))?.state).toBe('active')
    box.hubspot.faults.clear()
    await run(scope, warned)
    expect((await scope.store.campaigns.list(scope.connection.id)).map(({ name }) => name)).toEqual(['Fair', 'Webinar'])
  })

  it('pauses the connection where HubSpot rejects the credential', async () => {
    const { begin, box } = world()
    const scope = await begin(company())
    const body = { status: 'error', category: 'INVALID_AUTHENTICATION', message: 'no such token' }
    box.hubspot.faults.add({ path: 'campaigns', status: 401, body })
    await expect(run(scope, [])).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' })
    expect((await scope.store.connections.get(scope.connection.id))?.state).toBe('paused')
  })

  it.each(['id', 'numericId'] as const)('is met by leads whose contact names the campaign by its %s', async (key) => {
    const { begin, arrive, box, marketing, sales } = world()
    const scope = await begin(company())
    const webinar = (await scope.hubspot.campaigns()).find(({ name }) => name === 'Webinar')
    const named = webinar?.[key] ?? ''
    expect(named).not.toBe('')
    arrive([mql('dora', { campaign: named })])
    await quiesce(scope, box)
    const report = await campaignFigures(scope, 'linear')
    expect(report.campaigns.find(({ name }) => name === 'Webinar')).toMatchObject({ leads: 1, spendMinor: 120_050n })
    expect(report.campaigns.map(({ name }) => name)).not.toContain(named)
    expect(await sales.one('SELECT Tandem_Campaign__c FROM Lead')).toEqual(
      expect.objectContaining({ Tandem_Campaign__c: 'Webinar' }),
    )
    expect((await sales.one('SELECT Description FROM Task'))['Description']).toContain('Campaign: Webinar')
    const { properties } = await marketing.contact('dora@buyers.example')
    expect(properties).toMatchObject({ tandem_first_campaign: 'Webinar', tandem_last_campaign: 'Webinar' })

    box.clock.advance(HOUR)
    await marketing.edit('dora@buyers.example', { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await sales.one('SELECT Tandem_Campaign__c, Title FROM Lead')).toMatchObject({
      Tandem_Campaign__c: 'Webinar',
      Title: 'CEO',
    })
  })

  it('is asked for once where the portal has no campaigns, and a campaign nobody knows keeps its words', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ campaigns: [], contacts: [mql('dora', { campaign: '777' })] }))
    await quiesce(scope, box)
    await quiesce(scope, box)
    expect(scope.hubspot.usage().byEndpoint['GET /marketing/campaigns/{v}']).toBe(1)
    expect(await sales.one('SELECT Tandem_Campaign__c FROM Lead')).toMatchObject({ Tandem_Campaign__c: '777' })
  })

  it('are the same when two looks meet: one at totals alone, one at the items', async () => {
    const { begin } = world()
    const scope = await begin(company())
    await Promise.all([refreshCosts(scope, 'items'), refreshCosts(scope), refreshCosts(scope)])
    const lines = await scope.store.costs.current(scope.connection.id)
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(150_050n)
  })
})
