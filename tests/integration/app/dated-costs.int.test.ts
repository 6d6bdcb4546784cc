import { describe, expect, it } from 'vitest'
import { campaignCosts } from '#app/campaign-costs.ts'
import { campaignFigures } from '#app/campaign-figures.ts'
import { refreshSalesforceCosts } from '#app/costs/salesforce-costs.ts'
import { refreshCosts } from '#app/refresh-costs.ts'
import type { Scope } from '#app/scope.ts'
import { syncCampaigns } from '#app/sync-campaigns.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { RemoteError } from '#domain/errors.ts'
import { company, DAY, HOUR } from '#support/company.ts'
import { listKeeper } from '#support/lists.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const keeper = () => listKeeper(world().box)
const begin = (document?: Partial<SyncConfigInput>): Promise<Scope> =>
  world().begin(company({ campaigns: [] }), document)

/** As the job does, an hour later. */
async function look(scope: Scope): Promise<void> {
  world().box.clock.advance(HOUR)
  await refreshCosts(scope, 'items')
  await refreshSalesforceCosts(scope)
}

const ALL = { from: null, until: null }
/** Lines that count, as `campaign from..until amount`. */
async function lines(scope: Scope): Promise<readonly string[]> {
  const { lines: counted } = await campaignCosts(scope, ALL)
  return counted
    .map((line) => `${line.campaign ?? '-'} ${line.fromOn}..${line.untilOn} ${line.amountMinor} ${line.currency}`)
    .sort()
}
const total = async (scope: Scope): Promise<bigint> => (await campaignCosts(scope, ALL)).totalMinor
const versions = async (scope: Scope, campaign: string): Promise<readonly string[]> =>
  (await scope.store.costs.versions(scope.connection.id, campaign)).map(
    ({ version, amountMinor, supersededAt }) =>
      `${version} ${amountMinor} ${supersededAt === null ? 'counts' : 'ended'}`,
  )
const TOTALS = 'GET /marketing/campaigns/{v}/{guid}/budget/totals'
const totalsCalls = ({ hubspot }: Scope): number => hubspot.usage().byEndpoint[TOTALS] ?? 0
const totalsOf = (scope: Scope, spendItems: Scope['hubspot']['spendItems']): Scope => {
  const hubspot = { ...scope.hubspot, spendItems }
  return { ...scope, hubspot: { ...hubspot, withLane: () => hubspot } }
}
const logging = (scope: Scope, warned: string[]): Scope => ({
  ...scope,
  log: { ...scope.log, warn: (_: unknown, message: string) => void warned.push(message) },
})

describe('spend items of a HubSpot campaign', () => {
  const spring = () => keeper().makeCampaign({ hs_name: 'Spring', hs_start_date: '2026-02-01' })

  it('are dated by the campaign, by their names, and later ones by the day they were entered', async () => {
    const scope = await begin()
    const guid = await spring()
    await keeper().spend(guid, 100)
    await keeper().spend(guid, 28, 'Agency 2026-01')
    await look(scope)
    expect(await lines(scope)).toEqual([
      'Spring 2026-01-01..2026-01-31 2800 USD',
      'Spring 2026-02-01..2026-03-02 10000 USD',
    ])
    world().box.clock.advance(3 * DAY)
    await keeper().spend(guid, 50.25)
    await look(scope)
    expect(await lines(scope)).toContain('Spring 2026-03-05..2026-03-05 5025 USD')
    expect(await total(scope)).toBe(178_25n)
    const february = await campaignCosts(scope, { from: '2026-02-01', until: '2026-02-28' })
    expect(february.byCampaign).toEqual(new Map([['Spring', 9334n]]))
    expect((await campaignFigures(scope, 'linear')).totals.spendMinor).toBe(178_25n)
  })

  it('that are corrected make new versions, and removed ones end', async () => {
    const scope = await begin()
    const guid = await spring()
    const item = await keeper().spend(guid, 100, 'Ads 2026-02-10')
    const other = await keeper().spend(guid, 7, 'Ads 2026-02-11')
    await look(scope)
    await keeper().editSpend(guid, item, 90, 'Ads 2026-02-10')
    await look(scope)
    expect(await versions(scope, 'Spring')).toEqual(['1 10000 ended', '2 9000 counts', '1 700 counts'])
    await keeper().dropSpend(guid, other)
    await look(scope)
    expect(await versions(scope, 'Spring')).toEqual(['1 10000 ended', '2 9000 counts', '1 700 ended'])
    expect(await total(scope)).toBe(9_000n)
  })

  it('are asked for only where the total changed', async () => {
    const scope = await begin()
    const guid = await spring()
    await keeper().makeCampaign({ hs_name: 'Free' })
    await keeper().spend(guid, 100)
    await look(scope)
    expect(totalsCalls(scope)).toBe(1)
    const calls = () => [scope.hubspot.usage().calls, scope.salesforce.usage().calls]
    const [hubspot = 0, salesforce = 0] = calls()
    await look(scope)
    // The list of campaigns; the schema of Campaign, which is asked for again after ten minutes, and what changed.
    expect(calls()).toEqual([hubspot + 1, salesforce + 2])
    expect(await versions(scope, 'Spring')).toEqual(['1 10000 counts'])
  })

  it('that may not be read leave the totals: differences lie on the days between two looks', async () => {
    const { box } = world()
    const warned: string[] = []
    const scope = logging(await begin(), warned)
    const guid = await spring()
    await keeper().spend(guid, 100)
    const body = { status: 'error', category: 'MISSING_SCOPES', message: 'no' }
    box.hubspot.faults.add({ path: 'budget/totals', status: 403, body })
    await look(scope)
    expect(await lines(scope)).toEqual(['Spring 2026-02-01..2026-03-02 10000 USD'])
    box.clock.advance(2 * DAY)
    await keeper().spend(guid, 40)
    await look(scope)
    await look(scope)
    expect(await lines(scope)).toEqual([
      'Spring 2026-02-01..2026-03-02 10000 USD',
      'Spring 2026-03-02..2026-03-04 4000 USD',
    ])
    expect(warned).toEqual(['costs left out: HubSpot refuses to tell spend items'])

    box.hubspot.faults.clear()
    await look(scope)
    expect(await lines(scope)).toEqual([
      'Spring 2026-02-01..2026-03-02 10000 USD',
      'Spring 2026-03-04..2026-03-04 4000 USD',
    ])
    expect(await total(scope)).toBe(14_000n)
  })

  it('of a campaign that cannot be read keep no other from its turn', async () => {
    const scope = await begin()
    const [one, other] = [await spring(), await keeper().makeCampaign({ hs_name: 'Fair' })]
    await keeper().spend(one, 100, 'Ads 2026-01')
    await keeper().spend(other, 7, 'Ads 2026-01')
    const [first = '', last = ''] = (await scope.hubspot.campaigns()).map(({ id }) => id)
    const asked: string[] = []
    const failing = totalsOf(scope, async (id) => {
      asked.push(id)
      if (id === first)
        throw new RemoteError({ code: 'SERVER_ERROR', disposition: 'retry', message: 'broken', remedy: '' })
      return scope.hubspot.spendItems(id)
    })
    await expect(look(failing)).rejects.toThrow('broken')
    await expect(look(failing)).rejects.toThrow('broken')
    expect(asked).toEqual([first, last, first])
  })

  it('whose total differs from that of the list are asked for once, until the list tells another', async () => {
    const scope = await begin()
    const guid = await spring()
    await keeper().spend(guid, 100, 'Ads 2026-01')
    let asked = 0
    const inEuros = totalsOf(scope, async (id) => {
      asked += 1
      return { ...(await scope.hubspot.spendItems(id)), currency: 'EUR', total: '110' }
    })
    await look(inEuros)
    await look(inEuros)
    await look(inEuros)
    expect(asked).toBe(1)
    const stored = await scope.store.costs.current(scope.connection.id)
    expect(stored.map(({ amountMinor, currency, version }) => [amountMinor, currency, version])).toEqual([
      [10_000n, 'EUR', 1],
      [1_000n, 'EUR', 1],
    ])
    await keeper().spend(guid, 5, 'Ads 2026-02')
    await look(inEuros)
    expect(asked).toBe(2)
  })

  it('of a campaign that is renamed go by its new name', async () => {
    const scope = await begin()
    const guid = await spring()
    await keeper().spend(guid, 100)
    await look(scope)
    await keeper().editCampaign(guid, { hs_name: 'Summer' })
    await look(scope)
    expect((await campaignCosts(scope, ALL)).byCampaign).toEqual(new Map([['Summer', 10_000n]]))
    expect(totalsCalls(scope)).toBe(1)
  })

  it('in another currency count by the rate of their last day, and are listed where there is none', async () => {
    const rates = [{ currency: 'EUR', from: '2026-02-01', rate: '1.10' }]
    const scope = await begin({ attribution: { rates } })
    const guid = await keeper().makeCampaign({ hs_name: 'Messe', hs_currency_code: 'EUR' })
    await keeper().spend(guid, 10.05, 'Stand 2026-02-03')
    await keeper().spend(guid, 99, 'Flug 2026-01-03')
    await look(scope)
    const costs = await campaignCosts(scope, ALL)
    expect(costs.totalMinor).toBe(11_06n)
    expect(costs.lines).toMatchObject([{ amountMinor: 10_05n, convertedMinor: 11_06n, rate: '1.10' }])
    expect(costs.unconverted).toMatchObject([{ amountMinor: 99_00n, currency: 'EUR', fromOn: '2026-01-03' }])
  })

  it('without a rate take no day from another source', async () => {
    const scope = await begin()
    const guid = await keeper().makeCampaign({ hs_name: 'Spring' })
    await keeper().spend(guid, 100, 'Ads 2026-02-03')
    await look(scope)
    const day = { fromOn: '2026-02-03', untilOn: '2026-02-03', amountMinor: 5_000n, currency: 'EUR', note: '' }
    const row = { source: 'import', key: 'a row', campaign: 'Spring', channel: null, ...day } as const
    await scope.store.costs.save(scope.connection.id, [row], scope.clock.now(), 'a file')
    const costs = await campaignCosts(scope, ALL)
    expect(costs.byCampaign).toEqual(new Map([['Spring', 10_000n]]))
    expect(costs.unconverted).toMatchObject([{ key: 'a row' }])
  })
})

describe('ActualCost of a Salesforce campaign', () => {
  const fair = { Name: 'Fair', ActualCost: 310, StartDate: '2026-02-01', EndDate: '2026-02-28' }

  it('is a cost over its days; a campaign without one has none, and a change leaves days that were reported', async () => {
    const { sales } = world()
    const scope = await begin()
    const id = await sales.create('Campaign', fair)
    await sales.create('Campaign', { Name: 'Free' })
    await look(scope)
    expect(await lines(scope)).toEqual(['Fair 2026-02-01..2026-02-28 31000 USD'])
    world().box.clock.advance(HOUR)
    await sales.update('Campaign', id, { ActualCost: 280 })
    await look(scope)
    expect(await lines(scope)).toEqual([
      'Fair 2026-02-01..2026-02-28 31000 USD',
      'Fair 2026-03-02..2026-03-02 -3000 USD',
    ])
    const february = { from: '2026-02-01', until: '2026-02-28' }
    expect((await campaignCosts(scope, february)).totalMinor).toBe(31_000n)
    expect(await total(scope)).toBe(28_000n)
    world().box.clock.advance(HOUR)
    await sales.update('Campaign', id, { ActualCost: null })
    await look(scope)
    expect(await total(scope)).toBe(0n)
  })

  it('is not paid twice where HubSpot knows the costs of the same campaign', async () => {
    const { sales } = world()
    const scope = await begin({ pairs: { 'campaign-campaign': { enabled: true, create: 'to-salesforce' } } })
    const guid = await keeper().makeCampaign({ hs_name: 'Spring', hs_start_date: '2026-02-01' })
    await keeper().spend(guid, 100)
    await syncCampaigns(scope)
    await sales.create('Campaign', fair)
    await look(scope)
    const costs = await campaignCosts(scope, ALL)
    expect(costs.byCampaign).toEqual(
      new Map([
        ['Fair', 31_000n],
        ['Spring', 10_000n],
      ]),
    )
    expect(costs.notCounted).toMatchObject([
      { line: { campaign: 'Spring', source: 'salesforce' }, why: { kind: 'another-source', counts: 'hubspot' } },
    ])
    await keeper().editCampaign(guid, { hs_name: 'Summer' })
    await look(scope)
    await look(scope)
    expect((await campaignCosts(scope, ALL)).totalMinor).toBe(41_000n)
  })

  it('that may not be read is told once, and everything else goes on', async () => {
    const warned: string[] = []
    const scope = logging(await begin(), warned)
    const changes: Scope['salesforce']['changes'] = async (request) => {
      const page = await scope.salesforce.changes(request)
      const notices = page.notices.map((notice) => {
        if (notice.record === undefined) return notice
        const { ActualCost: _, ...values } = notice.record.values
        return { ...notice, record: { ...notice.record, values } }
      })
      return { ...page, notices }
    }
    const blind: Scope = {
      ...scope,
      salesforce: { ...scope.salesforce, changes, withLane: () => ({ ...scope.salesforce, changes }) },
    }
    await world().sales.create('Campaign', fair)
    await look(blind)
    await look(blind)
    expect(warned).toEqual(['costs left out: Salesforce refuses to tell Campaign.ActualCost'])
    expect(await total(scope)).toBe(0n)
    await look(scope)
    expect(await total(scope)).toBe(31_000n)
  })

  it('is not asked for where its costs are switched off', async () => {
    const scope = await begin({ attribution: { costs: { sources: ['hubspot'] } } })
    await world().sales.create('Campaign', fair)
    const { calls } = scope.salesforce.usage()
    await look(scope)
    expect(scope.salesforce.usage().calls).toBe(calls)
    expect(await total(scope)).toBe(0n)
  })
})
