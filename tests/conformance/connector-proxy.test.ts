import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { startSandbox } from '#sandbox/index.ts'

const SCRIPT = join(import.meta.dirname, '..', 'support', 'behind-proxy.ts')
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** Answers everything alike and keeps what it was asked for. */
async function server(host: string): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  const made: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const token = request.url?.endsWith('/services/oauth2/token') === true
    const body = token ? { access_token: 't', id: 'https://x/id/00D/005' } : [{ errorCode: 'NOT_FOUND', message: 'no' }]
    response.writeHead(token ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(0, host)
  await once(made, 'listening')
  ends.push(() => void made.close())
  return { url: `http://${host}:${(made.address() as AddressInfo).port}`, asked }
}

// Other systems have no 127.0.0.2 without being told.
test.runIf(process.platform === 'linux')(
  'calls and change events of this machine and of NO_PROXY go to no proxy, others do',
  async () => {
    const box = await startSandbox()
    ends.push(() => void box.close())
    const [proxy, spared, other] = await Promise.all([server('127.0.0.1'), server('127.0.0.2'), server('127.0.0.3')])
    const { clientId = '', clientSecret = '' } = box.salesforce.credentials
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [SCRIPT, clientId, clientSecret, box.salesforce.url, spared.url, other.url],
      { env: { PATH: process.env['PATH'], http_proxy: proxy.url, https_proxy: proxy.url, NO_PROXY: '127.0.0.2' } },
    )
    expect(stdout.trim().split('\n').at(-1)).toBe('listening')
    expect(stdout).toContain(`${box.salesforce.url}: answered`)
    expect(spared.asked.some((path) => path.endsWith('/describe'))).toBe(true)
    // The token is asked for by another client, which takes no proxy unless Node is told to.
    expect(other.asked).toEqual(['/services/oauth2/token'])
    expect(proxy.asked.length).toBeGreaterThan(0)
    expect(proxy.asked.filter((target) => !target.includes('127.0.0.3'))).toEqual([])
  },
)
