import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'

const source = (says: string) => ({
  evidence: 'client' as const,
  at: 'https://github.com/HubSpot/hubspot-api-nodejs (ApiDecoratorService)',
  says,
})

let portal: TestPortal
afterEach(() => portal.close())

/** What the calls of a client that retries come to, in order: 'done' or the status it gave up with, and how long all took. */
interface Outcome {
  readonly calls: readonly (string | number)[]
  readonly tookMs: number
}

/** The client keeps its retries in a singleton of the process, so it has one to itself. */
async function withRetries(attempts: number, calls: readonly string[]): Promise<Outcome> {
  const program = `
    import { Client } from '@hubspot/api-client'
    console.error = () => undefined
    const hubspot = new Client(${JSON.stringify({
      accessToken: portal.credentials['accessToken'],
      basePath: portal.url,
      numberOfApiCallRetries: attempts,
    })})
    const { basicApi, searchApi } = hubspot.crm.contacts
    const search = () => searchApi.doSearch({ filterGroups: [], properties: [], sorts: [], limit: 1, after: '0' })
    const list = () => basicApi.getPage()
    const started = Date.now()
    const settle = (call) => call.then(() => 'done', (error) => error.code)
    const calls = await Promise.all([${calls.join(', ')}].map(settle))
    console.log(JSON.stringify({ calls, tookMs: Date.now() - started }))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
  })
  return JSON.parse(stdout) as Outcome
}

async function open(settings: Partial<HubSpotSettings> = {}): Promise<void> {
  portal = await openTestPortal(settings)
}

rule(
  'server errors are tried again by the client until they pass or its attempts are used up',
  source('5xx are retried after 200 ms times the attempt; numberOfApiCallRetries counts attempts'),
  async () => {
    await open()
    const fail = (times: number) =>
      portal.call('POST', '/__sandbox/faults', { path: '/crm/v3/objects/contacts', times, status: 500 })
    await fail(1)
    expect((await withRetries(2, ['list()'])).calls).toEqual(['done'])
    await fail(2)
    expect((await withRetries(2, ['list()'])).calls).toEqual([500])
  },
)

rule(
  "search's limit is known to the client by its message, and waited for",
  source('429 with the message "You have reached your secondly limit." is retried after 1 s times the attempt'),
  async () => {
    await open({ limits: { enforced: true, searchPerSecond: 1 } })
    const { calls, tookMs } = await withRetries(2, ['search()', 'search()'])
    expect(calls).toEqual(['done', 'done'])
    expect(tookMs).toBeGreaterThanOrEqual(990)
  },
)

rule(
  'a day that is used up is not tried again',
  source('429 with policyName DAILY, and any other, is not retried'),
  async () => {
    await open({ limits: { enforced: true, perDay: 0 } })
    const { calls, tookMs } = await withRetries(3, ['list()'])
    expect(calls).toEqual([429])
    expect(tookMs).toBeLessThan(900)
  },
)
