import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { company, mql } from '#support/company.ts'
import { person } from '#support/http-app.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { settled } from './look.ts'
import { startSmallWorld, type SmallWorld } from './small-world.ts'

let browser: Browser
let world: SmallWorld
beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
})
beforeEach(async () => {
  world = await startSmallWorld(company({ contacts: [mql('ada')] }))
})
afterEach(async () => {
  await world.close()
})

async function saveVersion(page: Page, comment: string): Promise<void> {
  const bar = page.getByRole('region', { name: 'Unsaved changes' })
  await bar.getByRole('button', { name: /^Save as version/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What did you change, and why?').fill(comment)
  await dialog.getByRole('button', { name: /^Save version/ }).click()
  await bar.waitFor({ state: 'detached' })
}

test('an administrator says which contacts enter, sees it in a sentence, and saves it as a version', async () => {
  const { page, complaints } = await world.visit(browser, 'sync')
  await page.getByText(/who did not opt out of e-mail enter\./).waitFor()
  await page.getByLabel('Enters like everybody else').check()
  await page.getByText(/with an e-mail address enter\./).waitFor()
  // Of both CRMs, by their labels.
  await page.getByRole('combobox', { name: 'Lifecycle stages that enter' }).click()
  await page.getByRole('option', { name: 'Opportunity', exact: true }).click()
  await page.keyboard.press('Escape')
  await saveVersion(page, 'people who opted out of e-mail are called')
  expect(world.tandem.scope.config.selection).toMatchObject({ optedOut: 'include' })
  expect(world.tandem.scope.config.selection.stages.at(-1)).toBe('opportunity')
  expect(complaints).toEqual([])
})

test('what contradicts itself is told at its control and on its tab, and cannot be saved', async () => {
  const { page } = await world.visit(browser, 'sync?part=stages')
  await page.getByRole('button', { name: 'Remove Customer' }).click()
  await page.getByRole('dialog', { name: 'Remove Customer?' }).getByRole('button', { name: 'Remove' }).click()
  await page
    .getByText(/has no place in lifecycle\.order/)
    .first()
    .waitFor()
  await page.getByRole('tab', { name: /Lifecycle stages \(1 error\)/ }).waitFor()
  const save = page.getByRole('button', { name: /^Save as version/ })
  expect(await save.isDisabled()).toBe(true)
})

test('alerts are set up without a file: a channel, who gets what, and a test once it is saved', async () => {
  const { page } = await world.visit(browser, 'sync?part=alerts')
  await page.getByLabel('Name of a new channel').fill('Sales')
  await page.getByRole('button', { name: 'Add the channel' }).click()
  await page.getByLabel('Variable with the address').fill('https://hooks.slack.example/secret')
  await page.getByText('This is a secret: put it into a variable').waitFor()
  await page.getByLabel('Variable with the address').fill('SLACK_SALES_URL')
  expect(await page.getByRole('button', { name: 'Send a test' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('combobox', { name: 'Tell' }).press('ArrowDown')
  await page.getByRole('option', { name: 'Channel sales' }).click()
  await page.keyboard.press('Escape')
  await saveVersion(page, 'sales hears of missed deadlines')
  expect(world.tandem.scope.config.alerts).toMatchObject({
    channels: { sales: { type: 'slack', urlFrom: 'SLACK_SALES_URL' } },
    rules: [{ on: ['breach'], to: ['owner', 'sales'] }],
  })
  await page.getByRole('button', { name: 'Send a test' }).click()
  // Nobody has set the variable here, and that is said.
  await page.getByText(/Not taken: .*SLACK_SALES_URL/).waitFor()
})

test('the whole configuration is edited as text: a broken line is named, what can be read becomes the draft', async () => {
  const { page } = await world.visit(browser, 'mappings?tab=yaml')
  const text = page.getByRole('textbox', { name: 'The configuration as YAML' })
  await text.waitFor()
  const before = await text.inputValue()
  await text.fill(before.replace('selection:', 'selection: ['))
  await page.getByText(/This is no YAML yet/).waitFor()
  await page
    .getByRole('button', { name: /^Line \d+$/ })
    .first()
    .waitFor()
  await page.getByText(/unsaved change/).waitFor({ state: 'detached' })
  await text.fill(before.replace(/optedOut: \w+/, 'optedOut: perhaps'))
  const problem = page.getByRole('listitem').filter({ hasText: 'selection.optedOut' })
  await problem.waitFor()
  const line = before.split('\n').findIndex((one) => one.includes('optedOut')) + 1
  await problem.getByRole('button', { name: `Line ${line}` }).click()
  expect(await text.evaluate('document.activeElement.selectionStart')).toBeGreaterThan(0)
  await text.fill(before.replace(/optedOut: \w+/, 'optedOut: include'))
  await problem.waitFor({ state: 'detached' })
  await saveVersion(page, 'as text')
  expect(world.tandem.scope.config.selection.optedOut).toBe('include')
})

test('whoever may not configure reads the same without controls', async () => {
  await world.close()
  world = await startSmallWorld(company({ contacts: [mql('ada')] }), { actor: person('viewer') })
  const { page } = await world.visit(browser, 'sync')
  await settled(page)
  await page.getByText(/enter\.$/).waitFor()
  expect(await page.getByLabel('Enters like everybody else').isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: 'Add a condition' }).isDisabled()).toBe(true)
})

test('the connection shows who Tandem is in both CRMs, and pausing asks for a reason first', async () => {
  const { page } = await world.visit(browser, 'settings')
  await page.getByText('Tandem Integration').first().waitFor()
  const rights = page.getByRole('list', { name: 'What the credential may do in Salesforce' })
  expect(await rights.getByRole('listitem').first().innerText()).toContain('read, create, edit')
  await page.getByRole('button', { name: 'Test now' }).click()
  await page.getByText('HubSpot: works. Salesforce: works.').waitFor()
  await page.getByRole('button', { name: 'Pause the sync' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: 'Pause', exact: true }).isDisabled()).toBe(true)
  await dialog.getByLabel('Why').fill('data load')
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText(/Paused: data load/).waitFor()
})
