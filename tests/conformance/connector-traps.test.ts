import { afterEach, expect, test } from 'vitest'
import type { HubSpotConnector } from '#connectors/hubspot/index.ts'
import { createHubSpotProvisioner } from '#connectors/hubspot/index.ts'
import { connectionId } from '#domain/ids.ts'
import type { Connector } from '#ports/connector.ts'
import type { ChangeNotice, Cursor } from '#ports/connector/changes.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { SandboxOptions } from '#sandbox/index.ts'
import { drain, hubSpotBox, made, salesforceBox, type HubSpotBox } from './connector-boxes.ts'

/** What makes a naive client lose or double something; docs/platform-traps.md lists it all. */
const NOW = Date.UTC(2026, 10, 21, 9)
let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

async function portal(options: SandboxOptions = {}): Promise<HubSpotBox> {
  const opened = await hubSpotBox(options)
  opened.box.clock.freeze(NOW)
  close = () => opened.box.close()
  return opened
}

const provisionerOf = ({ box }: HubSpotBox) =>
  createHubSpotProvisioner({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token: box.hubspot.credentials['accessToken'] ?? '',
    clock: box.clock,
  })
const KEY = { object: 'contacts', name: 'tandem_key', label: 'Key', description: 'Key.', type: 'text' } as const

const contact = (email: string): WriteOperation => ({
  kind: 'create',
  traceId: email,
  object: 'contacts',
  values: { email },
})
const contacts = (count: number, word: string): readonly WriteOperation[] =>
  Array.from({ length: count }, (_, i) => contact(`${word}-${i}@example.com`))
const effects = async (connector: Connector, operations: readonly WriteOperation[]): Promise<readonly string[]> => [
  ...new Set((await connector.write(operations)).map((outcome) => (outcome.ok ? outcome.effect : outcome.error.code))),
]
const idsOf = (notices: readonly ChangeNotice[]): ReadonlySet<string> => new Set(notices.map(({ id }) => id))

test('no call carries more records than HubSpot takes, whatever is asked for', async () => {
  const at = await portal()
  const { hs } = at
  await provisionerOf(at).apply([{ ...KEY, unique: true }])
  const ids = await made(hs, contacts(210, 'many'))
  const [company = ''] = await made(hs, [
    { kind: 'create', traceId: 'c', object: 'companies', values: { name: 'Engines' } },
  ])
  const joined = (kind: 'associate' | 'disassociate') =>
    ids.map((id): WriteOperation => {
      const ends = { traceId: id, from: { object: 'contacts', id }, to: { object: 'companies', id: company } }
      return kind === 'associate' ? { kind, ...ends, primary: 'plain' } : { kind, ...ends }
    })
  const update = ids.map((id): WriteOperation => {
    return { kind: 'update', traceId: id, object: 'contacts', id, values: { firstname: 'Ada' } }
  })
  const upsert = ids.map((id, i): WriteOperation => {
    const values = { email: `many-${i}@example.com`, firstname: 'Ada' }
    return { kind: 'upsert', traceId: id, object: 'contacts', keyField: 'tandem_key', key: id, values }
  })
  expect(await effects(hs, update)).toEqual(['updated'])
  expect(await effects(hs, joined('associate'))).toEqual(['associated'])
  const others = Array.from({ length: 900 }, (_, i) => `${9_000_000 + i}`)
  expect(await hs.related({ from: 'contacts', ids: [...others, ...ids], to: 'companies' })).toHaveLength(210)
  expect(await hs.read({ object: 'contacts', ids, fields: [] })).toHaveLength(210)
  expect((await hs.history('contacts', ids, ['firstname'])).size).toBe(210)
  const values = ids.map((_, i) => `many-${i}@example.com`)
  expect(await hs.findBy({ object: 'contacts', field: 'email', values, fields: [] })).toHaveLength(210)
  expect(await effects(hs, joined('disassociate'))).toEqual(['deleted'])
  expect(
    await effects(
      hs,
      ids.map((id) => ({ kind: 'delete', traceId: id, object: 'contacts', id })),
    ),
  ).toEqual(['deleted'])
  expect(await effects(hs, upsert)).toEqual(['created'])
})

test('a record that search does not show yet is found by its keys, listed, and not made again', async () => {
  const at = await portal({ hubspotSettings: { searchDelayMs: 3_600_000 } })
  const { hs } = at
  await provisionerOf(at).apply([{ ...KEY, unique: true }])
  const upsert = { kind: 'upsert', object: 'contacts', keyField: 'tandem_key', key: 'k1' } as const
  const write = () => made(hs, [{ ...upsert, traceId: 'x', values: { email: 'fresh@example.com' } }])
  const [id = ''] = await write()
  const found = async (field: string, value: string) =>
    (await hs.findBy({ object: 'contacts', field, values: [value], fields: [] })).map((record) => record.id)
  expect(await found('tandem_key', 'k1')).toEqual([id])
  expect(await found('email', 'fresh@example.com')).toEqual([id])
  expect(await write()).toEqual([id])
  const { records } = await hs.list({ object: 'contacts', fields: [], after: null })
  expect(records.map((record) => record.id)).toContain(id)
  expect((await drain(hs, 'contacts', null)).notices.map((notice) => notice.id)).toContain(id)
})

/** All pages; `between` does something to the records after the page of that number. */
async function drainWhile(
  hs: HubSpotConnector,
  from: Cursor,
  between: (page: number, told: readonly ChangeNotice[]) => Promise<void>,
): Promise<readonly ChangeNotice[]> {
  const told: ChangeNotice[] = []
  let cursor = from
  for (let page = 1; ; page += 1) {
    const answer = await hs.changes({ object: 'contacts', cursor })
    told.push(...answer.notices)
    cursor = answer.cursor
    if (!answer.more) return told
    await between(page, told)
  }
}

test('records that change or go while pages are read push none of the others out of sight', async () => {
  const { hs, box } = await portal()
  const { cursor } = await drain(hs, 'contacts', null)
  box.clock.advance(600_000)
  const ids = await made(hs, contacts(1_000, 'moving'))
  const gone = new Set<string>()
  const told = await drainWhile(hs, cursor, async (page, before) => {
    box.clock.advance(1_000)
    // Some of what was told goes, some changes.
    const known = [...idsOf(before)].filter((id) => !gone.has(id))
    const doomed = page > 3 ? [] : known.slice(0, 90)
    for (const id of doomed) gone.add(id)
    await hs.write(doomed.map((id) => ({ kind: 'delete', traceId: id, object: 'contacts', id })))
    const edited = known.slice(90, 110)
    await hs.write(
      edited.map((id) => ({ kind: 'update', traceId: id, object: 'contacts', id, values: { firstname: `P${page}` } })),
    )
  })
  expect(gone.size).toBeGreaterThan(100)
  const seen = idsOf(told)
  expect(ids.filter((id) => !seen.has(id))).toEqual([])
})

test.each([
  ['contacts', { email: 'a@example.com' }, { firstname: 'Ada' }],
  ['companies', { name: 'Engines' }, { city: 'Leeds' }],
  ['deals', { dealname: 'D', dealstage: 'appointmentscheduled', pipeline: 'default' }, { amount: '5' }],
  ['tasks', { hs_timestamp: '2026-11-23T09:00:00.000Z', hs_task_subject: 'Call' }, { hs_task_status: 'COMPLETED' }],
])('an edit of %s is seen, whatever its modified date is called there', async (object, values, edit) => {
  const { hs, box } = await portal()
  const [id = ''] = await made(hs, [{ kind: 'create', traceId: 'x', object, values }])
  box.clock.advance(120_000)
  const { cursor } = await drain(hs, object, (await drain(hs, object, null)).cursor)
  box.clock.advance(120_000)
  await made(hs, [{ kind: 'update', traceId: 'y', object, id, values: edit }])
  const { notices } = await drain(hs, object, cursor)
  expect(notices).toMatchObject([{ id, kind: 'upserted', modifiedAt: box.clock.now() }])
})

test('a page of the listing comes whole although its fields are too many for one address', async () => {
  const { hs } = await portal()
  const ids = await made(hs, contacts(150, 'wide'))
  const fields = ['email', ...Array.from({ length: 900 }, (_, i) => `a_property_of_the_customer_${i}`)]
  const all = new Map<string, unknown>()
  for (let after: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof hs.list>> = await hs.list({ object: 'contacts', fields, after })
    for (const record of page.records) all.set(record.id, record.values['email'])
    after = page.next
    if (after === null) break
  }
  expect(ids.map((id) => all.get(id))).toEqual(ids.map((_, i) => `wide-${i}@example.com`))
})

test.each(['new', 'primary'] as const)(
  'a chain of merges that ends in a %s id names the last survivor for every id of it',
  async (mergedRecordId) => {
    const { hs, raw } = await portal({ hubspotSettings: { mergedRecordId } })
    const [a = '', b = '', c = ''] = await made(hs, contacts(3, 'chain'))
    const { cursor } = await drain(hs, 'contacts', null)
    const merge = async (primaryObjectId: string, objectIdToMerge: string): Promise<string> => {
      const answer = await raw('POST', '/crm/v3/objects/contacts/merge', { primaryObjectId, objectIdToMerge })
      return ((await answer.json()) as { id: string }).id
    }
    const last = await merge(await merge(a, b), c)
    const { notices } = await drain(hs, 'contacts', cursor)
    const survivors = new Map(notices.flatMap((n) => (n.kind === 'merged' ? [[n.id, n.survivorId]] : [])))
    const retired = [a, b, c].filter((id) => id !== last)
    expect(retired.map((id) => survivors.get(id))).toEqual(retired.map(() => last))
    for (const id of retired) {
      // An id that was given up still answers, as the survivor: it must not be taken for a record of its own.
      const [read] = await hs.read({ object: 'contacts', ids: [id], fields: [] })
      expect(read === undefined || (read.id === last && read.mergedIds.includes(id))).toBe(true)
    }
  },
)

test('a property that is there but not unique is told: HubSpot refuses upserts by it, and makes none unique afterwards', async () => {
  const at = await portal()
  await provisionerOf(at).apply([KEY])
  const [, step] = await provisionerOf(at).plan([{ ...KEY, unique: true }])
  expect(step).toMatchObject({ what: 'contacts.tandem_key', state: 'present' })
  expect(step?.detail).toContain('has to be unique')
})

test('a deletion that was carried out before its answer was a 503 is sent once; said again, it is a deletion', async () => {
  const { sf, box } = await salesforceBox()
  close = () => box.close()
  const values = { LastName: 'Lovelace', Company: 'Engines' }
  const [id = ''] = await made(sf, [{ kind: 'create', traceId: 'l', object: 'Lead', values }])
  const fault = { method: 'DELETE', status: 503, body: 'busy' } as const
  box.salesforce.faults.add({ ...fault, when: 'after', times: 1 })
  const deletion = [{ kind: 'delete', traceId: 'd', object: 'Lead', id }] as const
  expect(await effects(sf, deletion)).toEqual(['SERVER_ERROR'])
  const sent = Object.entries(box.counters().salesforce.byEndpoint).filter(([name]) => name.startsWith('DELETE'))
  expect(sent.map(([, times]) => times)).toEqual([1])
  expect(await effects(sf, deletion)).toEqual(['unchanged'])
})
