import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { everyAddress, publicAddresses, type Address } from '../e2e/addresses.ts'
import { ensureWebBuilt, openBrowser } from '../e2e/browser.ts'
import { startDemo } from '../e2e/demo.ts'
import { openWindow, SCHEMES, settled, WIDTHS } from '../e2e/look.ts'
import { statesOf } from '../e2e/states.ts'

/**
 * Pictures for docs/screenshots: every page of the demo in both widths and themes; its tabs, and what its buttons open, wide and light, narrow
 * and dark.
 *   node tests/support/take-screenshots.ts [folder] [pages, separated by commas]
 */
const [folder = 'docs/screenshots', only] = process.argv.slice(2)
const wanted = only === undefined ? null : new Set(only.split(','))
/** Lists go on for ever. */
const TALLEST = { 1280: 1_500, 390: 1_800 } as const

interface Shots {
  readonly origin: string
  readonly addresses: readonly Address[]
  readonly cookies: Awaited<ReturnType<BrowserContext['cookies']>>
}

await mkdir(folder, { recursive: true })
await ensureWebBuilt()
const demo = await startDemo({ home: process.env['DEMO_HOME'] })
const browser = await openBrowser()
try {
  const first = await openWindow(browser, 1280, 'light')
  await first.page.goto(demo.signIn)
  await settled(first.page)
  const connection = new URL(first.page.url()).pathname.split('/')[2] ?? ''
  const addresses = await everyAddress(first.page, demo.url, connection)
  const { cookies } = await first.page.context().storageState()
  await take(browser, [
    { origin: demo.url, cookies, addresses },
    { origin: demo.url, cookies: [], addresses: await publicAddresses(first.page) },
  ])
} finally {
  await browser.close()
  await demo.stop()
}

async function take(on: Browser, sets: readonly Shots[]): Promise<void> {
  for (const width of WIDTHS)
    for (const scheme of SCHEMES) {
      let pictures = 0
      for (const { origin, addresses, cookies } of sets) {
        const { page } = await openWindow(on, width, scheme)
        await page.context().addCookies(cookies)
        for (const address of addresses.filter(({ name }) => wanted?.has(name) ?? true))
          for await (const name of statesOf(page, origin, address)) {
            await picture(page, width, join(folder, `${name}-${width}-${scheme}.png`))
            pictures += 1
            if ((width === 1280) !== (scheme === 'light')) break
          }
        await page.context().close()
      }
      process.stderr.write(`${width} ${scheme}: ${pictures} pictures\n`)
    }
}

async function picture(page: Page, width: (typeof WIDTHS)[number], path: string): Promise<void> {
  await page.waitForTimeout(700)
  const height = Math.min(TALLEST[width], Number(await page.evaluate('document.documentElement.scrollHeight')))
  await page.setViewportSize({ width, height: Math.max(800, height) })
  await page.waitForTimeout(150)
  await page.screenshot({ path })
  await page.setViewportSize({ width, height: 900 })
}
