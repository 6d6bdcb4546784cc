import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { runUntilQuiet } from '#cli/demo/quiesce.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { company, loopDocument, mql, parsed } from '#support/company.ts'
import { marketer, seller } from '#support/crm-users.ts'
import { accessTo } from '#support/crms.ts'
import { person, startApp } from '#support/http-app.ts'
import { provisioners, startTandem } from '../../src/compose.ts'
import type { Tandem } from '../../src/compose.ts'
import { createConfigDesk } from '../../src/compose/config-desk.ts'
import { handingOn } from '../../src/compose/hand-on.ts'
import { ensureWebBuilt, openBrowser, WEB_DIST } from './browser.ts'

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
let browser: Browser
let box: RunningSandbox
let tandem: Tandem
let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
})

/** Both CRMs with two people who were handed over, and Tandem with its pages. */
beforeEach(async () => {
  box = await startSandbox({ company: company({ contacts: [mql('ada'), mql('bert')] }) })
  const crm = accessTo(box)
  await provisionAccounts(provisioners(crm, box.clock), 'apply')
  const document = loopDocument()
  tandem = await startTandem({
    database: 'memory',
    crm,
    config: parsed(document),
    document,
    author: 'tandem.yaml',
    rhythm: NO_SCHEDULES,
    log: silent,
    clock: box.clock,
  })
  await marketer(box).edit('ada@buyers.example', { message: 'Call me on Monday' })
  await quiet()
  app = await startApp({
    actor: person('admin', { name: 'Ana Admin' }),
    options: { staticDir: WEB_DIST },
    api: {
      store: tandem.store,
      handOn: handingOn({ ...tandem, clock: box.clock, log: silent }),
      now: () => box.clock.now(),
      connections: () => [tandem.scope.connection.id],
      scopeOf: (id) => (id === tandem.scope.connection.id ? tandem.scope : null),
      config: createConfigDesk(tandem),
    },
  })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await app.close(0)
  await tandem.close()
  await box.close()
})

const quiet = () => runUntilQuiet(tandem, () => undefined)
const description = async () =>
  (await seller(box).one("SELECT Description FROM Lead WHERE Email = 'ada@buyers.example'"))['Description']

async function visit(path: string, width = 1280): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'en-US' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => void complaints.push(error.message))
  await page.goto(`${app.url}/c/loop/${path}`)
  return { page, complaints }
}

/** Chooses from a picker by what people type. */
async function choose(page: Page, label: string, typed: string, option: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: label }).fill(typed)
  await page.getByRole('option', { name: option }).first().click()
}

describe('an admin', () => {
  test('maps a field, sees what it would do, saves it, sees it work, and rolls back', async () => {
    const { page, complaints } = await visit('mappings')
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
    expect(tandem.scope.configVersion).toBe(1)

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
    expect(app.audited.map(({ action, subject }) => `${action} ${subject}`)).toContain('config.save version 2')

    // The next change in HubSpot is written by the new map: nothing was started again.
    await marketer(box).edit('ada@buyers.example', { message: 'Call me on Tuesday' })
    await quiet()
    expect(await description()).toBe('Call me on Tuesday')

    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByRole('button', { name: /^1$/ }).click()
    await page.getByText('Field maps › Contacts and Leads › “message”').waitFor()
    await page.getByRole('button', { name: 'Roll back to version 1' }).click()
    await page.getByText(/Tandem saves version 3, which says the same as version 1/).waitFor()
    await page.getByRole('button', { name: 'Roll back', exact: true }).click()
    await page.getByText(/Version 3 is in force/).waitFor()
    await marketer(box).edit('ada@buyers.example', { message: 'Call me never' })
    await quiet()
    expect(await description()).toBe('Call me on Tuesday')
    expect(complaints).toEqual([])
  })

  test('is told of somebody who saved meanwhile, and puts the own changes on top', async () => {
    const { page } = await visit('mappings?pair=contact-lead&map=jobtitle')
    await page.getByRole('combobox', { name: 'Rule' }).click()
    await page.getByRole('option', { name: /^HubSpot wins/ }).click()
    await page.keyboard.press('Escape')
    await page.getByText('1 unsaved change').waitFor()
    const theirs = {
      ...loopDocument(),
      fields: { 'contact-lead': [{ hubspot: 'firstname', salesforce: 'FirstName', rule: 'off' }] },
    }
    await app.ask('/api/connections/loop/config/versions', {
      method: 'POST',
      body: JSON.stringify({ document: theirs, comment: 'no first names', expectedVersion: 1 }),
    })
    await page.reload()
    await page.getByText('Ana Admin saved version 2 meanwhile').waitFor()
    await page.getByRole('button', { name: 'Put mine on top' }).click()
    await page.getByRole('button', { name: 'Save as version 3' }).click()
    await page.getByLabel(/What did you change/).fill('HubSpot knows job titles')
    await page.getByRole('button', { name: 'Save version 3' }).click()
    await page.getByText('Version 3 is in force.').waitFor()
    const rules = Object.fromEntries(tandem.scope.config.fields['contact-lead'].map(({ id, rule }) => [id, rule]))
    expect(rules).toMatchObject({ firstname: 'off', jobtitle: 'hubspot-wins' })
  })

  test('imports a file only after it was checked', async () => {
    const { page } = await visit('mappings?tab=yaml')
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
    const { page } = await visit('mappings?pair=contact-lead', 390)
    await page.getByText('First Name').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    )
  })
})
