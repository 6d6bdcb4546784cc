import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { computeCredits } from '#app/compute-credits.ts'
import { company, HOUR, mql } from '#support/company.ts'
import { person } from '#support/http-app.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { startSmallWorld, type SmallWorld } from './small-world.ts'

const NAMES = ['anna', 'bela', 'cleo', 'dora'] as const
/** Amounts that no model can split evenly. */
const AMOUNTS = [2500.01, 1000.33, 77.77]
const FORMULA = '=HYPERLINK("https://evil.example")'

let browser: Browser
let world: SmallWorld
let page: Page
let complaints: string[] = []

const email = (name: string): string => `${name}@buyers.example`

/** Touches before the close: of a fair, of an agency, and of a campaign whose name a spreadsheet would compute. */
const TOUCHES = [
  'email,at,channel,campaign,detail',
  ...NAMES.flatMap((name, n) => [
    `${email(name)},2026-02-2${n}T09:00:00Z,Trade show,Spring Fair,booth ${n}`,
    `${email(name)},2026-02-2${n}T10:00:00Z,Trade show,Spring Fair,demo`,
    `${email(name)},2026-02-2${n}T11:00:00Z,Agency,${n % 2 === 0 ? 'Winter Mailing' : `"${FORMULA.replaceAll('"', '""')}"`},letter`,
  ]),
].join('\n')

async function sell(name: string, amount: number): Promise<void> {
  const { sales, box } = world
  box.clock.advance(HOUR)
  const lead = await sales.one(`SELECT Id FROM Lead WHERE Email = '${email(name)}'`)
  const accountId = await sales.create('Account', { Name: `${name} Works` })
  const contactId = await sales.convert(String(lead['Id']), accountId, await sales.userId('ann@sales.example'))
  const id = await sales.create('Opportunity', {
    Name: `Deal of ${name}`,
    StageName: 'Closed Won',
    CloseDate: '2026-03-02',
    Amount: amount,
    AccountId: accountId,
  })
  await sales.create('OpportunityContactRole', { OpportunityId: id, ContactId: contactId, IsPrimary: true })
}

beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
  const contacts = NAMES.map((name) => mql(name))
  world = await startSmallWorld(company({ contacts }), {
    actor: person('marketer'),
    document: { attribution: { models: ['linear', 'first_touch', 'last_touch'], defaultModel: 'linear' } },
  })
  for (const [n, amount] of AMOUNTS.entries()) await sell(NAMES[n] ?? '', amount)
  await world.quiet()
  const visit = await world.visit(browser, 'attribution/touches')
  page = visit.page
  complaints = visit.complaints
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

/** In cents, of "$1,234.50" as it is shown. */
const cents = (text: string): bigint => BigInt(text.replaceAll(/[^\d-]/g, ''))
const go = (name: string): Promise<void> => page.getByRole('link', { name, exact: true }).first().click()
const choose = async (label: string, option: string): Promise<void> => {
  await page.getByLabel(label, { exact: true }).first().click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

test('a marketer imports touches from a file, after seeing what becomes of it', async () => {
  await page.getByRole('button', { name: 'Import a file' }).click()
  await page.locator('input[type=file]').setInputFiles(file('fair.csv', TOUCHES))
  await page.getByText('Nothing is saved yet').waitFor()
  await page.getByRole('button', { name: 'Save 12 rows' }).click()
  await page.getByText('Saved.').waitFor()
  // What the outbox is there for in a running process.
  await computeCredits(world.tandem.scope)
  await world.quiet()
  const newest = page.getByRole('table', { name: 'Newest touches' })
  await newest.getByRole('link', { name: 'Spring Fair' }).first().waitFor()
})

test('from a campaign to the cent of one deal: shares make up the deal, and deals the revenue', async () => {
  await go('Results')
  await page.getByText('This adds up').waitFor()
  await go('Spring Fair')
  await page.getByRole('heading', { level: 1, name: 'Spring Fair' }).waitFor()
  const deals = page.getByRole('table', { name: 'Deals of the campaign' })
  await deals.getByRole('link', { name: 'Deal of anna' }).waitFor()
  const earned = await deals.locator('tbody tr td:last-child').allInnerTexts()
  expect(earned).toHaveLength(3)
  const sum = cents((await page.getByTestId('deals-sum').innerText()).split('together')[1]?.replace(/\.$/, '') ?? '')
  expect(earned.reduce((all, one) => all + cents(one), 0n)).toBe(sum)
  expect(sum).toBeGreaterThan(0n)
  const revenue = await page.evaluate(
    `fetch('/api/connections/' + location.pathname.split('/')[2] + '/attribution/report').then((r) => r.json())
      .then((report) => report.rows.find((row) => row.name === 'Spring Fair').revenueMinor)`,
  )
  expect(String(revenue)).toBe(String(sum))

  await deals.getByRole('link', { name: 'Deal of anna' }).click()
  await page.getByRole('heading', { level: 1, name: 'Deal of anna' }).waitFor()
  expect(await shares()).toBe(250_001n)
  expect(await page.getByTestId('worth').getAttribute('data-minor')).toBe('250001')
  expect(cents(await page.getByTestId('shares-sum').innerText())).toBe(250_001n)
})

async function shares(): Promise<bigint> {
  const each = page.getByTestId('share')
  await each.first().waitFor()
  const minors = await Promise.all((await each.all()).map((one) => one.getAttribute('data-minor')))
  return minors.reduce((sum, one) => sum + BigInt(one ?? '0'), 0n)
}

test('another model shares the same deal otherwise, to the same cent', async () => {
  await choose('Model', 'First touch')
  await page.getByText('100 % to the first touch.').waitFor()
  expect(await shares()).toBe(250_001n)
  await page.goto(`${world.url}${new URL(page.url()).pathname.split('/attribution')[0]}/attribution`)
  await choose('Compare with', 'Last touch')
  const table = page.getByRole('table', { name: /Campaigns: what they cost/ })
  await table.getByRole('columnheader', { name: 'Difference' }).waitFor()
  const differences = await table.locator('td[data-column=difference]').allInnerTexts()
  expect(differences.some((text) => cents(text) !== 0n)).toBe(true)
  expect(cents(differences.at(-1) ?? '1')).toBe(0n)
})

test('the table as CSV holds no formula', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^tandem-attribution-by-campaign.*\.csv$/)
  const text = await readFile(await download.path(), 'utf8')
  const lines = text.trim().split('\r\n')
  expect(lines[0]).toContain('campaign,spendMinor,leads')
  expect(text).toContain(`"'${FORMULA.replaceAll('"', '""')}"`)
  expect(lines.filter((line) => /^"?[=+@]/.test(line))).toEqual([])
  expect(lines.at(-1)).toMatch(/^Total,/)
})

test('a file of costs is previewed with what is wrong with it, saved, and counted', async () => {
  await go('Costs')
  const costs =
    'Day,Campaign,Cost\n2026-02-01,Spring Fair,500.25\n2026-02-02,Spring Fair,99.75\n2026-02-03,,5.00\n2026-02-04,Spring Fair,-20.00\n'
  await page.getByRole('button', { name: 'Import a file' }).click()
  await page.locator('input[type=file]').setInputFiles(file('spend.csv', costs))
  await page.getByText('neither a campaign nor a channel').waitFor()
  await page.getByText('would lower what was spent').waitFor()
  const effect = page.getByLabel('What counts as spent')
  expect(await effect.innerText()).toContain('+$580.00')
  await page.getByRole('button', { name: 'Save 3 rows' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByRole('table', { name: 'Cost lines' }).getByText('$500.25').first().waitFor()
  await go('Results')
  const row = page.getByRole('table', { name: /Campaigns: what they cost/ }).getByRole('row', { name: /Spring Fair/ })
  await row.getByText('$580', { exact: true }).first().waitFor()
})

test('the browser complained of nothing', () => {
  expect(complaints).toEqual([])
})
