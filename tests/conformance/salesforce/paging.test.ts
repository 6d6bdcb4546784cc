import { Connection } from 'jsforce'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const OPTIONS = 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-queryoptions.html'
const QUERY = 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.html'
const CURSORS =
  'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-apicursors.html'

interface Children {
  readonly totalSize: number
  readonly done: boolean
  readonly nextRecordsUrl: string
  readonly records: readonly { readonly LastName: string }[]
}

const LEADS = 2400
const CONTACTS = 450
const DAY = 24 * 3600 * 1000

let org: Started
beforeAll(async () => {
  org = await startSandbox()
  for (let at = 0; at < LEADS; at += 200) {
    const rows = Array.from({ length: 200 }, (_, index) => ({ LastName: `L${at + index}`, Company: 'Acme' }))
    await org.conn.sobject('Lead').create(rows)
  }
  const account = await org.conn.sobject('Account').create({ Name: 'Many' })
  for (let at = 0; at < CONTACTS; at += 150) {
    const rows = Array.from({ length: 150 }, (_, index) => ({ LastName: `C${at + index}`, AccountId: account.id }))
    await org.conn.sobject('Contact').create(rows)
  }
  await org.conn.sobject('Account').create({ Name: 'None' })
})
afterAll(() => org.stop())

rule(
  'a page has 2,000 rows and says where the next one is',
  {
    evidence: 'documented',
    at: QUERY,
    says: 'done false and nextRecordsUrl with a query locator; a locator is 0r8 and 15 characters, then the offset.',
  },
  async () => {
    const first = await org.conn.query('SELECT Id FROM Lead')
    expect(first).toMatchObject({ totalSize: LEADS, done: false })
    expect(first.records).toHaveLength(2000)
    expect(new URL(String(first.nextRecordsUrl)).pathname).toMatch(/^\/services\/data\/v68\.0\/query\/0r8\w{15}-2000$/)
    const second = await org.conn.queryMore(String(first.nextRecordsUrl))
    expect(second).toMatchObject({ totalSize: LEADS, done: true })
    expect(second.nextRecordsUrl).toBeUndefined()
    const ids = [...first.records, ...second.records].map((record) => record['Id'])
    expect(new Set(ids).size).toBe(LEADS)
  },
)

rule(
  'a client that fetches on its own gets every row',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/query.ts',
    says: 'autoFetch follows nextRecordsUrl until done, up to maxFetch rows.',
  },
  async () => {
    const found = await org.conn.query('SELECT Id FROM Lead', { autoFetch: true, maxFetch: 10_000 })
    expect(found.records).toHaveLength(LEADS)
    expect(found.done).toBe(true)
  },
)

rule(
  'a page can be made smaller, to 200 rows and no less',
  { evidence: 'documented', at: OPTIONS, says: 'Sforce-Query-Options: batchSize=200 to 2000, default 2000.' },
  async () => {
    const sized = async (batchSize: number) => {
      const headers = { 'Sforce-Query-Options': `batchSize=${batchSize}` }
      return (await org.conn.query('SELECT Id FROM Lead', { headers, autoFetch: false })).records.length
    }
    expect(await sized(500)).toBe(500)
    expect(await sized(1)).toBe(200)
    expect(await sized(5000)).toBe(2000)
  },
)

rule(
  'the server may send fewer rows than were asked for',
  {
    evidence: 'documented',
    at: OPTIONS,
    says: 'There is no guarantee that the requested batch size is the actual batch size.',
  },
  async () => {
    const other = await startSandbox({ queryPages: { rows: 2, childRows: 1 } })
    await other.conn.sobject('Account').create([{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }])
    const first = await other.conn.query('SELECT Name FROM Account ORDER BY Name')
    expect(first.records.map((record) => record['Name'])).toEqual(['a', 'b'])
    expect(first).toMatchObject({ totalSize: 3, done: false })
    const rest = await other.conn.queryMore(String(first.nextRecordsUrl))
    expect(rest.records.map((record) => record['Name'])).toEqual(['c'])
    await other.stop()
  },
)

rule(
  'child rows have pages of their own inside their parent, and no rows are null',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-relationships.html',
    says: 'A subquery is {totalSize, done, records[, nextRecordsUrl]}, null without rows.',
  },
  async () => {
    const found = await org.conn.query('SELECT Name, (SELECT LastName FROM Contacts) FROM Account ORDER BY Name', {
      autoFetch: false,
    })
    const [many, none] = found.records as unknown as [{ Contacts: Children }, { Contacts: null }]
    expect(none.Contacts).toBeNull()
    const first = many.Contacts
    expect(first).toMatchObject({ totalSize: CONTACTS, done: false })
    expect(first.records).toHaveLength(200)
    const names = new Set(first.records.map((record) => record.LastName))
    for (let next: string | undefined = first.nextRecordsUrl; next !== undefined;) {
      const page: { records: { LastName?: string }[]; nextRecordsUrl?: string | undefined; totalSize: number } =
        await org.conn.queryMore(next)
      expect(page.totalSize).toBe(CONTACTS)
      for (const record of page.records) names.add(String(record.LastName))
      next = page.nextRecordsUrl
    }
    expect(names.size).toBe(CONTACTS)
  },
)

rule(
  'a locator lives two days',
  {
    evidence: 'documented',
    at: CURSORS,
    says: 'Query cursors expire after two days; INVALID_QUERY_LOCATOR "invalid query locator".',
  },
  async () => {
    const first = await org.conn.query('SELECT Id FROM Lead')
    const other = await org.conn.query('SELECT Id FROM Lead')
    org.clock.advance(2 * DAY)
    await org.conn.queryMore(String(first.nextRecordsUrl))
    org.clock.advance(1)
    for (const url of [String(other.nextRecordsUrl), '/services/data/v68.0/query/0r8000000000000AAA-2000'])
      await expect(org.conn.queryMore(url)).rejects.toMatchObject({
        errorCode: 'INVALID_QUERY_LOCATOR',
        message: 'invalid query locator',
      })
  },
)

rule(
  'deleted rows are found by queryAll alone',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-queryall.html',
    says: 'queryAll includes records that have been deleted because of a merge or delete.',
  },
  async () => {
    const made = await org.conn.sobject('Lead').create({ LastName: 'Gone', Company: 'Acme' })
    await org.conn.sobject('Lead').destroy(String(made.id))
    const soql = "SELECT Id, IsDeleted FROM Lead WHERE LastName = 'Gone'"
    expect((await org.conn.query(soql)).totalSize).toBe(0)
    expect((await org.conn.query(soql, { scanAll: true })).records).toMatchObject([{ Id: made.id, IsDeleted: true }])
    expect((await org.conn.query(`${soql} AND IsDeleted = true`)).totalSize).toBe(0)
  },
)

rule(
  'an address of more than about 16,000 characters is refused before anything reads it',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html',
    says: '414: the URI is longer than 16,384 bytes. 431: the URI and headers together are.',
  },
  async () => {
    const list = (length: number) => Array.from({ length }, (_, index) => `'L${index}'`).join(',')
    const soql = (length: number) => `SELECT Id FROM Lead WHERE LastName IN (${list(length)})`
    expect((await org.conn.query(soql(600), { autoFetch: false })).totalSize).toBe(600)
    await expect(org.conn.query(soql(2000))).rejects.toMatchObject({ name: 'ERROR_HTTP_414' })
    const headers = { 'X-Long': 'x'.repeat(9000) }
    await expect(org.conn.query(soql(900), { headers })).rejects.toMatchObject({ name: 'ERROR_HTTP_431' })
  },
)

rule(
  'a query is explained without being run',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query-explain.html',
    says: '{plans: [{cardinality, fields, leadingOperationType, notes, relativeCost, sobjectCardinality, sobjectType}], sourceQuery}',
  },
  async () => {
    const soql = "SELECT Id FROM Lead WHERE LastName = 'L1'"
    const told = await org.conn.query(soql).explain()
    expect(told).toMatchObject({
      plans: [{ leadingOperationType: 'TableScan', sobjectType: 'Lead', cardinality: 1, fields: [] }],
      sourceQuery: soql,
    })
    const lead = (await org.conn.query('SELECT Id FROM Lead LIMIT 1')).records[0]
    const byId = await org.conn.query(`SELECT Name FROM Lead WHERE Id = '${lead?.Id}'`).explain()
    expect(byId.plans[0]).toMatchObject({ leadingOperationType: 'Index', fields: ['Id'] })
  },
)

rule(
  'columns=true tells the columns of a query instead of its rows',
  {
    evidence: 'client',
    at: 'https://github.com/salesforcecli/plugin-data/blob/main/src/commands/data/query.ts',
    says: 'sf data query reads columnMetadata: columnName, displayName, aggregate, joinColumns.',
  },
  async () => {
    const columns = async (soql: string) =>
      org.conn.request<{ columnMetadata: unknown[] }>(`/query?q=${encodeURIComponent(soql)}&columns=true`)
    const told = await columns('SELECT id, owner.profile.name, (SELECT LastName FROM Contacts) FROM Account')
    expect(told).toMatchObject({ entityName: 'Account', groupBy: false, idSelected: true, keyPrefix: '001' })
    expect(told.columnMetadata).toMatchObject([
      { columnName: 'Id', displayName: 'Id', aggregate: false, joinColumns: [], apexType: 'Id' },
      {
        columnName: 'Owner',
        joinColumns: [{ columnName: 'Profile', joinColumns: [{ columnName: 'Name', joinColumns: [] }] }],
      },
      { columnName: 'Contacts', aggregate: true, joinColumns: [{ columnName: 'LastName', aggregate: false }] },
    ])
    const grouped = await columns('SELECT Status, COUNT(Id) n, MAX(CreatedDate) FROM Lead GROUP BY Status')
    expect(grouped).toMatchObject({
      groupBy: true,
      columnMetadata: [
        { columnName: 'Status', aggregate: false },
        { columnName: 'n', displayName: 'count(Id)', aggregate: true },
        { columnName: 'expr0', displayName: 'max(CreatedDate)', aggregate: true, apexType: 'Datetime' },
      ],
    })
  },
)

rule(
  'each page costs a call, and every answer says how many are used',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-api-usage.html',
    says: 'Sforce-Limit-Info: api-usage=N/MAX',
  },
  async () => {
    const { accessToken = '' } = org.sandbox.credentials()
    const conn = new Connection({ instanceUrl: org.url, accessToken, version: '68.0' })
    const first = await conn.query('SELECT Id FROM Lead')
    const before = conn.limitInfo.apiUsage?.used ?? 0
    await conn.queryMore(String(first.nextRecordsUrl))
    expect(conn.limitInfo.apiUsage?.used).toBe(before + 1)
  },
)
