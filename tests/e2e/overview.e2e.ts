import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import type { Scope } from '#app/scope.ts'
import type { Store } from '#ports/store.ts'
import { startApp } from '#support/http-app.ts'
import { ensureWebBuilt, openBrowser, WEB_DIST } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
})

const HERE = connectionId('here')
const KNOWN = { id: HERE, name: 'Northwind', portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' }

test.each([1280, 390])('the app opens without a complaint of the browser, %i px wide', async (width) => {
  const store = {
    connections: { list: async () => [{ ...KNOWN, state: 'active', pausedReason: null }] },
    changeMarks: { read: async () => new Map() },
  }
  const app = await startApp({
    options: { staticDir: WEB_DIST },
    api: {
      store: store as unknown as Store,
      connections: () => [HERE],
      scopeOf: (id) => (id === HERE ? ({} as Scope) : null),
    },
  })
  try {
    const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage()
    const thrown: string[] = []
    page.on('pageerror', (error) => void thrown.push(error.message))
    await page.goto(app.url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.title()).toContain('Tandem')
    expect(thrown).toEqual([])
  } finally {
    await app.close(0)
  }
})
