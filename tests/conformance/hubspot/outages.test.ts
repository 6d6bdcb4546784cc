import type { Client } from '@hubspot/api-client'
import { afterEach, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { officialClient } from './official.ts'

let portal: TestPortal
afterEach(() => portal.close())

async function open(): Promise<Client> {
  portal = await openTestPortal()
  return officialClient(portal)
}

rule(
  'an address that is too long is refused in HTML',
  {
    evidence: 'reported',
    at: 'https://github.com/airbytehq/airbyte/issues/33976',
    says: '414 with an HTML body: a GET with some 900 properties does it; lists up to 15,000 characters work.',
  },
  async () => {
    const client = await open()
    const read = (length: number) => {
      const properties = Array.from({ length: length / 20 }, (_, at) => `property_${String(at).padStart(10, '0')}`)
      return client.crm.contacts.basicApi.getPage(1, undefined, [properties.join(',')])
    }
    await read(14_000)
    const refused: unknown = await read(18_000).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 414 })
    expect((refused as { body: unknown }).body).toContain('<html>')
  },
)

rule(
  'locks, migrations and gateways answer as HubSpot does when a fault says so',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/error-handling',
    says: '423 locked: wait at least 2 seconds; 477 migration in progress with Retry-After in seconds, up to 24 hours; 502, 503, 504.',
  },
  async () => {
    const client = await open()
    const fault = (status: number, headers = {}) =>
      portal.call('POST', '/__sandbox/faults', { path: '/crm/v3/owners', times: 1, status, headers })
    await fault(477, { 'Retry-After': '3600' })
    await expect(client.crm.owners.ownersApi.getPage()).rejects.toMatchObject({
      code: 477,
      headers: { 'retry-after': '3600' },
      body: { status: 'error' },
    })
    for (const status of [423, 502, 503, 504]) {
      await fault(status)
      await expect(client.crm.owners.ownersApi.getPage()).rejects.toMatchObject({ code: status })
    }
    await client.crm.owners.ownersApi.getPage()
  },
)

rule(
  'a fault that names a status alone is answered in the words HubSpot has for it, in HTML where its network speaks',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/error-handling',
    says: '401 EXPIRED_AUTHENTICATION, 403 MISSING_SCOPES, 429 with its policy; 521 to 526 and 530 come from Cloudflare.',
  },
  async () => {
    const client = await open()
    const refused = async (status: number): Promise<unknown> => {
      portal.faults.add({ path: '/crm/v3/owners', times: 1, status })
      return await client.crm.owners.ownersApi.getPage().catch((error: unknown) => error)
    }
    expect(await refused(401)).toMatchObject({ code: 401, body: { category: 'EXPIRED_AUTHENTICATION' } })
    expect(await refused(403)).toMatchObject({ code: 403, body: { category: 'MISSING_SCOPES' } })
    expect(await refused(429)).toMatchObject({ code: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } })
    expect(await refused(500)).toMatchObject({ code: 500, body: { status: 'error', message: 'internal error' } })
    expect(await refused(530)).toMatchObject({ code: 530, body: expect.stringContaining('<html>') as string })
  },
)

rule(
  'some inputs of a batch fail while the others are saved when a fault says so',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/error-handling',
    says: 'Multi-status errors: 207 with results and errors; each error names the objectWriteTraceId of its input.',
  },
  async () => {
    const client = await open()
    portal.faults.add({ path: '/batch/create', partial: 0.5, times: 1 })
    const inputs = Array.from({ length: 40 }, (_, at) => ({
      objectWriteTraceId: `t${at}`,
      properties: { email: `p${at}@example.com` },
    }))
    const answer = await client.crm.contacts.batchApi.create({ inputs })
    const errors = 'errors' in answer ? (answer.errors ?? []) : []
    expect(errors.length).toBeGreaterThan(5)
    expect(answer.results.length + errors.length).toBe(40)
    for (const error of errors) expect(error.context['objectWriteTraceId']).toHaveLength(1)
    expect((await client.crm.contacts.basicApi.getPage(100)).results).toHaveLength(answer.results.length)
  },
)
