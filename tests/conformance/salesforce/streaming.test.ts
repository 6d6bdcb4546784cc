import { Connection, OAuth2 } from 'jsforce'
import { StreamingExtension } from 'jsforce/lib/api/streaming.js'
import { expect } from 'vitest'
import type { ReceivedEvent } from './subscriber.ts'
import { rule } from '../rule.ts'
import { eventControl, lastNames, makeLead, streamingTests, watchedClient } from './subscriber.ts'

const GUIDE = 'https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming'
const CODES = 'https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html'
const LEADS = '/data/LeadChangeEvent'

const { start, listen } = streamingTests()

function isConnect(message: { readonly channel: string }): boolean {
  return message.channel === '/meta/connect'
}

rule(
  'conn.streaming.channel subscribes and unsubscribes',
  {
    evidence: 'client',
    at: 'https://jsforce.github.io/document/#streaming',
    says: 'A channel of the connection calls its listener with each event until it is unsubscribed.',
  },
  async () => {
    const org = await start()
    const other = await listen(org.conn, LEADS)
    const got: ReceivedEvent[] = []
    const channel = org.conn.streaming.channel(LEADS)
    const listener = (event: ReceivedEvent) => void got.push(event)
    const subscription = channel.subscribe(listener)
    await subscription
    await makeLead(org.conn, { LastName: 'First' })
    await other.received(1)
    await expect.poll(() => lastNames(got), { interval: 5, timeout: 10_000 }).toEqual(['First'])
    subscription.cancel()
    const state = async () => await (await fetch(`${org.url}/__sandbox/events`)).text()
    // Both clients have a connect that waits: nothing of theirs is on its way.
    const waiting = async () => (await state()).match(/"waiting":(?:true|false)/g)
    await expect.poll(state, { interval: 5, timeout: 10_000 }).toContain('"subscriptions":[]')
    await makeLead(org.conn, { LastName: 'Second' })
    await other.received(2)
    expect(lastNames(got)).toEqual(['First'])
    // The connection keeps its client for ever: only a refusal ends it.
    const calls = () => org.running.counts().byEndpoint['POST /cometd/{version}'] ?? 0
    await expect.poll(waiting, { interval: 5, timeout: 10_000 }).toEqual(['"waiting":true', '"waiting":true'])
    await new OAuth2({ loginUrl: org.url }).revokeToken(String(org.conn.accessToken))
    const before = calls()
    await eventControl(org, { expireSessions: true })
    await expect.poll(calls, { interval: 5, timeout: 10_000 }).toBe(before + 2)
  },
)

rule(
  'a handshake offers long polling and replay; the first connect is answered at once with the advice',
  {
    evidence: 'recorded',
    at: 'https://github.com/kdcllc/CometD.NetCore.Salesforce/issues/43',
    says: '{"ext":{"replay":true,"payload.format":true},"minimumVersion":"1.0","clientId":"…","supportedConnectionTypes":["long-polling"],"channel":"/meta/handshake","version":"1.0","successful":true}, then {"clientId":"…","advice":{"interval":0,"timeout":110000,"reconnect":"retry"},"channel":"/meta/connect","successful":true}.',
  },
  async () => {
    const org = await start()
    const { meta, told } = await listen(org.conn, LEADS)
    await told(isConnect)
    expect(meta.map((message) => message.channel).toSorted()).toEqual([
      '/meta/connect',
      '/meta/handshake',
      '/meta/subscribe',
    ])
    const [handshake] = meta
    expect(handshake).toEqual({
      ext: { replay: true, 'payload.format': true },
      minimumVersion: '1.0',
      clientId: expect.stringMatching(/^[\da-z]{20,}$/),
      supportedConnectionTypes: ['long-polling'],
      channel: '/meta/handshake',
      id: '1',
      version: '1.0',
      successful: true,
    })
    expect(meta.find(isConnect)).toEqual({
      clientId: handshake?.clientId,
      advice: { interval: 0, timeout: 110_000, reconnect: 'retry' },
      channel: '/meta/connect',
      id: expect.any(String),
      successful: true,
    })
    expect(meta.find((message) => message.channel === '/meta/subscribe')).toEqual({
      clientId: handshake?.clientId,
      channel: '/meta/subscribe',
      id: expect.any(String),
      subscription: LEADS,
      successful: true,
    })
  },
)

rule(
  'a connect waits for events and is answered without any after its time',
  {
    evidence: 'documented',
    at: `${GUIDE}/using_streaming_api_timeouts.htm`,
    says: 'Socket timeout: 110 seconds. If no events are generated and the client is still waiting, the connection times out.',
  },
  async () => {
    const org = await start({ longPollMs: 30 })
    const subscriber = await listen(org.conn, LEADS)
    const began = performance.now()
    await expect
      .poll(() => subscriber.meta.filter(isConnect).length, { interval: 5, timeout: 10_000 })
      .toBeGreaterThan(3)
    expect(performance.now() - began).toBeGreaterThan(55)
    expect(subscriber.meta.filter(isConnect).every((message) => message.successful)).toBe(true)
    await makeLead(org.conn, { LastName: 'Meyer' })
    expect(lastNames(await subscriber.received(1))).toEqual(['Meyer'])
  },
)

rule(
  'connects cost no API calls',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/blogs/2014/02/pushing-the-limits-with-streaming-api-in-spring-14',
    says: "By using push technology via CometD, you can send notifications in a way that doesn't consume API calls.",
  },
  async () => {
    const org = await start({ longPollMs: 10 })
    await makeLead(org.conn, { LastName: 'Before' })
    const before = org.conn.limitInfo.apiUsage?.used ?? 0
    const subscriber = await listen(org.conn, LEADS)
    await expect
      .poll(() => subscriber.meta.filter(isConnect).length, { interval: 5, timeout: 10_000 })
      .toBeGreaterThan(3)
    await makeLead(org.conn, { LastName: 'After' })
    expect(org.conn.limitInfo.apiUsage?.used).toBe(before + 1)
    expect(org.running.counts().byEndpoint['POST /cometd/{version}']).toBeGreaterThan(4)
  },
)

rule(
  'a channel that does not exist cannot be subscribed to',
  {
    evidence: 'recorded',
    at: CODES,
    says: '400::The channel you requested to subscribe to does not exist {/topic/AccountUpdates}',
  },
  async () => {
    const org = await start()
    const unknown = ['/data/NopeChangeEvent', '/topic/AccountUpdates', '/data/leadchangeevent', '/data/X__chn']
    for (const channel of unknown) {
      await expect(listen(org.conn, channel)).rejects.toMatchObject({
        message: `400::The channel you requested to subscribe to does not exist {${channel}}`,
      })
    }
  },
)

rule(
  'a handshake with a bad token is denied and the client told not to come back',
  {
    evidence: 'documented',
    at: `${GUIDE}/streaming_handling_errors.htm`,
    says: '{"ext":{"sfdc":{"failureReason":"401::Authentication invalid"}},"advice":{"reconnect":"none"},"channel":"/meta/handshake","error":"403::Handshake denied","successful":false}; without a token the reason is 401::Request requires authentication.',
  },
  async () => {
    const org = await start()
    for (const [authorization, failureReason] of [
      ['OAuth 00D000000000001!bad', '401::Authentication invalid'],
      ['', '401::Request requires authentication'],
    ] as const) {
      const failed = Promise.withResolvers<unknown>()
      const client = org.conn.streaming.createClient([new StreamingExtension.AuthFailure(failed.resolve)])
      client.setHeader('Authorization', authorization)
      void client.subscribe(LEADS, () => {})
      expect(await failed.promise).toEqual({
        ext: { sfdc: { failureReason }, replay: true, 'payload.format': true },
        advice: { reconnect: 'none' },
        channel: '/meta/handshake',
        id: '1',
        error: '403::Handshake denied',
        successful: false,
      })
    }
  },
)

rule(
  'a token that is revoked ends the connection at the next connect',
  {
    evidence: 'documented',
    at: `${GUIDE}/streaming_handling_errors.htm`,
    says: '{"clientId":"…","advice":{"reconnect":"none","interval":0},"channel":"/meta/connect","id":7,"error":"401::Authentication invalid","successful":false}',
  },
  async () => {
    const org = await start({ longPollMs: 20 })
    const failed = Promise.withResolvers<unknown>()
    const { client, told } = watchedClient(org.admin, [new StreamingExtension.AuthFailure(failed.resolve)])
    await client.subscribe(LEADS, () => {})
    const first = await told(isConnect)
    await new OAuth2({ loginUrl: org.url }).revokeToken(String(org.admin.accessToken))
    expect(await failed.promise).toEqual({
      clientId: first.clientId,
      advice: { reconnect: 'none', interval: 0 },
      channel: '/meta/connect',
      id: expect.any(String),
      error: '401::Authentication invalid',
      successful: false,
    })
  },
)

rule(
  'a client that the org forgot shakes hands again and goes on',
  {
    evidence: 'recorded',
    at: 'https://github.com/cometd/cometd/issues/775',
    says: '{"advice":{"reconnect":"handshake","interval":0},"channel":"/meta/connect","id":"104","error":"403::Unknown client","successful":false}',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn, LEADS, -2)
    await makeLead(org.conn, { LastName: 'A' })
    await subscriber.received(1)
    await eventControl(org, { expireSessions: true })
    expect(await subscriber.told((message) => message.successful === false)).toEqual({
      advice: { reconnect: 'handshake', interval: 0 },
      channel: '/meta/connect',
      id: expect.any(String),
      error: '403::Unknown client',
      successful: false,
    })
    // jsforce's Replay extension asks for what is behind the last event it saw.
    await makeLead(org.conn, { LastName: 'B' })
    expect(lastNames(await subscriber.received(2))).toEqual(['A', 'B'])
  },
)

rule(
  'a session ends when its client does not connect in time',
  {
    evidence: 'documented',
    at: `${GUIDE}/using_streaming_api_timeouts.htm`,
    says: "Reconnect timeout: 40 seconds. If the reconnection doesn't happen within 40 seconds, the server expires the subscription.",
  },
  async () => {
    const org = await start({ reconnectMs: 200, longPollMs: 10 })
    const { client, meta, told } = watchedClient(org.conn)
    // The client is told to wait longer than the org does.
    client.addExtension({
      incoming(message: { advice?: Record<string, unknown> }, pass: (message: unknown) => void) {
        if (message.advice?.['reconnect'] === 'retry') message.advice['interval'] = 300
        pass(message)
      },
    })
    void client.subscribe(LEADS, () => {})
    const refused = await told((message) => isConnect(message) && message.successful === false)
    expect(refused).toMatchObject({ error: '403::Unknown client', advice: { reconnect: 'handshake' } })
    // It comes back by itself, as told; until then it could not say goodbye.
    const handshakes = () => meta.filter((message) => message.channel === '/meta/handshake').length
    await expect.poll(handshakes, { interval: 5, timeout: 10_000 }).toBeGreaterThan(1)
    await client.disconnect()
  },
)

rule(
  'clients with an API version before 37.0 are turned away',
  {
    evidence: 'documented',
    at: CODES,
    says: "400 Unsupported API version. Only API versions '37.0' and later are supported. URI format: '/cometd/68.0'",
  },
  async () => {
    const org = await start()
    const { instanceUrl, accessToken } = org.conn
    const old = new Connection({ instanceUrl, accessToken: String(accessToken), version: '36.0' })
    const { client, told } = watchedClient(old)
    void client.subscribe(LEADS, () => {})
    const denied = await told((message) => message.successful === false)
    expect(denied.error).toBe('403::Handshake denied')
    expect(denied.ext).toMatchObject({
      sfdc: {
        failureReason: `400::Unsupported API version. Only API versions '37.0' and later are supported. URI format: '/cometd/68.0'`,
      },
    })
  },
)

rule(
  'more clients than allowed are turned away at the handshake',
  {
    evidence: 'documented',
    at: CODES,
    says: '403 Organization concurrent user limit exceeded: the maximum number of concurrent clients across all channels has been exceeded.',
  },
  async () => {
    const org = await start({ concurrentClients: 1 })
    const first = await listen(org.conn, LEADS)
    const { client, told } = watchedClient(org.admin)
    void client.subscribe(LEADS, () => {})
    const denied = await told((message) => message.successful === false)
    expect(denied.ext).toMatchObject({ sfdc: { failureReason: '403::Organization concurrent user limit exceeded' } })
    await first.stop()
    await listen(org.admin, LEADS)
  },
)

rule(
  'subscribers need View All Data, or View All Records of the object',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-security-perms.html',
    says: 'A specific object: View All Records for the object; Task and Event: View All Data. On /data/ChangeEvents users receive only change events of entities for which they have the permissions. The error is 403 User not allowed to subscribe CDC without View All Data permissions.',
  },
  async () => {
    const org = await start()
    const [profile] = await org.admin.sobject('Profile').find({ Name: 'Standard User' }, ['Id'])
    const { user_id: userId } = await org.conn.identity()
    await org.admin.sobject('User').update({ Id: userId, ProfileId: String(profile?.['Id']) })
    const refusal = { code: 403, message: 'User not allowed to subscribe CDC without View All Data permissions' }
    await expect(listen(org.conn, LEADS)).rejects.toMatchObject(refusal)
    const set = await org.admin.sobject('PermissionSet').create({ Name: 'All_Leads', Label: 'All leads' })
    const ParentId = String(set.id)
    await org.admin.sobject('ObjectPermissions').create({
      ParentId,
      SobjectType: 'Lead',
      PermissionsRead: true,
      PermissionsViewAllRecords: true,
    })
    await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId: userId, PermissionSetId: ParentId })
    const limited = await listen(org.conn, '/data/ChangeEvents')
    const leads = await listen(org.conn, LEADS)
    await expect(listen(org.conn, '/data/TaskChangeEvent')).rejects.toMatchObject(refusal)
    await org.admin.sobject('Contact').create({ LastName: 'Meyer' })
    await makeLead(org.admin)
    await leads.received(1)
    expect((await limited.received(1)).map((event) => event.payload.ChangeEventHeader.entityName)).toEqual(['Lead'])
  },
)
