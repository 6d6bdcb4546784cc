import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { runUntilQuiet } from '#cli/demo/quiesce.ts'
import type { Listening } from '#http/listen.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { company, DAY, loopDocument, MINUTE, MONDAY_TEN, mql, parsed } from '#support/company.ts'
import { marketer, seller } from '#support/crm-users.ts'
import { accessTo } from '#support/crms.ts'
import { startApp } from '#support/http-app.ts'
import { provisioners, startTandem } from '../../src/compose.ts'
import type { Tandem } from '../../src/compose.ts'
import { handingOn } from '../../src/compose/hand-on.ts'
import { ensureWebBuilt, openBrowser, WEB_DIST } from './browser.ts'

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const RULE = 'No_Bakers'
/** Salesforce knows her by another address; phone and family name are the same. */
const ALIKE = {
  FirstName: 'Anna',
  LastName: 'Schmidt',
  Company: 'Elsewhere',
  Phone: '+49 30 901820',
  Email: 'old@elsewhere.example',
}

let browser: Browser
let box: RunningSandbox
let tandem: Tandem
let app: Listening
let page: Page
const complaints: string[] = []

const recent = (name: string, over: Parameters<typeof mql>[1] = {}) =>
  mql(name, { becameMqlAt: box.clock.now() - MINUTE, createdAt: box.clock.now() - DAY, ...over })
const quiet = () => runUntilQuiet(tandem, () => undefined)
const leadOf = (name: string) =>
  seller(box).one(`SELECT Id, Title, Tandem_Key__c FROM Lead WHERE Email = '${name}@buyers.example'`)
const titleInHubspot = async (name: string) =>
  (await marketer(box).contact(`${name}@buyers.example`)).properties['jobtitle']

/** What an administrator of Salesforce does in its setup. */
async function rule(body: object): Promise<void> {
  const answer = await fetch(`${box.salesforce.url}/__sandbox/validation-rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** The whole product over both sandbox CRMs; the tests go on from one another. */
beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
  box = await startSandbox()
  box.clock.freeze(MONDAY_TEN)
  const crm = accessTo(box)
  await provisionAccounts(provisioners(crm, box.clock, [box.salesforce.credentials['adminUsername'] ?? '']), 'apply')
  const contacts = ['dora', 'emil', 'fritz'].map((name) => recent(name))
  for (const side of [box.hubspot, box.salesforce]) side.sandbox.seed(company({ contacts }))
  await seller(box).create('Lead', ALIKE)
  const document = loopDocument({
    matching: { suggestions: 'list' },
    fields: { 'contact-lead': [{ hubspot: 'jobtitle', salesforce: 'Title', rule: 'manual' }] },
  })
  tandem = await startTandem({
    database: 'memory',
    crm,
    config: parsed(document),
    document,
    author: 'test',
    rhythm: NO_SCHEDULES,
    log: silent,
    clock: box.clock,
  })
  await quiet()
  app = await startApp({
    scope: tandem.scope,
    options: { staticDir: WEB_DIST },
    api: {
      handOn: handingOn({ ...tandem, clock: box.clock, log: silent }),
      work: tandem.jobs,
      crmAddresses: () => tandem.crmAddresses,
    },
  })
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  page.on('pageerror', (error) => void complaints.push(error.message))
})
afterAll(async () => {
  await browser?.close()
  await app?.close(0)
  await tandem?.close()
  await box?.close()
})

const visit = (path: string) => page.goto(`${app.url}/c/loop/${path}`)

test('a class of parked records is retried after its cause was mended, and goes away', async () => {
  await rule({ name: RULE, object: 'Lead', condition: "Title = 'Baker'", message: 'We do not sell to bakers.' })
  box.clock.advance(MINUTE)
  await marketer(box).edit('dora@buyers.example', { jobtitle: 'Baker' })
  await marketer(box).edit('emil@buyers.example', { jobtitle: 'Baker' })
  await quiet()

  await visit('problems')
  await page.getByText('We do not sell to bakers.').waitFor()
  await page.getByText('2 records', { exact: true }).waitFor()
  await rule({ name: RULE, remove: true })
  await page.getByRole('button', { name: 'Retry all 2' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Retry', exact: true }).click()

  await page.getByText('Came through').waitFor()
  await tandem.jobs.whenIdle(20_000)
  await page.locator('dl', { hasText: 'Came through' }).getByText('2', { exact: true }).nth(1).waitFor()
  expect([(await leadOf('dora'))['Title'], (await leadOf('emil'))['Title']]).toEqual(['Baker', 'Baker'])
  await visit('problems')
  await page.getByText('No record waits for you').waitFor()
})

test('a conflict is decided, and both CRMs hold the value', async () => {
  box.clock.advance(MINUTE)
  await marketer(box).edit('fritz@buyers.example', { jobtitle: 'Head of Bread' })
  await seller(box).update('Lead', (await leadOf('fritz'))['Id'], { Title: 'Head of Cake' })
  await quiet()

  await visit('problems?tab=conflicts')
  await page.getByRole('button', { name: 'Pat fritz' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('Head of Bread').first().waitFor()
  await drawer.getByText('Head of Cake').first().waitFor()
  await drawer.getByRole('button', { name: 'Keep Salesforce’s value' }).click()
  await page.getByText('1 field decided').waitFor()
  await tandem.jobs.whenIdle(20_000)
  expect(await titleInHubspot('fritz')).toBe('Head of Cake')
  expect((await leadOf('fritz'))['Title']).toBe('Head of Cake')
  await visit('problems?tab=conflicts')
  await page.getByText('No field waits for a decision').waitFor()
})

test('a suggested match is accepted with the keyboard, and the contact is joined with that record', async () => {
  box.clock.advance(MINUTE)
  const newcomer = recent('newcomer', { firstName: 'Anna', lastName: 'Schmidt', phone: '+4930901820' })
  box.hubspot.sandbox.seed(company({ contacts: [newcomer], owners: [], campaigns: [] }))
  await quiet()

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
  await tandem.jobs.whenIdle(20_000)
  const { id, properties } = await marketer(box).contact('newcomer@buyers.example')
  const link = (await tandem.store.links.byHubspotIds(tandem.scope.connection.id, 'person', [id])).get(id)
  const known = await seller(box)
    .one(`SELECT Id FROM Lead WHERE Phone = '${ALIKE.Phone}'`)
    .catch(() => null)
  expect(link).toMatchObject({ origin: 'review', state: 'active' })
  expect(properties['tandem_salesforce_id']).toBe(link?.salesforceId)
  if (known !== null) expect(link?.salesforceId).toBe(known['Id'])
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
