import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const SOSL = 'https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-sosl-find.html'

let org: Started
beforeAll(async () => {
  org = await startSandbox()
  await org.conn.sobject('Account').create({ Name: 'Acme Rockets', Phone: '555 0100' })
  await org.conn.sobject('Lead').create([
    { LastName: 'Rockets', FirstName: 'Ray', Company: 'Other', Email: 'ray@acme.test' },
    { LastName: 'Rocketeer', Company: 'Acme' },
  ])
})
afterAll(() => org.stop())

const found = async (sosl: string) =>
  (await org.conn.search(sosl)).searchRecords.map((record) => String(record['Name'] ?? record.attributes?.type))

rule(
  'words are found in the fields and objects that the search names',
  {
    evidence: 'documented',
    at: SOSL,
    says: 'FIND {words} IN group FIELDS RETURNING Object(fields WHERE ... LIMIT n); all words, whole, * and ? as wildcards.',
  },
  async () => {
    const returning = 'RETURNING Account(Name), Lead(Name ORDER BY Name)'
    expect(await found(`FIND {rockets} IN ALL FIELDS ${returning}`)).toEqual(['Acme Rockets', 'Ray Rockets'])
    expect(await found(`FIND {rocket*} IN NAME FIELDS ${returning}`)).toEqual([
      'Acme Rockets',
      'Ray Rockets',
      'Rocketeer',
    ])
    expect(await found(`FIND {rocket} ${returning}`)).toEqual([])
    expect(await found(`FIND {acme rockets} ${returning}`)).toEqual(['Acme Rockets', 'Ray Rockets'])
    expect(await found(`FIND {"acme rockets"} ${returning}`)).toEqual(['Acme Rockets'])
    expect(await found(`FIND {acme} IN EMAIL FIELDS ${returning}`)).toEqual(['Ray Rockets'])
    expect(await found("FIND {rocket*} RETURNING Lead(Name WHERE Company = 'Acme')")).toEqual(['Rocketeer'])
    expect(await found('FIND {rocket*} RETURNING Lead(Name ORDER BY Name LIMIT 1)')).toEqual(['Ray Rockets'])
    expect(await found('FIND {rockets}')).toEqual(['Account', 'Lead'])
  },
)

rule(
  'a search that cannot be read is malformed',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html',
    says: 'MALFORMED_SEARCH; search term must be longer than one character',
  },
  async () => {
    await expect(org.conn.search('FIND rockets')).rejects.toMatchObject({ errorCode: 'MALFORMED_SEARCH' })
    await expect(org.conn.search('FIND {r*} RETURNING Lead')).rejects.toMatchObject({
      errorCode: 'MALFORMED_SEARCH',
      message: 'search term must be longer than one character',
    })
  },
)

rule(
  'the same search goes without SOSL, by parameters or by a body',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-search-parameterized.html',
    says: 'GET and POST /parameterizedSearch with q, sobject(s), fields, in, limits.',
  },
  async () => {
    const got = await org.conn.request<{ searchRecords: object[] }>(
      '/parameterizedSearch?q=rockets&sobject=Account&Account.fields=Id,Name&Account.limit=5',
    )
    expect(got.searchRecords).toMatchObject([{ Name: 'Acme Rockets', attributes: { type: 'Account' } }])
    const posted = await org.conn.requestPost<{ searchRecords: object[] }>('/parameterizedSearch', {
      q: 'rocket*',
      in: 'NAME',
      sobjects: [{ name: 'Lead', fields: ['Name'], where: "Company = 'Acme'" }],
    })
    expect(posted.searchRecords).toMatchObject([{ Name: 'Rocketeer' }])
  },
)
