import { parse } from 'csv-parse/sync'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathOf } from '#http/contract/contract.ts'
import { API_ROUTES } from '#http/routes/index.ts'
import { company, DAY, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { everyAddress } from './addresses.ts'
import { ensureWebBuilt, openBrowser } from './browser.ts'
import { settled } from './look.ts'
import { startSmallWorld, type SmallWorld } from './small-world.ts'

/** What somebody may write into a form, or a rep into a field. Each of them says that it ran. */
const ran = (where: string) => `window.__ran=(window.__ran||[]).concat('${where}')`
const IMAGE = `<img src=x onerror="${ran('image')}">`
const SCRIPT = `"><script>${ran('script')}</script>`
const FORMULA = '=HYPERLINK("http://evil.example","x")'
const LINK = `javascript:${ran('link')}`
const LINES = 'one,"two"\r\nthree\tfour'

let browser: Browser
let world: SmallWorld

/** Every text that comes from a CRM is somebody's script, a formula, or breaks a line. */
beforeAll(async () => {
  await ensureWebBuilt()
  browser = await openBrowser()
  const campaign = `${IMAGE}Webinar`
  const bad = (name: string, lastName: string) =>
    mql(name, {
      firstName: IMAGE,
      lastName,
      jobTitle: SCRIPT,
      company: `${SCRIPT} ${name}`,
      country: LINES,
      phone: FORMULA,
      campaign,
      becameMqlAt: MONDAY_TEN - MINUTE,
      createdAt: MONDAY_TEN - DAY,
    })
  world = await startSmallWorld(
    company({
      contacts: [bad('ada', SCRIPT), bad('bert', FORMULA), bad('cleo', LINK), bad('dan', LINES)],
      campaigns: [campaign, FORMULA, SCRIPT].map((name) => ({
        name,
        channel: 'PAID_SEARCH',
        currency: 'USD',
        spend: '100',
        startOn: null,
        endOn: null,
      })),
    }),
    { document: { lifecycle: { opensOpportunity: { stages: [] } } } },
  )
  await fillEverything()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await world?.close()
}, 60_000)

async function fillEverything(): Promise<void> {
  const { box, sales, tandem, quiet } = world
  const id = tandem.scope.connection.id
  const lead = await sales.one("SELECT Id FROM Lead WHERE Email = 'ada@buyers.example'")
  box.clock.advance(MINUTE)
  await sales.update('Lead', lead['Id'], {
    Status: 'Closed - Not Converted',
    Tandem_Rejection_Reason__c: `${IMAGE}no budget`,
  })
  const other = await sales.one("SELECT Id FROM Lead WHERE Email = 'bert@buyers.example'")
  const [owner] = await sales.query("SELECT Id FROM User WHERE Email = 'ann@sales.example'")
  const account = await sales.create('Account', { Name: `${SCRIPT} account` })
  const contact = await sales.convert(String(other['Id']), account, String(owner?.['Id']))
  const opportunity = await sales.create('Opportunity', {
    Name: `${IMAGE}${FORMULA}`,
    StageName: 'Prospecting',
    CloseDate: '2026-03-20',
    Amount: 1234.56,
    AccountId: account,
  })
  await sales.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: contact, IsPrimary: true })
  await quiet()
  box.clock.advance(MINUTE)
  await sales.update('Opportunity', opportunity, { StageName: 'Closed Won' })
  await quiet()
  const people = await tandem.store.records.browse(id, { kind: 'person', state: null, problems: 'any' }, { limit: 10 })
  const [first] = people
  await tandem.store.parked.park(id, [
    {
      side: 'salesforce',
      object: 'Lead',
      recordId: first?.salesforceId ?? '',
      linkId: first?.id ?? null,
      code: 'VALUE_REJECTED',
      message: `${IMAGE} is no value of ${SCRIPT}`,
      remedy: `${IMAGE}mend it`,
      at: tandem.scope.clock.now(),
    },
  ])
}

/** What ran, what became an element of the page, and which links would run. */
async function findings(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`[
    ...(window.__ran ?? []).map((where) => 'ran: ' + where),
    ...[...document.querySelectorAll('img[src="x"], [onerror], main script')].map((e) => 'element: ' + e.outerHTML),
    ...[...document.querySelectorAll('a[href]')].filter((a) => /^\\s*javascript:/i.test(a.getAttribute('href'))).map((a) => 'link: ' + a.outerHTML),
  ]`)
}

describe('a script in whatever comes from a CRM', () => {
  test('runs on no page, and is read there as the text it is', async () => {
    const { page, complaints } = await world.visit(browser, 'overview')
    page.on('dialog', (dialog) => void complaints.push(`dialog ${dialog.message()}`))
    await settled(page)
    const addresses = await everyAddress(page, world.url, 'loop')
    const people = await world.tandem.store.records.browse(
      world.tandem.scope.connection.id,
      { kind: null, state: null, problems: 'any' },
      { limit: 50 },
    )
    const records = people.flatMap(({ id }) =>
      ['fields', 'story', 'sales', 'sync'].map((tab) => `/c/loop/records/${id}?tab=${tab}`),
    )
    const searches = ['img', 'script', 'hyperlink'].map((q) => `/c/loop/records?q=${q}`)
    const found: string[] = []
    let texts = ''
    for (const path of [...addresses.map((address) => address.path), ...records, ...searches]) {
      await page.goto(world.url + path)
      await settled(page)
      found.push(...(await findings(page)).map((what) => `${path}: ${what}`))
      texts += await page.evaluate<string>('document.body.innerText')
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
    // It was there to be run: pages without the texts would prove nothing.
    for (const text of [IMAGE, '<script>', 'HYPERLINK', LINK]) expect(texts).toContain(text)
  }, 400_000)

  test('breaks no line of a file for spreadsheets, and computes nothing in it', async () => {
    const { tandem, url } = world
    const base = `${url}/api/connections/loop`
    const opportunities = await tandem.store.opportunities.byPeople(
      tandem.scope.connection.id,
      (
        await tandem.store.records.browse(
          tandem.scope.connection.id,
          { kind: 'person', state: null, problems: 'any' },
          { limit: 50 },
        )
      ).map(({ id }) => id),
    )
    const [deal] = [...opportunities.values()].flat()
    const files = API_ROUTES.flatMap(({ contract }) =>
      contract.produces === 'text/csv' && contract.of === 'connection' && contract.method === 'GET' ? [contract] : [],
    )
    expect(files.length).toBeGreaterThan(0)
    const problems: string[] = []
    let cells = 0
    for (const contract of files) {
      const path = pathOf(contract)
        .replace(/^.*:connection/, '')
        .replace(':deal', deal?.id ?? '')
      const needsCampaign = 'campaign' in contract.query.shape
      const query = needsCampaign ? `?campaign=${encodeURIComponent(`${IMAGE}Webinar`)}` : ''
      const response = await fetch(`${base}${path}${query}`)
      const text = await response.text()
      if (!response.ok) {
        problems.push(`${path}: ${response.status} ${text}`)
        continue
      }
      const rows: string[][] = parse(text, { relax_column_count: false, bom: true })
      for (const cell of rows.flat()) {
        cells += 1
        if (/^[=+@\t\r]/.test(cell) || /^-[^\d.]/.test(cell)) problems.push(`${path}: computes ${cell}`)
      }
    }
    expect(problems).toEqual([])
    expect(cells).toBeGreaterThan(20)
  }, 120_000)
})
