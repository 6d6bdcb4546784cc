import { beforeEach, describe, expect, it } from 'vitest'
import type { Alert, AlertsConfig, Channel } from '#domain/alerts/types.ts'
import { connectionId } from '#domain/ids.ts'
import type { Message, SendOutcome } from '#ports/notifier.ts'
import type { AlertStore } from '#ports/store/alerts.ts'
import { alert, alertsConfig, alertsInMemory, recordingNotifier } from '#support/alerts.ts'
import type { Scope } from '../scope.ts'
import { deliverAlerts } from './deliver-alerts.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 2, 2, 15)
const CONNECTION = connectionId('acme')
const SALES: Channel = { type: 'slack', urlFrom: 'SALES_URL' }
const OPS: Channel = { type: 'slack', urlFrom: 'OPS_URL' }
const HOOK: Channel = { type: 'webhook', urlFrom: 'HOOK_URL', secretFrom: 'HOOK_SECRET' }

let now = START
let alerts = alertsInMemory()
let ids = 0

beforeEach(() => {
  now = START
  alerts = alertsInMemory()
  ids = 0
})

type Answer = (channel: Channel, message: Message) => SendOutcome | Promise<SendOutcome>

function world(answer?: Answer, over: Partial<AlertsConfig> = {}, store: AlertStore = alerts) {
  const notifier = recordingNotifier(answer)
  const logged: unknown[] = []
  const log = (fields: unknown): void => void logged.push(fields)
  const scope = {
    connection: { id: CONNECTION },
    config: { alerts: alertsConfig({ channels: { sales: SALES, ops: OPS, hook: HOOK }, ...over }) },
    store: { alerts: store },
    clock: { now: () => now },
    log: { debug: log, info: log, warn: log, error: log },
    newId: () => `id-${(ids += 1)}`,
    notifier,
  } as unknown as Scope
  return { run: () => deliverAlerts(scope, 'worker'), sent: notifier.sent, logged }
}

const raise = (count: number, channels: readonly string[], prefix = 'a', over: Partial<Alert> = {}): Promise<void> =>
  alerts.add(
    CONNECTION,
    Array.from({ length: count }, (_, i) => ({ alert: alert(`${prefix}${i}`, { at: now, ...over }), channels })),
    now,
  )

const states = (): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { state } of alerts.all()) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

const LATER: SendOutcome = { ok: false, disposition: 'retry', retryAfterMs: null, reason: 'it answered 503' }
const PARK: SendOutcome = { ok: false, disposition: 'park', retryAfterMs: null, reason: 'make a new webhook' }

describe('what waits', () => {
  it('is sent once to each of its channels', async () => {
    await raise(2, ['sales', 'email:ann@sales.example'])
    const { run, sent } = world()
    expect(await run()).toEqual({ messages: 4, sent: 4, later: 0, parked: 0 })
    expect(sent.map(({ channel }) => channel).filter((channel) => channel.type === 'email')).toEqual([
      { type: 'email', to: ['ann@sales.example'] },
      { type: 'email', to: ['ann@sales.example'] },
    ])
    expect(await run()).toEqual({ messages: 0, sent: 0, later: 0, parked: 0 })
    expect(states()).toEqual({ sent: 4 })
  })

  it('goes with its facts as data where programs listen', async () => {
    await raise(1, ['hook'])
    const { run, sent } = world()
    await run()
    expect(sent[0]?.message.payload).toMatchObject({
      id: sent[0]?.message.id,
      connection: 'acme',
      alerts: [{ id: 'a0', kind: 'breach', at: '2026-03-02T15:00:00.000Z', facts: { lead: 'Ada Bell' } }],
    })
  })
})

describe('under load', () => {
  it('1,000 alerts of one channel are one message, and none is lost', async () => {
    await raise(1_000, ['sales'])
    const { run, sent } = world()
    expect(await run()).toEqual({ messages: 1, sent: 1_000, later: 0, parked: 0 })
    expect(sent[0]?.message.subject).toBe('1000 alerts: 1000 overdue')
    expect(sent[0]?.message.text).toContain('and 985 more')
    expect(states()).toEqual({ sent: 1_000 })
  })

  it('they are ten for a program, which gets every one of them', async () => {
    await raise(1_000, ['hook'])
    const { run, sent } = world()
    await run()
    const told = sent.flatMap(({ message }) =>
      (message.payload as { alerts: { id: string }[] }).alerts.map(({ id }) => id),
    )
    expect(sent).toHaveLength(10)
    expect(new Set(told).size).toBe(1_000)
    expect(told).toHaveLength(1_000)
  })

  it('a trickle is collected: at most five messages and a list in each window', async () => {
    const { run, sent } = world()
    for (let second = 0; second < 180; second += 1) {
      await raise(3, ['sales'], `s${second}-`)
      await run()
      now += 1_000
    }
    now += MINUTE
    await run()
    expect(sent.length).toBeLessThanOrEqual(4 * 6)
    expect(states()).toEqual({ sent: 540 })
  })

  it('what is more than one run takes is taken by the next ones', async () => {
    await raise(5_200, ['hook'])
    const { run } = world()
    await run()
    now += MINUTE
    await run()
    expect(states()).toEqual({ sent: 5_200 })
  })
})

describe('a channel that does not answer', () => {
  it('holds up no other, and is tried again later with the same message', async () => {
    await raise(1, ['sales', 'ops'])
    let down = true
    const { run, sent } = world((channel) => (down && channel === SALES ? LATER : { ok: true }))
    expect(await run()).toEqual({ messages: 1, sent: 1, later: 1, parked: 0 })
    const [waiting] = alerts.all().filter(({ state }) => state === 'waiting')
    expect(waiting).toMatchObject({ channel: 'sales', attempts: 1, note: 'it answered 503' })
    expect(waiting?.nextTryAt).toBeGreaterThanOrEqual(now + 15_000)
    expect(waiting?.nextTryAt).toBeLessThanOrEqual(now + 18_000)
    expect(await run()).toMatchObject({ messages: 0 })
    down = false
    now += 20_000
    await run()
    const tries = sent.filter(({ channel }) => channel === SALES).map(({ message }) => message)
    expect(tries).toHaveLength(2)
    expect(tries[1]).toEqual(tries[0])
    expect(states()).toEqual({ sent: 2 })
  })

  it('is not waited for by the others', async () => {
    await raise(1, ['sales', 'ops'])
    const opened: { answer?: (outcome: SendOutcome) => void } = {}
    const { run } = world((channel) =>
      channel === SALES ? new Promise((resolve) => (opened.answer = resolve)) : { ok: true },
    )
    const running = run()
    await expect.poll(() => states()).toEqual({ waiting: 1, sent: 1 })
    opened.answer?.({ ok: true })
    await running
    expect(states()).toEqual({ sent: 2 })
  })

  it('is asked once in a run, however much waits for it', async () => {
    await raise(4, ['sales'])
    const { run, sent } = world(() => LATER)
    expect(await run()).toEqual({ messages: 0, sent: 0, later: 4, parked: 0 })
    expect(sent).toHaveLength(1)
  })

  it('costs a run little when it is a mail server for many people', async () => {
    await alerts.add(
      CONNECTION,
      Array.from({ length: 100 }, (_, i) => ({ alert: alert(`m${i}`), channels: [`email:rep${i}@sales.example`] })),
      now,
    )
    const { run, sent } = world(() => LATER)
    expect(await run()).toMatchObject({ later: 100 })
    expect(sent.length).toBeLessThan(8)
  })

  it('that is slow gives way to the others after ten seconds, and loses nothing', async () => {
    await raise(5, ['sales'])
    const { run, sent } = world(() => {
      now += 6_000
      return { ok: true }
    })
    expect(await run()).toEqual({ messages: 2, sent: 2, later: 3, parked: 0 })
    now += 20_000
    await run()
    now += 20_000
    await run()
    expect(sent).toHaveLength(5)
    expect(states()).toEqual({ sent: 5 })
  })

  it('is waited for as long as it asks', async () => {
    await raise(1, ['sales'])
    await world(() => ({ ...LATER, retryAfterMs: 10 * MINUTE })).run()
    expect(alerts.all()[0]?.nextTryAt).toBeGreaterThanOrEqual(now + 10 * MINUTE)
  })

  it('is given up after a day, with the last reason, and can be resumed', async () => {
    await raise(1, ['sales'])
    const { run, sent } = world(() => LATER)
    for (let round = 0; round < 200 && states()['parked'] === undefined; round += 1) {
      await run()
      now += 31 * MINUTE
    }
    expect(states()).toEqual({ parked: 1 })
    expect(now - START).toBeGreaterThan(24 * 60 * MINUTE)
    expect(now - START).toBeLessThan(26 * 60 * MINUTE)
    expect(alerts.all()[0]?.note).toMatch(/a day.*503.*alerts resume/)
    expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1)
    expect(await alerts.resume(CONNECTION, 'sales', now)).toBe(1)
    await world().run()
    expect(states()).toEqual({ sent: 1 })
  })

  it('that throws against its contract is one that does not answer, and the log has the error', async () => {
    await raise(1, ['sales', 'ops'])
    const { run, logged } = world((channel) => {
      if (channel === SALES) throw new TypeError('a bug')
      return { ok: true }
    })
    expect(await run()).toEqual({ messages: 1, sent: 1, later: 1, parked: 0 })
    expect(logged).toContainEqual(expect.objectContaining({ err: expect.any(TypeError) }))
  })
})

describe('a channel that has to be mended', () => {
  it('parks its alerts with what to do, and resumes them', async () => {
    await raise(2, ['sales', 'ops'])
    const { run } = world((channel) => (channel === SALES ? PARK : { ok: true }))
    expect(await run()).toEqual({ messages: 2, sent: 2, later: 0, parked: 2 })
    expect(alerts.all().filter(({ state }) => state === 'parked')).toMatchObject([
      { channel: 'sales', note: 'make a new webhook' },
      { channel: 'sales', note: 'make a new webhook' },
    ])
    now += 24 * 60 * MINUTE
    expect(await run()).toMatchObject({ sent: 0 })
    expect(await alerts.resume(CONNECTION, 'sales', now)).toBe(2)
    expect(await world().run()).toMatchObject({ sent: 2 })
  })

  it.each([
    ['gone', /no channel "gone"/],
    ['owner', /no e-mail address is known of the owner/],
  ])('is said of %s, and nothing is sent', async (channel, note) => {
    await raise(1, [channel])
    const { run, sent } = world()
    expect(await run()).toEqual({ messages: 0, sent: 0, later: 0, parked: 1 })
    expect(sent).toEqual([])
    expect(alerts.all()[0]).toMatchObject({ state: 'parked', note: expect.stringMatching(note) })
  })
})

describe('a crash between sending and saying so', () => {
  /** The process dies when it wants to say that something was sent. */
  const dying = (): AlertStore => ({ ...alerts, sent: () => Promise.reject(new Error('killed')) })

  it.each([
    [1, 1],
    [4, 4],
    [300, 1],
  ])('of %i alerts repeats the same messages with the same ids, and no others', async (count, messages) => {
    await raise(count, ['sales'])
    const before = world(undefined, {}, dying())
    await expect(before.run()).rejects.toThrow('killed')
    // More come before the lease of the dead one runs out.
    now += MINUTE
    await raise(1, ['sales'], 'more')
    const between = world()
    await between.run()
    expect(between.sent.map(({ message }) => message.subject)).toEqual(['Answer overdue: Ada Bell (Orrin)'])
    now += 10 * MINUTE
    const after = world()
    await after.run()
    expect(after.sent).toHaveLength(messages)
    // The first message was sent before the process died; its repeat is the same in every letter.
    expect(after.sent[0]?.message).toEqual(before.sent[0]?.message)
    expect(states()).toEqual({ sent: count + 1 })
  })

  it('does not send half a message under its id: a receiver would take the other half for a repeat', async () => {
    await raise(20, ['sales'])
    const before = world(undefined, {}, dying())
    await expect(before.run()).rejects.toThrow('killed')
    now += 10 * MINUTE
    // Another worker holds some of them.
    await alerts.lease(CONNECTION, 'another', now, now + 90_000, 8)
    const after = world()
    expect(await after.run()).toMatchObject({ sent: 0, later: 12 })
    now += 100_000
    await after.run()
    expect(after.sent).toHaveLength(1)
    expect(after.sent[0]?.message.id).toBe(before.sent[0]?.message.id)
    expect(states()).toEqual({ sent: 20 })
  })

  it('whose other half never comes goes under an id of its own', async () => {
    await raise(20, ['sales'])
    const before = world(undefined, {}, dying())
    await expect(before.run()).rejects.toThrow('killed')
    now += 10 * MINUTE
    const worker = 'whoever keeps them'
    await alerts.lease(CONNECTION, worker, now, now + 1_000 * MINUTE, 8)
    const after = world()
    for (let round = 0; round < 6; round += 1) {
      await after.run()
      now += 20_000
    }
    expect(after.sent).toHaveLength(1)
    expect(after.sent[0]?.message.id).not.toBe(before.sent[0]?.message.id)
    expect(states()).toEqual({ sent: 12, waiting: 8 })
  })
})

it('two workers at once send nothing twice', async () => {
  await raise(40, ['sales', 'ops', 'hook'])
  const { run, sent } = world(async () => {
    await Promise.resolve()
    return { ok: true }
  })
  await Promise.all([run(), run()])
  expect(sent).toHaveLength(3)
  expect(states()).toEqual({ sent: 120 })
})
