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
