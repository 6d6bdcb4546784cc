import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { company, MINUTE, mql } from '#support/company.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { settled, sideways } from './look.ts'
import { startSmallWorld, type SmallWorld } from './small-world.ts'

let browser: Browser
let world: SmallWorld

beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
})
beforeEach(async () => {
  world = await startSmallWorld(
    company({
      contacts: [
        mql('dora', { firstName: 'Dora', lastName: 'Müller', phone: '+1 212 555 0100' }),
        mql('hans', { firstName: 'Hans' }),
      ],
    }),
  )
}, 120_000)
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await world.close()
}, 60_000)

describe('somebody who asks why', () => {
  test('finds the person by a part of the address, reads why the phone is what it is, syncs, and sees what came of it', async () => {
    const { box, sales, marketing } = world
    const lead = await sales.one("SELECT Id FROM Lead WHERE Email = 'dora@buyers.example'")
    box.clock.advance(MINUTE)
    await sales.update('Lead', lead['Id'], { Phone: '+1 212 555 0111' })
    box.clock.advance(2 * MINUTE)
    await marketing.edit('dora@buyers.example', { phone: '+1 212 555 0122' })
    await world.quiet()

    const { page, complaints } = await world.visit(browser, 'records')
    await settled(page)
    await page.getByRole('heading', { name: 'Records' }).focus()
    await page.keyboard.press('/')
    await page.keyboard.type('dora@buy')
    await page.getByRole('link', { name: 'Dora Müller' }).click()

    await page.getByRole('heading', { name: /Dora Müller/ }).waitFor()
    const phone = page.getByRole('row', { name: /Phone/ })
    await phone.getByText(/Set by HubSpot on .*: newest wins, Salesforce had “\+1 212 555 0111”\./).waitFor()
    expect(await phone.getByText('+1 212 555 0122', { exact: true }).count()).toBe(2)
    await phone.getByRole('button', { name: 'History' }).click()
    await page.getByRole('dialog').getByText('Salesforce Lead created').waitFor()
    await page.getByRole('button', { name: 'Close the history' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    // Changed in HubSpot, and nobody has heard of it yet.
    box.clock.advance(MINUTE)
    await marketing.edit('dora@buyers.example', { phone: '+1 212 555 0133' })
    await page.getByRole('button', { name: 'Read live now' }).click()
    await phone.getByText('Changed since').waitFor()
    await phone.getByText('Next sync: writes “+1 212 555 0133” to Salesforce (it had changed there alone).').waitFor()

    await page.getByRole('button', { name: 'Sync now' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^HubSpot contacts \d+$/).waitFor()
    await dialog.getByText(/^Salesforce Lead 00Q\w{15}$/).waitFor()
    await dialog.getByRole('button', { name: 'Sync now' }).click()
    const outcome = page.getByRole('status', { name: 'Outcome of the sync' })
    await outcome.getByText('Done: 1 change written').waitFor()
    await outcome.getByText('“+1 212 555 0133”').waitFor()
    expect((await sales.one("SELECT Phone FROM Lead WHERE Email = 'dora@buyers.example'"))['Phone']).toBe(
      '+1 212 555 0133',
    )

    await page.getByRole('tab', { name: 'Story' }).click()
    await page.getByText('Given to sales').first().waitFor()
    await page.getByRole('tab', { name: 'Ids, sync' }).click()
    await page.getByText('Tandem made one from the other').waitFor()
    expect(new URL(page.url()).search).toContain('tab=sync')
    expect(complaints).toEqual([])
  }, 120_000)

  test('is told when nobody fits, when a record is not there, and reads everything on a telephone', async () => {
    const { page } = await world.visit(browser, 'records?q=zebra', 390)
    await page.getByText('Nobody was found').waitFor()
    expect(await sideways(page)).toBe(0)
    await page.goto(`${world.url}/c/loop/records/nobody`)
    await page.getByText('There is no such record').waitFor()
    await page.getByRole('link', { name: 'Search records' }).click()
    await page.getByRole('link', { name: 'Dora Müller' }).click()
    await page.getByRole('heading', { name: /Dora Müller/ }).waitFor()
    for (const tab of ['Story', 'Sales', 'Ids, sync', 'Fields']) {
      await page.getByRole('tab', { name: tab }).click()
      await settled(page)
      expect([tab, await sideways(page)]).toEqual([tab, 0])
    }
    await page.getByRole('switch', { name: 'Only different' }).click({ force: true })
    await page
      .getByText(/No field differs|Differs/)
      .first()
      .waitFor()
  }, 120_000)

  test('looks through all changes by what they are', async () => {
    const { page } = await world.visit(browser, 'changes')
    await page.getByRole('combobox', { name: 'Kind of record' }).selectOption('Lead')
    await page.getByRole('combobox', { name: 'What was done' }).selectOption('create')
    await page.getByText('2 rows').waitFor()
    await page.getByRole('link', { name: 'Hans hans' }).waitFor()
    await page.getByRole('textbox', { name: 'Field' }).fill('NoSuchField')
    await page.getByText('No change fits').waitFor()
    await page.getByRole('button', { name: 'All changes' }).click()
    await page.getByRole('table', { name: 'Changes' }).waitFor()
  }, 120_000)

  test('sorts all records by a header, from the keyboard too, and the address keeps it', async () => {
    const { page, complaints } = await world.visit(browser, 'records?kind=person')
    await settled(page)
    const names = () => page.getByRole('table', { name: 'Records' }).getByRole('row').nth(1)
    const header = page.getByRole('columnheader', { name: 'Name' })
    await header.getByRole('button').click()
    await page.waitForURL(/sort=name/)
    await names().getByRole('link', { name: 'Dora Müller' }).waitFor()
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending')

    await header.getByRole('button').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/direction=desc/)
    await names().getByRole('link', { name: 'Hans hans' }).waitFor()
    await page.reload()
    await names().getByRole('link', { name: 'Hans hans' }).waitFor()
    expect(await header.getAttribute('aria-sort')).toBe('descending')

    // Cards have no headers: the same choice stands above them.
    await page.setViewportSize({ width: 390, height: 800 })
    await page.getByRole('combobox', { name: 'Order' }).selectOption('joined asc')
    await page.waitForURL((url) => !url.search.includes('sort=') && url.search.includes('direction=asc'))
    expect(await sideways(page)).toBe(0)
    expect(complaints).toEqual([])
  }, 120_000)
})
