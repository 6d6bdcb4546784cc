import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import { createSandboxClock } from '#sandbox/core/clock.ts'
import { createHubSpotSandbox } from '#sandbox/hubspot/index.ts'
import { rule } from '../rule.ts'
import { apiRequest } from './official.ts'

/** Without the recorder in front: what HubSpot has no operation for is none of its OpenAPI files' business. */
const sandbox = createHubSpotSandbox({ clock: createSandboxClock() })
const server = createServer(sandbox.listener)
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await sandbox.close()
})

rule(
  'unknown addresses and wrong verbs are answered by the web server, in HTML',
  {
    evidence: 'reported',
    at: 'probes of the live API, 2026',
    says: 'Unknown routes and wrong verbs answer HTML 404 and 405, not JSON.',
  },
  async () => {
    const hubspot = new Client({
      accessToken: sandbox.credentials()['accessToken'] ?? '',
      basePath: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    })
    for (const [method, path, status] of [
      ['GET', '/crm/v3/butterflies', 404],
      ['GET', '/crm/v2/objects/contacts', 404],
      ['GET', '/crm/objects/2019-03/contacts', 404],
      ['GET', '/crm/v3/objects/contacts/1/2/3', 404],
      ['PUT', '/crm/v3/objects/contacts', 405],
      ['GET', '/crm/objects/2026-03/contacts/search/now', 404],
      ['DELETE', '/crm/objects/2026-03/contacts', 405],
    ] as const) {
      const answer = await apiRequest(hubspot, { method, path })
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        status,
        'text/html;charset=utf-8',
      ])
      expect(answer.text).toContain('<html>')
    }
  },
)
