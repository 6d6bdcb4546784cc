import type { Connection } from 'jsforce'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

let org: Started
let conn: Connection
beforeAll(async () => {
  org = await startSandbox()
  conn = org.conn
})
afterAll(() => org.stop())

const leads = (count: number) => Array.from({ length: count }, (_, at) => ({ LastName: `Lead ${at}`, Company: 'Acme' }))
const LOCKED = {
  success: false,
  errors: [
    { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record', fields: [] },
  ],
}

rule(
  'some records of a collection fail while the others are saved when a fault says so',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-create.html',
    says: 'When allOrNone is false, records that fail have errors of their own and the others are saved.',
  },
  async () => {
    org.running.faults.add({ path: '/composite/sobjects', partial: 0.5, times: 1 })
    const results = await conn.sobject('Lead').create(leads(40))
    const refused = results.filter(({ success }) => !success)
    expect(refused.length).toBeGreaterThan(5)
    expect(refused.length).toBeLessThan(35)
    expect(refused[0]).toEqual(LOCKED)
    const { totalSize } = await conn.query('SELECT Id FROM Lead')
    expect(totalSize).toBe(40 - refused.length)
    // The fault was for one call.
    const again = await conn.sobject('Lead').create(leads(5))
    expect(again.every(({ success }) => success)).toBe(true)
  },
)

rule(
  'a collection inside a composite request fails in part like one of its own',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite.html',
    says: 'Subrequests may be sObject Collections; they answer as they do alone.',
  },
  async () => {
    org.running.faults.add({ path: '/composite$', partial: 1, times: 1 })
    const records = leads(2).map((record) => ({ attributes: { type: 'Lead' }, ...record }))
    const answer = await conn.requestPost('/services/data/v68.0/composite', {
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v68.0/composite/sobjects',
          referenceId: 'both',
          body: { allOrNone: false, records },
        },
      ],
    })
    expect(answer).toMatchObject({ compositeResponse: [{ httpStatusCode: 200, body: [LOCKED, LOCKED] }] })
  },
)
