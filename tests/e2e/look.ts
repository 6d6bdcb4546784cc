import type { Browser, Page } from 'playwright-core'

export const WIDTHS = [1280, 390] as const
export const SCHEMES = ['light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

export interface Look {
  readonly page: Page
  /** What the browser complained about: console errors, exceptions, violations of the security policy. */
  readonly complaints: string[]
}

/** A window of one width and theme, in which nobody is signed in yet. */
export async function openWindow(browser: Browser, width: number, scheme: Scheme): Promise<Look> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('pageerror', (error) => void complaints.push(error.message))
  return { page, complaints }
}

/** Until the page stands: no part of it is loading, and nothing moved in the last moment. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  // Asked again and again from here: what waits inside the page needs `eval`, which the pages forbid.
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready')
  await page.waitForTimeout(250)
}

/** How much wider than the window the page is; 0: it can be read without scrolling sideways. */
export const sideways = async (page: Page): Promise<number> =>
  Math.max(0, Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')))
