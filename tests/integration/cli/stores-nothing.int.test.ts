import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Ended, Place } from '#support/cli.ts'
import { company, loopDocument, mql } from '#support/company.ts'
import { useCrms } from '#support/crms.ts'

const crms = useCrms()
let at: Place
beforeEach(async () => {
  at = await place()
  const data = company({ contacts: [mql('ada'), mql('cold', { marketable: false })] })
  for (const crm of [crms().box.hubspot, crms().box.salesforce]) crm.sandbox.seed(data)
})
afterEach(async () => {
  process.exitCode = 0
  await at.remove()
})

const ID = connectionId(loopDocument().connection.id)
const run = (args: readonly string[]): Promise<Ended> => {
  const { hubspot, salesforce } = crms().box
  return at.here(args, {
    LOG_LEVEL: 'silent',
    TANDEM_HUBSPOT_TOKEN: hubspot.credentials['accessToken'] ?? '',
    TANDEM_HUBSPOT_URL: hubspot.url,
    TANDEM_SALESFORCE_URL: salesforce.url,
    TANDEM_SALESFORCE_CLIENT_ID: salesforce.credentials['clientId'] ?? '',
    TANDEM_SALESFORCE_CLIENT_SECRET: salesforce.credentials['clientSecret'] ?? '',
  })
}

/** Names of values in no alphabetical order, of which two share a Salesforce value: the first named comes back. */
const fieldsWith = (values: Readonly<Record<string, string>>) => ({
  'contact-lead': [{ hubspot: 'jobtitle', salesforce: 'Description', id: 'jobtitle', values }],
})
const fields = fieldsWith({ Zeta: 'Top', Chief: 'Top', Alpha: 'Low' })
const writeConfig = (over: Parameters<typeof loopDocument>[0] = {}): Promise<string> =>
  at.file('tandem.yaml', JSON.stringify(loopDocument({ fields, ...over })))

async function stored() {
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  try {
    const store = createStore(database.kysely)
    const [connection, config, waiting] = await Promise.all([
      store.connections.get(ID),
      store.configs.current(ID),
      store.inbox.depth(ID, Number.MAX_SAFE_INTEGER),
    ])
    return { state: connection?.state, version: config?.version, waiting: waiting.total }
  } finally {
    await database.close()
  }
}

async function pause(): Promise<void> {
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  await createStore(database.kysely).connections.pause(ID, 'tried')
  await database.close()
}

test('a dry run of a backfill makes no database, activates no configuration and resumes nothing', async () => {
  const file = await writeConfig()
  const first = await run(['backfill', '--dry-run', '--config', file])
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toContain('nothing was written')
  expect(await at.kept()).toBeNull()

  // One was sent and nobody knows why they were not received.
  expect((await run(['drift', '--config', file])).code).toBe(1)
  await pause()
  const before = await stored()
  expect(before).toMatchObject({ state: 'paused', version: 1 })
  await writeConfig({ goLiveAt: '2026-02-01T00:00:00Z' })
  expect((await run(['backfill', '--dry-run', '--config', file])).code).toBe(0)
  expect(await stored()).toEqual(before)
})

test('a drift check uses the active configuration and says so where the file is another', async () => {
  const file = await writeConfig()
  const first = await run(['drift', '--config', file])
  expect(first.stderr).not.toContain('differs')
  await pause()
  expect((await run(['drift', '--config', file])).stderr).not.toContain('differs')
  await writeConfig({ goLiveAt: '2026-04-01T00:00:00Z' })
  const other = await run(['drift', '--config', file])
  expect(other.stderr).toContain('differs from the active configuration (version 1)')
  expect(other.stdout).toContain('1 sent, 0 received')
  expect(await stored()).toMatchObject({ state: 'paused', version: 1 })
})

test('a drift check lists what needs somebody, and who stays out by the configuration only when asked', async () => {
  const file = await writeConfig()
  const shown = await run(['drift', '--config', file])
  expect(shown.stdout).toMatch(/Not sent, by the configuration:\n +1 {2}not marketing/)
  expect(shown.stdout).toContain('not-captured')
  expect(shown.stdout).not.toContain('stays out')
  expect((await run(['drift', '--config', file, '--all'])).stdout).toContain('stays out: not-marketing')
})

test('a preview of the file that is active says that it says the same', async () => {
  const file = await writeConfig()
  await run(['drift', '--config', file])
  const same = await run(['preview', '--config', file])
  expect(same.code, same.stderr).toBe(0)
  expect(same.stdout).toContain('The mapping that is active says the same.')
  await writeConfig({ fields: fieldsWith({ Zeta: 'Top', Chief: 'Top', Alpha: 'Other' }) })
  expect((await run(['preview', '--config', file])).stdout).toContain('1 field mapped otherwise')
})
