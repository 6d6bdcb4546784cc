import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { computeCredits } from '#app/compute-credits.ts'
import {
  downloadCampaignDealsContract,
  readDealContract,
  searchDealsContract,
} from '#http/contract/attribution-deals.ts'
import { readReportContract } from '#http/contract/attribution.ts'
import { importCostsContract, importTouchesContract, listNewestTouchesContract } from '#http/contract/costs.ts'
import { downloadLeadNumbersContract, readLeadNumbersContract } from '#http/contract/lead-numbers.ts'
import { downloadLeadsContract, listLeadsContract } from '#http/contract/leads.ts'
import { downloadParkedContract, listParkedContract } from '#http/contract/problems.ts'
import { downloadChangesContract, listChangesContract } from '#http/contract/record-changes.ts'
import { company, HOUR, mql } from '#support/company.ts'
import { useApps, type RunningApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const startApp = useApps()

const email = (name: string): string => `${name}@buyers.example`

/** Two people with touches of two campaigns; a deal of ann's, won or not. */
async function begin(stage: 'Closed Won' | 'Prospecting'): Promise<Scope> {
  const { begin: start, box, sales } = world()
  const scope = await start(company({ contacts: [mql('ann'), mql('bob')] }), {
    attribution: { models: ['linear', 'first_touch'], defaultModel: 'linear' },
  })
  await quiesce(scope, box)
  const lead = await sales.one(`SELECT Id FROM Lead WHERE Email = '${email('ann')}'`)
  const accountId = await sales.create('Account', { Name: 'Ann Works' })
  const contactId = await sales.convert(String(lead['Id']), accountId, await sales.userId('ann@sales.example'))
  const OpportunityId = await sales.create('Opportunity', {
    Name: 'Deal of ann',
    StageName: stage,
    CloseDate: '2026-03-02',
    Amount: 100.01,
    AccountId: accountId,
  })
  await sales.create('OpportunityContactRole', { OpportunityId, ContactId: contactId, IsPrimary: true })
  box.clock.advance(HOUR)
  await quiesce(scope, box)
  return scope
}

const TOUCHES = [
  'email,at,channel,campaign,detail',
  `${email('ann')},2026-02-20T09:00:00Z,Trade show,Spring Fair,booth`,
  `${email('ann')},2026-02-21T09:00:00Z,Agency,Letters,`,
  `${email('bob')},2026-02-22,Trade show,Spring Fair,booth`,
].join('\n')
const base64 = (content: string): string => Buffer.from(content).toString('base64')
const importFair = ({ call }: RunningApp) =>
  call(importTouchesContract, { body: { fileName: 'fair.csv', contentBase64: base64(TOUCHES), mode: 'save' } })

describe('attribution over the API', () => {
  it('tells a close date as the day that Salesforce has, and what is won in the zone of the org', async () => {
    const scope = await begin('Closed Won')
    const app = await startApp({ scope })
    await importFair(app)
    await computeCredits(scope)
    const deals = await app.call(searchDealsContract)
    expect(deals).toMatchObject({ currency: 'USD', items: [{ name: 'Deal of ann', closedOn: '2026-03-02' }] })
    const deal = await app.call(readDealContract, { params: { deal: deals.items[0]?.id ?? '' } })
    expect(deal).toMatchObject({ closedOn: '2026-03-02', worthMinor: '10001', entries: [{ on: '2026-03-02' }] })
    const lines = await app.linesOf(downloadCampaignDealsContract, { query: { campaign: 'Spring Fair' } })
    expect(lines).toContainEqual(expect.stringContaining(',2026-03-02,10001,'))
  })

  it('gives one row of the report by its name, and says what an open deal would earn', async () => {
    const scope = await begin('Prospecting')
    const app = await startApp({ scope })
    await importFair(app)
    await computeCredits(scope)
    const report = (of?: string) => app.call(readReportContract, { query: { of } })
    const whole = await report()
    expect(whole.rows.length).toBeGreaterThan(1)
    const { rows, ...rest } = await report('Spring Fair')
    expect(rows).toEqual(whole.rows.filter(({ name }) => name === 'Spring Fair'))
    expect(rest.totals).toEqual(whole.totals)
    expect((await report('Nowhere')).rows).toEqual([])

    const [open] = (await app.call(searchDealsContract)).items
    const deal = await app.call(readDealContract, { params: { deal: open?.id ?? '' } })
    const credits = deal.models.find(({ model }) => model === 'linear')?.credits ?? []
    expect(credits.map(({ amountMinor }) => amountMinor)).toEqual(credits.map(() => '0'))
    const would = credits.map(({ ifWonMinor }) => BigInt(ifWonMinor ?? 'not told'))
    expect(would.reduce((sum, one) => sum + one, 0n)).toBe(10_001n)
  })

  it('lists the newest touches of everybody, page by page, with the day where nothing finer is known', async () => {
    const scope = await begin('Prospecting')
    const app = await startApp({ scope })
    await importFair(app)
    const all = await app.call(listNewestTouchesContract)
    const instants = all.items.map(({ at }) => at)
    expect(instants).toEqual(instants.toSorted().toReversed())
    expect(all.items).toContainEqual(
      expect.objectContaining({ campaign: 'Spring Fair', on: '2026-02-22', dayOnly: true, verdict: 'counts' }),
    )
    expect(all.total).toBe(all.items.length)
    const first = await app.call(listNewestTouchesContract, { query: { limit: 2 } })
    const second = await app.call(listNewestTouchesContract, { query: { limit: 2, cursor: first.nextCursor ?? '' } })
    expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4))

    // One that is taken away between two looks is missing, and the next page is still there.
    const { touches } = scope.store
    const page: typeof touches.page = async (...asked) =>
      (await touches.page(...asked)).map((touch, at) => (at === 0 ? { ...touch, id: 'gone' } : touch))
    const later = await startApp({ scope: { ...scope, store: { ...scope.store, touches: { ...touches, page } } } })
    const shorter = await later.call(listNewestTouchesContract, { query: { limit: 2 } })
    expect(shorter).toMatchObject({ items: all.items.slice(1, 2), nextCursor: first.nextCursor })
  })

  it('names the rows of a file of costs that lower what was spent, before they are saved', async () => {
    const scope = await begin('Prospecting')
    const { call } = await startApp({ scope })
    const file = 'date,campaign,cost\n2026-02-01,Spring Fair,100.00\n2026-02-02,Spring Fair,-30.50\n'
    const body = { fileName: 'costs.csv', contentBase64: base64(file), mode: 'preview' } as const
    expect(await call(importCostsContract, { body })).toMatchObject({
      accepted: 2,
      counts: { negative: 1 },
      negative: [{ line: 3, campaign: 'Spring Fair', from: '2026-02-02', amountMinor: '-3050', currency: 'USD' }],
      effect: { currency: 'USD', changedCampaigns: 1 },
    })
  })
})

describe('lists as files', () => {
  it('have the rows and the filters of the list', async () => {
    const scope = await begin('Prospecting')
    const { call, linesOf } = await startApp({ scope })

    const ofLeads = { query: { side: 'salesforce', object: 'Lead' } } as const
    const changes = await linesOf(downloadChangesContract, ofLeads)
    expect(changes[0]).toBe(
      'change,at,side,object,recordId,name,action,field,from,to,rule,because,winner,lostValue,cause,configVersion,author',
    )
    const listed = await call(listChangesContract, ofLeads)
    expect(new Set(changes.slice(1).map((line) => line.split(',')[0]))).toEqual(
      new Set(listed.items.map(({ seq }) => String(seq))),
    )

    const todo = { query: { view: 'todo' } } as const
    const leads = await linesOf(downloadLeadsContract, todo)
    expect(leads[0]).toMatch(/^name,company,email,state,urgency,owner,/)
    expect(leads.slice(1)).toHaveLength((await call(listLeadsContract, todo)).total)

    const problems = await linesOf(downloadParkedContract)
    expect(problems[0]).toMatch(/^side,object,recordId,name,code,problem,message,remedy,/)
    expect(problems.slice(1)).toHaveLength((await call(listParkedContract)).total)

    const byPolicy = { query: { by: 'policy' } } as const
    const numbers = await linesOf(downloadLeadNumbersContract, byPolicy)
    expect(numbers[0]).toMatch(/^policy,clock,due,met,breached,/)
    const { rows, totals } = await call(readLeadNumbersContract, byPolicy)
    expect(numbers.slice(1)).toHaveLength(rows.length + totals.length)
  })
})
