import { afterEach, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { createLiveReads } from '#app/look-up/live-reads.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { addressOf } from '#http/contract/address.ts'
import { listChangesContract } from '#http/contract/record-changes.ts'
import { readRecordContract, type KnownRecord } from '#http/contract/record.ts'
import {
  listRecordChangesContract,
  readRecordNowContract,
  readRecordStoryContract,
  readRecordSyncContract,
  syncRecordContract,
} from '#http/contract/record-history.ts'
import { listRecordsContract, searchRecordsContract } from '#http/contract/records.ts'
import { askedSince } from '#support/asked.ts'
import type { Limit } from '#ports/limits.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { person, startApp, type RunningApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'dora@buyers.example'
let app: RunningApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
})

async function started(role: 'admin' | 'rep' = 'admin'): Promise<Scope> {
  const { begin, box } = world()
  const scope = await begin(
    company({
      contacts: [mql('dora', { phone: '+1 212 555 0100', firstName: 'Dora', lastName: 'Müller' }), mql('hans')],
    }),
    { fields: { 'contact-lead': [{ hubspot: 'phone', salesforce: 'Phone', rule: 'newest-wins' }] } },
  )
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  app = await startApp({
    scope,
    actor: person(role, { name: 'Revops Rita' }),
  })
  return scope
}

const running = (): RunningApp => {
  if (app === undefined) throw new Error('not started')
  return app
}
const call: RunningApp['call'] = (contract, input) => running().call(contract, input)
const refused: RunningApp['refused'] = (contract, input) => running().refused(contract, input)
const everyItem: RunningApp['everyItem'] = (contract, input, limit) => running().everyItem(contract, input, limit)

const search = async (q: string) => (await call(searchRecordsContract, { query: { q } })).hits
const known = async (link: string): Promise<KnownRecord> => {
  const record = await call(readRecordContract, { params: { link } })
  if (record.found !== 'known') throw new Error('erased')
  return record
}
const fieldOf = (record: KnownRecord, map: string) => {
  const field = record.fields.find((one) => one.map === map)
  if (field === undefined) throw new Error(`no field ${map}`)
  return field
}
const linkOf = async (): Promise<string> => (await world().linkOf(EMAIL)).id

describe('searching records', () => {
  it('finds people by parts of their name and address, by both ids, and nobody for a letter', async () => {
    await started()
    const link = await world().linkOf(EMAIL)
    for (const q of [
      'dora@buy',
      'mul dora',
      'Mueller',
      link.hubspotId,
      link.salesforceId,
      link.salesforceId?.slice(0, 15),
    ])
      expect([q, (await search(q ?? '')).map((hit) => hit.link)]).toEqual([q, [link.id]])
    expect((await search('buyers.example')).length).toBe(2)
    expect(await search('d')).toEqual([])
    expect((await search('dora'))[0]).toMatchObject({
      kind: 'person',
      name: 'Dora Müller',
      company: 'dora Works',
      email: EMAIL,
      hubspot: { id: link.hubspotId, url: expect.stringContaining('/record/0-1/') },
      salesforce: { object: 'Lead', url: expect.stringContaining(`/lightning/r/Lead/${link.salesforceId}/view`) },
    })
  })

  it('lists them all, page after page, and a cursor of other filters is refused', async () => {
    await started()
    const first = await call(listRecordsContract, { query: { limit: 1, kind: 'person' } })
    const cursor = first.nextCursor ?? ''
    expect([first.items.length, first.total]).toEqual([1, 2])
    const second = await call(listRecordsContract, { query: { limit: 1, kind: 'person', cursor } })
    expect(second.nextCursor).toBeNull()
    expect(new Set([...first.items, ...second.items].map(({ link }) => link)).size).toBe(2)
    expect((await refused(listRecordsContract, { query: { limit: 1, kind: 'company', cursor } })).status).toBe(400)
  })
})

describe('why a field has its value', () => {
  it('is told by the rule, the moment, the version and what did not prevail', async () => {
    const scope = await started()
    const { box, marketing, sales } = world()
    const lead = await sales.one("SELECT Id FROM Lead WHERE Email = 'dora@buyers.example'")
    await sales.update('Lead', lead['Id'], { Phone: '+1 212 555 0111' })
    box.clock.advance(2 * MINUTE)
    await marketing.edit(EMAIL, { phone: '+1 212 555 0122' })
    await quiesce(scope, box)
    const link = await linkOf()

    const record = await known(link)
    const phone = fieldOf(record, 'phone')
    expect(phone).toMatchObject({
      hubspot: { field: 'phone', label: expect.any(String), type: 'phone', words: null },
      rule: 'newest-wins',
      direction: 'both',
      values: { hubspot: '+1 212 555 0122', salesforce: '+1 212 555 0122' },
      agrees: true,
      why: {
        side: 'salesforce',
        object: 'Lead',
        configVersion: 1,
        author: 'test',
        change: {
          to: '+1 212 555 0122',
          winner: 'hubspot',
          because: 'newest-wins',
          lost: { value: '+1 212 555 0111' },
        },
      },
    })
    expect(record.fields.find(({ hubspot }) => hubspot.field === 'hs_analytics_source')?.hubspot).toMatchObject({
      type: 'picklist',
      words: 'Paid Search',
    })
    expect(fieldOf(record, 'email').why).toMatchObject({ action: 'create', change: { lost: null } })
    expect(record.own.map(({ change }) => change.field)).toContain('tandem_handed_over_at')
    expect(record).toMatchObject({ state: 'active', owner: expect.stringMatching(/Ann|Bob|Cem/), problems: [] })
    expect(record.handoffs.length).toBe(1)

    const params = { link }
    const history = await call(listRecordChangesContract, { params, query: { field: 'phone', limit: 1 } })
    expect([history.items.length, history.total]).toEqual([1, 2])
    const older = await call(listRecordChangesContract, {
      params,
      query: { field: 'phone', limit: 1, cursor: history.nextCursor ?? '' },
    })
    expect(older.items[0]).toMatchObject({ action: 'create' })
    expect((await refused(listRecordChangesContract, { params, query: { field: 'nothing' } })).status).toBe(404)
  })

  it('a field that nobody changed says so; one that was never filled has no values to differ', async () => {
    await started()
    const record = await known(await linkOf())
    const title = fieldOf(record, 'jobtitle')
    expect(title.values).toEqual({ hubspot: 'CTO', salesforce: 'CTO' })
    expect(fieldOf(record, 'country').why).toBeNull()
  })
})

describe('reading a record now', () => {
  it('shows what differs since both were last compared and what the next sync makes of it, and writes nothing', async () => {
    const scope = await started()
    const { marketing } = world()
    await marketing.edit(EMAIL, { phone: '+1 212 555 0122' })
    const link = await linkOf()
    const before = await scope.store.journal.count(scope.connection.id)
    const calls = [scope.hubspot.usage().calls, scope.salesforce.usage().calls]
    const live = await call(readRecordNowContract, { params: { link } })
    const phone = live.fields.find(({ map }) => map === 'phone')
    expect(phone).toMatchObject({
      hubspot: '+1 212 555 0122',
      salesforce: '+1 212 555 0100',
      changed: ['hubspot'],
      agrees: false,
      next: { to: 'salesforce', value: '+1 212 555 0122', because: 'changed-one-side' },
    })
    expect(live.fields.filter(({ map }) => map !== 'phone').every(({ changed }) => changed.length === 0)).toBe(true)
    expect(live).toMatchObject({ lifecycleStage: 'marketingqualifiedlead', owner: { name: expect.any(String) } })
    expect(await scope.store.journal.count(scope.connection.id)).toBe(before)
    expect(scope.hubspot.usage().calls - (calls[0] ?? 0)).toBeLessThanOrEqual(1)
    expect((await known(link)).fields.find(({ map }) => map === 'phone')?.values?.salesforce).toBe('+1 212 555 0100')
  })

  it('asks the CRMs once for all who look at once, again after a sync, and never in the lane of handovers', async () => {
    const scope = await started()
    const { box, marketing } = world()
    const link = await linkOf()
    const lanes: string[] = []
    const calls = () => scope.hubspot.usage().calls + scope.salesforce.usage().calls
    const withLane: Scope['hubspot']['withLane'] = (lane) => {
      lanes.push(lane)
      return scope.hubspot.withLane(lane)
    }
    await app?.close(0)
    app = await startApp({
      scope: { ...scope, hubspot: { ...scope.hubspot, withLane } },
      // What was read does not grow old meanwhile, however slow the machine is.
      api: { liveReads: createLiveReads({ ticks: () => 0 }) },
    })
    const now = () => call(readRecordNowContract, { params: { link } })
    const before = calls()
    const [first, second] = await Promise.all([now(), now()])
    expect(second).toEqual(first)
    expect(await now()).toEqual(first)
    expect(lanes).toEqual(['live'])
    // Both records, and whose it is by name.
    expect(calls() - before).toBeLessThanOrEqual(3)

    await marketing.edit(EMAIL, { phone: '+1 212 555 0199' })
    await quiesce(scope, box)
    const phone = (await now()).fields.find(({ map }) => map === 'phone')
    expect(phone).toMatchObject({ hubspot: '+1 212 555 0199', salesforce: '+1 212 555 0199' })
  })

  it('is limited for each person, beside the limit of requests', async () => {
    const scope = await started()
    const asked: string[] = []
    const spend = async (limit: Limit, key: string) => {
      asked.push(key)
      return { allowed: false, used: limit.points + 1, left: 0, resetMs: 30_000 }
    }
    await app?.close(0)
    app = await startApp({ scope, actor: person('viewer'), api: { access: { limits: { spend } } as never } })
    const answer = await app.ask(addressOf(readRecordNowContract, 'loop', { params: { link: await linkOf() } }))
    expect(answer.status).toBe(429)
    expect(await answer.json()).toMatchObject({ code: 'TOO_MANY_LIVE_READS' })
    expect(answer.headers.get('retry-after')).toBe('30')
    expect(asked).toEqual(['user-viewer'])
  })
})

describe('syncing a record now', () => {
  it('puts both sides first in the inbox, and tells what became of it', async () => {
    const scope = await started()
    const { box, marketing } = world()
    await askedSince(scope)
    await marketing.edit(EMAIL, { phone: '+1 212 555 0122' })
    const link = await linkOf()
    const params = { link }
    const { askedAt, records } = await call(syncRecordContract, { params })
    expect(records.map(({ side }) => side)).toEqual(['hubspot', 'salesforce'])
    expect(await askedSince(scope)).toEqual(['work-inbox'])
    expect(app?.audited).toMatchObject([{ action: 'record.sync', outcome: 'done' }])
    const outcome = () => call(readRecordSyncContract, { params, query: { since: askedAt } })
    expect(await outcome()).toMatchObject({ state: 'waiting', changes: [], lookedAt: null })
    expect((await known(link)).waiting).toMatchObject([{ cause: 'asked for by Revops Rita' }, { side: 'salesforce' }])
    box.clock.advance(1_000)
    await workInbox(scope, 'test')
    expect(await outcome()).toMatchObject({
      state: 'done',
      lookedAt: expect.any(String),
      changes: [{ side: 'salesforce', changes: [{ field: 'Phone', to: '+1 212 555 0122' }] }],
    })
  })

  it('is not for reps, and not while the connection is paused', async () => {
    await started('rep')
    const whose = async () => ({ params: { link: await linkOf() } })
    expect((await refused(syncRecordContract, await whose())).status).toBe(403)
    await app?.close()
    app = undefined
    await world().reset()
    const scope = await started()
    await scope.store.connections.pause(scope.connection.id, 'credentials were revoked')
    expect(await refused(syncRecordContract, await whose())).toMatchObject({ status: 409, code: 'CANNOT_SYNC' })
  })
})

describe('the story of a record', () => {
  it('is everything that happened, newest first and page after page without a gap', async () => {
    await started()
    const params = { link: await linkOf() }
    const whole = await call(readRecordStoryContract, { params, query: { limit: 200 } })
    expect(new Set(whole.items.map(({ kind }) => kind))).toEqual(new Set(['change', 'handover', 'clock', 'touch']))
    expect(whole.items.map(({ at }) => at)).toEqual(
      whole.items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    expect(whole.total).toBe(whole.items.length)
    const paged = await everyItem(readRecordStoryContract, { params })
    expect(paged.map(({ key }) => key)).toEqual(whole.items.map(({ key }) => key))
    const some = await call(readRecordStoryContract, { params, query: { kinds: 'handover,touch' } })
    expect(new Set(some.items.map(({ kind }) => kind))).toEqual(new Set(['handover', 'touch']))
    expect((await refused(readRecordStoryContract, { params, query: { kinds: 'nonsense' } })).status).toBe(400)
  })

  it('tells who had a lead by their names, as far as Salesforce knows them', async () => {
    const { store, connection, reps } = await started()
    const { id } = await world().linkOf(EMAIL)
    const handoff = (await store.handoffs.latestByLinks(connection.id, [id])).get(id)
    if (handoff === undefined) throw new Error('not handed over')
    const at = handoff.handedOverAt
    const spell = (ownerId: string, n: number) => ({
      handoffId: handoff.id,
      ownerId,
      from: at + n,
      rule: 'passed on',
      why: 'away',
    })
    const [other] = [...(await reps()).byId.keys()].filter((one) => one !== handoff.ownerId)
    await store.handoffs.addSpells(connection.id, [spell(other ?? '', 1), spell('005nobody', 2)])
    const story = await call(readRecordStoryContract, { params: { link: id }, query: { kinds: 'handover' } })
    const titles = story.items.map(({ title }) => title).filter((title) => title.startsWith('Passed on'))
    expect(titles).toEqual(['Passed on to 005nobody', expect.stringMatching(/^Passed on to [A-Z]\w+ [A-Z]\w+$/)])
  })

  it('goes on after an event of which a platform said more than a cursor holds', async () => {
    const { store, connection } = await started()
    const { id } = await world().linkOf(EMAIL)
    const [clock] = await store.clocks.byLinks(connection.id, [id])
    if (clock === undefined) throw new Error('no clock')
    const breachVoided = `CANNOT_SAVE: ${'a rule of the org 😀 '.repeat(60)}`
    await store.clocks.save(connection.id, [{ ...clock, breachVoided }])
    const params = { link: id }
    const whole = await call(readRecordStoryContract, { params, query: { limit: 200 } })
    const titles = (await everyItem(readRecordStoryContract, { params }, 1)).map(({ title }) => title)
    expect(titles).toEqual(whole.items.map(({ title }) => title))
    expect(titles).toContain('Breach taken back (first-response)')
  })
})

/** What is written to a campaign of HubSpot, which is no half of a pair. */
const figures = (recordId: string, at: number): JournalRow => ({
  at,
  linkId: null,
  side: 'hubspot',
  object: 'campaigns',
  recordId,
  action: 'update',
  changes: [
    { field: 'tandem_cpl', from: null, to: '37.18', rule: 'figures', because: 'figure-changed', winner: 'tandem' },
  ],
  cause: 'figures of the campaign changed',
  configVersion: 1,
})
const CAMPAIGN = {
  id: 'campaign-1',
  name: 'Webinar',
  channel: null,
  currency: 'USD',
  spendMinor: 0n,
  startOn: null,
  endOn: null,
}

describe('the changes of the whole connection', () => {
  it('are filtered on the server and name their records', async () => {
    const scope = await started()
    const changes = (query: z.input<typeof listChangesContract.query>) => call(listChangesContract, { query })
    const all = await changes({ limit: 200 })
    expect(all.lookedBackTo).toBeNull()
    expect(all.items.some(({ name }) => name === 'Dora Müller')).toBe(true)
    const leads = await changes({ object: 'Lead', action: 'create', side: 'salesforce' })
    expect(leads.items.map(({ object, action }) => `${object} ${action}`)).toEqual(['Lead create', 'Lead create'])
    const { store, connection } = scope
    await store.journal.append(connection.id, [figures('campaign-1', scope.clock.now())])
    await store.campaigns.save(connection.id, [CAMPAIGN], 1)
    const campaigns = await changes({ object: 'campaigns' })
    expect(campaigns.items.map(({ name, link }) => [name, link])).toEqual([['Webinar', null]])
    expect((await changes({ field: 'Phone' })).items.length).toBe(1)
    expect((await changes({ version: 7 })).items).toEqual([])
    expect((await changes({ until: '2020-01-01T00:00:00Z' })).items).toEqual([])
    expect((await refused(listChangesContract, { query: { cursor: 'AAAA' } })).status).toBe(400)
  })
})

describe('a record that is not there', () => {
  it('says so, and whoever was erased shows nothing', async () => {
    const scope = await started()
    expect((await refused(readRecordContract, { params: { link: 'nobody' } })).status).toBe(404)
    const link = await world().linkOf(EMAIL)
    await world().marketing.call('POST', 'objects/contacts/gdpr-delete', { objectId: link.hubspotId })
    await scope.store.inbox.hint(
      scope.connection.id,
      { side: 'hubspot', object: 'contacts' },
      [{ id: link.hubspotId ?? '', kind: 'privacy-deleted', modifiedAt: scope.clock.now() }],
      { at: scope.clock.now(), cause: 'webhook' },
    )
    await workInbox(scope, 'test')
    const params = { link: link.id }
    expect(await call(readRecordContract, { params })).toEqual({ found: 'erased', link: link.id })
    for (const part of [readRecordNowContract, listRecordChangesContract, readRecordStoryContract])
      expect([part.name, (await refused(part, { params })).status]).toEqual([part.name, 410])
    const query = { since: '2026-01-01T00:00:00Z' }
    expect((await refused(readRecordSyncContract, { params, query })).status).toBe(410)
    expect(await search('dora')).toEqual([])
    const everything = JSON.stringify(await call(listChangesContract, { query: { limit: 200 } }))
    expect(everything).not.toMatch(/Müller|dora@/)
  })
})
