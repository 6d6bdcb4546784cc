import { afterEach, describe, expect, test } from 'vitest'
import { createHubSpotConnector } from '#connectors/hubspot/index.ts'
import type { HubSpotConnector } from '#connectors/hubspot/index.ts'
import { API_VERSIONS, type ApiVersion } from '#connectors/hubspot/spec.ts'
import { fakeTiming } from '#connectors/shared/fake-timing.ts'
import { connectionId } from '#domain/ids.ts'
import { startSandbox, type RunningSandbox } from '#sandbox/index.ts'
import { company, mql } from '#support/company.ts'
import { listKeeper } from '#support/lists.ts'

let sandbox: RunningSandbox | undefined
afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

interface Opened {
  readonly hs: HubSpotConnector
  readonly box: RunningSandbox
  readonly keeper: ReturnType<typeof listKeeper>
  readonly ids: readonly string[]
}

async function open(contacts = 3, apiVersion: ApiVersion = '2026-03', token?: string): Promise<Opened> {
  const box = await startSandbox()
  sandbox = box
  const people = Array.from({ length: contacts }, (_, n) => mql(`p${n}`))
  box.hubspot.sandbox.seed(company({ contacts: people, owners: [], campaigns: [] }))
  const hs = createHubSpotConnector({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token: token ?? box.hubspot.credentials['accessToken'] ?? '',
    clock: box.clock,
    apiVersion,
    timing: fakeTiming(),
  })
  const found = await hs.findBy({
    object: 'contacts',
    field: 'email',
    values: people.map(({ email }) => email),
    fields: [],
  })
  return { hs, box, keeper: listKeeper(box), ids: found.map(({ id }) => id) }
}

describe.each(API_VERSIONS)('lists on %s', (version) => {
  test('tell who is on them, and move their mark when somebody joins or leaves', async () => {
    const { hs, box, keeper, ids } = await open(3, version)
    const list = await keeper.make('Invited')
    const before = (await hs.states([list])).get(list)
    expect(before).toMatchObject({ id: list, name: 'Invited', object: 'contacts', size: 0, settled: true })
    expect((await hs.states([list])).get(list)?.mark).toBe(before?.mark)
    const marks = new Set([before?.mark])
    for (const change of [
      () => keeper.add(list, ids),
      () => keeper.remove(list, ids.slice(0, 1)),
      () => keeper.add(list, ids.slice(0, 1)),
    ]) {
      box.clock.advance(1_000)
      await change()
      marks.add((await hs.states([list])).get(list)?.mark)
    }
    expect(marks.size).toBe(4)
    expect([...(await hs.members(list))].sort()).toEqual([...ids].sort())
    expect(await hs.lists('contacts')).toEqual([{ id: list, name: 'Invited', size: 3 }])
    expect(await hs.lists('companies')).toEqual([])
  })
})

test('members come page by page, 250 a call, each once', async () => {
  const { hs, keeper, ids } = await open(620)
  const list = await keeper.make('All')
  await keeper.add(list, ids)
  const before = hs.usage().calls
  const members = await hs.members(list)
  expect(hs.usage().calls - before).toBe(3)
  expect(new Set(members)).toEqual(new Set(ids))
  expect(members).toHaveLength(ids.length)
})

test('a list that is not there is absent from the states, and its members are refused with what to do', async () => {
  const { hs, keeper } = await open(1)
  const list = await keeper.make('Gone')
  await keeper.drop(list)
  expect(await hs.states([list, '99999', 'no id'])).toEqual(new Map())
  await expect(hs.members(list)).rejects.toMatchObject({ code: 'UNKNOWN_LIST', disposition: 'park' })
})

test('a list that HubSpot is still filling is not settled', async () => {
  const box = await startSandbox({ hubspotSettings: { listProcessingMs: 60_000 } })
  sandbox = box
  const hs = createHubSpotConnector({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token: box.hubspot.credentials['accessToken'] ?? '',
    clock: box.clock,
    timing: fakeTiming(),
  })
  const list = await listKeeper(box).follow('Chiefs', 'jobtitle', 'CEO')
  expect((await hs.states([list])).get(list)?.settled).toBe(false)
  box.clock.advance(61_000)
  expect((await hs.states([list])).get(list)?.settled).toBe(true)
})

test('without the scope nothing stops but lists', async () => {
  const { hs, box, keeper } = await open(1)
  const list = await keeper.make('Invited')
  const correlationId = '5f6d2f2c-6b0e-4e4e-9a55-3d1d4a1b6c11'
  const body = { status: 'error', category: 'MISSING_SCOPES', message: 'needs crm.lists.read', correlationId }
  box.hubspot.faults.add({ path: '/crm/lists', status: 403, body })
  for (const call of [() => hs.states([list]), () => hs.members(list), () => hs.lists('contacts')])
    await expect(call()).rejects.toMatchObject({ code: 'MISSING_SCOPES', disposition: 'park' })
})

describe.each(API_VERSIONS)('campaigns as records on %s', (version) => {
  test('hold the properties asked for, blanks included, and take what is written', async () => {
    const { hs, keeper } = await open(0, version)
    const guid = await keeper.makeCampaign({ hs_name: 'Spring', hs_start_date: '2026-03-01' })
    await keeper.spend(guid, 12.5)
    const fields = ['hs_name', 'hs_start_date', 'hs_end_date', 'hs_spend_items_sum_amount', 'no_such_property']
    const all = await hs.allCampaigns(fields)
    expect(all.map(({ id, object, values }) => ({ id, object, values }))).toEqual([
      {
        id: guid,
        object: 'campaigns',
        values: {
          hs_name: 'Spring',
          hs_start_date: '2026-03-01',
          hs_end_date: null,
          hs_spend_items_sum_amount: '12.5',
        },
      },
    ])
    const update = { kind: 'update', object: 'campaigns' } as const
    const outcomes = await hs.writeCampaigns([
      { ...update, traceId: 'a', id: guid, values: { hs_name: 'Spring sale', hs_start_date: null } },
      { ...update, traceId: 'b', id: guid, values: { hs_campaign_status: 'no such status' } },
      { ...update, traceId: 'c', id: '00000000-0000-0000-0000-000000000000', values: { hs_name: 'x' } },
      { kind: 'create', traceId: 'd', object: 'campaigns', values: { hs_name: 'x' } },
    ])
    expect(outcomes.map(({ traceId, ok }) => [traceId, ok])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', false],
    ])
    expect(outcomes[0]).toMatchObject({ effect: 'updated', values: { hs_name: 'Spring sale', hs_start_date: null } })
    expect(outcomes[3]).toMatchObject({ error: { code: 'UNSUPPORTED_OPERATION' } })
    expect((await hs.allCampaigns(['hs_name', 'hs_start_date']))[0]?.values).toEqual({
      hs_name: 'Spring sale',
      hs_start_date: null,
    })
  })
})

test('campaigns are known to exist one by one, and their schema costs no call', async () => {
  const { hs, keeper } = await open(0)
  const guid = await keeper.makeCampaign({ hs_name: 'Spring' })
  expect(await hs.existingCampaigns([guid, '00000000-0000-0000-0000-000000000000'])).toEqual(new Set([guid]))
  const before = hs.usage().calls
  const schema = await hs.describe('campaigns')
  expect(hs.usage().calls).toBe(before)
  expect(schema.fields['hs_spend_items_sum_amount']).toMatchObject({ type: 'number', writable: 'never' })
  expect(schema.fields['hs_name']).toMatchObject({ required: true, writable: 'always' })
})
