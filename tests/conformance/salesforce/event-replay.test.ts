import { expect } from 'vitest'
import { rule } from '../rule.ts'
import {
  eventControl,
  fieldsOf,
  headerOf,
  lastNames,
  makeLead,
  makeLeads,
  replayIds,
  streamingTests,
} from './subscriber.ts'

const GUIDE = 'https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming'
const CODES = 'https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html'
const LEADS = '/data/LeadChangeEvent'
const HOUR_MS = 3_600_000

const { start, listen } = streamingTests()

rule(
  'replay -2 gives all retained events, -1 new ones, an id those behind it',
  {
    evidence: 'documented',
    at: `${GUIDE}/using_streaming_api_durability.htm`,
    says: '-1: new events sent after the client subscribes; -2: all events in the retention window; a replay ID: all events after the one with it.',
  },
  async () => {
    const org = await start()
    for (const name of ['A', 'B', 'C']) await makeLead(org.conn, { LastName: name })
    const all = await listen(org.conn, LEADS, -2)
    const [, second] = replayIds(await all.received(3))
    const behind = await listen(org.conn, LEADS, second)
    const fresh = await listen(org.conn, LEADS, -1)
    const plain = await listen(org.conn, LEADS)
    await makeLead(org.conn, { LastName: 'D' })
    expect(lastNames(await all.received(4))).toEqual(['A', 'B', 'C', 'D'])
    expect(lastNames(await behind.received(2))).toEqual(['C', 'D'])
    expect(lastNames(await fresh.received(1))).toEqual(['D'])
    expect(lastNames(await plain.received(1))).toEqual(['D'])
  },
)

rule(
  'replay ids grow but not by one',
  {
    evidence: 'documented',
    at: `${GUIDE}/using_streaming_api_durability.htm`,
    says: "Replay ID values aren't guaranteed to be contiguous for consecutive events: the event following the event with ID 999 can have an ID of 1,025.",
  },
  async () => {
    const org = await start()
    const rows = Array.from({ length: 100 }, (_, row) => ({ LastName: `L${row}`, Company: 'Acme' }))
    const subscriber = await listen(org.conn, LEADS)
    await org.conn.sobject('Lead').create(rows)
    const ids = replayIds(await subscriber.received(100))
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    const last = ids.at(-1) ?? 0
    expect(last - (ids[0] ?? 0)).toBeGreaterThan(99)
    expect(new Set(ids).size).toBe(100)
  },
)

rule(
  'events are kept for 72 hours; behind an older one nobody can start',
  {
    evidence: 'recorded',
    at: 'https://github.com/forcedotcom/EMP-Connector/issues/14',
    says: '400::The replayId {1553783} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn, LEADS)
    await makeLead(org.conn, { LastName: 'Old' })
    const [old = 0] = replayIds(await subscriber.received(1))
    org.clock.advance(71 * HOUR_MS)
    await makeLead(org.conn, { LastName: 'New' })
    expect(lastNames(await (await listen(org.conn, LEADS, -2)).received(2))).toEqual(['Old', 'New'])
    expect(lastNames(await (await listen(org.conn, LEADS, old)).received(1))).toEqual(['New'])
    org.clock.advance(2 * HOUR_MS)
    await expect(listen(org.conn, LEADS, old)).rejects.toMatchObject({
      message: `400::The replayId {${old}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`,
    })
    expect(lastNames(await (await listen(org.conn, LEADS, -2)).received(1))).toEqual(['New'])
  },
)

rule(
  'an id that no event has is invalid',
  {
    evidence: 'documented',
    at: CODES,
    says: 'The supplied replay ID is invalid. Ensure that the replay ID corresponds to an event that is within the retention window and that has not been deleted.',
  },
  async () => {
    const org = await start({ retainedEvents: 5 })
    const subscriber = await listen(org.conn, LEADS)
    for (let row = 0; row < 7; row += 1) await makeLead(org.conn, { LastName: `L${row}` })
    const ids = replayIds(await subscriber.received(7))
    await expect(listen(org.conn, LEADS, (ids[6] ?? 0) + 1)).rejects.toMatchObject({
      message: expect.stringMatching(/^400::The replayId /),
    })
    await expect(listen(org.conn, LEADS, ids[0])).rejects.toMatchObject({
      message: expect.stringMatching(/^400::The replayId /),
    })
    await eventControl(org, { forget: true })
    await expect(listen(org.conn, LEADS, ids[6])).rejects.toMatchObject({
      message: expect.stringMatching(/^400::The replayId /),
    })
  },
)

rule(
  'when the events of a day are used up, connects are refused and replay resumes later',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_allocations.htm',
    says: 'If you exceed the default event delivery allocation, an error is returned and the subscription is disconnected: 403::Organization total events daily limit exceeded, in the Bayeux /meta/connect channel.',
  },
  async () => {
    const org = await start({ deliveriesPerDay: 2 })
    const subscriber = await listen(org.conn, LEADS)
    await makeLeads(org.conn, ['A', 'B', 'C'])
    const ids = replayIds(await subscriber.received(2))
    const refused = await subscriber.told((message) => message.successful === false)
    expect(refused).toMatchObject({
      channel: '/meta/connect',
      error: '403::Organization total events daily limit exceeded',
      advice: { reconnect: 'none' },
    })
    org.clock.advance(25 * HOUR_MS)
    expect(lastNames(await (await listen(org.conn, LEADS, ids.at(-1))).received(1))).toEqual(['C'])
  },
)

rule(
  'after a mass load a CometD client may get nothing until its replay id has expired',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=005321562',
    says: 'CometD client subscribes successfully but receives zero events for an extended period; upon reconnect it continues to receive zero events; eventually it receives an invalid replayId error because events have aged out of the 72-hour retention window.',
  },
  async () => {
    const org = await start({ backlogLimit: 10 })
    const subscriber = await listen(org.conn, LEADS)
    await makeLead(org.conn, { LastName: 'Before' })
    const [last = 0] = replayIds(await subscriber.received(1))
    const rows = Array.from({ length: 20 }, (_, row) => ({ LastName: `L${row}`, Company: 'Acme' }))
    await org.conn.sobject('Lead').create(rows)
    await makeLead(org.conn, { LastName: 'After' })
    const again = await listen(org.conn, LEADS, last)
    const fresh = await listen(org.conn, LEADS, -1)
    await makeLead(org.conn, { LastName: 'Fresh' })
    expect(lastNames(await fresh.received(1))).toEqual(['Fresh'])
    expect([subscriber.events.length, again.events.length]).toEqual([1, 0])
    org.clock.advance(73 * HOUR_MS)
    await expect(listen(org.conn, LEADS, last)).rejects.toMatchObject({
      message: expect.stringMatching(/^400::The replayId /),
    })
  },
)

rule(
  'events may come twice, in another order, or never',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.228.0.change_data_capture.meta/change_data_capture/cdc_general_considerations.htm',
    says: "In rare cases, the event message might not be persisted: the events aren't delivered to subscribers, and they aren't recoverable.",
  },
  async () => {
    const org = await start()
    const rows = Array.from({ length: 40 }, (_, row) => ({ LastName: `L${row}`, Company: 'Acme' }))
    await eventControl(org, { faults: { duplicate: 1, reorder: 0.5 } })
    const spoiled = await listen(org.conn, LEADS)
    await org.conn.sobject('Lead').create(rows)
    const ids = replayIds(await spoiled.received(80))
    expect(new Set(ids).size).toBe(40)
    expect(ids).not.toEqual(ids.toSorted((a, b) => a - b))
    await eventControl(org, { faults: { drop: 0.5 } })
    await org.conn.sobject('Lead').create(rows)
    await eventControl(org, { faults: {} })
    await makeLead(org.conn, { LastName: 'Last' })
    const replayed = await listen(org.conn, LEADS, ids.toSorted((a, b) => a - b).at(-1))
    const last = () => lastNames(replayed.events).at(-1)
    await expect.poll(last, { interval: 5, timeout: 10_000 }).toBe('Last')
    expect(replayed.events.length).toBeGreaterThan(5)
    expect(replayed.events.length).toBeLessThan(36)
  },
)

rule(
  'gaps and overflows are sent to whoever listens',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_other_events.htm',
    says: "Gap events inform subscribers about errors, or if it's not possible to generate change events; overflow events are generated for single transactions that exceed a threshold.",
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn, '/data/ChangeEvents')
    const recordIds = ['00Q5e0000000009EAA']
    await eventControl(org, { gap: { entity: 'Lead', changeType: 'UNDELETE', recordIds } })
    await eventControl(org, { overflow: { entity: 'Contact' } })
    const body = { Title: 'CTO', LastModifiedDate: '2026-11-21T10:00:00.000+0000' }
    const changeOrigin = 'com/salesforce/api/soap/60.0;client=Other'
    await eventControl(org, { emit: { entity: 'Lead', changeType: 'UPDATE', recordIds, body, changeOrigin } })
    const [gap, overflow, update] = await subscriber.received(3)
    expect(headerOf(gap)).toMatchObject({ entityName: 'Lead', changeType: 'GAP_UNDELETE', recordIds })
    expect(headerOf(overflow)).toMatchObject({
      entityName: 'Contact',
      changeType: 'GAP_OVERFLOW',
      recordIds: ['000000000000000AAA'],
    })
    expect(fieldsOf(update)).toEqual({ Title: 'CTO', LastModifiedDate: '2026-11-21T10:00:00.000Z' })
    expect(headerOf(update)).toMatchObject({ changeOrigin, changedFields: ['Title', 'LastModifiedDate'] })
  },
)

rule(
  'a snapshot keeps what goes wrong on the way and how many events of the day are left',
  {
    evidence: 'assumed',
    at: '/__sandbox/snapshot',
    says: 'Everything that is state survives a restore.',
  },
  async () => {
    const org = await start({ deliveriesPerDay: 2 })
    const first = await listen(org.conn, LEADS)
    await makeLead(org.conn, { LastName: 'A' })
    await first.received(1)
    const faults = { drop: 0, duplicate: 0.5, reorder: 0.25 }
    await eventControl(org, { faults })
    const snapshot = JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>
    const other = await start({ deliveriesPerDay: 2 })
    other.sandbox.restore(snapshot)
    expect(await (await fetch(`${other.url}/__sandbox/events`)).json()).toMatchObject({ faults })
    await eventControl(other, { faults: {} })
    const later = await listen(other.conn, LEADS)
    await makeLead(other.conn, { LastName: 'B' })
    expect(lastNames(await later.received(1))).toEqual(['B'])
    // The second event of the day was the last one.
    const refused = await later.told((message) => message.successful === false)
    expect(refused.error).toBe('403::Organization total events daily limit exceeded')
  },
)

rule(
  'a snapshot keeps the events, their ids and the selection',
  {
    evidence: 'assumed',
    at: `${GUIDE}/using_streaming_api_durability.htm`,
    says: 'Whoever goes back to a snapshot finds the bus as it was; clients are unknown and shake hands again.',
  },
  async () => {
    const org = await start({ entities: ['Lead'] })
    await makeLead(org.conn, { LastName: 'A' })
    const snapshot: unknown = await (await fetch(`${org.url}/__sandbox/snapshot`)).json()
    await makeLead(org.conn, { LastName: 'B' })
    const ahead = await listen(org.conn, LEADS, -2)
    const before = replayIds(await ahead.received(2))
    await eventControl(org, { select: ['Contact'] })
    await fetch(`${org.url}/__sandbox/restore`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ snapshot }),
    })
    expect((await ahead.told((message) => message.successful === false)).error).toBe('403::Unknown client')
    await makeLead(org.conn, { LastName: 'B' })
    const after = await listen(org.conn, LEADS, -2)
    expect(lastNames(await after.received(2))).toEqual(['A', 'B'])
    expect(replayIds(after.events)).toEqual(before)
  },
)
