import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSandboxClock } from '../../core/clock.ts'
import { createHubSpotSandbox } from '../index.ts'

/** Without the recorder in front: what HubSpot has no operation for is none of its OpenAPI files' business. */
const sandbox = createHubSpotSandbox({ clock: createSandboxClock() })
const server = createServer(sandbox.listener)
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await sandbox.close()
})

// Seen on the live API in 2026: unknown routes and wrong verbs are answered by the web server, in HTML.
it.each([
  ['GET', '/crm/v3/nothing', 404],
  ['GET', '/crm/2031-03/objects/contacts', 404],
  ['PUT', '/crm/v3/objects/contacts', 405],
])('answers %s %s with %i in HTML', async (method, path, status) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${sandbox.credentials()['accessToken']}` },
  })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('text/html')
})
