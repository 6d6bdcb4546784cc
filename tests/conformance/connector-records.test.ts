import { afterEach, describe, expect, test } from 'vitest'
import type { Connector } from '#ports/connector.ts'
import type { ChangeNotice } from '#ports/connector/changes.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { SandboxOptions } from '#sandbox/index.ts'
import { drain, hubSpotBox, made, salesforceBox, type HubSpotBox, type SalesforceBox } from './connector-boxes.ts'

/** Polls that bring the records along. */
const NOW = Date.UTC(2026, 10, 21, 9)
let close: () => Promise<void> = () => Promise.resolve()
afterEach(async () => {
  await close()
  close = () => Promise.resolve()
})

async function hubspot(options: SandboxOptions = {}): Promise<HubSpotBox> {
  const opened = await hubSpotBox(options)
  close = () => opened.box.close()
  opened.box.clock.freeze(NOW)
  return opened
}

async function salesforce(): Promise<SalesforceBox> {
  const opened = await salesforceBox()
  close = () => opened.box.close()
  opened.box.clock.freeze(NOW)
  return opened
}

const contact = (email: string, values: Record<string, string | null> = {}): WriteOperation => ({
  kind: 'create',
  traceId: email,
  object: 'contacts',
  values: { email, ...values },
})
const lead = (email: string, values: Record<string, string | null> = {}): WriteOperation => ({
  kind: 'create',
  traceId: email,
  object: 'Lead',
  values: { Email: email, LastName: 'Lovelace', Company: 'Engines', ...values },
})
const title = (id: string, text: string): WriteOperation => ({
  kind: 'update',
  traceId: text,
  object: 'Lead',
  id,
  values: { Title: text },
})

const recordsOf = (notices: readonly ChangeNotice[]): readonly RemoteRecord[] =>
  notices.flatMap((notice) => (notice.record === undefined ? [] : [notice.record]))

/** Everything a read says, the poll says too. */
async function expectAsRead(
  connector: Connector,
  object: string,
  notices: readonly ChangeNotice[],
  fields: readonly string[],
): Promise<void> {
  const ids = notices.filter((n) => n.kind === 'upserted').map((n) => n.id)
  const read = await connector.read({ object, ids, fields })
  const byId = (a: RemoteRecord, b: RemoteRecord): number => (a.id < b.id ? -1 : 1)
  expect(recordsOf(notices).toSorted(byId)).toEqual(read.toSorted(byId))
}

describe('hubspot', () => {
  const fields = ['email', 'firstname', 'lifecyclestage', 'createdate', 'no_such_property']

  test('the listing, a scan and the newest page bring records as a read gives them', async () => {
    const { hs, box } = await hubspot()
    await made(hs, [contact('A@Example.com', { firstname: ' Ada ' }), contact('b@example.com')])
    const listed = await drain(hs, 'contacts', null, fields)
    expect(listed.notices.length).toBeGreaterThanOrEqual(2)
    await expectAsRead(hs, 'contacts', listed.notices.slice(0, 2), fields)
    box.clock.advance(5_000)
    await made(
      hs,
      Array.from({ length: 250 }, (_, i) => contact(`many-${i}@example.com`, { firstname: `N${i}` })),
    )
    const scanned = await drain(hs, 'contacts', listed.cursor, fields)
    await expectAsRead(hs, 'contacts', scanned.notices.slice(0, 250), fields)
    box.clock.advance(5_000)
    const [one = ''] = await made(hs, [contact('head@example.com', { firstname: 'Head' })])
    const { notices, calls } = await drain(hs, 'contacts', scanned.cursor, fields)
    expect(calls).toBe(1)
    expect(notices.find((n) => n.id === one)?.record?.values).toEqual({
      email: 'head@example.com',
      firstname: 'Head',
      lifecyclestage: 'lead',
      createdate: new Date(NOW + 10_000).toISOString(),
    })
  })

  test('1,000 changed records cost five calls, records included', async () => {
    const { hs, box } = await hubspot()
    const { cursor } = await drain(hs, 'contacts', null, fields)
    box.clock.advance(600_000)
    await made(
      hs,
      Array.from({ length: 1_000 }, (_, i) => contact(`k-${i}@example.com`)),
    )
    const { notices, calls } = await drain(hs, 'contacts', cursor, fields)
    expect(recordsOf(notices)).toHaveLength(1_000)
    // The newest 200, then the rest by id: a batch of 100 shares one instant and is told whole by the second part.
    expect(calls).toBeLessThanOrEqual(6)
  })

  test.each([1, 70, 199, 200, 201])(
    'a burst in which %i records share each instant is told whole, each once',
    async (share) => {
      const { hs, box } = await hubspot()
      const { cursor } = await drain(hs, 'contacts', null, fields)
      box.clock.advance(600_000)
      const ids: string[] = []
      for (let at = 0; at < 610; at += share) {
        const batch = Array.from({ length: Math.min(share, 610 - at) }, (_, i) => contact(`w-${at + i}@example.com`))
        ids.push(...(await made(hs, batch)))
        box.clock.advance(1)
      }
      const { notices, calls, cursor: after } = await drain(hs, 'contacts', cursor, fields)
      expect(
        recordsOf(notices)
          .map((record) => record.id)
          .toSorted(),
      ).toEqual(ids.toSorted())
      expect(calls).toBeLessThanOrEqual(5)
      const next = await drain(hs, 'contacts', after, fields)
      expect([next.calls, next.notices]).toEqual([1, []])
    },
  )

  test('after a burst nothing is read again, unless something moved meanwhile', async () => {
    const { hs, box } = await hubspot()
    const { cursor } = await drain(hs, 'contacts', null, fields)
    box.clock.advance(600_000)
    const ids = await made(
      hs,
      Array.from({ length: 600 }, (_, i) => contact(`s-${i}@example.com`)),
    )
    const burst = await drain(hs, 'contacts', cursor, fields)
    expect(burst.calls).toBe(4)
    box.clock.advance(61_000)
    const calm = await drain(hs, 'contacts', burst.cursor, fields)
    expect([calm.calls, calm.notices]).toEqual([1, []])
    // One that the scan did not see raises the count; so does one that took the place of another.
    for (const seen of [{ total: 599 }, { moved: 1 }]) {
      const late = await drain(hs, 'contacts', { ...burst.cursor, ...seen }, fields)
      expect(new Set(late.notices.map((n) => n.id))).toEqual(new Set(ids))
    }
    await made(hs, [contact('after@example.com')])
    const after = await drain(hs, 'contacts', calm.cursor, fields)
    expect([after.calls, after.notices.length]).toEqual([1, 1])
  })

  test('a row of the lagging index keeps the date of the version that it shows', async () => {
    const { hs, box } = await hubspot({ hubspotSettings: { searchDelayMs: 20_000 } })
    const { cursor } = await drain(hs, 'contacts', null, fields)
    const [id = ''] = await made(hs, [contact('lag@example.com', { firstname: 'First' })])
    box.clock.advance(21_000)
    await hs.write([{ kind: 'update', traceId: 'x', object: 'contacts', id, values: { firstname: 'Second' } }])
    const early = await drain(hs, 'contacts', cursor, fields)
    const shown = early.notices.find((n) => n.id === id)
    expect([shown?.modifiedAt, shown?.record?.modifiedAt, shown?.record?.values['firstname']]).toEqual([
      NOW,
      NOW,
      'First',
    ])
    box.clock.advance(21_000)
    const late = await drain(hs, 'contacts', early.cursor, fields)
    const again = late.notices.find((n) => n.id === id && n.modifiedAt === NOW + 21_000)
    expect(again?.record).toMatchObject({ modifiedAt: NOW + 21_000, values: { firstname: 'Second' } })
  })

  test('so many fields that a request would be refused are left to a read', async () => {
    const { hs, box } = await hubspot()
    const wide = (length: number) => Array.from({ length }, (_, i) => `property_with_a_rather_long_name_${i}`)
    const ids = await made(hs, [contact('wide@example.com')])
    const listed = await drain(hs, 'contacts', null, [...fields, ...wide(100)])
    // The listing takes what a search would refuse.
    expect(recordsOf(listed.notices).map((r) => r.id)).toEqual(expect.arrayContaining([...ids]))
    box.clock.advance(5_000)
    const next = await made(hs, [contact('wide-2@example.com')])
    const searched = await drain(hs, 'contacts', listed.cursor, [...fields, ...wide(100)])
    expect(searched.notices.map((n) => n.id)).toEqual(expect.arrayContaining([...next]))
    expect(recordsOf(searched.notices)).toEqual([])
    expect(recordsOf((await drain(hs, 'contacts', null, wide(600))).notices)).toEqual([])
  })

  test('12,000 records with one time stamp come each once, with their records', async () => {
    const { hs, box } = await hubspot()
    const { cursor } = await drain(hs, 'contacts', null, ['firstname'])
    box.clock.advance(600_000)
    const ids = await made(
      hs,
      Array.from({ length: 12_000 }, (_, i) => contact(`m-${i}@example.com`, { firstname: `N${i}` })),
    )
    const { notices, calls, cursor: after } = await drain(hs, 'contacts', cursor, ['firstname'])
    const records = new Map(recordsOf(notices).map((record) => [record.id, record.values['firstname']]))
    expect(ids.map((id) => records.get(id))).toEqual(ids.map((_, i) => `N${i}`))
    expect(calls).toBeLessThanOrEqual(62)
    expect((await drain(hs, 'contacts', after, ['firstname'])).calls).toBe(1)
  })

  test('a merge names the survivor, whose record knows its older ids', async () => {
    const { hs, raw } = await hubspot()
    const [one = '', two = ''] = await made(hs, [contact('one@example.com'), contact('two@example.com')])
    const { cursor } = await drain(hs, 'contacts', null, fields)
    const merged = await raw('POST', '/crm/v3/objects/contacts/merge', { primaryObjectId: one, objectIdToMerge: two })
    const { id } = (await merged.json()) as { id: string }
    const { notices } = await drain(hs, 'contacts', cursor, fields)
    expect(notices.filter((n) => n.kind === 'merged')).toContainEqual(expect.objectContaining({ survivorId: id }))
    expect(notices.find((n) => n.id === id && n.kind === 'upserted')?.record?.mergedIds).toContain(two)
  })

  test('a record that a person restores is news with its values', async () => {
    const { hs, box, raw } = await hubspot()
    const [id = ''] = await made(hs, [contact('back@example.com', { firstname: 'Back' })])
    let { cursor } = await drain(hs, 'contacts', null, fields)
    box.clock.advance(16 * 60_000)
    await raw('DELETE', `/crm/v3/objects/contacts/${id}`)
    const gone = await drain(hs, 'contacts', cursor, fields)
    expect(gone.notices.filter((n) => n.id === id)).toMatchObject([{ kind: 'deleted' }])
    cursor = gone.cursor
    box.clock.advance(16 * 60_000)
    await fetch(`${box.hubspot.url}/__sandbox/restore-record`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ objectType: 'contacts', id }),
    })
    const { notices } = await drain(hs, 'contacts', cursor, fields)
    expect(notices.filter((n) => n.id === id)).toMatchObject([
      { kind: 'upserted', modifiedAt: NOW + 32 * 60_000, record: { values: { firstname: 'Back' } } },
    ])
  })
})

describe('salesforce', () => {
  const fields = ['Email', 'Title', 'CreatedDate', 'email', 'No_Such__c']

  test('a poll brings records as a read gives them, in one call and without waiting', async () => {
    const { sf, waits } = await salesforce()
    await made(
      sf,
      Array.from({ length: 300 }, (_, i) => lead(`L${i}@Example.com`, { Title: ` T${i} ` })),
    )
    const { notices, calls } = await drain(sf, 'Lead', null, fields)
    expect([notices.length, calls, waits.length]).toEqual([300, 1, 0])
    await expectAsRead(sf, 'Lead', notices, fields)
  })

  test('a second version within the same second comes with the next poll, with other values', async () => {
    const { sf, box } = await salesforce()
    const { cursor } = await drain(sf, 'Lead', null, fields)
    const [id = ''] = await made(sf, [lead('twice@example.com', { Title: 'one' })])
    const first = await drain(sf, 'Lead', cursor, fields)
    await sf.write([title(id, 'two')])
    box.clock.advance(15_000)
    const second = await drain(sf, 'Lead', first.cursor, fields)
    expect([...first.notices, ...second.notices].map((n) => [n.modifiedAt, n.record?.values['Title']])).toEqual([
      [NOW, 'one'],
      [NOW, 'two'],
    ])
  })

  test('12,000 rows with one time stamp come each once, with their records', async () => {
    const { sf, box } = await salesforce()
    const { cursor } = await drain(sf, 'Lead', null, ['Title'])
    box.clock.advance(600_000)
    const ids = await made(
      sf,
      Array.from({ length: 12_000 }, (_, i) => lead(`m${i}@example.com`, { Title: `T${i}` })),
    )
    const { notices, calls } = await drain(sf, 'Lead', cursor, ['Title'])
    const told = new Map(recordsOf(notices).map((record) => [record.id, record.values['Title']]))
    expect(notices).toHaveLength(12_000)
    expect(ids.every((id, i) => told.get(id) === `T${i}`)).toBe(true)
    expect(calls).toBeLessThanOrEqual(8)
  })

  test('a converted lead, a deletion, a merge and a way back are told as what they are', async () => {
    const { sf, box, raw } = await salesforce()
    const owner = (await sf.owners()).find((user) => user.active)?.id ?? ''
    const [won = '', gone = '', kept = '', loser = ''] = await made(sf, [
      lead('won@example.com'),
      lead('gone@example.com'),
      lead('kept@example.com'),
      lead('loser@example.com'),
    ])
    let { cursor } = await drain(sf, 'Lead', null, fields)
    const poll = async (): Promise<readonly ChangeNotice[]> => {
      box.clock.advance(120_000)
      const answer = await drain(sf, 'Lead', cursor, fields)
      cursor = answer.cursor
      return answer.notices
    }
    await poll()
    await raw('DELETE', `/sobjects/Lead/${gone}`)
    await sf.write([
      {
        kind: 'convert-lead',
        traceId: 'c',
        leadId: won,
        convertedStatus: 'Closed - Converted',
        ownerId: owner,
        accountId: null,
        contactId: null,
        opportunityName: null,
      },
    ])
    const told = await poll()
    expect(new Map(told.map((n) => [n.id, n.kind]))).toEqual(
      new Map([
        [won, 'converted'],
        [gone, 'deleted'],
      ]),
    )
    expect(told.find((n) => n.id === won)?.record?.values['Email']).toBe('won@example.com')
    expect(told.find((n) => n.id === gone)?.record).toBeUndefined()
    const { Connection } = await import('jsforce')
    const org = new Connection({
      instanceUrl: box.salesforce.url,
      accessToken: box.salesforce.credentials['adminAccessToken'] ?? '',
      version: '68.0',
    })
    await org.soap.merge({ masterRecord: { type: 'Lead', Id: kept }, recordToMergeIds: [loser] })
    await org.soap.undelete([gone])
    const back = await poll()
    expect(back.find((n) => n.id === gone)).toMatchObject({
      kind: 'upserted',
      record: { values: { Email: 'gone@example.com' } },
    })
    expect(back.find((n) => n.id === loser)).toMatchObject({ kind: 'merged', survivorId: kept })
  })

  test('a contact role that was taken away still says what it joined', async () => {
    const { sf, raw, box } = await salesforce()
    const [deal = '', person = ''] = await made(sf, [
      {
        kind: 'create',
        traceId: 'd',
        object: 'Opportunity',
        values: { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31' },
      },
      { kind: 'create', traceId: 'p', object: 'Contact', values: { LastName: 'P' } },
    ])
    const [role = ''] = await made(sf, [
      {
        kind: 'associate',
        traceId: 'r',
        from: { object: 'Opportunity', id: deal },
        to: { object: 'Contact', id: person },
        primary: 'primary',
      },
    ])
    const joined = ['OpportunityId', 'ContactId']
    const { cursor } = await drain(sf, 'OpportunityContactRole', null, joined)
    box.clock.advance(120_000)
    await raw('DELETE', `/sobjects/OpportunityContactRole/${role}`)
    const { notices } = await drain(sf, 'OpportunityContactRole', cursor, joined)
    expect(notices).toMatchObject([
      { id: role, kind: 'deleted', record: { values: { OpportunityId: deal, ContactId: person } } },
    ])
  })

  test('so many fields that the address would be too long are left to a read, correct to the second', async () => {
    const { sf, waits, box } = await salesforce()
    const names = Array.from({ length: 300 }, (_, i) => `A_Field_With_A_Name_That_Is_Long_${i}__c`)
    const made300 = await fetch(`${box.salesforce.url}/__sandbox/objects`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Lead', fields: names.map((name) => ({ name, type: 'Text', length: 40 })) }),
    })
    expect(made300.status).toBe(200)
    await made(sf, [lead('some@example.com')])
    const few = await drain(sf, 'Lead', null, names.slice(0, 100))
    expect([recordsOf(few.notices).length, waits]).toEqual([1, []])
    const many = await drain(sf, 'Lead', null, names)
    expect([many.notices.length, recordsOf(many.notices).length, waits.length]).toEqual([1, 0, 1])
  })
})
