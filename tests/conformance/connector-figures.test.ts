import { afterEach, describe, expect, test } from 'vitest'
import { probeFigures } from '#app/probe-figures.ts'
import { provisionFigures } from '#app/provision-figures.ts'
import { createHubSpotConnector } from '#connectors/hubspot/index.ts'
import type { HubSpotConnector } from '#connectors/hubspot/index.ts'
import { API_VERSIONS, type ApiVersion } from '#connectors/hubspot/spec.ts'
import { fakeTiming } from '#connectors/shared/fake-timing.ts'
import { FIGURE_FIELDS } from '#domain/attribution/figure-fields.ts'
import { connectionId } from '#domain/ids.ts'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { startSandbox, type RunningSandbox } from '#sandbox/index.ts'
import { listKeeper } from '#support/lists.ts'

let sandbox: RunningSandbox | undefined
afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

interface Opened {
  readonly hs: HubSpotConnector
  readonly guid: string
  readonly raw: (path: string) => Promise<Record<string, unknown>>
}

async function open(settings: Partial<HubSpotSettings> = {}, apiVersion: ApiVersion = '2026-03'): Promise<Opened> {
  const box = await startSandbox({ hubspotSettings: settings })
  sandbox = box
  const guid = await listKeeper(box).makeCampaign({ hs_name: 'Spring' })
  const hs = createHubSpotConnector({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token: box.hubspot.credentials['accessToken'] ?? '',
    clock: box.clock,
    apiVersion,
    timing: fakeTiming(),
  })
  const authorization = `Bearer ${box.hubspot.credentials['personToken'] ?? ''}`
  const raw = async (path: string) =>
    (await (await fetch(box.hubspot.url + path, { headers: { authorization } })).json()) as Record<string, unknown>
  return { hs, guid, raw }
}

const sampleOf = (campaignId: string) => ({
  campaignId,
  name: 'Spring',
  values: { tandem_spend: '12.5', tandem_leads: '3' },
})
const own = async (raw: Opened['raw'], path = '/crm/properties/2026-03/0-35'): Promise<readonly string[]> =>
  ((await raw(path))['results'] as { name: string; groupName: string }[])
    .filter(({ groupName }) => groupName === 'tandem')
    .map(({ name }) => name)

describe.each(API_VERSIONS)('a portal on %s', (version) => {
  test('that keeps properties of campaigns is found to, and holds the real figure', async () => {
    const { hs, guid, raw } = await open({}, version)
    const probed = await probeFigures(hs, 'auto', sampleOf(guid))
    expect(probed).toMatchObject({ kind: 'properties', objectType: null })
    expect(await own(raw)).toHaveLength(FIGURE_FIELDS.length)
    const held = await hs.readFigures({ kind: 'properties' }, [guid, 'not-there'], FIGURE_FIELDS)
    expect([...held.keys()]).toEqual([guid])
    expect(held.get(guid)?.values).toMatchObject({ tandem_spend: '12.5', tandem_leads: null })
    expect((await probeFigures(hs, 'auto', sampleOf(guid))).steps.every(({ state }) => state === 'present')).toBe(true)
  })

  test('that takes none, but custom objects, gets one with a record for the campaign', async () => {
    const { hs, guid } = await open({ customCampaignProperties: 'refused' }, version)
    const probed = await probeFigures(hs, 'auto', sampleOf(guid))
    expect(probed).toMatchObject({ kind: 'object', objectType: 'p148200317_tandem_campaign_results' })
    expect(probed.why).toContain('campaign properties: refused')
    const site = { kind: 'object', objectType: probed.objectType ?? '' } as const
    expect((await hs.readFigures(site, [guid], FIGURE_FIELDS)).get(guid)?.values).toMatchObject({
      tandem_spend: '12.5',
    })
    expect(await probeFigures(hs, 'object', sampleOf(guid))).toMatchObject({ kind: 'object' })
  })
})

describe('a portal', () => {
  test('that ignores values of campaigns without an error is seen through, and nothing is left behind', async () => {
    const { hs, guid, raw } = await open({ customCampaignProperties: 'ignored' })
    const probed = await probeFigures(hs, 'properties', sampleOf(guid))
    expect(probed).toMatchObject({ kind: 'none', objectType: null })
    expect(probed.why).toContain('did not keep it')
    expect(await own(raw)).toEqual([])
    expect((await raw('/crm/properties/2026-03/0-35/groups'))['results']).toHaveLength(1)
  })

  test('without custom objects, and that refuses properties, takes none, and both reasons are told', async () => {
    const scopes = ['marketing.campaigns.read', 'marketing.campaigns.write', 'crm.schemas.custom.read']
    const { hs, guid } = await open({ customCampaignProperties: 'refused', scopes })
    const probed = await probeFigures(hs, 'auto', sampleOf(guid))
    expect(probed.kind).toBe('none')
    expect(probed.why).toContain('campaign properties: refused')
    expect(probed.why).toContain('a custom object: refused')
  })

  test('whose credential may not write campaigns is no error of the connection', async () => {
    const { hs, guid } = await open({ scopes: ['marketing.campaigns.read'] })
    const probed = await probeFigures(hs, 'properties', sampleOf(guid))
    expect(probed).toMatchObject({ kind: 'none' })
    expect(probed.why).toContain('scopes')
  })

  test('that cannot be asked says nothing about where it takes figures', async () => {
    const { hs, guid } = await open()
    await sandbox?.close()
    sandbox = undefined
    await expect(probeFigures(hs, 'auto', sampleOf(guid))).rejects.toMatchObject({ disposition: 'retry' })
  })
})

describe('figures that are written', () => {
  const site = { kind: 'properties' } as const
  const update = (id: string, values: Record<string, string | null>) =>
    ({ kind: 'update', traceId: id, object: 'campaigns', id, values }) as const

  test('have one outcome each, in order, with what was read back; a campaign that is gone is told as such', async () => {
    const { hs, guid } = await open()
    await hs.defineFigureProperties(FIGURE_FIELDS)
    const gone = 'edb9b6c3-d2e2-4ca8-8396-832262aed0d4'
    const outcomes = await hs.writeFigures(
      site,
      [update(gone, { tandem_leads: '1' }), update(guid, { tandem_leads: '4', tandem_cpl: null })],
      FIGURE_FIELDS,
    )
    expect(outcomes).toMatchObject([
      { traceId: gone, ok: false, error: { code: 'RECORD_NOT_FOUND' } },
      { traceId: guid, ok: true, values: { tandem_leads: '4', tandem_cpl: null } },
    ])
  })

  test('into a property that is not there are refused with HubSpot’s words', async () => {
    const { hs, guid } = await open()
    const [outcome] = await hs.writeFigures(site, [update(guid, { tandem_leads: '1' })], FIGURE_FIELDS)
    expect(outcome).toMatchObject({ ok: false, error: { disposition: 'park' } })
    expect(outcome?.ok === false && outcome.error.message).toContain('tandem_leads')
  })

  test('into a custom object that lost a property find it there again after it was defined', async () => {
    const { hs, guid, raw } = await open()
    const { objectType } = await hs.defineFigureObject(FIGURE_FIELDS.slice(0, 3))
    const { steps } = await hs.defineFigureObject(FIGURE_FIELDS)
    expect(steps.filter(({ state }) => state === 'made').length).toBeGreaterThanOrEqual(FIGURE_FIELDS.length - 3)
    const [outcome] = await hs.writeFigures(
      { kind: 'object', objectType },
      [
        {
          kind: 'upsert',
          traceId: 'a',
          object: objectType,
          keyField: 'campaign_id',
          key: guid,
          values: { tandem_model: 'linear' },
        },
      ],
      FIGURE_FIELDS,
    )
    expect(outcome).toMatchObject({ ok: true, effect: 'created', values: { tandem_model: 'linear' } })
    expect((await raw(`/crm/properties/2026-03/${objectType}`))['results']).not.toEqual([])
  })
})

describe('tandem provision', () => {
  test('makes the place with the spend that HubSpot tells, and leaves a figure of Tandem as it is', async () => {
    const { hs, guid } = await open()
    expect(await provisionFigures(hs)).toMatchObject({ kind: 'properties' })
    const site = { kind: 'properties' } as const
    const spend = async () => (await hs.readFigures(site, [guid], FIGURE_FIELDS)).get(guid)?.values['tandem_spend']
    expect(await spend()).toBe('0')
    const values = { tandem_spend: '77' }
    await hs.writeFigures(
      site,
      [{ kind: 'update', traceId: 'a', object: 'campaigns', id: guid, values }],
      FIGURE_FIELDS,
    )
    expect((await provisionFigures(hs)).steps.every(({ state }) => state === 'present')).toBe(true)
    expect(await spend()).toBe('77')
  })

  test('says why there is none where campaigns may not be read', async () => {
    const { hs } = await open({ scopes: ['crm.objects.contacts.read'] })
    expect(await provisionFigures(hs)).toMatchObject({ kind: 'none', why: expect.stringContaining('scopes') as string })
  })
})
