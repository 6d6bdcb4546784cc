import type { Page } from 'playwright-core'
import type { Address } from './addresses.ts'
import { settled } from './look.ts'

/** What a button of a page opens, by the name of the page's pictures. */
interface Opened {
  readonly name: string
  /** Added to the address of the page. */
  readonly search?: string
  readonly open: (page: Page) => Promise<void>
}

const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole('main').getByRole('button', { name }).first().click()

const OPENED: Readonly<Record<string, readonly Opened[]>> = {
  leads: [
    { name: 'lead', open: (page) => page.locator('[data-column=who] button').first().click() },
    { name: 'numbers-by-rep', search: '?tab=numbers', open: async () => undefined },
  ],
  mappings: [
    { name: 'pair', search: '?pair=contact-lead', open: async () => undefined },
    { name: 'map', search: '?pair=contact-lead&map=phone', open: async () => undefined },
  ],
  settings: [
    { name: 'invite', search: '?tab=people', open: press(/^Invite/) },
    { name: 'token', search: '?tab=tokens', open: press(/token/i) },
  ],
  problems: [
    { name: 'class', open: press(/^Show 3 records/) },
    {
      name: 'conflict',
      search: '?tab=conflicts',
      open: (page) => page.locator('[data-column=name] button').first().click(),
    },
    { name: 'match', search: '?tab=matches', open: press(/Contact .* and Lead/) },
    { name: 'retry', open: press(/^Retry all/) },
  ],
}

/**
 * Takes a page through everything that it can show: as it opens, each of its tabs, what its buttons open. Yields the name of each state while
 * the page stands in it.
 */
export async function* statesOf(page: Page, origin: string, { name, path }: Address): AsyncGenerator<string> {
  const visit = async (search = ''): Promise<void> => {
    await page.goto(origin + path + search)
    await settled(page)
  }
  await visit()
  yield name
  const tabs = page.getByRole('main').getByRole('tablist').first().getByRole('tab')
  for (let i = 1; i < (await tabs.count()); i += 1) {
    const tab = await tabs.nth(i).textContent()
    await tabs.nth(i).click()
    // The page may still be on its way there when nothing says yet that it loads.
    await tabs.nth(i).and(page.locator('[aria-selected=true]')).waitFor()
    await settled(page)
    yield `${name}-${slugOf(tab ?? '')}`
  }
  for (const opened of OPENED[name] ?? []) {
    await visit(opened.search)
    await opened.open(page)
    await settled(page)
    yield `${name}-${opened.name}`
  }
}

const slugOf = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-|-$/g, '')
