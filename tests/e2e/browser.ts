import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { build } from 'vite'

const CHROMIUM = '/usr/bin/chromium'
const ROOT = join(import.meta.dirname, '..', '..')

/** Where `npm run web:build` puts the admin app. */
export const WEB_DIST = join(ROOT, 'web', 'dist')

/** Builds the admin app unless it is there. After a change to `web/`, build it anew with `npm run web:build`. */
export async function ensureWebBuilt(): Promise<void> {
  if (existsSync(join(WEB_DIST, 'index.html'))) return
  await build({ root: join(ROOT, 'web'), configFile: join(ROOT, 'web', 'vite.config.ts'), logLevel: 'error' })
}

/** @throws when there is no Chromium: these tests are of no worth without a real browser, so they are never skipped. */
export async function openBrowser(): Promise<Browser> {
  try {
    accessSync(CHROMIUM, constants.X_OK)
  } catch {
    throw new Error(`${CHROMIUM} is missing: the e2e tests need a real browser. On Debian: apt-get install chromium`)
  }
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
