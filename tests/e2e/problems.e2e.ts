import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { ALIKE, startTroubledWorld, type TroubledWorld } from './troubled-world.ts'

let browser: Browser
let world: TroubledWorld
let page: Page
let complaints: string[]

const leadOf = (name: string) => world.sales.one(`SELECT Title FROM Lead WHERE Email = '${name}@buyers.example'`)
const titleInHubspot = async (name: string) =>
  (await world.marketing.contact(`${name}@buyers.example`)).properties['jobtitle']

/** The tests go on from one another. */
beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
  world = await startTroubledWorld()
  ;({ page, complaints } = await world.visit(browser, 'problems'))
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

const visit = (path: string) => page.goto(`${world.url}/c/loop/${path}`)

test('a class of parked records is retried after its cause was mended, and goes away', async () => {
  await world.park()
  await visit('problems')
  await page.getByText('We do not sell to bakers.').waitFor()
  await page.getByText('2 records', { exact: true }).waitFor()
  await world.dropRule()
  await page.getByRole('button', { name: 'Retry all 2' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Retry', exact: true }).click()

  await page.getByText('Came through').waitFor()
  await world.tandem.jobs.whenIdle(20_000)
  await page.locator('dl', { hasText: 'Came through' }).getByText('2', { exact: true }).nth(1).waitFor()
  expect([(await leadOf('dora'))['Title'], (await leadOf('emil'))['Title']]).toEqual(['Baker', 'Baker'])
  await visit('problems')
  await page.getByText('No record waits for you').waitFor()
})

test('a conflict is decided, and both CRMs hold the value', async () => {
  await world.disagree()
  await visit('problems?tab=conflicts')
  await page.getByRole('button', { name: 'Pat fritz' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('Head of Bread').first().waitFor()
  await drawer.getByText('Head of Cake').first().waitFor()
  await drawer.getByRole('button', { name: 'Keep Salesforce’s value' }).click()
  await page.getByText('1 field decided').waitFor()
  await world.tandem.jobs.whenIdle(20_000)
  expect(await titleInHubspot('fritz')).toBe('Head of Cake')
  expect((await leadOf('fritz'))['Title']).toBe('Head of Cake')
  await visit('problems?tab=conflicts')
  await page.getByText('No field waits for a decision').waitFor()
})

test('a suggested match is accepted with the keyboard, and the contact is joined with that record', async () => {
  const known = await world.sales.one(`SELECT Id FROM Lead WHERE Email = '${ALIKE.Email}'`)
  await world.appearTwice()
  await visit('problems?tab=matches')
  await page.getByRole('button', { name: /Contact .* and Lead/ }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('Elsewhere', { exact: true }).waitFor()
  await drawer.getByRole('button', { name: 'One person: join them' }).waitFor()
  await page.keyboard.press('y')
  await page
    .getByText(/One person[.:]/)
    .first()
    .waitFor()
  await world.tandem.jobs.whenIdle(20_000)
  const { id, properties } = await world.marketing.contact('newcomer@buyers.example')
  const { store, connection } = world.tandem.scope
  const link = (await store.links.byHubspotIds(connection.id, 'person', [id])).get(id)
  expect(link).toMatchObject({ origin: 'review', state: 'active' })
  expect(properties['tandem_salesforce_id']).toBe(link?.salesforceId)
  expect(link?.salesforceId).toBe(known['Id'])
})

test('the other pages of problems and jobs open without a complaint, also on a telephone', async () => {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 })
    for (const path of [
      'problems',
      'problems?tab=retries',
      'problems?tab=matches&state=accepted',
      'jobs',
      'jobs?tab=backfill',
      'jobs?tab=drift',
      'jobs?tab=budget',
      'api',
      'settings?tab=connection',
      'settings?tab=alerts',
    ]) {
      await visit(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: 15_000 }).toBe(0)
      const wider = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect(wider, `${path} at ${width}`).toBe(0)
    }
  }
  expect(complaints).toEqual([])
})
