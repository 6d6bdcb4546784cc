import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { provisionAccounts } from '#app/provision-accounts.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { companyFolder, place } from '#support/cli.ts'
import type { Ended, Place } from '#support/cli.ts'
import { company, loopDocument, mql } from '#support/company.ts'
import { accessTo } from '#support/crms.ts'
import { provisioners } from '../../../src/compose.ts'

let box: RunningSandbox
let at: Place
beforeAll(async () => {
  box = await startSandbox({ company: company({ contacts: [mql('dora')] }) })
  await provisionAccounts(provisioners(accessTo(box), box.clock), 'apply')
})
afterAll(() => box.close())
beforeEach(async () => {
  at = await place()
})
afterEach(() => at.remove())

const accounts = (): Record<string, string> => ({
  TANDEM_HUBSPOT_TOKEN: box.hubspot.credentials['accessToken'] ?? '',
  TANDEM_HUBSPOT_URL: box.hubspot.url,
  TANDEM_SALESFORCE_URL: box.salesforce.url,
  TANDEM_SALESFORCE_CLIENT_ID: box.salesforce.credentials['clientId'] ?? '',
  TANDEM_SALESFORCE_CLIENT_SECRET: box.salesforce.credentials['clientSecret'] ?? '',
  PORT: '0',
})
const writeConfig = (over: Record<string, unknown> = {}) =>
  at.file('tandem.yaml', stringify({ ...loopDocument(), ...over }))

/** One line that says "error: ...", the last one; before it at most what is being done. */
function expectOneError(ended: Ended, ...said: readonly RegExp[]): void {
  const lines = ended.stderr.trimEnd().split('\n')
  expect(
    lines.filter((line) => !line.endsWith(' ...')),
    ended.stderr,
  ).toHaveLength(1)
  expect(lines.at(-1)).toMatch(/^error: /)
  for (const words of said) expect(lines.at(-1)).toMatch(words)
}

/** Exit code 2, one line that says what to do, nothing on standard output, nothing kept. */
async function expectRefused(ended: Ended, ...said: readonly RegExp[]): Promise<void> {
  expectOneError(ended, ...said)
  expect(ended.code).toBe(2)
  expect(ended.stdout).toBe('')
  expect(await at.kept()).toBeNull()
}

async function occupiedPort(): Promise<{ readonly port: number; readonly free: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const free = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { port: (server.address() as AddressInfo).port, free }
}

describe('tandem start refuses, in one line and without writing anything,', () => {
  let before: unknown
  const records = (): unknown => {
    const { randomState: _random, usage: _usage, ...portal } = box.hubspot.sandbox.snapshot()
    return [portal, box.salesforce.sandbox.snapshot()['tables']]
  }
  beforeEach(() => {
    before = records()
  })
  afterEach(() => expect(records()).toEqual(before))

  it('a mapping with a field that Salesforce does not have, and guesses which was meant', async () => {
    await writeConfig({ fields: { 'contact-lead': [{ hubspot: 'jobtitle', salesforce: 'Titles' }] } })
    await expectRefused(
      await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], accounts()),
      /fields\.contact-lead\.jobtitle/,
      /"Titles"/,
      /did you mean Title\?/,
    )
  })

  it('a mapping with a property that HubSpot does not have', async () => {
    await writeConfig({ fields: { 'contact-lead': [{ hubspot: 'no_such_property', salesforce: 'City' }] } })
    await expectRefused(
      await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], accounts()),
      /no_such_property/,
      /correct the name/,
    )
  })

  it('an unknown key in the config, naming its path', async () => {
    await writeConfig({ selektion: {} })
    await expectRefused(
      await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], accounts()),
      /selektion/,
      /tandem\.example\.yaml/,
    )
  })

  it('a file that is not YAML, naming the line', async () => {
    const path = await at.file('broken.yaml', 'connection: {id: [\n')
    await expectRefused(await at.here(['start', '--config', path], accounts()), /not valid YAML/, /line/)
  })

  it('a config file that is not there', async () => {
    await expectRefused(await at.here(['start', '--config', 'nowhere.yaml'], accounts()), /nowhere\.yaml/, /--config/)
  })

  it('a wrong HubSpot token', async () => {
    await writeConfig()
    const env = { ...accounts(), TANDEM_HUBSPOT_TOKEN: 'pat-na1-wrong' }
    await expectRefused(await at.tandem(['start'], env), /HubSpot/, /TANDEM_HUBSPOT_TOKEN/)
  })

  it('a wrong Salesforce secret', async () => {
    await writeConfig()
    const env = { ...accounts(), TANDEM_SALESFORCE_CLIENT_SECRET: 'wrong' }
    await expectRefused(
      await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], env),
      /Salesforce/,
      /TANDEM_SALESFORCE_CLIENT_(ID|SECRET)/,
    )
  })

  it('an address where no Salesforce answers', async () => {
    await writeConfig()
    const env = { ...accounts(), TANDEM_SALESFORCE_URL: 'http://127.0.0.1:1' }
    const ended = await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], env)
    expectOneError(ended, /Salesforce.*no answer/)
    // It may well answer later: not a mistake of the caller for sure.
    expect(ended.code).toBe(1)
    expect(await at.kept()).toBeNull()
  })

  it('a missing variable, saying what it holds', async () => {
    await writeConfig()
    const { TANDEM_HUBSPOT_TOKEN: _, ...env } = accounts()
    await expectRefused(
      await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], env),
      /TANDEM_HUBSPOT_TOKEN is not set/,
      /set it/,
    )
  })

  it('a variable that is not valid', async () => {
    await writeConfig()
    await expectRefused(
      await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], { ...accounts(), PORT: 'eighty' }),
      /PORT/,
    )
  })

  it('an occupied port', async () => {
    await writeConfig()
    const { port, free } = await occupiedPort()
    await expectRefused(
      await at.here(['start', '--config', join(at.folder, 'tandem.yaml')], { ...accounts(), PORT: String(port) }),
      /in use/,
      /PORT/,
    )
    await free()
  })

  it('a database that cannot be reached', async () => {
    await writeConfig()
    const env = { ...accounts(), DATABASE_URL: 'postgres://127.0.0.1:1/x' }
    await expectRefused(await at.tandem(['start'], env), /127\.0\.0\.1:1/, /DATABASE_URL/)
  })
})

describe('tandem demo refuses, in one line and without writing anything,', () => {
  it('a folder with a missing column, naming file and column', async () => {
    const broken = { 'hubspot.campaigns.csv': ['name,channel,currency', 'Guide,REFERRALS,USD'] }
    const folder = await companyFolder(at, broken)
    await expectRefused(
      await at.here(['demo', '--once', '--json', '--data', folder]),
      /hubspot\.campaigns\.csv/,
      /spend/,
    )
  })

  it('a folder with a missing file', async () => {
    const folder = await companyFolder(at, { 'owners.csv': null })
    await expectRefused(await at.here(['demo', '--once', '--data', folder]), /owners\.csv/)
  })

  it('a folder that is not there', async () => {
    await expectRefused(await at.here(['demo', '--once', '--data', 'nowhere']), /nowhere/)
  })

  it('an occupied port', async () => {
    const { port, free } = await occupiedPort()
    await expectRefused(await at.here(['demo', '--port', String(port)]), /in use/, new RegExp(String(port)))
    await free()
  })

  it('a port that is no port', async () => {
    await expectRefused(await at.here(['demo', '--port', 'http']), /--port/)
  })
})

describe('the command line', () => {
  it.each([
    ['an unknown command', ['strat'], /unknown command.*strat/],
    ['an unknown flag', ['demo', '--onec'], /unknown option.*--onec/],
    ['a flag without its value', ['start', '--config'], /--config/],
    ['an argument nobody asked for', ['demo', 'now'], /argument/],
  ])('refuses %s in one line that leads to the help', async (_what, args, said) => {
    await expectRefused(await at.here(args), said, /--help/)
  })

  it('shows its help without a complaint', async () => {
    const ended = await at.here(['--help'])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    for (const command of ['demo', 'start', 'provision', 'config', 'sandbox']) expect(ended.stdout).toContain(command)
  })

  it('names the commands when it is called without one', async () => {
    const ended = await at.here([])
    expect(ended.code).toBe(2)
    expect(`${ended.stdout}${ended.stderr}`).toContain('provision')
  })
})

describe('tandem config check', () => {
  it('lists every problem at once, and exits 2', async () => {
    await writeConfig({
      fields: {
        'contact-lead': [
          { hubspot: 'nope', salesforce: 'Industry' },
          { hubspot: 'city', salesforce: 'Nope' },
        ],
      },
      selection: { marketingContacts: 'required', stages: ['no-such-stage'], optedOut: 'exclude' },
    })
    const ended = await at.here(['config', 'check', '--json', '--config', join(at.folder, 'tandem.yaml')], accounts())
    expect(ended.code).toBe(2)
    const { problems } = JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? '') as { problems: { path: string }[] }
    expect(problems.map((problem) => problem.path)).toEqual([
      'fields.contact-lead.nope',
      'fields.contact-lead.city',
      'selection.stages',
    ])
    expect(await at.kept()).toBeNull()
  })

  it('says that a good one can be used', async () => {
    await writeConfig()
    expect(await at.tandem(['config', 'check'], accounts())).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^tandem\.yaml can be used\.\n/),
    })
  })
})

describe('tandem config webhooks', () => {
  it('prints a component for HubSpot that sends to this deployment, once the address is known', async () => {
    await writeConfig()
    const without = await at.tandem(['config', 'webhooks'], {})
    expect([without.code, without.stdout]).toEqual([2, ''])
    expect(without.stderr).toContain('TANDEM_PUBLIC_URL is not set')
    const { code, stdout } = await at.tandem(['config', 'webhooks'], { TANDEM_PUBLIC_URL: 'https://tandem.example' })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'webhooks',
      config: { settings: { targetUrl: 'https://tandem.example/webhooks/hubspot' } },
    })
  })
})
