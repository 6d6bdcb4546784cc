import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { codes, refused, setUp, setUpRefusal } from './org-setup.ts'

const LOCKS =
  'https://developer.salesforce.com/docs/atlas.en-us.draes.meta/draes/draes_tradeoff_lookup_versus_mdr_locks.htm'
const REPORT = 'https://github.com/roblesterjr04/EloquentSalesForce/issues/59'
const USAGE = 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-api-usage.html'
const LIMITS =
  'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

describe('rows that somebody else is saving', () => {
  let account: string
  let contact: string
  beforeEach(async () => {
    account = String((await org.conn.sobject('Account').create({ Name: 'Acme' })).id)
    contact = String((await org.conn.sobject('Contact').create({ LastName: 'Byron', AccountId: account })).id)
  })
  const rename = () => org.conn.sobject('Account').update({ Id: account, Name: 'Acme 2' })
  const promote = () => org.conn.sobject('Contact').update({ Id: contact, Title: 'CTO' })
  const lock = (values: Record<string, unknown> = {}) => setUp(org, 'locks', { recordId: account, ...values })

  rule(
    'a held row refuses with the id that is held',
    {
      evidence: 'reported',
      at: REPORT,
      says: '"message": "unable to obtain exclusive access to this record or 1 records: 001…", "errorCode": "UNABLE_TO_LOCK_ROW"',
    },
    async () => {
      await lock()
      const answer = await org.request('PATCH', `${DATA}/sobjects/Account/${account}`, { Name: 'Acme 2' })
      expect(answer.status).toBe(400)
      expect(answer.body).toEqual([
        {
          message: `unable to obtain exclusive access to this record or 1 records: ${account}`,
          errorCode: 'UNABLE_TO_LOCK_ROW',
          fields: [],
        },
      ])
      expect((await refused(org.conn.sobject('Account').destroy(account))).name).toBe('UNABLE_TO_LOCK_ROW')
      await lock({ release: true })
      expect((await rename()).success).toBe(true)
    },
  )

  rule(
    'a held account stops its contacts, opportunities and tasks, which lock it as they are saved',
    { evidence: 'documented', at: LOCKS, says: 'Saving a child locks the records it looks up to.' },
    async () => {
      await lock()
      expect((await refused(promote())).message).toContain(account)
      const opportunity = { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-01', AccountId: account }
      const results = await org.conn.sobject('Opportunity').create([opportunity, { ...opportunity, AccountId: null }])
      expect(codes(results)).toEqual(['UNABLE_TO_LOCK_ROW', 'saved'])
      expect((await refused(org.conn.sobject('Task').create({ Subject: 'Call', WhoId: contact }))).name).toBe(
        'UNABLE_TO_LOCK_ROW',
      )
      await lock({ holds: 'record' })
      expect((await promote()).success).toBe(true)
      expect((await refused(rename())).name).toBe('UNABLE_TO_LOCK_ROW')
    },
  )

  rule(
    'a lock ends after its time, or after so many tries',
    {
      evidence: 'reported',
      at: 'https://github.com/jsforce/jsforce/issues/1018',
      says: 'Retrying until it succeeds is the way out.',
    },
    async () => {
      await lock({ forMs: 5000 })
      expect((await refused(rename())).name).toBe('UNABLE_TO_LOCK_ROW')
      org.clock.advance(5000)
      expect((await rename()).success).toBe(true)
      await lock({ tries: 2 })
      const taken = org.sandbox.snapshot()
      expect((await refused(rename())).name).toBe('UNABLE_TO_LOCK_ROW')
      expect((await refused(promote())).name).toBe('UNABLE_TO_LOCK_ROW')
      expect((await rename()).success).toBe(true)
      org.sandbox.restore(taken)
      expect((await refused(rename())).name).toBe('UNABLE_TO_LOCK_ROW')
    },
  )

  rule(
    'a bulk job lists the row among the failed ones',
    {
      evidence: 'reported',
      at: 'https://github.com/forcedotcom/SFDX-Data-Move-Utility/issues/814',
      says: 'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: …:--',
    },
    async () => {
      await lock()
      const job = org.conn.bulk2.createJob({ object: 'Contact', operation: 'update' })
      await job.open()
      await job.uploadData([{ Id: contact, Title: 'CTO' }])
      await job.close()
      await job.poll(2, 5000)
      expect((await job.getFailedResults()).map((row) => row['sf__Error'])).toEqual([
        `UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: ${account}:--`,
      ])
    },
  )

  rule(
    'a lock that cannot be is refused with the reason',
    { evidence: 'assumed', at: '/__sandbox/locks', says: 'A bad body answers 400 with the reason.' },
    async () => {
      expect(await setUpRefusal(org, 'locks', { recordId: 'x' })).toBe('x is no record id')
      expect(await setUpRefusal(org, 'locks', { recordId: account, tries: -1 })).toBe(
        'tries must be a whole number that is not negative',
      )
    },
  )
})

describe('limits', () => {
  const call = () => org.request('GET', `${DATA}/sobjects`)
  const exceeded = (message: string) => [403, [{ message, errorCode: 'REQUEST_LIMIT_EXCEEDED' }]]

  rule(
    'every answer but the list of versions says how much of the day is used',
    { evidence: 'documented', at: USAGE, says: 'Sforce-Limit-Info: api-usage=10018/100000' },
    async () => {
      expect((await call()).headers.get('sforce-limit-info')).toBe('api-usage=1/105000')
      expect((await org.request('GET', '/services/data')).headers.get('sforce-limit-info')).toBeNull()
      await refused(org.conn.sobject('Lead').create({}))
      expect(org.conn.limitInfo).toEqual({ apiUsage: { used: 2, limit: 105_000 } })
    },
  )

  rule(
    'an app with a share of its own sees that as well',
    {
      evidence: 'documented',
      at: USAGE,
      says: 'api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)',
    },
    async () => {
      const other = await startSandbox({ perAppUsage: { appName: 'tandem', max: 250 } })
      const answer = await other.request('GET', `${DATA}/sobjects`)
      expect(answer.headers.get('sforce-limit-info')).toBe(
        'api-usage=1/105000; per-app-api-usage=1/250(appName=tandem)',
      )
      await other.stop()
    },
  )

  rule(
    'beyond the day every call is refused with 403, never 429, until the hours have passed',
    {
      evidence: 'documented',
      at: LIMITS,
      says: 'REQUEST_LIMIT_EXCEEDED with HTTP 403, "TotalRequests Limit exceeded."',
    },
    async () => {
      await setUp(org, 'limits', { dailyApiRequests: 2 })
      await org.conn.query('SELECT Id FROM Lead')
      await org.conn.query('SELECT Id FROM Lead')
      expect(await refused(org.conn.query('SELECT Id FROM Lead'))).toMatchObject({
        name: 'REQUEST_LIMIT_EXCEEDED',
        message: 'TotalRequests Limit exceeded.',
      })
      const answer = await call()
      expect([answer.status, answer.body]).toEqual(exceeded('TotalRequests Limit exceeded.'))
      expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=2/2')
      expect(answer.headers.get('retry-after')).toBeNull()
      org.clock.advance(25 * 3_600_000)
      expect((await call()).status).toBe(200)
    },
  )

  rule(
    'the daily limit can be switched off; calls are counted all the same',
    { evidence: 'assumed', at: '/__sandbox/limits', says: 'Limits on and off, and their size, are controls.' },
    async () => {
      await setUp(org, 'limits', { dailyApiRequests: 1 })
      await call()
      expect(await setUp(org, 'limits', { dailyApiRequests: null })).toMatchObject({
        dailyApiRequests: { max: 1, used: 1, enforcement: 'off' },
      })
      expect((await call()).status).toBe(200)
      const limits = await org.conn.limits()
      expect(limits['DailyApiRequests']).toMatchObject({ Max: 1 })
    },
  )

  rule(
    'too many long-running requests at once are refused with a message of their own',
    { evidence: 'documented', at: LIMITS, says: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.' },
    async () => {
      await setUp(org, 'limits', { concurrentRequestsExceeded: 1 })
      const answer = await call()
      expect([answer.status, answer.body]).toEqual(
        exceeded('ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
      )
      expect((await call()).status).toBe(200)
    },
  )

  rule(
    'limits are part of a snapshot, and the settings of the org can be read',
    { evidence: 'assumed', at: '/__sandbox/settings', says: 'Settings are shown, and given when the sandbox starts.' },
    async () => {
      await setUp(org, 'limits', { dailyApiRequests: 7 })
      await call()
      const taken = org.sandbox.snapshot()
      await setUp(org, 'limits', { dailyApiRequests: 9 })
      await call()
      org.sandbox.restore(taken)
      const read = async (name: string) => (await fetch(`${org.url}/__sandbox/${name}`)).json() as Promise<unknown>
      expect(await read('limits')).toMatchObject({ dailyApiRequests: { max: 7, used: 1 } })
      expect(await read('settings')).toMatchObject({ duplicateResultSince: 60, standardDuplicateRules: 'inactive' })
      expect(JSON.stringify(await read('settings'))).not.toContain(org.sandbox.credentials()['clientSecret'])
      expect(await setUpRefusal(org, 'settings', {})).toBe('settings are given when the sandbox starts')
    },
  )
})
