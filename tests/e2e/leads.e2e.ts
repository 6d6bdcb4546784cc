import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Actor } from '#domain/access.ts'
import { acceptLeadsContract } from '#http/contract/lead-actions.ts'
import { company, DAY, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { person } from '#support/http-app.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { startSmallWorld, type SmallWorld } from './small-world.ts'

const ACCEPTED = 'Working - Contacted'
const REJECTED = 'Closed - Not Converted'
const ANN = 'ann@sales.example'
const asRep = (email: string, name: string): Actor => person('rep', { id: email, email, name } as Partial<Actor>)

/** Ann gets the bosses, who are urgent, and the engineers; Bob everybody of finance. */
const only = (title: string) => [{ property: 'jobtitle', in: [title] }]
const DOCUMENT: Partial<SyncConfigInput> = {
  lifecycle: { opensOpportunity: { stages: [] } },
  handover: [
    { id: 'bosses', when: only('CEO'), urgency: 'urgent', pool: 'first', policy: 'fast' },
    { id: 'finance', when: only('CFO'), urgency: 'high', pool: 'second', policy: 'standard' },
    { id: 'others', urgency: 'normal', pool: 'first', policy: 'standard' },
  ],
  routing: {
    pools: [
      { id: 'first', members: [{ email: ANN }] },
      { id: 'second', members: [{ email: 'bob@sales.example' }] },
    ],
    fallbackOwner: 'mia@sales.example',
    stickyDays: 0,
  },
  feedback: {
    acceptedStatuses: [ACCEPTED],
    rejectedStatuses: [REJECTED],
    returnAfterDaysByReason: { 'No budget': 60, Student: null },
  },
  sla: [
    {
      id: 'fast',
      clocks: [
        { target: '1h', calendar: 'office' },
        { name: 'decision', kind: 'accept_or_reject', target: '2h', calendar: 'office' },
      ],
    },
    { id: 'standard', clocks: [{ target: '6h', calendar: 'office' }] },
  ],
}

let browser: Browser
let world: SmallWorld

/** The tests go on from one another. */
beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
  const recent = (name: string, jobTitle: string) =>
    mql(name, { jobTitle, becameMqlAt: MONDAY_TEN - MINUTE, createdAt: MONDAY_TEN - DAY })
  const contacts = [recent('engel', 'CTO'), recent('boss', 'CEO'), recent('cash', 'CFO'), recent('extra', 'Developer')]
  world = await startSmallWorld(company({ contacts }), { document: DOCUMENT })
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

async function open(who: Actor, path = 'leads', width = 1280): Promise<Page> {
  world.signIn(who)
  return (await world.visit(browser, path, width)).page
}

const names = (page: Page): Promise<readonly string[]> =>
  page
    .getByRole('table', { name: 'Leads' })
    .locator('tbody tr td[data-column="who"] button > span > span:first-child')
    .allTextContents()
const told = async (name: string) => (await world.marketing.contact(`${name}@buyers.example`)).properties
const lead = (name: string) =>
  world.sales.one(`SELECT Status, OwnerId, Tandem_Rejection_Reason__c FROM Lead WHERE Email = '${name}@buyers.example'`)
const idOf = async (name: string): Promise<string> => {
  const { store, connection } = world.tandem.scope
  const [link] = await store.links.byMappedValue(connection.id, 'person', 'email', `${name}@buyers.example`)
  if (link === undefined) throw new Error(`${name} is not known`)
  return (await store.handoffs.latestByLinks(connection.id, [link.id])).get(link.id)?.id ?? ''
}

test('a rep sees his own leads, most important first, and everything at a glance', async () => {
  const page = await open(asRep(ANN, 'Ann First'))
  await page.getByRole('button', { name: 'Accept Pat boss' }).waitFor()
  expect((await names(page))[0]).toBe('Pat boss')
  expect((await names(page)).toSorted()).toEqual(['Pat boss', 'Pat engel', 'Pat extra'])
  await page.getByRole('button', { name: /^Pat boss/ }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('If nobody answers').waitFor()
  expect(await drawer.textContent()).toContain('Webinar')
  expect(await drawer.getByRole('link', { name: /HubSpot/ }).getAttribute('href')).toContain(
    `${world.box.hubspot.url}/contacts/`,
  )
  const salesforce = await drawer.getByRole('link', { name: /Salesforce/ }).getAttribute('href')
  expect((await fetch(salesforce ?? '')).status).toBe(200)
})

test('accepting is one click: Salesforce and HubSpot know, and the clock that it stops has stopped', async () => {
  const page = await open(asRep(ANN, 'Ann First'))
  await page.getByRole('button', { name: 'Accept Pat boss' }).click()
  await page.getByText('1 lead accepted').waitFor()
  await page.getByRole('button', { name: 'Accept Pat boss' }).waitFor({ state: 'detached' })
  await world.tandem.jobs.whenIdle(20_000)
  expect(await lead('boss')).toMatchObject({ Status: ACCEPTED })
  expect(await told('boss')).toMatchObject({ tandem_handover_status: 'accepted' })
  const { store, connection } = world.tandem.scope
  const id = await idOf('boss')
  const handoff = (await store.handoffs.byIds(connection.id, [id])).get(id)
  const clocks = await store.clocks.byLinks(connection.id, handoff === undefined ? [] : [handoff.linkId])
  expect(Object.fromEntries(clocks.map(({ name, state }) => [name, state]))).toEqual({
    'first-response': 'running',
    decision: 'met',
  })
})

test('giving back takes two clicks: the reason shows up in HubSpot and Salesforce', async () => {
  const page = await open(asRep(ANN, 'Ann First'), 'leads', 390)
  await page.getByRole('button', { name: 'Give back Pat engel' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^No budget/ })
    .click()
  await page.getByText('1 lead given back').waitFor()
  await world.tandem.jobs.whenIdle(20_000)
  await expect.poll(async () => (await told('engel'))['lifecyclestage'], { timeout: 20_000 }).toBe('lead')
  expect(await told('engel')).toMatchObject({
    tandem_handover_status: 'rejected',
    tandem_rejection_reason: 'No budget',
    tandem_return_at: new Date(world.box.clock.now() + 60 * DAY).toISOString().replace('.000Z', 'Z'),
  })
  expect(await lead('engel')).toMatchObject({ Status: REJECTED, Tandem_Rejection_Reason__c: 'No budget' })
  await page.getByRole('button', { name: 'Accept Pat engel' }).waitFor({ state: 'detached' })
  expect(await names(page)).not.toContain('Pat engel')
  const boss = await open(person('admin'), 'leads?view=returning')
  await boss.getByText('No budget').waitFor()
})

test('a colleague’s lead can be seen and not touched', async () => {
  const page = await open(asRep(ANN, 'Ann First'), 'leads?whose=all')
  await page.getByRole('button', { name: /^Pat cash/ }).waitFor()
  expect(await page.getByRole('button', { name: 'Accept Pat cash' }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Accept Pat extra' }).count()).toBe(1)
  const refused = await world.api.refused(acceptLeadsContract, { body: { ids: [await idOf('cash')] } })
  expect(refused).toMatchObject({ status: 403, code: 'NOT_YOURS' })
  expect(await lead('cash')).toMatchObject({ Status: 'Open - Not Contacted' })
})

test('an administrator passes a lead on, and it has the new owner in Salesforce', async () => {
  world.box.clock.advance(MINUTE)
  const page = await open(person('admin'), 'leads?text=cash')
  await page.getByRole('button', { name: 'Pass on Pat cash' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: /^To/ }).click()
  await page.getByRole('option', { name: /^Ann First/ }).click()
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill('Bob is away')
  await dialog.getByRole('button', { name: 'Pass on' }).click()
  await page.getByText('1 lead passed on').waitFor()
  await world.tandem.jobs.whenIdle(20_000)
  expect(await lead('cash')).toMatchObject({ OwnerId: await world.sales.userId(ANN) })
  await page.getByRole('button', { name: /^Pat cash/ }).click()
  await page.getByText('passed on by Some admin in Tandem: Bob is away').waitFor()
})

test('the numbers of a period are shown by rep', async () => {
  const from = new Date(MONDAY_TEN - DAY).toISOString().slice(0, 10)
  const page = await open(person('viewer'), `leads?tab=numbers&from=${from}`)
  await page.getByText('Answered in time').first().waitFor()
  await page.getByRole('table', { name: 'Share in time' }).getByText('Ann First').waitFor()
  expect(await page.getByRole('button', { name: /^Accept/ }).count()).toBe(0)
})
