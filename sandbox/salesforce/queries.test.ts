import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Started } from './test/start.ts'
import { startSandbox } from './test/start.ts'

const DATA = '/services/data/v68.0'
let org: Started
let accountId: string

beforeAll(async () => {
  org = await startSandbox()
  accountId = String((await org.conn.sobject('Account').create({ Name: 'Acme', Industry: 'Energy' })).id)
  await org.conn.sobject('Contact').create([
    { LastName: 'Zed', FirstName: 'Amy', Email: 'amy@acme.test', AccountId: accountId },
    { LastName: 'Young', Email: 'Bo@Acme.test', AccountId: accountId, Title: "Head of O'Brien" },
    { LastName: 'alone', Email: 'cy@else.test' },
  ])
  await org.conn.sobject('Opportunity').create([
    { Name: 'One', StageName: 'Closed Won', CloseDate: '2026-03-01', Amount: 100, AccountId: accountId },
    { Name: 'Two', StageName: 'Closed Won', CloseDate: '2026-06-01', Amount: 50.5, AccountId: accountId },
    { Name: 'Three', StageName: 'Prospecting', CloseDate: '2026-12-31' },
  ])
})
afterAll(() => org.stop())

async function names(where: string, rest = ''): Promise<string[]> {
  const found = await org.conn.query<{ LastName: string }>(`SELECT LastName FROM Contact WHERE ${where} ${rest}`)
  return found.records.map((record) => record.LastName)
}

async function refusal(soql: string): Promise<{ errorCode: string; message: string }> {
  const answer = await org.request('GET', `${DATA}/query?q=${encodeURIComponent(soql)}`)
  expect(answer.status).toBe(400)
  return (answer.body as { errorCode: string; message: string }[])[0]!
}

describe('conditions', () => {
  it.each([
    ["LastName = 'ZED'", ['Zed']],
    ["LastName != 'Zed'", ['Young', 'alone']],
    ["Title != 'CEO'", ['Zed', 'Young', 'alone']],
    ["LastName LIKE '_ED' OR LastName LIKE 'al%'", ['Zed', 'alone']],
    ["Email IN ('AMY@acme.test', 'cy@else.test')", ['Zed', 'alone']],
    ["Email NOT IN ('AMY@acme.test', 'cy@else.test')", ['Young']],
    [String.raw`Title = 'Head of O\'Brien'`, ['Young']],
    ["AccountId = null AND NOT (LastName = 'x')", ['alone']],
    ["(LastName = 'Zed' AND FirstName = 'Amy') OR LastName = 'Young'", ['Zed', 'Young']],
    ["Account.Industry = 'energy' AND Account.Owner.IsActive = true", ['Zed', 'Young']],
    ['AccountId IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)', ['Zed', 'Young']],
    ['Id NOT IN (SELECT ContactId FROM OpportunityContactRole)', ['Zed', 'Young', 'alone']],
    ['CreatedDate = TODAY', ['Zed', 'Young', 'alone']],
    ['CreatedDate < 2026-11-21T10:00:00Z', []],
    ['CreatedDate >= 2026-11-21T11:00:00+01:00', ['Zed', 'Young', 'alone']],
    ['CreatedDate = LAST_N_DAYS:7 AND CreatedDate < TODAY', []],
    ['CALENDAR_YEAR(CreatedDate) = 2026', ['Zed', 'Young', 'alone']],
  ])('%s', async (where, expected) => {
    expect(await names(where)).toEqual(expected)
  })

  it('finds by a 15-character id and by a parent path of a polymorphic owner', async () => {
    expect(await names(`AccountId = '${accountId.slice(0, 15)}'`)).toEqual(['Zed', 'Young'])
    expect((await org.conn.query("SELECT Id FROM Task WHERE Owner.Type = 'User'")).totalSize).toBe(0)
  })
})

describe('what a query gives', () => {
  it('orders without case, nulls first unless told otherwise, by several fields', async () => {
    expect(await names('Id != null', 'ORDER BY LastName DESC')).toEqual(['Zed', 'Young', 'alone'])
    expect(await names('Id != null', 'ORDER BY FirstName, LastName')).toEqual(['alone', 'Young', 'Zed'])
    expect(await names('Id != null', 'ORDER BY FirstName NULLS LAST, LastName LIMIT 2 OFFSET 1')).toEqual([
      'alone',
      'Young',
    ])
  })

  it('answers with canonical names, parents nested and null parents null', async () => {
    const found = await org.conn.query(
      "select lastname, account.name from contact where email like '%' order by lastname",
    )
    const [first, , last] = found.records
    expect(first).toMatchObject({ LastName: 'alone', Account: null, attributes: { type: 'Contact' } })
    expect(last).toMatchObject({ LastName: 'Zed', Account: { Name: 'Acme', attributes: { type: 'Account' } } })
    expect(Object.keys(first ?? {})).toEqual(['attributes', 'LastName', 'Account'])
  })

  it('nests child rows, null when there is none', async () => {
    const found = await org.conn.query(
      'SELECT Name, (SELECT Name FROM Contacts ORDER BY LastName LIMIT 1), (SELECT Id FROM Tasks) FROM Account',
    )
    expect(found.records).toMatchObject([
      { Contacts: { totalSize: 1, done: true, records: [{ Name: 'Young' }] }, Tasks: null },
    ])
  })

  it('counts and aggregates by group, naming what has no alias', async () => {
    const count = await org.request('GET', `${DATA}/query?q=${encodeURIComponent('SELECT COUNT() FROM Contact')}`)
    expect(count.body).toEqual({ totalSize: 3, done: true, records: [] })
    const sums = await org.conn.query(
      'SELECT StageName, COUNT(Id) n, SUM(Amount), MAX(CloseDate) latest FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 0 ORDER BY COUNT(Id) DESC',
    )
    expect(sums.records).toEqual([
      { attributes: { type: 'AggregateResult' }, StageName: 'Closed Won', n: 2, expr0: 150.5, latest: '2026-06-01' },
      { attributes: { type: 'AggregateResult' }, StageName: 'Prospecting', n: 1, expr0: null, latest: '2026-12-31' },
    ])
    const parents = await org.conn.query(
      'SELECT Account.Name, AVG(Amount) average FROM Opportunity GROUP BY Account.Name',
    )
    expect(parents.records).toMatchObject([
      { Name: 'Acme', average: 75.25 },
      { Name: null, average: null },
    ])
    const none = await org.conn.query("SELECT COUNT(Id) n FROM Opportunity WHERE Name = 'x'")
    expect(none.records).toMatchObject([{ n: 0 }])
  })

  it('reads the tables of statuses', async () => {
    const stages = await org.conn.query(
      'SELECT ApiName, IsWon FROM OpportunityStage WHERE IsClosed = true ORDER BY SortOrder',
    )
    expect(stages.records).toMatchObject([
      { ApiName: 'Closed Won', IsWon: true },
      { ApiName: 'Closed Lost', IsWon: false },
    ])
    const lead = await org.conn.query('SELECT ApiName FROM LeadStatus WHERE IsConverted = true')
    expect(lead.records).toMatchObject([{ ApiName: 'Closed - Converted' }])
  })
})

describe('refused queries', () => {
  it.each([
    ['SELECT Id, Nope__c FROM Lead', 'INVALID_FIELD', "No such column 'Nope__c' on entity 'Lead'"],
    ['SELECT Id FROM Nope', 'INVALID_TYPE', "sObject type 'Nope' is not supported"],
    ['SELECT Id FROM CustomField', 'INVALID_TYPE', "sObject type 'CustomField' is not supported"],
    ['SELECT Id FROM', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    ["SELECT Id FROM Lead WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", 'MALFORMED_QUERY', "unexpected token: 'OR'"],
    ["SELECT Id FROM Lead WHERE NOT Name = 'a' OR Name = 'b'", 'MALFORMED_QUERY', "unexpected token: 'OR'"],
    ['SELECT Id FROM Lead WHERE Name = 5', 'INVALID_FIELD', 'must be of type string and should be enclosed in quotes'],
    [
      "SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01T00:00:00Z'",
      'INVALID_FIELD',
      'must be of type dateTime and should not be enclosed in quotes',
    ],
    ['SELECT Id FROM Lead WHERE CreatedDate > 2026-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
    ['SELECT Id FROM Opportunity WHERE CloseDate > 2026-13-41', 'INVALID_FIELD', 'must be of type date'],
    ["SELECT Id FROM Lead WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
    ["SELECT Id FROM Lead WHERE Description = 'a'", 'INVALID_FIELD', "field 'Description' can not be filtered"],
    ['SELECT DISTINCT Name FROM Lead', 'MALFORMED_QUERY', "unexpected token: 'Name'"],
    ['SELECT Name n FROM Lead', 'MALFORMED_QUERY', 'only aggregate expressions use field aliasing'],
    ['SELECT COUNT(), Id FROM Lead', 'MALFORMED_QUERY', "unexpected token: ','"],
    ['SELECT Name, COUNT(Id) FROM Lead', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    [String.raw`SELECT Id FROM Lead WHERE Name = 'a\q'`, 'MALFORMED_QUERY', 'Illegal character sequence'],
    ['SELECT Foo.Name FROM Lead', 'INVALID_FIELD', "Didn't understand relationship 'Foo' in field path"],
    ['SELECT (SELECT Id FROM Foos) FROM Lead', 'INVALID_TYPE', "Didn't understand relationship 'Foos' in FROM part"],
    ['SELECT FIELDS(ALL) FROM Lead', 'MALFORMED_QUERY', 'LIMIT of at most 200'],
  ])('%s', async (soql, errorCode, message) => {
    const refused = await refusal(soql)
    expect(refused.errorCode).toBe(errorCode)
    expect(refused.message).toContain(message)
  })

  it('says where a column is that does not exist', async () => {
    expect((await refusal('SELECT Id, Nope__c FROM Lead')).message).toBe(
      "\nSELECT Id, Nope__c FROM Lead\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nope__c' on entity 'Lead'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    )
  })
})

describe('many rows', () => {
  const total = 5200
  beforeAll(async () => {
    for (let at = 0; at < total; at += 200) {
      const size = Math.min(200, total - at)
      await org.conn.sobject('Lead').create(
        Array.from({ length: size }, (_, index) => ({
          LastName: `L${at + index}`,
          Company: 'Acme',
          Email: `l${at + index}@acme.test`,
        })),
      )
      // Several calls share a second, as in real life.
      if (at % 1000 === 0) org.clock.advance(1000)
    }
  })

  it('pages 2,000 rows at a time through locators until done', async () => {
    const first = await org.conn.query('SELECT Id FROM Lead')
    expect(first).toMatchObject({ totalSize: total, done: false })
    expect(first.nextRecordsUrl).toMatch(/\/query\/0r8\w{15}-2000$/)
    const second = await org.conn.queryMore(String(first.nextRecordsUrl))
    const third = await org.conn.queryMore(String(second.nextRecordsUrl))
    expect([first, second, third].map((page) => page.records.length)).toEqual([2000, 2000, 1200])
    expect(third.done).toBe(true)
    const ids = [first, second, third].flatMap((page) => page.records.map((record) => record['Id']))
    expect(new Set(ids).size).toBe(total)
  })

  it('takes a smaller page by header and refuses a made-up locator', async () => {
    const page = await org.request('GET', `${DATA}/query?q=${encodeURIComponent('SELECT Id FROM Lead')}`, undefined, {
      'Sforce-Query-Options': 'batchSize=200',
    })
    expect((page.body as { records: unknown[] }).records).toHaveLength(200)
    const bad = await org.request('GET', `${DATA}/query/0r8000000000000AAA-2000`)
    expect(bad.body).toMatchObject([{ errorCode: 'INVALID_QUERY_LOCATOR' }])
  })

  it('reads everything once by (SystemModstamp, Id), also while rows change, and each page quickly', async () => {
    const seen = new Map<string, number>()
    let stamp = '2026-01-01T00:00:00.000+0000'
    let id = '000000000000000AAA'
    const took: number[] = []
    for (;;) {
      const at = stamp.replace('+0000', 'Z')
      const start = performance.now()
      const page = await org.conn.query<{ Id: string; SystemModstamp: string }>(
        `SELECT Id, SystemModstamp FROM Lead WHERE (SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${id}')) ORDER BY SystemModstamp, Id LIMIT 2000`,
      )
      if (page.records.length === 0) break
      took.push(performance.now() - start)
      for (const record of page.records) seen.set(record.Id, (seen.get(record.Id) ?? 0) + 1)
      const last = page.records.at(-1)!
      stamp = last.SystemModstamp
      id = last.Id
      if (seen.size === 2000) {
        org.clock.advance(5000)
        await org.conn.sobject('Lead').update({ Id: page.records[0]!.Id, Title: 'Changed' })
      }
    }
    expect(seen.size).toBe(total)
    expect([...seen.values()].filter((times) => times === 2)).toHaveLength(1)
    expect(Math.min(...took)).toBeLessThan(100)
  })

  it('finds a few hundred e-mails through the index', async () => {
    const list = Array.from({ length: 300 }, (_, index) => `'L${index * 7}@ACME.test'`).join(',')
    const found = await org.conn.query(`SELECT Id, Email FROM Lead WHERE Email IN (${list}) AND IsConverted = false`)
    expect(found.totalSize).toBe(300)
  })
})
