import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openBrowser } from './browser.ts'

let browser: Browser
let portal: TestPortal
let page: Page
/** Where the app lives that asks to come in. */
const app = createServer((_request, response) => response.end('back'))
let back: string

beforeAll(async () => {
  browser = await openBrowser()
  portal = await openTestPortal()
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  back = `http://127.0.0.1:${(app.address() as AddressInfo).port}/back`
})
afterAll(async () => {
  await browser.close()
  await portal.close()
  app.close()
  app.closeAllConnections()
})

async function open(width: number, redirectUri = back): Promise<void> {
  page = await browser.newPage({ viewport: { width, height: 800 } })
  const query = new URLSearchParams({
    client_id: portal.credentials['clientId'] ?? '',
    redirect_uri: redirectUri,
    scope: 'oauth crm.objects.contacts.read crm.schemas.contacts.write',
    state: 'x',
  })
  await page.goto(`${portal.url}/oauth/authorize?${query.toString()}`)
}

const widthNeeded = () => page.evaluate<number>('document.documentElement.scrollWidth')

it('asks in plain words, fits a telephone, and leads back with a code', async () => {
  await open(390)
  expect(await page.textContent('h1')).toBe('Connect Tandem to HubSpot')
  expect(await page.textContent('ul')).toContain('Create and change properties of contacts')
  expect(await widthNeeded()).toBeLessThanOrEqual(390)
  await page.getByRole('button', { name: 'Connect app' }).click()
  await page.waitForURL(`${back}?code=*`)
  expect(new URL(page.url()).searchParams.get('state')).toBe('x')
  await page.close()
})

it('leads back without a code when the person cancels', async () => {
  await open(1_280)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.waitForURL(`${back}?error=access_denied*`)
  await page.close()
})

it('says why when it cannot ask', async () => {
  await open(390, `https://elsewhere.example/${'long'.repeat(40)}`)
  expect(await page.getByRole('alert').textContent()).toContain("doesn't match the app's registered redirect URL")
  expect(await widthNeeded()).toBeLessThanOrEqual(390)
  await page.close()
})
