import { afterEach, describe, expect, test } from 'vitest'
import { createHubSpotConnector, createHubSpotProvisioner } from '#connectors/hubspot/index.ts'
import type { HubSpotConnector } from '#connectors/hubspot/index.ts'
import { API_VERSIONS, type ApiVersion } from '#connectors/hubspot/spec.ts'
import { connectionId } from '#domain/ids.ts'
import type { ChangeNotice, Cursor } from '#ports/connector/changes.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { builtInCompany } from '#sandbox/company/built-in.ts'
import { startSandbox, type RunningSandbox, type SandboxOptions } from '#sandbox/index.ts'

/** What only HubSpot does. What both CRMs do is in connector.ts. */
const unhindered = { max: Number.POSITIVE_INFINITY, perMs: 1000, concurrent: 10 }
const NOW = Date.UTC(2026, 10, 21, 9)

let sandbox: RunningSandbox | undefined
afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

async function open(
  options: SandboxOptions = {},
  apiVersion?: ApiVersion,
): Promise<{ hs: HubSpotConnector; box: RunningSandbox }> {
  const box = await startSandbox(options)
  sandbox = box
  const hs = createHubSpotConnector({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token: box.hubspot.credentials['accessToken'] ?? '',
    clock: box.clock,
    limits: { burst: unhindered, search: unhindered },
    ...(apiVersion === undefined ? {} : { apiVersion }),
  })
  return { hs, box }
}

const contact = (email: string, values: Record<string, string | null> = {}): WriteOperation => ({
  kind: 'create',
  traceId: email,
  object: 'contacts',
  values: { email, ...values },
})

async function made(hs: HubSpotConnector, operations: readonly WriteOperation[]): Promise<readonly string[]> {
  return (await hs.write(operations)).map((outcome) => {
    if (!outcome.ok) throw outcome.error
    return outcome.id
  })
}

async function drain(
  hs: HubSpotConnector,
  from: Cursor | null,
): Promise<{ notices: readonly ChangeNotice[]; cursor: Cursor; calls: number }> {
  const before = hs.usage().calls
  const notices: ChangeNotice[] = []
  let cursor = from
  for (;;) {
    const page = await hs.changes({ object: 'contacts', cursor })
    notices.push(...page.notices)
    cursor = page.cursor
    if (!page.more) return { notices, cursor, calls: hs.usage().calls - before }
  }
}

async function raw(box: RunningSandbox, method: string, path: string, body?: unknown): Promise<Response> {
  const authorization = `Bearer ${box.hubspot.credentials['accessToken'] ?? ''}`
  return fetch(box.hubspot.url + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

describe.each(API_VERSIONS)('version %s', (version) => {
  test('answers the same calls', async () => {
    const { hs } = await open({}, version)
    const [id = ''] = await made(hs, [contact('v@example.com', { firstname: 'Vera' })])
    expect(await hs.read({ object: 'contacts', ids: [id], fields: ['firstname', 'lastname'] })).toMatchObject([
      { id, values: { firstname: 'Vera', lastname: null } },
    ])
    const [deal = ''] = await made(hs, [
      { kind: 'create', traceId: 'd', object: 'deals', values: { dealname: 'D', dealstage: 'qualifiedtobuy' } },
    ])
    await hs.write([
      {
        kind: 'associate',
        traceId: 'a',
        from: { object: 'deals', id: deal },
        to: { object: 'contacts', id },
        primary: 'plain',
      },
    ])
    expect(await hs.related({ from: 'deals', ids: [deal], to: 'contacts' })).toEqual([{ id: deal, related: [id] }])
    expect((await hs.account()).id).toBe('148200317')
  })
})

describe('changes', () => {
  test('a record that the search index shows late is not missed', async () => {
    const { hs, box } = await open({ hubspotSettings: { searchDelayMs: 20_000 } })
    box.clock.freeze(NOW)
    const { cursor } = await drain(hs, null)
    box.clock.advance(1_000)
    const [late = ''] = await made(hs, [contact('late@example.com')])
    const early = await drain(hs, cursor)
    expect(early.notices).toEqual([])
    box.clock.advance(90_000)
    const after = await drain(hs, early.cursor)
    expect(after.notices.map((n) => n.id)).toContain(late)
  })

  test('a late record is found although newer ones were seen before it', async () => {
    const { hs, box } = await open()
    box.clock.freeze(NOW)
    const { cursor } = await drain(hs, null)
    const ids = await made(hs, [contact('first@example.com'), contact('second@example.com')])
    const seen = await drain(hs, cursor)
    expect(new Set(seen.notices.map((n) => n.id))).toEqual(new Set(ids))
    // A cursor as if the index had shown only what was modified later than both.
    const ahead = { ...seen.cursor, newest: NOW + 30_000, total: 0 }
    const again = await drain(hs, ahead)
    expect(new Set(again.notices.map((n) => n.id))).toEqual(new Set(ids))
  })

  test('a burst larger than a page is shown whole', async () => {
    const { hs, box } = await open()
    box.clock.freeze(NOW)
    const { cursor } = await drain(hs, null)
    box.clock.advance(5_000)
    const ids = await made(
      hs,
      Array.from({ length: 450 }, (_, i) => contact(`burst-${i}@example.com`)),
    )
    expect(new Set((await drain(hs, cursor)).notices.map((n) => n.id))).toEqual(new Set(ids))
  })

  test('idle polls cost one call, also right after a bulk load', async () => {
    const { hs, box } = await open()
    box.clock.freeze(NOW)
    await made(
      hs,
      Array.from({ length: 600 }, (_, i) => contact(`bulk-${i}@example.com`)),
    )
    let { cursor } = await drain(hs, null)
    for (let poll = 0; poll < 3; poll += 1) {
      const idle = await drain(hs, cursor)
      expect(idle.notices.length).toBeLessThanOrEqual(200)
      expect(idle.calls).toBe(1)
      cursor = idle.cursor
    }
    expect((await drain(hs, cursor)).notices).toEqual([])
  })

  test('a deletion, which search never shows, is told once within the quarter of an hour', async () => {
    const { hs, box } = await open()
    box.clock.freeze(NOW)
    const [kept = '', early = ''] = await made(hs, [contact('kept@example.com'), contact('early@example.com')])
    await raw(box, 'DELETE', `/crm/v3/objects/contacts/${early}`)
    box.clock.advance(2_000)
    let { cursor } = await drain(hs, null)
    const polled = async (minutes: number) => {
      box.clock.advance(minutes * 60_000)
      const answer = await drain(hs, cursor)
      cursor = answer.cursor
      return { deleted: answer.notices.filter((n) => n.kind === 'deleted'), calls: answer.calls }
    }
    await polled(3)
    const deletedAt = NOW + 2_000 + 3 * 60_000
    await raw(box, 'DELETE', `/crm/v3/objects/contacts/${kept}`)
    expect(await polled(3)).toMatchObject({ deleted: [] })
    expect(await polled(10)).toEqual({ deleted: [{ id: kept, kind: 'deleted', modifiedAt: deletedAt }], calls: 2 })
    expect(await polled(14)).toEqual({ deleted: [], calls: 1 })
    expect(await polled(1)).toEqual({ deleted: [], calls: 2 })
  })

  test('a full recycle bin is read page by page and looked into less often', async () => {
    const { hs, box } = await open()
    box.clock.freeze(NOW)
    const { cursor } = await drain(hs, null)
    const ids = await made(
      hs,
      Array.from({ length: 250 }, (_, i) => contact(`bin-${i}@example.com`)),
    )
    await raw(box, 'POST', '/crm/v3/objects/contacts/batch/archive', {
      inputs: ids.slice(0, 100).map((id) => ({ id })),
    })
    for (const id of ids.slice(100)) await raw(box, 'DELETE', `/crm/v3/objects/contacts/${id}`)
    box.clock.advance(15 * 60_000)
    const look = await drain(hs, cursor)
    expect(look.notices.map((n) => n.id).toSorted()).toEqual(ids.toSorted())
    expect(look.calls).toBeLessThanOrEqual(5)
    box.clock.advance(16 * 60_000)
    expect((await drain(hs, look.cursor)).calls).toBe(1)
  })

  test('a change is told while a long look into the bin goes on', async () => {
    const { hs, box } = await open()
    box.clock.freeze(NOW)
    const [living = ''] = await made(hs, [contact('living@example.com')])
    const { cursor } = await drain(hs, null)
    const ids = await made(
      hs,
      Array.from({ length: 2_100 }, (_, i) => contact(`full-${i}@example.com`)),
    )
    for (let from = 0; from < ids.length; from += 100)
      await raw(box, 'POST', '/crm/v3/objects/contacts/batch/archive', {
        inputs: ids.slice(from, from + 100).map((id) => ({ id })),
      })
    box.clock.advance(15 * 60_000)
    const began = await hs.changes({ object: 'contacts', cursor })
    expect(began.more).toBe(true)
    await hs.write([{ kind: 'update', traceId: 'x', object: 'contacts', id: living, values: { firstname: 'Ada' } }])
    const rest = await drain(hs, began.cursor)
    expect(rest.notices.filter((n) => n.kind === 'upserted').map((n) => n.id)).toEqual([living])
    const deleted = [...began.notices, ...rest.notices].filter((n) => n.kind === 'deleted')
    expect(deleted.map((n) => n.id).toSorted()).toEqual(ids.toSorted())
  })

  test('records of a merge are reported as merged into the survivor', async () => {
    const { hs, box } = await open()
    const [one = '', two = ''] = await made(hs, [contact('one@example.com'), contact('two@example.com')])
    const { cursor } = await drain(hs, null)
    const merged = await raw(box, 'POST', '/crm/v3/objects/contacts/merge', {
      primaryObjectId: one,
      objectIdToMerge: two,
    })
    const survivor = ((await merged.json()) as { id: string }).id
    const { notices } = await drain(hs, cursor)
    const mergers = notices.filter((n) => n.kind === 'merged')
    expect(mergers.every((n) => n.survivorId === survivor)).toBe(true)
    expect(mergers.map((n) => n.id)).toContain(two)
    expect(notices).toContainEqual(expect.objectContaining({ id: survivor, kind: 'upserted' }))
    const [record] = await hs.read({ object: 'contacts', ids: [survivor], fields: [] })
    expect(record?.mergedIds).toContain(two)
  })
})

describe('writes', () => {
  test('a lifecycle stage that HubSpot keeps is told by the outcome', async () => {
    const { hs } = await open()
    const [id = ''] = await made(hs, [contact('stage@example.com', { lifecyclestage: 'customer' })])
    const [outcome] = await hs.write([
      { kind: 'update', traceId: 'x', object: 'contacts', id, values: { lifecyclestage: 'lead' } },
    ])
    expect(outcome).toMatchObject({ ok: true, values: { lifecyclestage: 'customer' } })
  })

  test('a contact whose e-mail address is there already is found, whatever the case', async () => {
    const { hs } = await open()
    const [id = ''] = await made(hs, [contact('taken@example.com')])
    const outcomes = await hs.write([contact('free@example.com'), contact('Taken@Example.com')])
    expect(outcomes).toMatchObject([
      { ok: true, effect: 'created' },
      { ok: true, effect: 'unchanged', id, values: { email: 'taken@example.com' } },
    ])
  })

  test.each(['each', 'all-or-nothing'] as const)(
    'a bad update is found where updates fail %s',
    async (updateWithTraceIds) => {
      const { hs } = await open({ hubspotSettings: { updateWithTraceIds } })
      const ids = await made(
        hs,
        Array.from({ length: 20 }, (_, i) => contact(`u${i}@example.com`)),
      )
      const outcomes = await hs.write(
        ids.map((id, i) => ({
          kind: 'update',
          traceId: id,
          object: 'contacts',
          id,
          values: { lifecyclestage: i === 13 ? 'nonsense' : 'customer' },
        })),
      )
      expect(outcomes.map((o) => o.ok)).toEqual(ids.map((_, i) => i !== 13))
      expect(outcomes[13]).toMatchObject({ error: { code: 'INVALID_OPTION' } })
    },
  )

  test('upsert by e-mail spares the good ones, whose addresses come back in lower case', async () => {
    const { hs } = await open()
    const upsert = (key: string, stage: string): WriteOperation => ({
      kind: 'upsert',
      traceId: key,
      object: 'contacts',
      keyField: 'email',
      key,
      values: { lifecyclestage: stage },
    })
    const outcomes = await hs.write([
      upsert('A@Example.com', 'lead'),
      upsert('b@example.com', 'nonsense'),
      upsert('c@example.com', 'lead'),
    ])
    expect(outcomes.map((o) => [o.traceId, o.ok])).toEqual([
      ['A@Example.com', true],
      ['b@example.com', false],
      ['c@example.com', true],
    ])
  })

  test('a lost answer becomes an error on each input and nothing is sent twice', async () => {
    const { hs, box } = await open()
    box.hubspot.faults.add({ method: 'POST', path: 'batch/create', when: 'after', drop: true, times: 1 })
    const outcomes = await hs.write([contact('lost-1@example.com'), contact('lost-2@example.com')])
    expect(outcomes).toMatchObject([
      { ok: false, error: { code: 'NETWORK', disposition: 'retry' } },
      { ok: false, error: { code: 'NETWORK', disposition: 'retry' } },
    ])
    expect(hs.usage().byEndpoint['POST /crm/objects/{v}/contacts/batch/create']).toBe(1)
  })

  test('the primary company comes first among the related', async () => {
    const { hs } = await open()
    const [person = '', plain = '', main = ''] = await made(hs, [
      contact('member@example.com'),
      { kind: 'create', traceId: '1', object: 'companies', values: { name: 'Plain', domain: 'plain.example' } },
      { kind: 'create', traceId: '2', object: 'companies', values: { name: 'Main', domain: 'main.example' } },
    ])
    const join = (id: string, primary: 'primary' | 'plain'): WriteOperation => ({
      kind: 'associate',
      traceId: id,
      from: { object: 'contacts', id: person },
      to: { object: 'companies', id },
      primary,
    })
    expect(await hs.write([join(plain, 'plain'), join(main, 'primary')])).toMatchObject([{ ok: true }, { ok: true }])
    expect(await hs.related({ from: 'contacts', ids: [person], to: 'companies' })).toEqual([
      { id: person, related: [main, plain] },
    ])
  })
})

test('reads survive short trouble of the platform', async () => {
  const { hs, box } = await open()
  const [id = ''] = await made(hs, [contact('trouble@example.com')])
  box.hubspot.faults.add({ path: 'batch/read', status: 503, times: 2 })
  expect(await hs.read({ object: 'contacts', ids: [id], fields: [] })).toHaveLength(1)
})

test('the default limits keep below those of the portal', async () => {
  const { box } = await open({
    hubspotSettings: { limits: { enforced: true, perTenSeconds: 100, searchPerSecond: 5, perDay: 625_000 } },
  })
  const limited = createHubSpotConnector({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token: box.hubspot.credentials['accessToken'] ?? '',
    clock: box.clock,
  })
  const polls = Array.from({ length: 9 }, () =>
    limited.changes({
      object: 'contacts',
      cursor: { mode: 'head', from: 0, newest: 0, total: 0, scanAt: 0, unsettled: 0, ties: 0 },
    }),
  )
  await Promise.all(polls)
  expect(limited.usage()).toMatchObject({ calls: 9, rateLimited: 0 })
})

test('campaigns come with what was spent, to the cent; owners with who they are', async () => {
  const company = builtInCompany(NOW)
  const { hs } = await open({ company })
  const campaigns = await hs.campaigns()
  expect(new Map(campaigns.map((c) => [c.name, Number(c.spend)]))).toEqual(
    new Map(company.campaigns.map((c) => [c.name, Number(c.spend)])),
  )
  for (const { id, spend } of campaigns) {
    const { items, total } = await hs.spendItems(id)
    expect(Number(total)).toBe(Number(spend))
    expect(items).toMatchObject([{ id: expect.stringMatching(/./), name: expect.stringMatching(/./) }])
    expect(items.every((item) => Number(item.amount) === Number(spend) && item.createdAt > 0)).toBe(true)
  }
  await expect(hs.spendItems('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ status: 404 })
  const owners = await hs.owners()
  expect(new Set(owners.map((o) => o.email))).toEqual(new Set(company.owners.map((o) => o.email.toLowerCase())))
  expect(owners.every((o) => o.active && o.name !== '')).toBe(true)
})

test('history shows past values, oldest first', async () => {
  const { hs, box } = await open()
  box.clock.freeze(NOW)
  const [id = ''] = await made(hs, [contact('past@example.com', { lifecyclestage: 'lead' })])
  box.clock.advance(60_000)
  await hs.write([
    { kind: 'update', traceId: 'x', object: 'contacts', id, values: { lifecyclestage: 'marketingqualifiedlead' } },
  ])
  const history = await hs.history('contacts', [id, '999999999999'], ['lifecyclestage'])
  expect([...history.keys()]).toEqual([id])
  expect(history.get(id)?.['lifecyclestage']).toMatchObject([
    { value: 'lead', at: NOW },
    { value: 'marketingqualifiedlead', at: NOW + 60_000 },
  ])
})

test('properties of every type can be provisioned and take values', async () => {
  const { hs, box } = await open()
  const provisioner = createHubSpotProvisioner({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token: box.hubspot.credentials['accessToken'] ?? '',
    clock: box.clock,
  })
  const base = { object: 'contacts', label: 'L', description: 'D' } as const
  const options = ['one', 'two'].map((value) => ({ value, label: value, active: true }))
  await provisioner.apply([
    { ...base, name: 'tandem_text', type: 'text' },
    { ...base, name: 'tandem_number', type: 'number' },
    { ...base, name: 'tandem_flag', type: 'boolean' },
    { ...base, name: 'tandem_day', type: 'date' },
    { ...base, name: 'tandem_at', type: 'datetime' },
    { ...base, name: 'tandem_choice', type: 'picklist', options },
    { ...base, name: 'tandem_choices', type: 'multi-picklist', options },
  ])
  const values = {
    tandem_text: 'plain',
    tandem_number: '1500.5',
    tandem_flag: 'true',
    tandem_day: '2026-11-21',
    tandem_at: '2026-11-21T09:30:00.000Z',
    tandem_choice: 'two',
    tandem_choices: 'one;two',
  }
  const [id = ''] = await made(hs, [contact('typed@example.com', values)])
  const [record] = await hs.read({ object: 'contacts', ids: [id], fields: Object.keys(values) })
  expect(record?.values).toEqual(values)
  const blank = Object.fromEntries(Object.keys(values).map((name) => [name, null]))
  await hs.write([{ kind: 'update', traceId: 'x', object: 'contacts', id, values: blank }])
  expect((await hs.read({ object: 'contacts', ids: [id], fields: Object.keys(values) }))[0]?.values).toEqual(blank)
})

test('a create that is repeated because its answer was lost finds the contact it made', async () => {
  const { hs, box } = await open()
  box.hubspot.faults.add({ method: 'POST', path: 'contacts/batch/create', when: 'after', drop: true, times: 1 })
  const write = [contact('ana@buyers.example', { firstname: 'Ana' })]
  expect(await hs.write(write)).toMatchObject([{ ok: false, error: { disposition: 'retry' } }])
  const [found] = await hs.findBy({
    object: 'contacts',
    field: 'email',
    values: ['ana@buyers.example'],
    fields: ['firstname'],
  })
  expect(await hs.write(write)).toMatchObject([{ ok: true, id: found?.id, effect: 'unchanged' }])
  const [, clash] = await hs.write([
    contact('ben@buyers.example'),
    { kind: 'update', traceId: 'u', object: 'contacts', id: found?.id ?? '', values: { email: 'ben@buyers.example' } },
  ])
  expect(clash).toMatchObject({ ok: false, error: { code: 'ALREADY_EXISTS', disposition: 'park' } })
})
