import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { connectionId } from '#domain/ids.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Ended, Place } from '#support/cli.ts'
import { company, loopDocument, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { useCrms } from '#support/crms.ts'

const crms = useCrms()
let at: Place
beforeEach(async () => {
  at = await place()
  const data = company({ contacts: [mql('ada', { country: 'Germany' })] })
  for (const crm of [crms().box.hubspot, crms().box.salesforce]) crm.sandbox.seed(data)
})
afterEach(() => at.remove())

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
const { routing } = loopDocument()
const member = (name: string) => ({ email: `${name}@sales.example` })
const TERRITORY: Partial<SyncConfigInput> = {
  handover: [{ id: 'all', version: 3, urgency: 'high', pool: 'sales' }],
  routing: {
    ...routing,
    namedAccounts: [{ id: 'acme', domains: ['acme.example'], to: { pool: 'sales' } }],
    territories: [{ id: 'de', when: [{ property: 'country', in: ['Germany'] }], to: { owner: 'cem@sales.example' } }],
    pools: [{ id: 'sales', members: [member('ann'), member('bob')] }],
  },
}
const config = (): Promise<string> => at.file('try.yaml', JSON.stringify(loopDocument(TERRITORY)))
const lastLine = (text: string): unknown => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')

describe('tandem routing simulate', () => {
  it('says who would get a contact, by what, until when, and writes nothing', async () => {
    const written = writesOf(crms().box)
    const shown = await run(['routing', 'simulate', '--config', await config(), '--lead', 'ada@buyers.example'])
    expect(shown.code, shown.stderr).toBe(0)
    expect(shown.stdout).toContain('Cem Third gets it by territory:de')
    expect(shown.stdout).toContain('contract all (version 3)')
    expect(shown.stdout).toMatch(/first-response: by 20\d\d-\d\d-\d\d \d\d:\d\d \(America\/New_York\)/)
    expect(shown.stdout).toContain('named-account: nobody')
    // Connecting alone may take one call that is no GET.
    expect(writesOf(crms().box) - written).toBeLessThanOrEqual(1)
    expect(await at.kept()).toBeNull()
  })

  it('carries the turns through a file, tells the shares, and loses no row', async () => {
    const file = await at.file(
      'people.csv',
      'email,company,country\na@a.example,A,\nb@b.example,"B, Inc\nof Berlin",\nnobody,,\nc@c.example,C,\nd@d.example,D,Germany\ne@e.example,E\nf@f.example,F,\n',
    )
    const args = ['routing', 'simulate', '--config', await config(), '--csv', file]
    const result = lastLine((await run([...args, '--json'])).stdout)
    expect(result).toMatchObject({
      leads: [
        { id: 'line 2', owner: { name: 'Ann First' }, rule: 'pool:sales', policy: 'standard', urgency: 'high' },
        { id: 'line 4', owner: { name: 'Bob Second' } },
        { id: 'line 6', owner: { name: 'Ann First' } },
        { id: 'line 7', owner: { name: 'Cem Third' }, rule: 'territory:de' },
        { id: 'line 9', owner: { name: 'Bob Second' } },
      ],
      shares: [
        { name: 'Ann First', leads: 2 },
        { name: 'Bob Second', leads: 2 },
        { name: 'Cem Third', leads: 1 },
      ],
      badRows: [
        { line: 5, why: '"nobody" is no e-mail address' },
        { line: 8, why: '2 cells, the header has 3; put text with commas into quotes' },
      ],
    })
    expect((await run(args)).stdout).toContain('5 leads, 2 rows left out')
    expect(await at.kept()).toBeNull()
  })

  it.each([
    [['--lead', 'nobody@buyers.example'], 'no contact in HubSpot'],
    [[], 'name one contact with --lead'],
    [['--csv', 'gone.csv'], 'cannot read gone.csv'],
  ])('%j is wrong input', async (flags, words) => {
    const shown = await run(['routing', 'simulate', '--config', await config(), ...flags])
    expect(shown.code).toBe(2)
    expect(shown.stderr).toContain(words)
  })
})

it('tandem routing sweep looks at all open leads with the active config', async () => {
  const swept = await run(['routing', 'sweep', '--config', await config(), '--json'])
  expect(swept.code, swept.stderr).toBe(0)
  expect(lastLine(swept.stdout)).toEqual({ looked: 0, given: [], stuck: [] })
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  try {
    expect(await createStore(database.kysely).connections.get(connectionId('loop'))).not.toBeNull()
  } finally {
    await database.close()
  }
})
