import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page as BrowserPage } from 'playwright-core'
import { settled } from './look.ts'

/** The registry of the pages; read, not imported, because what it leads to is for browsers. */
const REGISTRY = readFileSync(join(import.meta.dirname, '../../web/src/pages.ts'), 'utf8')
const pathsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path ?? '')
const PATHS = pathsOf(REGISTRY.slice(REGISTRY.indexOf('const PAGES'), REGISTRY.indexOf('const PUBLIC_PAGES')))
const PUBLIC_PATHS = pathsOf(REGISTRY.slice(REGISTRY.indexOf('const PUBLIC_PAGES')))

/** A page that can be looked at, by the name of its pictures. */
export interface Address {
  readonly name: string
  readonly path: string
}

/** For pages with parameters: a page that has a link to one of them. */
const REACHED_FROM: Readonly<Record<string, string>> = { 'attribution/deals/$deal': 'attribution/deals?state=won' }
/** Pages that show one of many although their path holds no parameter: the page that has a link to one of them. */
const ONE_OF_MANY: Readonly<Record<string, string>> = { 'attribution/campaign': 'attribution' }

const nameOf = (path: string): string =>
  path
    .replaceAll(/\$\w+/g, 'one')
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-|-$/g, '')

/** Every page of a connection; those with parameters with the first values that a link of their list leads to. */
export async function everyAddress(
  browser: BrowserPage,
  origin: string,
  connection: string,
): Promise<readonly Address[]> {
  const base = `/c/${connection}`
  const plain = PATHS.filter((path) => !path.includes('$') && ONE_OF_MANY[path] === undefined)
  const addresses: Address[] = plain.map((path) => ({ name: nameOf(path), path: `${base}/${path}` }))
  for (const path of PATHS.filter((one) => !plain.includes(one))) {
    const from = ONE_OF_MANY[path] ?? REACHED_FROM[path] ?? path.slice(0, path.indexOf('/$'))
    await browser.goto(`${origin}${base}/${from}`)
    await settled(browser)
    const search = ONE_OF_MANY[path] === undefined ? '(?:\\?.*)?' : '\\?.+'
    const found = await firstLink(browser, new RegExp(`^${base}/${path.replaceAll(/\$\w+/g, '[^/?]+')}${search}$`))
    if (found === null) throw new Error(`${base}/${from} has no link to a page ${path}`)
    addresses.push({ name: nameOf(path), path: found })
  }
  return addresses
}

/** The pages for people who are not signed in, with links that open. @param admin a page of the demo's administrator. */
export async function publicAddresses(admin: BrowserPage): Promise<readonly Address[]> {
  const { items } = await ask<{ items: readonly { id: string; email: string; state: string }[] }>(
    admin,
    'GET',
    '/users',
  )
  const known = items.find(({ email }) => email === NEWCOMER.email)
  const colleague = items.find(({ state, email }) => state === 'active' && email !== NEWCOMER.email)
  const invitation =
    known === undefined
      ? await ask<Link>(admin, 'POST', '/users', NEWCOMER)
      : await ask<Link>(admin, 'POST', `/users/${known.id}/link`)
  const reset = await ask<Link>(admin, 'POST', `/users/${colleague?.id ?? ''}/link`)
  const links = [invitation, reset].map(({ link }) => new URL(link))
  return PUBLIC_PATHS.map((path) => {
    const link = links.find(({ pathname }) => pathname === path)
    return { name: nameOf(path), path: `${path}${link?.search ?? ''}${link?.hash ?? ''}` }
  })
}

interface Link {
  readonly link: string
}

const NEWCOMER = { name: 'Nora New', email: 'nora.new@northwind.example', role: 'marketer', connections: 'all' }

/** Asks the API as whoever is signed in. */
async function ask<T>(page: BrowserPage, method: string, path: string, body?: object): Promise<T> {
  const given = {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  const { status, text } = await page.evaluate<{ status: number; text: string }>(
    `fetch(${JSON.stringify(`/api${path}`)}, ${JSON.stringify(given)}).then(async (r) => ({ status: r.status, text: await r.text() }))`,
  )
  if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`)
  return JSON.parse(text) as T
}

async function firstLink(browser: BrowserPage, wanted: RegExp): Promise<string | null> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const links = await browser.evaluate<string[]>(
      'Array.from(document.querySelectorAll("main a[href]"), (link) => link.getAttribute("href"))',
    )
    const hit = links.find((href) => wanted.test(href))
    if (hit !== undefined) return hit
    await browser.waitForTimeout(100)
  }
  return null
}
