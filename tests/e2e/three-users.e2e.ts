import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { STARTED_WITHIN_MS, startDemo, type RunningDemo } from './demo.ts'
import { openWindow, settled } from './look.ts'

/** The demo polls every five seconds, on a machine that does other things as well. */
const SOON = { timeout: 60_000 }

let browser: Browser
let demo: RunningDemo
let home: string

beforeAll(async () => {
  await ensureWebBuilt()
  demo = await startDemo({ playedIn: inject('demoFolder') })
  browser = await openBrowser()
}, STARTED_WITHIN_MS)
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 60_000)

/** A window of somebody who has just signed in with a password, after a link to a page or without one. */
async function signedIn(role: 'marketer' | 'rep', link = '/sign-in'): Promise<Page> {
  const { page } = await openWindow(browser, 1280, 'light')
  const { email, password } = demo.people[role] ?? { email: '', password: '' }
  await page.goto(`${demo.url}${link}`)
  await page.getByLabel('E-mail address').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(/\/c\//)
  await settled(page)
  home = `${demo.url}/c/${new URL(page.url()).pathname.split('/')[2] ?? ''}`
  return page
}

/** In cents, of "$1,234.50" as it is shown. */
const cents = (text: string): bigint => BigInt(text.replaceAll(/[^\d-]/g, ''))
/** What a record's own page in a CRM says, without its markup. */
const shownIn = async (href: string | null): Promise<string> =>
  (await (await fetch(href ?? '')).text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('an administrator', () => {
  let page: Page
  let complaints: string[]
  beforeAll(async () => {
    const look = await openWindow(browser, 1280, 'light')
    page = look.page
    complaints = look.complaints
    await page.goto(demo.signIn)
    await settled(page)
    home = `${demo.url}/c/${new URL(page.url()).pathname.split('/')[2] ?? ''}`
  })

  const save = async (version: number, comment: string): Promise<void> => {
    await page.getByRole('button', { name: `Save as version ${version}` }).click()
    await page.getByLabel(/What did you change/).fill(comment)
    await page.getByRole('button', { name: `Save version ${version}` }).click()
    await page.getByText(`Version ${version} is in force.`).waitFor()
  }

  test('retries a parked class, and is told that its cause is still there', async () => {
    await page.goto(`${home}/problems`)
    await page.getByText('Title holds one role').waitFor()
    await page.getByRole('button', { name: 'Retry all 3' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retry', exact: true }).click()
    const figures = page.locator('dl', { hasText: 'Failed again' })
    await expect.poll(async () => (await figures.innerText()).replaceAll(/\s+/g, ' '), SOON).toMatch(/Failed again 3\b/)
  })

  test('maps the field anew, sees in the preview what becomes of whom, and saves: the class is gone', async () => {
    await page.goto(`${home}/mappings?pair=contact-lead&map=jobtitle`)
    const drawer = page.getByRole('dialog')
    await drawer
      .getByRole('combobox', { name: /^Add a step/ })
      .first()
      .click()
    await page.getByRole('option', { name: /^Take one part/ }).click()
    await drawer.getByLabel('Cut at').fill(';')
    await drawer.getByRole('button', { name: 'Done: it is in your draft' }).click()
    await page.getByText('1 unsaved change').waitFor()

    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Start preview' }).click()
    const preview = page.getByRole('dialog', { name: 'What your draft would do' })
    await preview.getByText('Before and after', { exact: true }).first().waitFor(SOON)
    await preview.getByText('Managing Director', { exact: true }).first().waitFor()
    await page.keyboard.press('Escape')

    await save(2, 'Forms with check boxes name several roles; sales wants the first')
    await expect
      .poll(async () => {
        await page.goto(`${home}/problems`)
        await settled(page)
        const [left, refused] = [page.getByText(/^2 records wait/), page.getByText('Title holds one role')]
        return [await left.count(), await refused.count()]
      }, SOON)
      .toEqual([1, 0])
    await page.goto(`${home}/changes`)
    await page
      .getByRole('main')
      .getByText(/Managing Director(?!;)/)
      .first()
      .waitFor(SOON)
  })

  test('decides what both sides changed, and whether two are one person', async () => {
    await page.goto(`${home}/problems?tab=conflicts`)
    await page.locator('[data-column=name] button').first().click()
    const drawer = page.getByRole('dialog')
    const record = await drawer.getByRole('link', { name: 'Everything about this record' }).getAttribute('href')
    await drawer.getByRole('button', { name: 'Keep Salesforce’s value' }).click()
    await page.getByText('1 field decided').waitFor()
    await page.goto(demo.url + (record ?? ''))
    const both = page.getByRole('row', { name: /Phone/ }).filter({ hasText: /\+1 646 555 017\d.*\+1 646 555 017\d/ })
    await expect.poll(async () => both.count(), SOON).toBe(1)

    await page.goto(`${home}/problems?tab=matches`)
    const pair = page.locator('[data-column=pair] button')
    expect(await pair.innerText()).toMatch(/^\p{L}+ .*Contact \d+ and Lead 00Q/su)
    await pair.click()
    await drawer.getByRole('button', { name: /^Two people/ }).click()
    await page.getByText('Nobody to compare').waitFor(SOON)
  })

  test('rolls back to the version before', async () => {
    await page.goto(`${home}/mappings?tab=versions`)
    await page.getByRole('button', { name: /^1$/ }).click()
    await page.getByRole('button', { name: 'Roll back to version 1' }).click()
    await page.getByRole('button', { name: 'Roll back', exact: true }).click()
    await page.getByText(/Version 3 is in force/).waitFor()
    expect(complaints).toEqual([])
  })
})

describe('a rep', () => {
  test('begins at the leads, or at the page of a link that was followed before the sign-in', async () => {
    const page = await signedIn('rep')
    expect(page.url()).toBe(`${home}/leads`)
    await page.goto(home)
    await page.waitForURL(`${home}/leads`)

    const link = `${new URL(home).pathname}/attribution?period=all`
    expect((await signedIn('rep', link)).url()).toBe(`${demo.url}${link}`)
  })

  test('accepts one lead and gives another back: both CRMs show it on the page of the record', async () => {
    const page = await signedIn('rep')
    await page.goto(`${home}/leads`)
    await page.locator('button[aria-label^="Accept "]').nth(1).waitFor()
    await settled(page)
    const buttons = await page.locator('button[aria-label^="Accept "]').all()
    const labels = await Promise.all(buttons.map((one) => one.getAttribute('aria-label')))
    const names = labels.map((label) => label?.replace(/^Accept /, '') ?? '')
    // Two people may have one name.
    const [taken = '', given = ''] = names.filter((name) => names.indexOf(name) === names.lastIndexOf(name))
    expect([taken, given]).not.toContain('')

    await page.getByRole('button', { name: `Accept ${taken}`, exact: true }).click()
    await page.getByText('1 lead accepted').waitFor()
    await page.getByRole('button', { name: `Give back ${given}`, exact: true }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^No budget/ })
      .click()
    await page.getByText('1 lead given back').waitFor()

    const accepted = await pagesOf(page, taken, 'todo')
    await expect.poll(() => shownIn(accepted.salesforce), SOON).toContain('Working - Contacted')
    await expect.poll(() => shownIn(accepted.hubspot), SOON).toMatch(/tandem_handover_status accepted/)
    const rejected = await pagesOf(page, given, 'rejected')
    await expect.poll(() => shownIn(rejected.hubspot), SOON).toMatch(/tandem_rejection_reason No budget/)
    await expect.poll(() => shownIn(rejected.hubspot), SOON).toMatch(/tandem_handover_status rejected/)
    await expect.poll(() => shownIn(rejected.salesforce), SOON).toContain('Closed - Not Converted')
  })

  /** Where the CRMs show a lead, as its drawer says. */
  async function pagesOf(page: Page, who: string, view: string) {
    await page.goto(`${home}/leads?view=${view}`)
    await page.locator('[data-column=who] button', { hasText: who }).first().click()
    const drawer = page.getByRole('dialog')
    const hubspot = await drawer.getByRole('link', { name: /HubSpot/ }).getAttribute('href')
    const salesforce = await drawer.getByRole('link', { name: /Salesforce/ }).getAttribute('href')
    return { hubspot, salesforce }
  }
})

describe('a marketer', () => {
  test('begins at the overview and goes from a campaign to the cent of one deal', async () => {
    const page = await signedIn('marketer')
    expect(page.url()).toBe(`${home}/overview`)
    await page.goto(`${home}/attribution?period=all`)
    await page.getByText('This adds up').waitFor()
    await page.getByRole('link', { name: 'Executive roundtables', exact: true }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Executive roundtables' }).waitFor()
    const deals = page.getByRole('table', { name: 'Deals of the campaign' })
    await deals.locator('tbody tr').first().waitFor()
    await settled(page)
    const more = deals.locator('xpath=following::footer[1]').getByRole('button', { name: 'Show more' })
    while ((await more.count()) > 0) {
      const shown = await deals.locator('tbody tr').count()
      await more.click()
      await deals.locator('tbody tr').nth(shown).waitFor()
      await settled(page)
    }
    const earned = await deals.locator('tbody tr td:last-child').allInnerTexts()
    const sum = cents((await page.getByTestId('deals-sum').innerText()).split('together')[1]?.replace(/\.$/, '') ?? '')
    expect(earned.reduce((all, one) => all + cents(one), 0n)).toBe(sum)
    expect(sum).toBeGreaterThan(0n)

    await deals.getByRole('link').first().click()
    await page.getByTestId('share').first().waitFor()
    const shares = await Promise.all(
      (await page.getByTestId('share').all()).map((one) => one.getAttribute('data-minor')),
    )
    const worth = await page.getByTestId('worth').getAttribute('data-minor')
    expect(shares.reduce((all, one) => all + BigInt(one ?? 'x'), 0n)).toBe(BigInt(worth ?? 'x'))
    expect(cents(await page.getByTestId('shares-sum').innerText())).toBe(BigInt(worth ?? 'x'))
  })
})
