import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { company } from '#support/company.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { settled, sideways } from './look.ts'
import { startSmallWorld, type SmallWorld } from './small-world.ts'

let browser: Browser
let world: SmallWorld

beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
  world = await startSmallWorld(company())
  // Somebody tidied up in HubSpot.
  for (const name of ['tandem_sla_status', 'tandem_sla_due_at'])
    await world.marketing.call('DELETE', `properties/contacts/${name}`)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

test('an administrator sees what is missing in HubSpot and has it made, with a credential that is asked for once', async () => {
  const { page, complaints } = await world.visit(browser, 'settings?tab=connection')
  const hubspot = page.getByRole('region', { name: 'HubSpot', exact: true })
  await hubspot.getByText('2 missing').waitFor()
  const missing = hubspot.getByRole('list', { name: 'Missing in HubSpot' })
  expect(await missing.getByRole('listitem').allTextContents()).toEqual([
    expect.stringContaining('contacts.tandem_sla_status'),
    expect.stringContaining('contacts.tandem_sla_due_at'),
  ])

  await hubspot.getByRole('button', { name: /Make it in HubSpot/ }).click()
  const dialog = page.getByRole('dialog')
  const token = dialog.getByRole('textbox', { name: /Service key or app token/ })
  await token.fill('no-such-token')
  await dialog.getByRole('button', { name: 'Make it' }).click()
  await dialog.getByRole('alert').waitFor()
  await token.fill(world.box.hubspot.credentials['accessToken'] ?? '')
  await dialog.getByRole('button', { name: 'Make it' }).click()
  await dialog.waitFor({ state: 'detached' })
  await hubspot.getByText('All there').waitFor()
  await page.getByText(/Rita Revops had it made in HubSpot .*: \d+ steps done/).waitFor()
  const labels = await world.marketing.call('GET', 'properties/contacts/tandem_sla_status')
  expect(labels).toMatchObject({ name: 'tandem_sla_status' })
  expect(complaints).toEqual([])
  await page.setViewportSize({ width: 390, height: 900 })
  await settled(page)
  expect(await sideways(page)).toBe(0)
})
