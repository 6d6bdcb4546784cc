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

rule(
  'aggregates are called expr0, expr1, ... unless they have a name',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-agg-functions.html`,
    says: 'expri, where i is the order of the aggregate functions without alias; type AggregateResult.',
  },
  async () => {
    const found = await org.conn.query(
      'SELECT StageName, COUNT(Id) n, SUM(Amount), MAX(CloseDate) latest, AVG(Amount) FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 0 ORDER BY COUNT(Id) DESC',
    )
    expect(found).toEqual({
      totalSize: 2,
      done: true,
      records: [
        {
          attributes: { type: 'AggregateResult' },
          StageName: 'Closed Won',
          n: 2,
          expr0: 10_050.5,
          latest: '2026-06-01',
          expr1: 5025.25,
        },
        {
          attributes: { type: 'AggregateResult' },
          StageName: 'Prospecting',
          n: 1,
          expr0: null,
          latest: '2026-12-31',
          expr1: null,
        },
      ],
    })
  },
)

rule(
  'COUNT() gives a size and no rows, COUNT(field) leaves out what is empty',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-count.html`,
    says: 'totalSize is the number of rows and records is empty.',
  },
  async () => {
    expect(await org.conn.query('SELECT COUNT() FROM Contact')).toEqual({ totalSize: 3, done: true, records: [] })
    expect(await rows('SELECT COUNT(Id) a, COUNT(FirstName) b, COUNT_DISTINCT(AccountId) c FROM Contact')).toEqual([
      { a: 3, b: 1, c: 1 },
    ])
    expect(await rows("SELECT COUNT(Id) n FROM Contact WHERE LastName = 'x'")).toEqual([{ n: 0 }])
  },
)

rule(
  'ROLLUP and CUBE add subtotals, and GROUPING tells them apart',
  {
    evidence: 'documented',
    at: `${SOQL}/sforce-api-calls-soql-select-groupby-rollup.html`,
    says: 'Subtotal rows have null in the rolled-up fields; GROUPING(field) is 1 for them.',
  },
  async () => {
    expect(
      await rows(
        'SELECT StageName, AccountId, GROUPING(StageName) s, GROUPING(AccountId) a, COUNT(Id) n FROM Opportunity GROUP BY ROLLUP(StageName, AccountId)',
      ),
    ).toEqual([
      { StageName: 'Closed Won', AccountId: accountId, s: 0, a: 0, n: 2 },
      { StageName: 'Prospecting', AccountId: null, s: 0, a: 0, n: 1 },
      { StageName: 'Closed Won', AccountId: null, s: 0, a: 1, n: 2 },
      { StageName: 'Prospecting', AccountId: null, s: 0, a: 1, n: 1 },
      { StageName: null, AccountId: null, s: 1, a: 1, n: 3 },
    ])
    const cube = await rows(
      'SELECT StageName, AccountId, COUNT(Id) n FROM Opportunity GROUP BY CUBE(StageName, AccountId)',
    )
    expect(cube).toHaveLength(7)
    expect(cube).toContainEqual({ StageName: null, AccountId: accountId, n: 2 })
  },
)

rule(
  'an aggregate of more than 2,000 groups is refused, for it has no pages',
  {
    evidence: 'reported',
    at: `${SOQL}/sforce-api-calls-soql-select-groupby.html`,
    says: 'EXCEEDED_ID_LIMIT Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
  },
  async () => {
    const other = await startSandbox()
    for (let at = 0; at < 2200; at += 200) {
      const made = Array.from({ length: 200 }, (_, index) => ({ LastName: `L${at + index}`, Company: 'Acme' }))
      await other.conn.sobject('Lead').create(made)
    }
    const soql = 'SELECT LastName, COUNT(Id) FROM Lead GROUP BY LastName'
    await expect(other.conn.query(soql)).rejects.toMatchObject({
      errorCode: 'EXCEEDED_ID_LIMIT',
      message: 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    })
    expect((await other.conn.query(`${soql} LIMIT 2000`)).totalSize).toBe(2000)
    await other.stop()
  },
)
