import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { connectionId } from '#domain/ids.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { alert } from '#support/alerts.ts'
import { companyFolder, place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { loopDocument } from '#support/company.ts'
import { startHttpSink } from '#support/http-sink.ts'
import type { HttpSink } from '#support/http-sink.ts'
import { startSmtpSink } from '#support/smtp-sink.ts'
import type { SmtpSink } from '#support/smtp-sink.ts'

const ACME = connectionId('acme')
let at: Place
let config: string
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
beforeEach(async () => {
  http.clear()
  smtp.clear()
  at = await place()
  const channels = {
    sales: { type: 'slack', urlFrom: 'SLACK_URL' },
    desk: { type: 'email', to: ['desk@acme.example'] },
  } as const
  config = await at.file('tandem.yaml', stringify({ ...loopDocument(), alerts: { channels } }))
})
afterEach(() => at.remove())

const send = (channel: string, env: Readonly<Record<string, string>>, ...flags: readonly string[]) =>
  at.here(['alerts', 'test', '--channel', channel, '--config', config, ...flags], env)

test('a test message reaches the channel, and the command says so', async () => {
  const sent = await send('sales', { SLACK_URL: `${http.url}/hook` })
  expect(sent).toMatchObject({ code: 0, stdout: 'sales (slack) took the message.\n' })
  expect(http.requests[0]?.body).toContain('This is a test of the channel \\"sales\\"')
  const mailed = await send('desk', { SMTP_URL: smtp.url, ALERTS_FROM: 'tandem@acme.example' }, '--json')
  expect(JSON.parse(mailed.stdout)).toEqual({ channel: 'desk', type: 'email', ok: true })
  expect(smtp.mails[0]?.headers.get('subject')).toEqual(['Tandem: test message'])
  expect(await at.kept()).toBeNull()
})

test('what has to be mended is wrong input, what may pass is a failure', async () => {
  const unset = await send('sales', {})
  expect(unset).toMatchObject({ code: 2, stdout: '' })
  expect(unset.stderr).toContain('sales did not take the message: environment variable SLACK_URL is not set')
  const down = await send('sales', { SLACK_URL: 'http://127.0.0.1:9/secret' }, '--json')
  expect(down.code).toBe(1)
  expect(JSON.parse(down.stdout)).toMatchObject({ ok: false, disposition: 'retry' })
  expect(down.stderr).not.toContain('secret')
  const unknown = await send('nowhere', {})
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('it has: sales, desk') })
})

test('a mail server that is none is refused before anything is sent', async () => {
  const wrong = await send('desk', { SMTP_URL: 'smtp.acme.example', ALERTS_FROM: 'tandem@acme.example' })
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('SMTP_URL') })
  const from = await send('desk', { SMTP_URL: smtp.url, ALERTS_FROM: 'nobody' })
  expect(from).toMatchObject({ code: 2, stderr: expect.stringContaining('ALERTS_FROM') })
  expect(smtp.mails).toEqual([])
})

test('what was told is listed with where it went and why not, and parked ones can be resumed', async () => {
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  const store = createStore(database.kysely)
  const account = { id: ACME, name: 'Acme', portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' }
  await store.connections.save(account)
  const one = alert('a', { at: Date.UTC(2026, 2, 2, 15), linkId: null, handoffId: null })
  await store.alerts.add(ACME, [{ alert: one, channels: ['sales', 'gone'] }], 0)
  await store.alerts.lease(ACME, 'w', 0, 1, 10)
  await store.alerts.park(ACME, 'w', ['a/gone'], 'there is no such channel')
  await store.alerts.sent(ACME, 'w', ['a/sales'], Date.UTC(2026, 2, 2, 15, 1))
  await database.close()
  const listed = await at.here(['alerts', 'list'])
  expect(listed.stdout.split('\n').sort()).toEqual([
    '',
    '2026-03-02T15:00:00.000Z  breach of Ada Bell, Orrin -> gone: parked (1 tries): there is no such channel',
    '2026-03-02T15:00:00.000Z  breach of Ada Bell, Orrin -> sales: sent 2026-03-02T15:01:00.000Z',
  ])
  expect(await at.here(['alerts', 'resume', '--channel', 'sales'])).toMatchObject({
    code: 0,
    stdout: 'Nothing is parked for sales.\n',
  })
  expect(JSON.parse((await at.here(['alerts', 'resume', '--json'])).stdout)).toEqual({ resumed: 1 })
})

test('where nothing was started yet the list is that of the demo, and says so; --demo asks for it', async () => {
  const none = await at.here(['alerts', 'list', '--json'])
  expect(none).toMatchObject({ code: 2, stdout: '' })
  expect(none.stderr).toContain('run tandem start first')
  const folder = await companyFolder(at)
  const demo = await at.tandem(['demo', '--once', '--json', '--data', folder])
  expect(demo.code, demo.stderr).toBe(0)
  const instead = await at.here(['alerts', 'list', '--json'])
  expect(instead).toMatchObject({ code: 0 })
  expect(instead.stderr).toContain('this is the demo')
  expect(JSON.parse(instead.stdout)).toHaveProperty('deliveries')
  expect(await at.here(['alerts', 'list', '--demo', folder, '--json'])).toMatchObject({
    code: 0,
    stdout: instead.stdout,
  })
  expect(await at.here(['routing', 'returns', '--demo', folder])).toMatchObject({
    code: 0,
    stdout: 'Nobody is held back.\n',
  })
})
