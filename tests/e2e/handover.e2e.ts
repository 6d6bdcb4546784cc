import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { STARTED_WITHIN_MS, startDemo, type RunningDemo } from './demo.ts'
import { openWindow, settled } from './look.ts'

let browser: Browser
let demo: RunningDemo
let page: Page
let complaints: readonly string[]
let at: string

beforeAll(async () => {
  await ensureWebBuilt()
  demo = await startDemo({ playedIn: inject('demoFolder') })
  browser = await openBrowser()
  ;({ page, complaints } = await openWindow(browser, 1280, 'light'))
  await page.goto(demo.signIn)
  await settled(page)
  at = `${demo.url}/c/${new URL(page.url()).pathname.split('/')[2] ?? ''}/handover`
}, STARTED_WITHIN_MS)
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
}, 60_000)

const part = async (name: string): Promise<void> => {
  await page.getByRole('tab', { name, exact: true }).click()
  await settled(page)
}
/** The next local day in New York on which the office is open. */
const OFFICE = 'America/New_York'
const localDay = (date: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: OFFICE }).format(date)

async function tryLead(): Promise<void> {
  await part('Simulate')
  await page.getByText('A lead I describe').click()
  await page.getByRole('button', { name: 'Simulate', exact: true }).click()
  await page.getByRole('heading', { name: 'Who was looked at, in order' }).first().waitFor()
  await settled(page)
}

/** Answers side by side: by the draft first, where there is one. */
const answers = async (): Promise<readonly string[]> =>
  page.getByRole('region', { name: 'Answer' }).locator('article').allInnerTexts()

const dueOf = (answer: string): string => /Due ([^(]+)\(/.exec(answer)?.[1]?.trim() ?? ''

async function saveVersion(comment: string): Promise<void> {
  const bar = page.getByRole('region', { name: 'Unsaved changes' })
  await bar.getByRole('button', { name: /^Save/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What did you change, and why?').fill(comment)
  await dialog.getByRole('button', { name: /^Save/ }).click()
  await bar.waitFor({ state: 'detached' })
}

test('an administrator adds a holiday, sees the deadline move before it is saved, and saves', async () => {
  await page.goto(at)
  await settled(page)
  await tryLead()
  const [before = ''] = await answers()
  // The day on which the lead is due now becomes a holiday.
  const due = new Date(`${dueOf(before)} ${new Date().getFullYear()}`.replace(/^\w+, /, ''))
  expect(Number.isNaN(due.getTime()), `${before} has no due time`).toBe(false)
  const holiday = [due.getFullYear(), due.getMonth() + 1, due.getDate()]
    .map((n) => String(n).padStart(2, '0'))
    .join('-')
  expect(holiday >= localDay(new Date())).toBe(true)

  await part('Calendars')
  await page.getByRole('button', { name: 'Edit calendar Office' }).click()
  await page.getByLabel('New holiday').fill(holiday)
  await page.getByLabel('Name of the holiday').fill('Founders’ Day')
  await page.getByRole('button', { name: 'Add this holiday' }).click()
  await page.getByText('Founders’ Day').first().waitFor()

  await tryLead()
  const [draft = '', active = ''] = await answers()
  expect(dueOf(active)).toBe(dueOf(before))
  expect(dueOf(draft)).not.toBe(dueOf(before))

  await saveVersion('The office is closed on Founders’ Day')
  await tryLead()
  await expect.poll(async () => (await answers()).map(dueOf), { timeout: 20_000 }).toEqual([dueOf(draft)])
  expect(complaints).toEqual([])
}, 180_000)

test('leave of the next rep gives the lead to another one, who is passed over with the reason', async () => {
  await page.goto(at)
  await settled(page)
  await tryLead()
  const [before = ''] = await answers()
  const next = /(.+) gets it/.exec(before)?.[1] ?? ''
  expect(next).not.toBe('')

  await part('Pools')
  await page.getByText('Next lead:').first().waitFor()
  const email = await page.locator('b', { hasText: next }).locator('xpath=following-sibling::span').first().innerText()
  await page
    .getByRole('button', { name: /^Edit pool/ })
    .first()
    .click()
  const member = page.getByRole('group', { name: email, exact: true })
  await member.getByRole('button', { name: 'Add days away' }).click()
  const today = localDay(new Date())
  await member.getByLabel('From').fill(today)
  await member.getByLabel('To', { exact: true }).fill(localDay(new Date(Date.now() + 7 * 86_400_000)))

  await tryLead()
  const [draft = '', active = ''] = await answers()
  expect(active).toContain(`${next} gets it`)
  expect(draft).not.toContain(`${next} gets it`)
  expect(draft).toMatch(new RegExp(`${next} is passed over, on leave from ${today}`))

  await saveVersion(`${next} is away`)
  await part('Pools')
  await page.getByText('On leave').first().waitFor()
  expect(complaints).toEqual([])
}, 180_000)
