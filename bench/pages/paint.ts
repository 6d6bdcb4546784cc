import { chromium } from 'playwright-core'

/** What every page is held to. */
export const PAINT_LIMIT_MS = 1_500
const CHROMIUM = '/usr/bin/chromium'
const ROUNDS = 3

interface Painted {
  readonly page: string
  /** When the first text of the page itself stood: its heading, and nothing that loads. */
  readonly usefulMs: number
  readonly firstPaintMs: number
}

/** First useful paint of every page, the middle one of three, each in a new window with an empty cache. */
export async function paintPages(url: string, pages: readonly string[]): Promise<readonly Painted[]> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const painted: Painted[] = []
    for (const page of pages) {
      const rounds: Painted[] = []
      for (let i = 0; i < ROUNDS; i += 1) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
        const tab = await context.newPage()
        await tab.goto(`${url}/c/bench/${page}`, { waitUntil: 'commit' })
        await tab
          .locator('h1')
          .first()
          .waitFor({ timeout: 20_000 })
          .catch(() => {
            throw new Error(`page ${page} has no heading after 20 s: ${tab.url()}`)
          })
        // What waits inside the page needs `eval`, which the pages forbid.
        await tab.locator('[aria-busy=true]').first().waitFor({ state: 'detached', timeout: 20_000 })
        const usefulMs = Math.round(Number(await tab.evaluate('performance.now()')))
        const firstPaintMs = Math.round(
          Number(await tab.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0')),
        )
        rounds.push({ page, usefulMs, firstPaintMs })
        await context.close()
      }
      const middle = rounds.toSorted((a, b) => a.usefulMs - b.usefulMs)[1] ?? rounds[0]!
      process.stderr.write(`${page}: ${middle.usefulMs} ms\n`)
      painted.push(middle)
    }
    return painted
  } finally {
    await browser.close()
  }
}
