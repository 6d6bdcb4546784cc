import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { everyAddress, publicAddresses, type Address } from './addresses.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { STARTED_WITHIN_MS, startDemo, type RunningDemo } from './demo.ts'
import { openWindow, SCHEMES, settled, sideways, WIDTHS, type Look } from './look.ts'
import { seriousFindings } from './serious-findings.ts'
import { statesOf } from './states.ts'

const SCRIPT_LIMIT = 300 * 1024

let browser: Browser
let demo: RunningDemo
let addresses: readonly Address[]
let outside: readonly Address[]

beforeAll(async () => {
  await ensureWebBuilt()
  demo = await startDemo({ playedIn: inject('demoFolder') })
  browser = await openBrowser()
  const { page } = await openWindow(browser, 1280, 'light')
  await page.goto(demo.signIn)
  await settled(page)
  const connection = new URL(page.url()).pathname.split('/')[2] ?? ''
  addresses = await everyAddress(page, demo.url, connection)
  outside = await publicAddresses(page)
  state = await page.context().storageState()
}, STARTED_WITHIN_MS)
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 60_000)

/** Signed in once: the link works once. */
let state: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

/** What is wrong with every state of the pages as they are shown in this window. */
async function wrongWith(look: Look, pages: readonly Address[], how: 'all states' | 'as they open') {
  const { page, complaints } = look
  const found: string[] = []
  for (const address of pages)
    for await (const name of statesOf(page, demo.url, address)) {
      const over = await sideways(page)
      if (over > 0) found.push(`${name}: ${over} px too wide`)
      found.push(...(await seriousFindings(page)).map((words) => `${name}: ${words}`))
      found.push(...complaints.splice(0).map((words) => `${name}: the browser says ${words}`))
      if (how === 'as they open') break
    }
  return found
}

describe.each(WIDTHS)('%i px wide', (width) => {
  test.each(SCHEMES)(
    'every page in %s: read without scrolling sideways, no complaint, no serious finding of axe',
    async (scheme) => {
      const look = await openWindow(browser, width, scheme)
      await look.page.context().addCookies(state.cookies)
      // What tabs, drawers and dialogs are made of is the same in every window: two windows of four see all of it.
      const how = (width === 1280) === (scheme === 'light') ? 'all states' : 'as they open'
      expect(await wrongWith(look, addresses, how)).toEqual([])
    },
    600_000,
  )

  test('what waits for a person, with what is opened to decide it', async () => {
    const look = await openWindow(browser, width, width === 1280 ? 'dark' : 'light')
    await look.page.context().addCookies(state.cookies)
    const problems = addresses.filter(({ name }) => name === 'problems')
    expect(problems).toHaveLength(1)
    expect(await wrongWith(look, problems, 'all states')).toEqual([])
  }, 200_000)

  test.each(SCHEMES)(
    'the pages for people who are not signed in, in %s',
    async (scheme) => {
      const { page, complaints } = await openWindow(browser, width, scheme)
      const found: string[] = []
      for (const { name, path } of outside) {
        await page.goto(demo.url + path)
        await settled(page)
        if ((await sideways(page)) > 0) found.push(`${name}: too wide`)
        found.push(...(await seriousFindings(page)).map((words) => `${name}: ${words}`))
      }
      // A link that is not valid is refused by the API, and the browser tells of every answer that is no success.
      found.push(...complaints.filter((words) => !/Failed to load resource/.test(words)))
      expect(found).toEqual([])
    },
    120_000,
  )
})

test('no page loads more than 300 KB of script at first', async () => {
  const { page } = await openWindow(browser, 1280, 'light')
  await page.context().addCookies(state.cookies)
  const over: string[] = []
  for (const { name, path } of addresses) {
    let bytes = 0
    const pending: Promise<void>[] = []
    const count = (response: Awaited<ReturnType<Page['waitForResponse']>>): void => {
      const { pathname } = new URL(response.url())
      if (!pathname.endsWith('.js')) return
      pending.push(response.body().then((body) => void (bytes += gzipSync(body).length)))
    }
    page.on('response', count)
    await page.goto('about:blank')
    await page.goto(demo.url + path)
    await settled(page)
    page.off('response', count)
    await Promise.all(pending)
    if (bytes > SCRIPT_LIMIT) over.push(`${name}: ${Math.round(bytes / 1024)} KB`)
    expect(bytes, `${name}: no script was seen`).toBeGreaterThan(0)
  }
  expect(over).toEqual([])
}, 200_000)
