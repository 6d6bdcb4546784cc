import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CompanyDataError } from './company-data-error.ts'
import { readCompanyFolder } from './read-folder.ts'

const CONTACT_COLUMNS =
  'email,firstname,lastname,phone,jobtitle,company,company_domain,country,hs_marketable_status,lifecyclestage,createdate,became_mql_at,campaign,hs_analytics_source'
const REPLAY_COLUMNS =
  'email,rep_email,first_activity_at,activity_type,outcome,opportunity_name,amount,opportunity_created_at,closed_at,lost_reason'
const ADA =
  'ADA.BELL@Orrin.example ,Ada,Bell,(561) 590-5300,,Orrin,orrin.example,U.S.,true,marketingqualifiedlead,2017-02-24T13:47:06Z,2017-03-11T19:10:52Z,Guide,REFERRALS'
const ADA_WON =
  'ada.bell@orrin.example,rex@seller.example,2017-03-12T14:00:00Z,call,won,Orrin - Pro,1250.50,2017-03-12T16:00:00Z,2017-04-01T17:00:00Z,'

const FOLDER: Readonly<Record<string, readonly string[]>> = {
  'owners.csv': [
    'email,name,role,manager_email,region',
    'max@seller.example,Max Low,manager,,East',
    'rex@seller.example,Rex High,rep,Max@Seller.example,East',
  ],
  'hubspot.companies.csv': [
    'name,domain,industry,annualrevenue,numberofemployees,country,founded_year',
    '"Orrin, Inc",orrin.example,,251.41,495,United States,1999',
  ],
  'hubspot.campaigns.csv': [
    'name,channel,currency,spend,start_date,end_date',
    'Guide,REFERRALS,USD,5026674.76,2016-10-01,',
  ],
  'hubspot.contacts.csv': [CONTACT_COLUMNS, ADA],
  'salesforce.existing_leads.csv': ['email,first_name,last_name,company,status,owner_email'],
  'salesforce.existing_contacts.csv': ['email,first_name,last_name,account,owner_email'],
  'salesforce.replay.csv': [REPLAY_COLUMNS, ADA_WON],
}

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'company-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

async function write(changes: Readonly<Record<string, readonly string[] | null>> = {}): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const [file, lines] of Object.entries({ ...FOLDER, ...changes })) {
    if (lines !== null) await writeFile(join(dir, file), `${lines.join('\r\n')}\r\n`)
  }
}

async function problemsOf(changes: Readonly<Record<string, readonly string[] | null>>): Promise<readonly string[]> {
  await write(changes)
  const error: unknown = await readCompanyFolder(dir).catch((thrown: unknown) => thrown)
  if (!(error instanceof CompanyDataError)) throw new Error('the folder was accepted')
  expect(error.message).not.toContain('\n')
  return error.problems
}

describe('a folder in order', () => {
  test('is read with e-mails trimmed and lower-cased and all other text as written', async () => {
    await write()
    const company = await readCompanyFolder(dir)
    expect(company.currency).toBe('USD')
    expect(company.owners[1]).toEqual({
      email: 'rex@seller.example',
      name: 'Rex High',
      role: 'rep',
      managerEmail: 'max@seller.example',
      region: 'East',
    })
    expect(company.companies[0]).toMatchObject({ name: 'Orrin, Inc', industry: null, annualRevenue: '251.41' })
    expect(company.campaigns[0]).toMatchObject({ spend: '5026674.76', startOn: '2016-10-01', endOn: null })
    expect(company.contacts[0]).toMatchObject({
      email: 'ada.bell@orrin.example',
      phone: '(561) 590-5300',
      jobTitle: null,
      country: 'U.S.',
      marketable: true,
      becameMqlAt: Date.UTC(2017, 2, 11, 19, 10, 52),
    })
    expect(company.replay[0]).toMatchObject({ outcome: 'won', amount: '1250.50', lostReason: null })
    expect(company.existingLeads).toEqual([])
  })

  test('may start with a byte order mark, have extra columns and empty lines', async () => {
    const campaigns = ['\uFEFFcolor,name,channel,currency,spend,start_date,end_date', '', 'red,Guide,EMAIL,USD,1,,']
    await write({ 'hubspot.campaigns.csv': campaigns })
    expect((await readCompanyFolder(dir)).campaigns).toHaveLength(1)
  })
})

describe('a folder that cannot be used', () => {
  test('that is missing is named', async () => {
    await expect(readCompanyFolder(join(dir, 'gone'))).rejects.toThrow(/gone does not exist; give a folder with/)
  })

  test('names a missing file', async () => {
    expect(await problemsOf({ 'owners.csv': null })).toEqual([
      expect.stringMatching(/^owners\.csv is missing in .*add it/),
    ])
  })

  test('names an empty file and a file without rows', async () => {
    expect(
      await problemsOf({
        'hubspot.companies.csv': [],
        'hubspot.campaigns.csv': [FOLDER['hubspot.campaigns.csv']![0]!],
      }),
    ).toEqual([
      expect.stringMatching(/^hubspot\.companies\.csv is empty; its first line must name the columns name,domain/),
      'hubspot.campaigns.csv has a header but no rows; add at least one',
    ])
  })

  test('names a missing column without blaming the rows that need it', async () => {
    const header = CONTACT_COLUMNS.replace('became_mql_at', 'mql')
    expect(await problemsOf({ 'hubspot.contacts.csv': [header, ADA] })).toEqual([
      expect.stringMatching(
        /^hubspot\.contacts\.csv has no column "became_mql_at"; add it to the header \(needed: email, /,
      ),
    ])
  })

  test.each([
    ['2017-03-11 19:10', 'no date-time'],
    ['2017-02-30T10:00:00Z', 'no date-time'],
    ['2017-03-11T19:10:52+01:00', 'no date-time'],
  ])('refuses the instant %s', async (instant, why) => {
    const row = ADA.replace('2017-03-11T19:10:52Z', instant)
    const [problem] = await problemsOf({ 'hubspot.contacts.csv': [CONTACT_COLUMNS, row] })
    expect(problem).toContain(`hubspot.contacts.csv line 2: became_mql_at "${instant}" is ${why}; write it as`)
  })

  test.each(['1.250,00', '-5', '12.345', '$12'])('refuses the amount %s', async (amount) => {
    const row = ADA_WON.replace('1250.50', `"${amount}"`)
    const [problem] = await problemsOf({ 'salesforce.replay.csv': [REPLAY_COLUMNS, row] })
    expect(problem).toContain(`salesforce.replay.csv line 2: amount "${amount}" is no amount; write it as`)
  })

  test('names an e-mail that meets another after normalising', async () => {
    const twin = ADA.replace('ADA.BELL@Orrin.example ', ' ada.bell@orrin.example')
    expect(await problemsOf({ 'hubspot.contacts.csv': [CONTACT_COLUMNS, ADA, twin] })).toEqual([
      'hubspot.contacts.csv line 3: e-mail "ada.bell@orrin.example" is already in line 2; keep one of the two',
    ])
  })

  test('names rows for people who are in no file', async () => {
    const row = ADA_WON.replace('ada.bell', 'bob').replace('rex@', 'rox@')
    const owners = [...FOLDER['owners.csv']!, 'roy@seller.example,Roy,rep,rex@seller.example,']
    expect(await problemsOf({ 'salesforce.replay.csv': [REPLAY_COLUMNS, row], 'owners.csv': owners })).toEqual([
      'owners.csv line 4: manager_email "rex@seller.example" is no manager of owners.csv; add it there or correct it',
      'salesforce.replay.csv line 2: rep_email "rox@seller.example" is no owner of owners.csv; add it there or correct it',
      'salesforce.replay.csv line 2: email "bob@orrin.example" is no contact of hubspot.contacts.csv; add it there or correct it',
    ])
  })

  test('names an unknown outcome, and a win without its amount and close', async () => {
    const unknown = ADA_WON.replace(',won,', ',maybe,')
    expect(await problemsOf({ 'salesforce.replay.csv': [REPLAY_COLUMNS, unknown] })).toContain(
      'salesforce.replay.csv line 2: outcome "maybe" is unknown; use one of won, lost, open, untouched',
    )
    const blank = ADA_WON.replace('1250.50', '').replace('2017-04-01T17:00:00Z', '')
    expect(await problemsOf({ 'salesforce.replay.csv': [REPLAY_COLUMNS, blank] })).toEqual([
      'salesforce.replay.csv line 2: closed_at is blank, but the outcome is won; fill it in',
      'salesforce.replay.csv line 2: amount is blank, but the outcome is won; fill it in',
    ])
  })

  test('names a second currency, a broken quote and a short row', async () => {
    const campaigns = [...FOLDER['hubspot.campaigns.csv']!, 'Event,OFFLINE,EUR,5,,']
    expect(await problemsOf({ 'hubspot.campaigns.csv': campaigns })).toEqual([
      'hubspot.campaigns.csv line 3: currency "EUR" differs from "USD" in line 2; use one currency',
    ])
    const owners = ['email,name,role,manager_email,region', 'max@seller.example,"Max,manager,,East']
    expect(await problemsOf({ 'owners.csv': owners })).toEqual([
      expect.stringMatching(
        /^owners\.csv line \d+: not readable as CSV \(CSV_QUOTE_NOT_CLOSED\); check its double quotes$/,
      ),
    ])
    const short = ['email,name,role,manager_email,region', 'max@seller.example,Max,manager,']
    expect(await problemsOf({ 'owners.csv': short })).toContain(
      'owners.csv line 2: 4 cells, the header has 5; put text with commas into double quotes',
    )
  })

  test('says the first problem and how many more there are', async () => {
    await write({ 'owners.csv': null, 'hubspot.campaigns.csv': null, 'salesforce.replay.csv': [] })
    await expect(readCompanyFolder(dir)).rejects.toThrow(/^owners\.csv is missing in .* \(and 2 more\)$/)
  })

  test('that is not UTF-8 says so', async () => {
    await write()
    await writeFile(join(dir, 'owners.csv'), Buffer.from('email,name\nx@y.example,J\xF6rg\n', 'latin1'))
    await expect(readCompanyFolder(dir)).rejects.toThrow('owners.csv is not UTF-8; save it as UTF-8')
  })
})

// The large replay folder lives beside the project and is not part of it.
const replayFolder = join(import.meta.dirname, '../../..', 'shared/data/crm_replay')
describe('the large replay folder', () => {
  const there = existsSync(replayFolder)
  if (!there) process.stderr.write(`skipped: no replay folder beside the project (${replayFolder})\n`)

  test.skipIf(!there)('is read whole', async () => {
    const company = await readCompanyFolder(replayFolder)
    expect(company.contacts).toHaveLength(10_000)
    expect(company.replay).toHaveLength(8_800)
    expect(company.companies).toHaveLength(85)
    expect(company.campaigns).toHaveLength(11)
    expect(company.owners).toHaveLength(41)
    expect(company.existingLeads).toHaveLength(80)
    expect(company.existingContacts).toHaveLength(42)
    const wonMinor = company.replay.reduce((sum, row) => sum + Math.round(Number(row.amount ?? 0) * 100), 0)
    expect(wonMinor).toBe(1_000_553_400)
  })
})
