import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const SOQL = 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide'

let org: Started
let accountId: string
beforeAll(async () => {
  // 2026-11-21T10:00Z is the same day in Berlin, one hour ahead.
  org = await startSandbox({ timeZone: 'Europe/Berlin' })
  accountId = String((await org.conn.sobject('Account').create({ Name: 'Acme', Industry: 'Energy' })).id)
  await org.conn.sobject('Contact').create([
    { LastName: 'Zed', FirstName: 'Amy', Email: 'amy@acme.test', AccountId: accountId },
    { LastName: 'Young', Email: 'Bo@Acme.test', AccountId: accountId, Title: "Head of O'Brien" },
    { LastName: 'al_ne%', Email: 'cy@else.test', Title: String.raw`back\slash` },
  ])
  await org.conn.sobject('Opportunity').create([
    { Name: 'One', StageName: 'Closed Won', CloseDate: '2026-03-01', Amount: 10_000, AccountId: accountId },
    { Name: 'Two', StageName: 'Closed Won', CloseDate: '2026-06-01', Amount: 50.5, AccountId: accountId },
    { Name: 'Three', StageName: 'Prospecting', CloseDate: '2026-12-31' },
  ])
})
afterAll(() => org.stop())

async function rows(soql: string): Promise<Record<string, unknown>[]> {
  return (await org.conn.query(soql)).records.map(({ attributes: _attributes, ...record }) => record)
}

const lastNames = async (where: string): Promise<unknown[]> =>
  (await rows(`SELECT LastName FROM Contact WHERE ${where} ORDER BY LastName`)).map((row) => row['LastName'])

rule(
  'names in the answer have their own case, whatever the query wrote',
  {
    evidence: 'client',
    at: 'https://github.com/salesforcecli/plugin-data',
    says: 'sf data get record --where sends SELECT id and reads Id.',
  },
  async () => {
    const { records } = await org.conn.query("select id, lastname, ACCOUNT.name from contact where lastname = 'zed'")
    expect(Object.keys(records[0] ?? {})).toEqual(['attributes', 'Id', 'LastName', 'Account'])
    expect(records[0]).toMatchObject({
      attributes: { type: 'Contact', url: `/services/data/v68.0/sobjects/Contact/${records[0]?.Id}` },
      LastName: 'Zed',
      Account: {
        attributes: { type: 'Account', url: `/services/data/v68.0/sobjects/Account/${accountId}` },
        Name: 'Acme',
      },
    })
  },
)

rule(
  'texts compare without case, and a backslash protects quotes, backslashes, per cents and underscores',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-quotedstringescapes.html`,
    says: String.raw`\' \\ \" \n \t, and in LIKE \_ \%`,
  },
  async () => {
    expect(await lastNames("LastName = 'ZED'")).toEqual(['Zed'])
    expect(await lastNames(String.raw`Title = 'Head of O\'Brien'`)).toEqual(['Young'])
    expect(await lastNames(String.raw`Title = 'back\\slash'`)).toEqual(['al_ne%'])
    expect(await lastNames("LastName LIKE '_ed' OR LastName LIKE 'you%'")).toEqual(['Young', 'Zed'])
    expect(await lastNames(String.raw`LastName LIKE '%\%' OR LastName LIKE 'z\_d'`)).toEqual(['al_ne%'])
    expect(await lastNames(String.raw`LastName LIKE 'al\_%'`)).toEqual(['al_ne%'])
  },
)

rule(
  'a path goes up through parents, also those of several kinds',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-relationships.html`,
    says: 'Up to five levels; polymorphic relationships know Name, Type and their like.',
  },
  async () => {
    expect(
      await rows(
        'SELECT Account.Owner.CreatedBy.Profile.Name FROM Contact WHERE Account.Owner.IsActive = true LIMIT 1',
      ),
    ).toMatchObject([{ Account: { Owner: { CreatedBy: { Profile: { Name: 'System Administrator' } } } } }])
    const task = await org.conn.sobject('Task').create({ Subject: 'Call', WhatId: accountId })
    expect(await rows(`SELECT What.Type, What.Name, Who.Name FROM Task WHERE Id = '${task.id}'`)).toMatchObject([
      { What: { Type: 'Account', Name: 'Acme' }, Who: null },
    ])
    expect(await rows("SELECT Subject FROM Task WHERE What.Type = 'Account'")).toHaveLength(1)
    expect(
      await rows('SELECT TYPEOF What WHEN Account THEN Industry, Phone WHEN Opportunity THEN StageName END FROM Task'),
    ).toMatchObject([{ What: { attributes: { type: 'Account' }, Industry: 'Energy', Phone: null } }])
  },
)

rule(
  'rows are found by what other objects say',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-comparisonoperators.html`,
    says: 'Semi-joins with IN, anti-joins with NOT IN.',
  },
  async () => {
    expect(
      await rows('SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)'),
    ).toEqual([{ Name: 'Acme' }])
    expect(await lastNames('Id NOT IN (SELECT ContactId FROM OpportunityContactRole)')).toHaveLength(3)
    expect(await rows('SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact)')).toEqual([])
  },
)

rule(
  'TODAY is the day of the running user, instants are of UTC',
  {
    evidence: 'reported',
    at: `${SOQL}/sforce-api-calls-soql-select-dateformats.html`,
    says: 'Date literals are evaluated in the time zone of the running user.',
  },
  async () => {
    // 23:30 of the 21st in UTC is half past midnight of the 22nd in Berlin.
    org.clock.freeze(Date.parse('2026-11-21T23:30:00Z'))
    const late = await org.conn.sobject('Lead').create({ LastName: 'Late', Company: 'Acme' })
    org.clock.freeze(Date.parse('2026-11-21T22:30:00Z'))
    const early = await org.conn.sobject('Lead').create({ LastName: 'Early', Company: 'Acme' })
    org.clock.freeze(Date.parse('2026-11-22T10:00:00Z'))
    const names = async (where: string) =>
      (await rows(`SELECT LastName FROM Lead WHERE ${where}`)).map((row) => row['LastName'])
    expect(await names('CreatedDate = TODAY')).toEqual(['Late'])
    expect(await names('CreatedDate = YESTERDAY')).toEqual(['Early'])
    expect(await names('CreatedDate >= 2026-11-21T23:00:00Z')).toEqual(['Late'])
    expect(await names('CreatedDate >= 2026-11-22T00:30:00+01:00')).toEqual(['Late'])
    const hours = 'SELECT HOUR_IN_DAY(CreatedDate) utc, COUNT(Id) FROM Lead GROUP BY HOUR_IN_DAY(CreatedDate)'
    expect((await rows(hours)).map((row) => row['utc'])).toEqual([23, 22])
    const local = 'HOUR_IN_DAY(convertTimezone(CreatedDate))'
    expect((await rows(`SELECT ${local} here FROM Lead GROUP BY ${local}`)).map((row) => row['here'])).toEqual([0, 23])
    await org.admin.sobject('User').update({ Id: (await org.conn.identity()).user_id, TimeZoneSidKey: 'UTC' })
    expect(await names('CreatedDate = TODAY')).toEqual([])
    await org.admin.sobject('User').update({ Id: (await org.conn.identity()).user_id, TimeZoneSidKey: 'Europe/Berlin' })
    await org.conn.sobject('Lead').destroy([String(late.id), String(early.id)])
  },
)

rule(
  'date literals are ranges of whole days, weeks, months, quarters and years',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-dateformats.html`,
    says: 'LAST_N_DAYS:n ends with today, NEXT_N_DAYS:n starts tomorrow; others are whole units.',
  },
  async () => {
    org.clock.freeze(Date.parse('2026-11-22T10:00:00Z'))
    const found = async (where: string) =>
      (await rows(`SELECT Name FROM Opportunity WHERE CloseDate ${where} ORDER BY CloseDate`)).map((row) => row['Name'])
    expect(await found('= THIS_YEAR')).toEqual(['One', 'Two', 'Three'])
    expect(await found('= THIS_FISCAL_QUARTER')).toEqual(['Three'])
    expect(await found('< LAST_N_DAYS:174')).toEqual(['One'])
    expect(await found('= LAST_N_DAYS:174')).toEqual(['Two'])
    expect(await found('= NEXT_N_DAYS:39')).toEqual(['Three'])
    expect(await found('= NEXT_N_DAYS:38')).toEqual([])
    expect(await found('> NEXT_MONTH')).toEqual([])
    expect(await found('= N_MONTHS_AGO:8')).toEqual(['One'])
    expect(await found('= 2026-06-01')).toEqual(['Two'])
  },
)

rule(
  'date literals may stand in a list',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-comparisonoperators.html`,
    says: 'IN: the value equals any one of the specified values in a WHERE clause.',
  },
  async () => {
    org.clock.freeze(Date.parse('2026-11-22T10:00:00Z'))
    const found = async (where: string) =>
      (await rows(`SELECT Name FROM Opportunity WHERE CloseDate ${where} ORDER BY CloseDate`)).map((row) => row['Name'])
    expect(await found('IN (N_MONTHS_AGO:8, THIS_FISCAL_QUARTER)')).toEqual(['One', 'Three'])
    expect(await found('IN (2026-06-01, THIS_FISCAL_QUARTER)')).toEqual(['Two', 'Three'])
    expect(await found('NOT IN (N_MONTHS_AGO:8)')).toEqual(['Two', 'Three'])
  },
)

rule(
  'FORMAT shows values as people read them, toLabel shows labels',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-format.html`,
    says: 'Localized formatting of number, date, time and currency fields.',
  },
  async () => {
    expect(
      await rows(
        "SELECT FORMAT(Amount) amount, FORMAT(CloseDate) day, toLabel(StageName) FROM Opportunity WHERE Name = 'One'",
      ),
    ).toEqual([{ amount: '$10,000.00', day: '3/1/2026', StageName: 'Closed Won' }])
    expect(await rows("SELECT convertCurrency(Amount) FROM Opportunity WHERE Name = 'Two'")).toEqual([{ Amount: 50.5 }])
  },
)

rule(
  'FIELDS(ALL) has every field that the user sees, FIELDS(STANDARD) needs no limit',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-fields.html`,
    says: 'FIELDS(ALL), FIELDS(CUSTOM) and FIELDS(STANDARD)',
  },
  async () => {
    const described = await org.conn.sobject('Contact').describe()
    const [contact] = (await org.conn.query('SELECT FIELDS(ALL) FROM Contact LIMIT 1')).records
    const names = Object.keys(contact ?? {}).filter((name) => name !== 'attributes')
    expect(names).toEqual(described.fields.map((field) => field.name))
    expect((await org.conn.query('SELECT FIELDS(STANDARD) FROM Contact')).totalSize).toBe(3)
  },
)

rule(
  'nulls come first unless the query says otherwise',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-orderby.html`,
    says: 'NULLS FIRST is the default.',
  },
  async () => {
    const order = async (clause: string) =>
      (await rows(`SELECT FirstName FROM Contact ORDER BY ${clause}`)).map((row) => row['FirstName'])
    expect(await order('FirstName')).toEqual([null, null, 'Amy'])
    expect(await order('FirstName DESC')).toEqual([null, null, 'Amy'])
    expect(await order('FirstName NULLS LAST')).toEqual(['Amy', null, null])
    expect(await rows('SELECT LastName FROM Contact ORDER BY LastName LIMIT 1 OFFSET 1')).toEqual([
      { LastName: 'Young' },
    ])
  },
)

rule(
  'ids are found in 15 and 18 characters, empty values by null',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=000385585',
    says: 'Both forms are accepted, 18 characters are answered.',
  },
  async () => {
    expect(await lastNames(`AccountId = '${accountId.slice(0, 15)}'`)).toEqual(['Young', 'Zed'])
    expect(await lastNames(`AccountId IN ('${accountId}')`)).toEqual(['Young', 'Zed'])
    expect(await lastNames('AccountId = null')).toEqual(['al_ne%'])
    expect(await lastNames("FirstName != 'Amy'")).toEqual(['al_ne%', 'Young'])
    expect(await lastNames("NOT (FirstName = 'Amy')")).toEqual(['al_ne%', 'Young'])
  },
)
