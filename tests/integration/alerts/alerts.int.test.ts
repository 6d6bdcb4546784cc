import * as z from 'zod'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliverAlerts } from '#app/alerts/deliver-alerts.ts'
import { raiseAlerts } from '#app/alerts/raise-alerts.ts'
import { syncAlerts } from '#app/alerts/sync-alerts.ts'
import type { Scope } from '#app/scope.ts'
import { streamsOf } from '#app/scope.ts'
import type { AlertsConfig } from '#domain/alerts/types.ts'
import { connectionId } from '#domain/ids.ts'
import { defineJob } from '#jobs/define.ts'
import { deliverAlertsJob, sweepAlerts } from '#jobs/deliver-alerts.ts'
import type { JobDeps } from '#jobs/deps.ts'
import { relayOutboxJob } from '#jobs/relay-outbox.ts'
import { startJobs } from '#jobs/runtime.ts'
import { createNotifier } from '#notify/index.ts'
import { createStore } from '#store/store.ts'
import { alert, alertsConfig } from '#support/alerts.ts'
import { loopDocument, MINUTE, parsed } from '#support/company.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { startHttpSink } from '#support/http-sink.ts'
import type { HttpSink } from '#support/http-sink.ts'
import { startSmtpSink } from '#support/smtp-sink.ts'
import type { SmtpSink } from '#support/smtp-sink.ts'

const START = Date.UTC(2026, 2, 2, 15)
const ACME = connectionId('acme')
const base = parsed(loopDocument())

let http: HttpSink
let smtp: SmtpSink

beforeAll(async () => {
  http = await startHttpSink()
  smtp = await startSmtpSink()
})
afterAll(async () => {
  await http.close()
  await smtp.close()
})

const ALERTS: AlertsConfig = alertsConfig({
  channels: {
    sales: { type: 'slack', urlFrom: 'SLACK_URL' },
    revops: { type: 'teams', urlFrom: 'TEAMS_URL' },
    pager: { type: 'webhook', urlFrom: 'PAGER_URL', secretFrom: 'PAGER_SECRET' },
  },
  rules: [
    { on: ['breach'], to: ['sales', 'owner'], urgency: [] },
    { on: ['sync-broken', 'sync-restored'], to: ['revops', 'pager'], urgency: [] },
  ],
})

describe.each(databaseKinds())('alerts on %s', (kind) => {
  const database = useDatabase(kind)
  let now = START
  let ids = 0
  let store: Scope['store']
  let enqueued: string[] = []

  const scopeOf = (): Scope =>
    ({
      connection: { id: ACME, name: 'Acme' },
      config: { ...base, alerts: ALERTS },
      store,
      clock: { now: () => now },
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      newId: () => `id-${(ids += 1)}`,
      notifier: createNotifier({
        variables: {
          SLACK_URL: `${http.url}/slack`,
          TEAMS_URL: `${http.url}/teams`,
          PAGER_URL: `${http.url}/pager`,
          PAGER_SECRET: 'a-secret-of-the-pager',
        },
        mail: { smtpUrl: smtp.url, from: 'tandem@acme.example' },
        timeLimitMs: 2_000,
        now: () => now,
      }),
    }) as unknown as Scope

  const deps = (): JobDeps =>
    ({
      jobs: {
        enqueue: (name: string) => {
          enqueued.push(name)
          return Promise.resolve()
        },
      },
      store,
      clock: { now: () => now },
      worker: 'worker',
      connections: () => Promise.resolve([ACME]),
      active: () => Promise.resolve([]),
      scopeOf,
    }) as unknown as JobDeps

  beforeEach(async () => {
    now = START
    ids = 0
    enqueued = []
    http.clear()
    smtp.clear()
    http.behave(() => ({ status: 200, body: 'ok' }))
    smtp.behave({ kind: 'take' })
    store = createStore(database().kysely)
    await store.connections.save({
      id: ACME,
      name: 'Acme',
      portalId: '1',
      orgId: '00D',
      currency: 'USD',
      orgTimeZone: 'America/New_York',
    })
  })

  const raise = (count: number, prefix = 'a') =>
    store.transaction((tx) =>
      raiseAlerts(
        scopeOf(),
        tx,
        Array.from({ length: count }, (_, i) => alert(`${prefix}${i}`, { at: now, linkId: null, handoffId: null })),
      ),
    )
  const states = async () => {
    const all = await store.alerts.newest(ACME, 10_000)
    return Object.fromEntries([...Map.groupBy(all, ({ state }) => state)].map(([state, of]) => [state, of.length]))
  }

  test('what is raised in a transaction is sent once it is committed, and what is rolled back never', async () => {
    await raise(1)
    await raise(1)
    await expect(
      store.transaction(async (tx) => {
        await raiseAlerts(scopeOf(), tx, [alert('never', { linkId: null, handoffId: null })])
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    expect(await store.outbox.pending(10)).toMatchObject([
      { job: 'deliver-alerts', payload: { connectionId: 'acme' } },
      { job: 'deliver-alerts' },
    ])
    await deliverAlertsJob.run({ connectionId: 'acme' }, deps())
    await deliverAlertsJob.run({ connectionId: 'acme' }, deps())
    expect(http.requests.map(({ path }) => path)).toEqual(['/slack'])
    expect(smtp.mails.map(({ to }) => to)).toEqual([['ann@sales.example']])
    expect(await states()).toEqual({ sent: 2 })
  })

  test('through the queue: the outbox asks for the delivery, and a hanging Slack keeps no other work waiting', async () => {
    let worked = 0
    const other = defineJob({
      name: 'other-work',
      queue: 'sync',
      input: z.strictObject({}),
      dedupeKey: () => 'all',
      run: async () => void (worked += 1),
    })
    const jobs = await startJobs<JobDeps>({
      backend: { kind: 'postgres', pool: database().pool },
      registry: [deliverAlertsJob, relayOutboxJob(null), other],
      deps: (queue) => ({ ...deps(), jobs: queue, ending: () => false, onCaptured: () => undefined }),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })
    try {
      http.behave(() => 'hang')
      await raise(1)
      await jobs.enqueue('relay-outbox', {})
      await expect.poll(() => http.requests.length, { timeout: 20_000 }).toBe(1)
      await jobs.enqueue('other-work', {})
      await expect.poll(() => worked, { timeout: 20_000 }).toBe(1)
      expect(await states()).toMatchObject({ waiting: expect.any(Number) })
      expect(await jobs.whenIdle(20_000)).toBe('idle')
      expect(smtp.mails).toHaveLength(1)
      expect(await states()).toEqual({ sent: 1, waiting: 1 })
    } finally {
      await jobs.close()
    }
  })

  test('1,000 alerts are one message in Slack and one mail to their owner, and none is lost', async () => {
    await raise(1_000)
    expect(await deliverAlerts(scopeOf(), 'worker')).toEqual({ messages: 2, sent: 2_000, later: 0, parked: 0 })
    expect(http.requests).toHaveLength(1)
    expect(http.requests[0]?.body).toContain('1000 alerts: 1000 overdue')
    expect(smtp.mails).toHaveLength(1)
    expect(await states()).toEqual({ sent: 2_000 })
  })

  test('a process that dies after the mail was taken repeats it with the same Message-ID', async () => {
    await raise(3)
    const dead = scopeOf()
    const dying = { ...dead.store, alerts: { ...dead.store.alerts, sent: () => Promise.reject(new Error('killed')) } }
    await expect(deliverAlerts({ ...dead, store: dying }, 'worker')).rejects.toThrow('killed')
    now += 11 * MINUTE
    await deliverAlerts(scopeOf(), 'another')
    const messageIds = smtp.mails.map((mail) => mail.headers.get('message-id')?.[0] ?? '')
    const keys = http.requests.map(({ headers }) => String(headers['idempotency-key']))
    // One of each was taken before; all three come after, so one of them twice.
    expect([messageIds.length, new Set(messageIds).size]).toEqual([4, 3])
    expect([keys.length, new Set(keys).size]).toEqual([4, 3])
    expect(await states()).toEqual({ sent: 6 })
  })

  test('a dead Slack does not keep mails from going, and gets what it missed', async () => {
    await raise(2)
    http.behave(() => ({ status: 503 }))
    expect(await deliverAlerts(scopeOf(), 'worker')).toEqual({ messages: 2, sent: 2, later: 2, parked: 0 })
    http.behave(() => ({ status: 200, body: 'ok' }))
    now += MINUTE
    expect(await deliverAlerts(scopeOf(), 'worker')).toEqual({ messages: 2, sent: 2, later: 0, parked: 0 })
    expect(new Set(http.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
  })

  test('a webhook that was removed parks, says what to do, and goes on once it is resumed', async () => {
    await raise(1)
    http.behave(() => ({ status: 404, body: 'no_service' }))
    await deliverAlerts(scopeOf(), 'worker')
    const [parked] = (await store.alerts.newest(ACME, 10)).filter(({ state }) => state === 'parked')
    expect(parked).toMatchObject({
      channel: 'sales',
      note: expect.stringMatching(/no_service.*make a new one.*SLACK_URL/),
    })
    http.behave(() => ({ status: 200, body: 'ok' }))
    expect(await store.alerts.resume(ACME, 'sales', now)).toBe(1)
    await deliverAlerts(scopeOf(), 'worker')
    expect(await states()).toEqual({ sent: 2 })
  })

  describe('a sync that breaks', () => {
    const look = () => syncAlerts(scopeOf(), START)
    const captured = async (at: number) => {
      for (const stream of streamsOf(base)) await store.inbox.capture(ACME, stream, { notices: [], cursor: { at }, at })
    }
    beforeEach(() => captured(START))

    test('is told of once, by whoever sees it, and told of again when it works', async () => {
      expect(await look()).toBeNull()
      await store.connections.pause(ACME, 'CREDENTIALS_REJECTED: the token was revoked')
      expect(await Promise.all([look(), look()])).toContain('sync-broken')
      expect(await look()).toBeNull()
      await deliverAlertsJob.run({ connectionId: 'acme' }, deps())
      expect(http.requests.map(({ path }) => path).sort()).toEqual(['/pager', '/teams'])
      expect(http.requests[0]?.body).toContain('the token was revoked')
      now += MINUTE
      await store.connections.resume(ACME)
      expect(await look()).toBe('sync-restored')
      expect(await look()).toBeNull()
      now += MINUTE
      await store.connections.pause(ACME, 'again')
      expect(await look()).toBe('sync-broken')
      await deliverAlertsJob.run({ connectionId: 'acme' }, deps())
      expect(http.requests).toHaveLength(6)
    })

    test('is one in which nothing was read for half an hour from one of the streams', async () => {
      now += 31 * MINUTE
      const [first, ...others] = streamsOf(base)
      for (const stream of others) await store.inbox.capture(ACME, stream, { notices: [], cursor: { at: 1 }, at: now })
      expect(await look()).toBe('sync-broken')
      if (first !== undefined) await store.inbox.capture(ACME, first, { notices: [], cursor: { at: 1 }, at: now })
      expect(await look()).toBe('sync-restored')
    })

    test('or one that does not work on what waits', async () => {
      const [stream] = streamsOf(base)
      if (stream !== undefined) await store.inbox.add(ACME, stream, ['1'], 'changed', START)
      now += 31 * MINUTE
      await captured(now)
      expect(await look()).toBe('sync-broken')
    })

    test('is told of each time, also where nobody asked to be told that it works again', async () => {
      const onlyBroken = { ...ALERTS, rules: [{ on: ['sync-broken' as const], to: ['pager'], urgency: [] }] }
      const lookOnly = () => syncAlerts({ ...scopeOf(), config: { ...base, alerts: onlyBroken } }, START)
      for (const reason of ['first', 'second']) {
        await store.connections.pause(ACME, reason)
        expect(await lookOnly()).toBe('sync-broken')
        now += 1_000
        await store.connections.resume(ACME)
        expect(await lookOnly()).toBe('sync-restored')
        expect(await lookOnly()).toBeNull()
        now += 1_000
      }
      expect(await states()).toEqual({ waiting: 2 })
    })

    test('is looked for by the sweep, for a paused connection too, now and then', async () => {
      const sweep = sweepAlerts(5_000)
      await store.connections.pause(ACME, 'paused')
      await sweep.run({}, deps())
      await sweep.run({}, deps())
      expect(enqueued).toEqual(['deliver-alerts', 'deliver-alerts'])
      expect(await states()).toEqual({ waiting: 2 })
      await store.connections.resume(ACME)
      now += 5_000
      await sweep.run({}, deps())
      expect(await states()).toEqual({ waiting: 2 })
      now += MINUTE
      await sweep.run({}, deps())
      expect(await states()).toEqual({ waiting: 4 })
    })
  })
})
