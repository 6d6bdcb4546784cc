import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { connectionId } from '#domain/ids.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { company, loopDocument } from '#support/company.ts'
import { useCrms } from '#support/crms.ts'

const crms = useCrms()
const ID = connectionId(loopDocument().connection.id)
const LATER = loopDocument({ goLiveAt: '2026-01-02T00:00:00Z' })
const LATEST = loopDocument({ goLiveAt: '2026-01-03T00:00:00Z' })
let at: Place

/** Two versions by people: the file's, and one that Ana saved on the page. */
beforeEach(async () => {
  at = await place()
  for (const crm of [crms().box.hubspot, crms().box.salesforce]) crm.sandbox.seed(company())
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  const store = createStore(database.kysely)
  await store.connections.save({
    id: ID,
    name: 'Test connection',
    portalId: '1',
    orgId: '2',
    currency: 'USD',
    orgTimeZone: 'America/New_York',
  })
  const when = Date.UTC(2026, 2, 2, 9, 30)
  await store.configs.push(ID, { document: loopDocument(), author: 'tandem.yaml', comment: 'first version', at: when })
  await store.configs.push(ID, { document: LATER, author: 'Ana', comment: 'a day later', at: when })
  await database.close()
  await at.file('tandem.yaml', JSON.stringify(loopDocument()))
})
afterEach(() => at.remove())

const run = (...args: readonly string[]) => {
  const { hubspot, salesforce } = crms().box
  return at.here(['config', ...args], {
    TANDEM_HUBSPOT_TOKEN: hubspot.credentials['accessToken'] ?? '',
    TANDEM_HUBSPOT_URL: hubspot.url,
    TANDEM_SALESFORCE_URL: salesforce.url,
    TANDEM_SALESFORCE_CLIENT_ID: salesforce.credentials['clientId'] ?? '',
    TANDEM_SALESFORCE_CLIENT_SECRET: salesforce.credentials['clientSecret'] ?? '',
  })
}
const file = (): string => `${at.folder}/tandem.yaml`

describe('tandem config', () => {
  test('versions lists who saved what, the newest in force', async () => {
    const { stdout, code } = await run('versions')
    expect(code).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(['2  2026-03-02 09:30  Ana: a day later  (in force)', '1  2026-03-02 09:30  tandem.yaml: first version'])
    const json = JSON.parse((await run('versions', '--json')).stdout) as { versions: { inForce: boolean }[] }
    expect(json.versions.map(({ inForce }) => inForce)).toEqual([true, false])
  })

  test('pull writes what is in force, or another version, as YAML', async () => {
    expect(parse((await run('pull')).stdout)).toEqual(LATER)
    const out = `${at.folder}/old.yaml`
    expect((await run('pull', '--version', '1', '--output', out)).stdout).toContain('is version 1 by tandem.yaml')
    expect(parse(await readFile(out, 'utf8'))).toEqual(loopDocument())
    expect((await run('pull', '--version', '7')).stderr).toContain('there is no version 7')
  })

  test('diff tells in words what differs between versions, and from the file', async () => {
    expect((await run('diff', '1', '2')).stdout).toContain('Go-live: 2026-01-01T00:00:00Z -> 2026-01-02T00:00:00Z')
    expect((await run('diff', '--config', file())).stdout).toContain(
      'Go-live: 2026-01-02T00:00:00Z -> 2026-01-01T00:00:00Z',
    )
    expect((await run('diff', '1', '--config', file())).stdout).toContain('say the same')
  })

  test('push saves the file as a new version, and nothing where it is in force already', async () => {
    await at.file('tandem.yaml', JSON.stringify(LATEST))
    const pushed = await run('push', '--config', file(), '--comment', 'another day later')
    expect(pushed.stdout, pushed.stderr).toContain('Version 3 is in force')
    expect((await run('push', '--config', file(), '--comment', 'again')).stdout).toContain(
      'Nothing was saved: version 3',
    )
    await at.file('tandem.yaml', JSON.stringify({ ...LATEST, campaignProperty: 'no_such_property' }))
    const wrong = await run('push', '--config', file(), '--comment', 'x')
    expect([wrong.code, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toContain('no_such_property')
    await at.file('tandem.yaml', JSON.stringify(LATER))
    const overtaken = await run('push', '--config', file(), '--comment', 'x', '--expect', '2')
    expect(overtaken.code).toBe(2)
    expect(overtaken.stderr).toContain('version 3 by')
  })

  test('push takes nothing back that was saved after the file was made, unless it is forced to', async () => {
    await at.file(
      'tandem.yaml',
      JSON.stringify({ ...loopDocument(), campaignProperty: 'recent_conversion_event_name' }),
    )
    const refused = await run('push', '--config', file(), '--comment', 'another property')
    expect([refused.code, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain('Of version 2 by Ana, which is in force, ')
    expect(refused.stderr).toContain('  Go-live: 2026-01-02T00:00:00Z -> 2026-01-01T00:00:00Z')
    expect(refused.stderr).not.toContain('recent_conversion_event_name')
    expect(refused.stderr).toContain('--force')
    expect((await run('versions')).stdout).not.toContain('another property')

    const both = await run('push', '--config', file(), '--comment', 'x', '--force', '--expect', '2')
    expect(both.stderr).toContain("cannot be used with option '--expect")
    const forced = await run('push', '--config', file(), '--comment', 'as it was', '--force')
    expect(forced.stdout, forced.stderr).toContain('Version 3 is in force')
  })

  test('push of a file that says what an older version says is refused alike', async () => {
    const refused = await run('push', '--config', file(), '--comment', 'as it was')
    expect(refused.stderr).toContain('differs least from version 1, and 2 is in force: nothing was saved')
    const seen = await run('push', '--config', file(), '--comment', 'as it was', '--expect', '2')
    expect(seen.stdout, seen.stderr).toContain('Version 3 is in force')
  })

  test('rollback makes a new version that says what an older one says', async () => {
    const back = await run('rollback', '1')
    expect(back.stdout, back.stderr).toContain('Version 3 is in force; it says what version 1 says')
    expect(parse((await run('pull')).stdout)).toEqual(loopDocument())
    expect((await run('rollback', 'x')).code).toBe(2)
  })

  test('push asks a running server alike what it would take back', async () => {
    const head = (version: number) => ({ version, author: 'Ana', comment: '', savedAt: '2026-03-02T09:30:00Z' })
    const versions = [
      { ...head(2), document: LATER },
      { ...head(1), document: loopDocument() },
    ]
    const asked: string[] = []
    const server = createServer((req, res) => {
      asked.push(`${req.method} ${req.url}`)
      const [, rest = ''] = (req.url ?? '').split(`/api/connections/${ID}/config`)
      const one = versions.find(({ version }) => rest === `/versions/${version}`)
      res.end(JSON.stringify(one ?? (rest === '' ? versions[0] : { items: versions })))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const refused = await at.here(['config', 'push', '--config', file(), '--comment', 'x', '--server', url], {
      TANDEM_API_TOKEN: 'x',
    })
    server.close()
    expect(refused.stderr).toContain('Go-live: 2026-01-02T00:00:00Z -> 2026-01-01T00:00:00Z')
    expect(refused.stderr).toContain('differs least from version 1')
    expect(asked.filter((line) => line.startsWith('POST'))).toEqual([])
  })

  test('a server that cannot be reached is one line', async () => {
    const { code, stderr } = await at.here(['config', 'versions', '--server', 'http://127.0.0.1:9'], {
      TANDEM_API_TOKEN: 'x',
    })
    expect(code).toBe(2)
    expect(stderr.trim()).toBe('error: http://127.0.0.1:9 cannot be reached: check --server')
  })
})
