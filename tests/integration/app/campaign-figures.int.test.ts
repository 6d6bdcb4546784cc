import { describe, expect, it } from 'vitest'
import { refreshCosts } from '#app/refresh-costs.ts'
import { retryParked } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
import { writeCampaignFigures } from '#app/write-campaign-figures.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { RemoteError } from '#domain/errors.ts'
import { company, DAY, MINUTE } from '#support/company.ts'
import { listKeeper } from '#support/lists.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const keeper = () => listKeeper(world().box)
const NAMES = 'tandem_spend,tandem_leads,tandem_cpl,tandem_roas,tandem_won,tandem_revenue,tandem_model,tandem_as_of'
const on = (campaigns: 'auto' | 'properties' | 'object' | 'off'): Partial<SyncConfigInput> => ({
  attribution: { writeBack: { campaigns } },
})

async function hubspot(method: string, path: string, body?: object): Promise<{ status: number; json: never }> {
  const response = await fetch(`${world().box.hubspot.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${world().box.hubspot.credentials['personToken'] ?? ''}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: (text === '' ? null : JSON.parse(text)) as never }
}

type Shown = Readonly<Record<string, string>>
const shown = async (guid: string): Promise<Shown> =>
  ((await hubspot('GET', `/marketing/v3/campaigns/${guid}?properties=${NAMES}`)).json as { properties: Shown })
    .properties

async function begin(document: Partial<SyncConfigInput> = {}): Promise<Scope> {
  return world().begin(company({ campaigns: [] }), document)
}
async function turn(scope: Scope) {
  world().box.clock.advance(15 * MINUTE)
  await refreshCosts(scope)
  const before = scope.hubspot.usage().calls
  const told = await writeCampaignFigures(scope)
  return { ...told, calls: scope.hubspot.usage().calls - before }
}
const target = (scope: Scope) => scope.store.campaignFigures.target(scope.connection.id)
const written = async (scope: Scope) => [...(await scope.store.campaignFigures.written(scope.connection.id)).keys()]
const parked = (scope: Scope) => scope.store.parked.counts(scope.connection.id)

describe('figures of campaigns', () => {
  it('stand in the campaigns of a portal that keeps them, and only those that changed are written again', async () => {
    const scope = await begin()
    const spring = await keeper().makeCampaign({ hs_name: 'Spring' })
    const autumn = await keeper().makeCampaign({ hs_name: 'Autumn' })
    await keeper().spend(spring, 1250.5)
    expect(await turn(scope)).toMatchObject({ campaigns: 2, applied: 2, 'no-op': 0, parked: 0 })
    expect(await target(scope)).toMatchObject({ kind: 'properties', objectType: null })
    expect(await shown(spring)).toMatchObject({ tandem_spend: '1250.5', tandem_leads: '0', tandem_model: 'linear' })
    expect(Object.keys(await shown(autumn))).not.toContain('tandem_cpl')
    expect(await turn(scope)).toMatchObject({ applied: 0, 'no-op': 2, calls: 0 })
    await keeper().spend(autumn, 10)
    // One call to write it, one to read it back.
    expect(await turn(scope)).toMatchObject({ applied: 1, 'no-op': 1, calls: 2 })
    expect(await shown(autumn)).toMatchObject({ tandem_spend: '10' })
    expect(await scope.store.writeIntents.ofSubjects(scope.connection.id, [`figures:${autumn}`])).toEqual([])
  })

  it('of many campaigns take two calls for fifty', async () => {
    const scope = await begin()
    for (let n = 0; n < 120; n += 1) await keeper().makeCampaign({ hs_name: `Campaign ${n}` })
    await turn(scope)
    await scope.store.campaignFigures.remove(scope.connection.id, await written(scope))
    expect(await turn(scope)).toMatchObject({ applied: 120, calls: 6 })
  })

  it('are defined with labels, descriptions and formats in a group of their own', async () => {
    const scope = await begin()
    await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    const { json } = await hubspot('GET', '/crm/properties/2026-03/0-35')
    const own = (json as { results: Record<string, string>[] }).results.filter(
      ({ groupName }) => groupName === 'tandem',
    )
    expect(own).toHaveLength(12)
    expect(own.find(({ name }) => name === 'tandem_cpl')).toMatchObject({
      label: 'Tandem: cost per lead',
      numberDisplayHint: 'formatted',
    })
    expect(own.every(({ description = '' }) => description.length > 10)).toBe(true)
  })

  it('are told in the journal with what stood there before, and why', async () => {
    const pair = { pairs: { 'campaign-campaign': { enabled: true } } } as const
    const scope = await begin(pair)
    const spring = await keeper().makeCampaign({ hs_name: 'Spring' })
    const { syncCampaigns } = await import('#app/sync-campaigns.ts')
    await world().sales.create('Campaign', { Name: 'Spring' })
    await syncCampaigns(scope)
    await turn(scope)
    await keeper().spend(spring, 99)
    await turn(scope)
    const [link] = await scope.store.links.page(scope.connection.id, 'campaign', null, 10)
    const rows = link === undefined ? [] : await scope.store.journal.ofLink(scope.connection.id, link.id, 10)
    expect(rows[0]).toMatchObject({
      side: 'hubspot',
      object: 'campaigns',
      recordId: spring,
      action: 'update',
      cause: 'figures of the campaign changed',
    })
    expect(rows[0]?.changes).toContainEqual(
      expect.objectContaining({
        field: 'tandem_spend',
        from: '0',
        to: '99',
        rule: 'campaign-figures',
        winner: 'tandem',
      }),
    )
  })

  it('of two campaigns of one name are claimed of neither, which is listed until one has a name of its own', async () => {
    const scope = await begin()
    const [one, two] = [
      await keeper().makeCampaign({ hs_name: 'Spring' }),
      await keeper().makeCampaign({ hs_name: 'Spring' }),
    ]
    await keeper().spend(one, 5)
    await keeper().makeCampaign({ hs_name: 'Other' })
    expect(await turn(scope)).toMatchObject({ applied: 1, parked: 2 })
    expect(await parked(scope)).toEqual({ CAMPAIGN_NAME_SHARED: 2 })
    expect(await shown(one)).toEqual({})
    await keeper().editCampaign(two, { hs_name: 'Spring 2' })
    expect(await turn(scope)).toMatchObject({ applied: 2, parked: 0 })
    expect(await parked(scope)).toEqual({})
    expect(await shown(one)).toMatchObject({ tandem_spend: '5' })
  })

  it('of a campaign that was deleted are forgotten, and it is not asked for again', async () => {
    const scope = await begin()
    const spring = await keeper().makeCampaign({ hs_name: 'Spring' })
    const autumn = await keeper().makeCampaign({ hs_name: 'Autumn' })
    await turn(scope)
    await keeper().dropCampaign(spring)
    await scope.store.campaignFigures.save(scope.connection.id, [
      { campaignId: spring, values: { tandem_spend: '7' }, recordId: null, writtenAt: 0 },
    ])
    expect(await turn(scope)).toMatchObject({ applied: 0, gone: 1, parked: 0 })
    expect(await written(scope)).toEqual([autumn])
    expect(await turn(scope)).toMatchObject({ applied: 0, gone: 1, calls: 0 })
  })

  it('are written anew where somebody took a property away or wrote over it', async () => {
    const scope = await begin()
    const spring = await keeper().makeCampaign({ hs_name: 'Spring' })
    await keeper().spend(spring, 5)
    await turn(scope)
    expect((await hubspot('DELETE', '/crm/properties/2026-03/0-35/tandem_spend')).status).toBe(204)
    await keeper().spend(spring, 5)
    expect(await turn(scope)).toMatchObject({ applied: 1, parked: 0 })
    expect(await shown(spring)).toMatchObject({ tandem_spend: '10', tandem_model: 'linear' })
    await keeper().editCampaign(spring, { tandem_spend: '99' })
    expect(await turn(scope)).toMatchObject({ applied: 0, calls: 0 })
    world().box.clock.advance(7 * DAY)
    expect(await turn(scope)).toMatchObject({ applied: 1 })
    expect(await shown(spring)).toMatchObject({ tandem_spend: '10' })
  })

  it('that were written without an answer are found, told once, and not written twice', async () => {
    const scope = await begin()
    const spring = await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    await keeper().spend(spring, 5)
    const broken = (given: Scope['hubspot']): Scope['hubspot'] => ({
      ...given,
      withLane: (lane) => broken(given.withLane(lane)),
      writeFigures: async (site, operations, fields) => {
        await given.writeFigures(site, operations, fields)
        throw new RemoteError({ code: 'SERVER_ERROR', disposition: 'retry', message: 'HTTP 502', remedy: '' })
      },
    })
    await expect(turn({ ...scope, hubspot: broken(scope.hubspot) })).rejects.toThrow('HTTP 502')
    expect(await shown(spring)).toMatchObject({ tandem_spend: '5' })
    const rows = await scope.store.journal.count(scope.connection.id)
    expect(await turn(scope)).toMatchObject({ applied: 0 })
    expect(await scope.store.journal.count(scope.connection.id)).toBe(rows + 1)
    expect(await turn(scope)).toMatchObject({ applied: 0, calls: 0 })
    expect(await scope.store.writeIntents.ofSubjects(scope.connection.id, [`figures:${spring}`])).toEqual([])
  })

  it('cost nothing where they are switched off', async () => {
    const scope = await begin(on('off'))
    await keeper().makeCampaign({ hs_name: 'Spring' })
    expect(await turn(scope)).toMatchObject({ campaigns: 1, left: 1, calls: 0 })
    expect(await target(scope)).toBeNull()
  })

  it('stand in a custom object where the configuration says so, one record for each campaign', async () => {
    const scope = await begin(on('object'))
    const spring = await keeper().makeCampaign({ hs_name: 'Spring' })
    await keeper().makeCampaign({ hs_name: 'Autumn' })
    await keeper().spend(spring, 5)
    expect(await turn(scope)).toMatchObject({ applied: 2 })
    const objectType = (await target(scope))?.objectType ?? ''
    expect(objectType).toMatch(/^p\d+_tandem_campaign_results$/)
    const records = async () => {
      const { json } = await hubspot(
        'GET',
        `/crm/objects/2026-03/${objectType}?properties=campaign_id,campaign_name,tandem_spend`,
      )
      return (json as { results: { properties: Shown }[] }).results.map(({ properties }) => properties)
    }
    expect(await records()).toHaveLength(2)
    expect(await records()).toContainEqual(
      expect.objectContaining({ campaign_id: spring, campaign_name: 'Spring', tandem_spend: '5' }),
    )
    expect(await turn(scope)).toMatchObject({ applied: 0, calls: 0 })
    await keeper().editCampaign(spring, { hs_name: 'Spring sale' })
    expect(await turn(scope)).toMatchObject({ applied: 1 })
    expect(await records()).toHaveLength(2)
    expect(await records()).toContainEqual(expect.objectContaining({ campaign_name: 'Spring sale' }))
    await keeper().dropCampaign(spring)
    await scope.store.campaignFigures.remove(scope.connection.id, [spring])
    expect(await turn(scope)).toMatchObject({ gone: 1, applied: 0 })
  })

  it('move to the campaigns when the configuration wants them there', async () => {
    const scope = await begin(on('object'))
    const spring = await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    const moved = await world().connect(on('properties'))
    expect(await turn(moved)).toMatchObject({ applied: 1 })
    expect(await target(moved)).toMatchObject({ kind: 'properties' })
    expect(await shown(spring)).toMatchObject({ tandem_spend: '0' })
  })
})

describe('a portal that takes no figures', () => {
  const refusal = new RemoteError({
    code: 'MISSING_SCOPES',
    disposition: 'fatal',
    status: 403,
    message: "HubSpot: this app hasn't been granted all required scopes (marketing.campaigns.write)",
    remedy: 'Give it the scopes.',
  })
  const refusing = (given: Scope['hubspot']): Scope['hubspot'] => ({
    ...given,
    withLane: (lane) => refusing(given.withLane(lane)),
    defineFigureProperties: () => Promise.reject(refusal),
    defineFigureObject: () => Promise.reject(refusal),
  })
  const listening = (scope: Scope, hubspot: Scope['hubspot']) => {
    const told: string[] = []
    const warn = (_: object, message: string): void => void told.push(message)
    return { told, scope: { ...scope, hubspot, log: { ...scope.log, warn } } }
  }

  it('is told of once, stops nothing, and is asked again after a day', async () => {
    const begun = await begin()
    await keeper().makeCampaign({ hs_name: 'Spring' })
    const { scope, told } = listening(begun, refusing(begun.hubspot))
    expect(await turn(scope)).toMatchObject({ campaigns: 1, applied: 0, parked: 0, left: 1 })
    expect(await target(scope)).toMatchObject({ kind: 'none', why: expect.stringContaining('scopes') as string })
    expect(await turn(scope)).toMatchObject({ left: 1, calls: 0 })
    world().box.clock.advance(DAY)
    await turn(scope)
    expect(told).toEqual(['figures of campaigns are not kept in HubSpot: only Tandem and its card show them'])
    expect(await parked(scope)).toEqual({})
    expect(await scope.store.connections.get(scope.connection.id)).toMatchObject({ state: 'active' })
  })

  it('is a problem for a person where the configuration names the place, until it takes them', async () => {
    const begun = await begin(on('properties'))
    await keeper().makeCampaign({ hs_name: 'Spring' })
    const { scope } = listening(begun, refusing(begun.hubspot))
    await turn(scope)
    expect(await parked(scope)).toEqual({ FIGURES_REFUSED: 1 })
    expect(await turn({ ...scope, hubspot: begun.hubspot })).toMatchObject({ applied: 1, left: 0 })
    expect(await parked(scope)).toEqual({})
  })

  it('is asked again when a person retries the problem, and at a new start', async () => {
    const begun = await begin(on('properties'))
    await keeper().makeCampaign({ hs_name: 'Spring' })
    const { scope } = listening(begun, refusing(begun.hubspot))
    await turn(scope)
    expect(await turn(scope)).toMatchObject({ left: 1, calls: 0 })
    await retryParked(scope, scope.connection.id, {})
    // One call looks which campaigns exist.
    expect(await turn(scope)).toMatchObject({ left: 1, calls: 1 })
    expect(await parked(scope)).toEqual({ FIGURES_REFUSED: 1 })
    const mended = await world().connect(on('properties'))
    expect(await turn(mended)).toMatchObject({ applied: 1, left: 0 })
    expect(await parked(mended)).toEqual({})
  })

  it('is no finding while HubSpot is out of order: nothing is remembered, and the job tries again', async () => {
    const scope = await begin()
    await keeper().makeCampaign({ hs_name: 'Spring' })
    const outage = new RemoteError({ code: 'SERVER_ERROR', disposition: 'retry', message: 'HTTP 503', remedy: '' })
    const broken = (given: Scope['hubspot']): Scope['hubspot'] => ({
      ...given,
      withLane: (lane) => broken(given.withLane(lane)),
      defineFigureProperties: () => Promise.reject(outage),
    })
    await expect(turn({ ...scope, hubspot: broken(scope.hubspot) })).rejects.toThrow('HTTP 503')
    expect(await target(scope)).toBeNull()
    expect(await turn(scope)).toMatchObject({ applied: 1 })
  })
})
