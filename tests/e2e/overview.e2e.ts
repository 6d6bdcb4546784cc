import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { RemoteError } from '#domain/errors.ts'
import { listen, type Listening } from '#http/listen.ts'
import { createHttpApp, type HttpAppOptions } from '#http/server.ts'
import { campaignTable, OVERVIEW } from '#support/overview-values.ts'
import { ensureWebBuilt, openBrowser, WEB_DIST } from './browser.ts'

const TOKEN = 'correct-horse-battery'
const WIDTHS = [1280, 390] as const

let browser: Browser
beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
})

const servers: Listening[] = []
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await Promise.all(servers.splice(0).map((server) => server.close(0)))
})

interface Visit {
  readonly page: Page
  readonly url: string
  /** What the browser complained about: console errors, exceptions, violations of the security policy. */
  readonly complaints: string[]
}

async function visit(
  options: Partial<HttpAppOptions> & {
    readonly width?: number
    readonly scheme?: 'light' | 'dark'
    readonly path?: string
  } = {},
): Promise<Visit> {
  const { width = 1280, scheme = 'light', path, ...replaced } = options
  const app = createHttpApp({
    overview: async () => OVERVIEW,
    campaigns: async (model) => campaignTable(model),
    ready: async () => true,
    accessToken: TOKEN,
    staticDir: WEB_DIST,
    ...replaced,
  })
  const server = await listen({ app, port: 0, host: '127.0.0.1' })
  servers.push(server)
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('pageerror', (error) => void complaints.push(error.message))
  await page.goto(`${server.url}/open?token=${TOKEN}`)
  if (path !== undefined) await page.goto(server.url + path)
  return { page, url: server.url, complaints }
}

/** Words on the page as a person reads them, with any white space as one space. */
const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).allInnerTexts()).join(' | ').replaceAll(/\s+/g, ' ')

const firstColumn = async (page: Page): Promise<string[]> =>
  (await page.locator('tbody th[scope=row]').filter({ visible: true }).allInnerTexts())
    .map((text) => text.split('\n')[0]?.trim() ?? '')
    .filter((text) => !/^Mar \d/.test(text))

describe.each(WIDTHS)('overview, %i px wide', (width) => {
  test('a person sees that all is well, what became of the leads, and which campaign is barren', async () => {
    const { page, complaints } = await visit({ width })
    expect(await page.title()).toBe('Tandem')
    await page.getByRole('heading', { level: 1, name: 'All in step' }).waitFor()
    await page.getByRole('rowheader', { name: 'Prize giveaway' }).waitFor()
    await page.locator('.recharts-bar-rectangle').first().waitFor()

    const facts = await textOf(page, 'dl')
    expect(facts).toContain('Northwind portal and sales org')
    expect(facts).toContain('Last sync 8 s ago')
    expect(facts).toContain('3 changes oldest from 12 s ago')
    expect(facts).toContain('HubSpot 1,312, Salesforce 947')
    expect(facts).toContain('Handed over 1,240')
    expect(facts).toContain('Answered in time 1,002 84 % of 1,190 decided')
    expect(facts).toContain('Breached 188')
    expect(facts).toContain('Still running 50')
    expect(facts).toContain('Untouched 37')
    expect(facts).toContain('Won 402')
    expect(facts).toContain('Revenue won $1,314,501')

    const giveaway = await textOf(page, 'tr:has-text("Prize giveaway")')
    expect(giveaway).toBe('Prize giveaway cheap but barren $4,200 340 $12.35 2 3 % $900 0.21× $2,100.00')
    expect(await textOf(page, 'tr:has-text("Spring teaser")')).toBe('Spring teaser $2,500 0 n/a 0 n/a $0 0.00× n/a')
    expect(await textOf(page, 'tfoot')).toContain('Total $189,600 1,240 402 56 % $1,314,501')
    expect(await page.getByText('the cost per lead is in the lowest third').isVisible()).toBe(true)

    const bubbles = page
      .getByRole('figure', { name: /Cost per lead against revenue/ })
      .getByRole('img', { name: /leads at/ })
    expect(await bubbles.count()).toBe(6)

    const sideways = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
    expect(sideways).toBeLessThanOrEqual(0)
    expect(complaints).toEqual([])
  })

  test('a failure says what to do, and the page goes on when it is over', async () => {
    let fails = true
    const { page } = await visit({
      width,
      overview: async () => {
        if (!fails) return OVERVIEW
        throw new RemoteError({
          code: 'TOKEN_REVOKED',
          disposition: 'fatal',
          message: 'HubSpot no longer accepts the token.',
          remedy: 'Create a new token in HubSpot and set HUBSPOT_TOKEN.',
        })
      },
    })
    const alert = page.getByRole('alert')
    await alert.getByText('Create a new token in HubSpot and set HUBSPOT_TOKEN.').waitFor()
    expect(await alert.innerText()).toContain('HubSpot no longer accepts the token.')
    fails = false
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'All in step' }).waitFor()
    expect(await alert.count()).toBe(0)
  })

  test('while nobody was handed over, the page says what has to happen', async () => {
    const none = Object.fromEntries(Object.keys(OVERVIEW.handoff).map((key) => [key, 0]))
    const { page, complaints } = await visit({
      width,
      overview: async () => ({
        ...OVERVIEW,
        perDay: [],
        handoff: { ...OVERVIEW.handoff, ...none, revenueMinor: '0' },
      }),
    })
    await page.getByRole('heading', { name: 'Nobody has been handed over yet' }).waitFor()
    expect(await page.getByText('tandem config check').isVisible()).toBe(true)
    expect(complaints).toEqual([])
  })
})

describe('overview', () => {
  test('the model and the order of the table are in the address and come back from it', async () => {
    const { page } = await visit({ path: '/?model=linear&sort=cpl&dir=asc' })
    await page.getByRole('rowheader', { name: 'Partner webinar' }).waitFor()
    expect((await firstColumn(page))[0]).toBe('Prize giveaway')
    expect(await textOf(page, 'tr:has-text("Partner webinar")')).toContain('$356,500')

    await page.getByText('Last touch', { exact: true }).click()
    await page.locator('tr:has-text("Partner webinar")', { hasText: '$301,000' }).waitFor()
    expect(new URL(page.url()).searchParams.get('model')).toBe('last_touch')

    await page.getByRole('button', { name: 'Spend' }).focus()
    await page.keyboard.press('Enter')
    expect((await firstColumn(page))[0]).toBe('Trade fair')
    expect(await page.getByRole('columnheader', { name: 'Spend' }).getAttribute('aria-sort')).toBe('descending')
    expect(new URL(page.url()).searchParams.get('sort')).toBe('spend')
  })

  test('newer figures appear without a reload and without the page going blank', async () => {
    let handedOver = 1_240
    const { page } = await visit({
      overview: async () => ({ ...OVERVIEW, handoff: { ...OVERVIEW.handoff, handedOver } }),
    })
    await page.getByText('1,240', { exact: true }).first().waitFor()
    await page.evaluate(`new MutationObserver(() => {
      if (document.querySelector('h1') === null) document.title = 'went blank'
    }).observe(document.body, { childList: true, subtree: true })`)
    handedOver = 1_241
    await page.locator('dl', { hasText: 'Handed over' }).getByText('1,241', { exact: true }).waitFor()
    expect(await page.title()).toBe('Tandem')
  })

  test('a bubble can be reached by keyboard and tells its figures', async () => {
    const { page } = await visit()
    const bubble = page.getByRole('img', { name: /^Prize giveaway: 340 leads at \$12\.35 each/ })
    await bubble.focus()
    const caption = await page.locator('figcaption').innerText()
    expect(caption).toContain('revenue $900, ROAS 0.21×. Cheap but barren.')
  })

  test('the exact instant is shown on focus in the zone of the reader', async () => {
    const { page } = await visit()
    await page.locator('time').first().focus()
    await page.getByText('Saturday, March 14, 2026 at 3:59:52 PM GMT+1').waitFor()
  })

  test.each(['light', 'dark'] as const)(
    'the page follows a %s system, and a choice of the reader stays',
    async (scheme) => {
      const { page } = await visit({ scheme })
      const shown = () => page.locator('html').getAttribute('data-mantine-color-scheme')
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await shown()).toBe(scheme)
      await page.getByRole('button', { name: /Change to light/ }).click()
      await page.getByRole('button', { name: /Change to dark/ }).click()
      await page.reload()
      await page.getByRole('button', { name: /Colours: dark/ }).waitFor()
      expect(await shown()).toBe('dark')
    },
  )

  test('what a CRM calls a campaign is shown as text, never run', async () => {
    const name = '<img src=x onerror="document.title=1">'
    const table = campaignTable('first_touch')
    const { page } = await visit({
      campaigns: async () => ({ ...table, rows: table.rows.map((row, i) => (i === 0 ? { ...row, name } : row)) }),
    })
    await page.getByRole('rowheader', { name }).waitFor()
    expect(await page.title()).toBe('Tandem')
  })

  test('a visitor without the link reads how to get in', async () => {
    const { url } = await visit()
    const stranger = await (await browser.newContext()).newPage()
    const response = await stranger.goto(url)
    expect(response?.status()).toBe(401)
    expect(await stranger.getByRole('heading').innerText()).toBe('Tandem opens by a link')
  })

  test('a link on another site opens the app, not the page for strangers', async () => {
    const { url } = await visit()
    const page = await (await browser.newContext()).newPage()
    // localhost and 127.0.0.1 are different sites to a browser.
    await page.goto(`${url.replace('127.0.0.1', 'localhost')}/healthz`)
    await page.evaluate(`{
      const link = document.createElement('a')
      link.href = ${JSON.stringify(`${url}/open?token=${TOKEN}`)}
      document.body.append(link)
      link.click()
    }`)
    await page.getByRole('heading', { level: 1, name: 'All in step' }).waitFor()
    expect(page.url()).toBe(`${url}/`)
  })

  test('scripts at first load weigh less than 300 KB, charts not among them', async () => {
    const { page, url } = await visit()
    const html = await (await page.request.get(url)).text()
    const first = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, src = '']) => url + src)
    let bytes = 0
    for (const src of first) bytes += gzipSync(await (await page.request.get(src)).body()).length
    expect(first.length).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(300_000)
    expect(first.some((src) => src.includes('per-day-chart'))).toBe(false)
  })
})
