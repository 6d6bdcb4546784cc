import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAuditContract } from '#http/contract/audit.ts'
import { saveConfigContract } from '#http/contract/config.ts'
import { company, loopDocument, MINUTE, mql } from '#support/company.ts'
import { person } from '#support/http-app.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
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

/** Two people who were handed over. */
beforeEach(async () => {
  world = await startSmallWorld(company({ contacts: [mql('ada'), mql('bert')] }), {
    actor: person('admin', { name: 'Ana Admin' }),
    before: ({ marketing }) => marketing.edit(ADA, { message: 'Call me on Monday' }),
  })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await world.close()
})

const ADA = 'ada@buyers.example'
const description = async () =>
  (await world.sales.one(`SELECT Description FROM Lead WHERE Email = '${ADA}'`))['Description']
/** A minute later she says something else, and everything that follows is done. */
async function says(message: string): Promise<void> {
  world.box.clock.advance(MINUTE)
  await world.marketing.edit(ADA, { message })
  await world.quiet()
}

/** Chooses from a picker by what people type. */
async function choose(page: Page, label: string, typed: string, option: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: label }).fill(typed)
  await page.getByRole('option', { name: option }).first().click()
}

describe('an admin', () => {
  test('maps a field, sees what it would do, saves it, sees it work, and rolls back', async () => {
    const { page, complaints } = await world.visit(browser, 'mappings')
    await page.getByRole('button', { name: /Contacts and Leads/ }).click()
    await page.getByRole('button', { name: 'Add a field' }).click()
    await choose(page, 'HubSpot property', 'message', /^Message/)
    await choose(page, 'Salesforce field', 'Description', /Description/)
    await page.getByRole('button', { name: 'Add to the draft' }).click()

    // What is wrong or worth knowing stands beside the map while it is edited.
    await page
      .getByRole('dialog')
      .getByText(/can be longer than/)
      .waitFor()
    await page.getByRole('combobox', { name: 'Direction' }).click()
    await page.getByRole('option', { name: 'To Salesforce only' }).click()
    await page.getByRole('combobox', { name: 'Rule' }).click()
    await page.getByRole('option', { name: /^HubSpot wins/ }).click()
    await page.getByText('HubSpot fills Salesforce; an edit in Salesforce is taken back.').first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('1 unsaved change').waitFor()
    await page.getByText(/Can be saved/).waitFor()

    // The draft outlives a reload, and is not in force.
    await page.reload()
    await page.getByText('1 unsaved change').waitFor()
    expect(world.tandem.scope.configVersion).toBe(1)

    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Start preview' }).click()
    const preview = page.getByRole('dialog', { name: 'What your draft would do' })
    await preview.getByText('Before and after', { exact: true }).first().waitFor({ timeout: 90_000 })
    expect((await preview.getByLabel('What would happen').innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /Would be made 0 Would be changed 1 .* Stay as they are 1/,
    )
    expect(await preview.getByRole('table').innerText()).toMatch(/Pat ada[\s\S]*Call me on Monday/)
    expect(await description()).toBeNull()
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Save as version 2' }).click()
    expect(await page.getByRole('button', { name: 'Save version 2' }).isDisabled()).toBe(true)
    await page.getByLabel(/What did you change/).fill('Sales reads what people wrote')
    await page.getByRole('button', { name: 'Save version 2' }).click()
    await page.getByText('Version 2 is in force.').waitFor()
    await expect.poll(() => page.getByText('unsaved change').count()).toBe(0)
    const { items: audited } = await world.api.call(listAuditContract)
    expect(audited.map(({ action, subject }) => `${action} ${subject}`)).toContain('config.save version 2')

    // The next change in HubSpot is written by the new map: nothing was started again.
    await says('Call me on Tuesday')
    expect(await description()).toBe('Call me on Tuesday')

    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByRole('button', { name: /^1$/ }).click()
    await page.getByText('Field maps › Contacts and Leads › “message”').waitFor()
    await page.getByRole('button', { name: 'Roll back to version 1' }).click()
    await page.getByText(/Tandem saves version 3, which says the same as version 1/).waitFor()
    await page.getByRole('button', { name: 'Roll back', exact: true }).click()
    await page.getByText(/Version 3 is in force/).waitFor()
    await says('Call me never')
    expect(await description()).toBe('Call me on Tuesday')
    expect(complaints).toEqual([])
  })

  test('is told of somebody who saved meanwhile, and puts the own changes on top', async () => {
    const { page } = await world.visit(browser, 'mappings?pair=contact-lead&map=jobtitle')
    await page.getByRole('combobox', { name: 'Rule' }).click()
    await page.getByRole('option', { name: /^HubSpot wins/ }).click()
    await page.keyboard.press('Escape')
    await page.getByText('1 unsaved change').waitFor()
    const theirs = loopDocument({
      fields: { 'contact-lead': [{ hubspot: 'firstname', salesforce: 'FirstName', rule: 'off' }] },
    })
    await world.api.call(saveConfigContract, {
      body: { document: theirs, comment: 'no first names', expectedVersion: 1 },
    })
    await page.reload()
    await page.getByText('Ana Admin saved version 2 meanwhile').waitFor()
    await page.getByRole('button', { name: 'Put mine on top' }).click()
    await page.getByRole('button', { name: 'Save as version 3' }).click()
    const differs = page.getByRole('dialog').getByRole('list', { name: 'What differs' })
    await differs.getByText('HubSpot wins', { exact: true }).waitFor()
    expect(await differs.innerText()).not.toContain('hubspot-wins')
    await page.getByLabel(/What did you change/).fill('HubSpot knows job titles')
    await page.getByRole('button', { name: 'Save version 3' }).click()
    await page.getByText('Version 3 is in force.').waitFor()
    const rules = Object.fromEntries(world.tandem.scope.config.fields['contact-lead'].map(({ id, rule }) => [id, rule]))
    expect(rules).toMatchObject({ firstname: 'off', jobtitle: 'hubspot-wins' })
  })

  test('imports a file only after it was checked', async () => {
    const { page } = await world.visit(browser, 'mappings?tab=yaml')
    await page.getByText('goLiveAt:').waitFor()
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Import YAML' }).click()
    const yaml = `${await page.getByLabel('The configuration as YAML').innerText()}\nnoSuchPart: 1\n`
    await (await chooser).setFiles({ name: 'new.yaml', mimeType: 'application/yaml', buffer: Buffer.from(yaml) })
    await page.getByText(/there is no key "noSuchPart" here/).waitFor()
    expect(await page.getByRole('button', { name: 'Use as draft' }).isDisabled()).toBe(true)
  })
})

describe('on a phone', () => {
  test('the fields of a pair are read without scrolling sideways', async () => {
    const { page } = await world.visit(browser, 'mappings?pair=contact-lead', 390)
    await page.getByText('First Name').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    )
  })
})
