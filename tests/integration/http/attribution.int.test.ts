import { afterEach, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { computeCredits } from '#app/compute-credits.ts'
import type { Listening } from '#http/listen.ts'
import { company, HOUR, mql } from '#support/company.ts'
import { startApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

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

async function api(scope: Scope) {
  const jobs = { enqueue: async () => undefined }
  const app = await startApp({ scope, api: { jobs } as never })
  open.push(app)
  const at = `/api/connections/${scope.connection.id}`
  const text = async (path: string): Promise<string> => (await app.ask(at + path)).text()
  // oxlint-disable-next-line typescript/no-explicit-any -- what a test reads of an answer is what it expects there
  const read = async (path: string): Promise<any> => JSON.parse(await text(path))
  const send = async (path: string, body: unknown) =>
    JSON.parse(await (await app.ask(at + path, { method: 'POST', body: JSON.stringify(body) })).text()) as unknown
  return { text, read, send }
}

const TOUCHES = [
  'email,at,channel,campaign,detail',
  `${email('ann')},2026-02-20T09:00:00Z,Trade show,Spring Fair,booth`,
  `${email('ann')},2026-02-21T09:00:00Z,Agency,Letters,`,
  `${email('bob')},2026-02-22,Trade show,Spring Fair,booth`,
].join('\n')
const base64 = (content: string): string => Buffer.from(content).toString('base64')

describe('attribution over the API', () => {
  it('tells a close date as the day that Salesforce has, and what is won in the zone of the org', async () => {
    const scope = await begin('Closed Won')
    const { read, text, send } = await api(scope)
    await send('/touches/import', { fileName: 'fair.csv', contentBase64: base64(TOUCHES), mode: 'save' })
    await computeCredits(scope)
    const deals = await read('/attribution/deals')
    expect(deals).toMatchObject({ currency: 'USD', items: [{ name: 'Deal of ann', closedOn: '2026-03-02' }] })
    const deal = await read(`/attribution/deals/${deals.items[0].id}`)
    expect(deal).toMatchObject({ closedOn: '2026-03-02', worthMinor: '10001', entries: [{ on: '2026-03-02' }] })
    expect(await text('/attribution/campaign-deals.csv?campaign=Spring+Fair')).toContain(',2026-03-02,10001,')
  })

  it('gives one row of the report by its name, and says what an open deal would earn', async () => {
    const scope = await begin('Prospecting')
    const { read, send } = await api(scope)
    await send('/touches/import', { fileName: 'fair.csv', contentBase64: base64(TOUCHES), mode: 'save' })
    await computeCredits(scope)
    const whole = await read('/attribution/report')
    expect(whole.rows.length).toBeGreaterThan(1)
    const { rows, ...rest } = await read('/attribution/report?of=Spring+Fair')
    expect(rows).toEqual(whole.rows.filter(({ name }: { readonly name: string }) => name === 'Spring Fair'))
    expect(rest.totals).toEqual(whole.totals)
    expect((await read('/attribution/report?of=Nowhere')).rows).toEqual([])

    const [{ id }] = (await read('/attribution/deals')).items
    const deal = await read(`/attribution/deals/${id}`)
    const { credits } = deal.models.find(({ model }: { readonly model: string }) => model === 'linear')
    expect(credits.map(({ amountMinor }: { readonly amountMinor: string }) => amountMinor)).toEqual(
      credits.map(() => '0'),
    )
    const would = credits.map(({ ifWonMinor }: { readonly ifWonMinor: string }) => BigInt(ifWonMinor))
    expect(would.reduce((sum: bigint, one: bigint) => sum + one, 0n)).toBe(10_001n)
  })

  it('lists the newest touches of everybody, page by page, with the day where nothing finer is known', async () => {
    const scope = await begin('Prospecting')
    const { read, send } = await api(scope)
    await send('/touches/import', { fileName: 'fair.csv', contentBase64: base64(TOUCHES), mode: 'save' })
    const all = await read('/touches/newest')
    const instants = all.items.map(({ at }: { readonly at: string }) => at)
    expect(instants).toEqual(instants.toSorted().toReversed())
    expect(all.items).toContainEqual(
      expect.objectContaining({ campaign: 'Spring Fair', on: '2026-02-22', dayOnly: true, verdict: 'counts' }),
    )
    expect(all.total).toBe(all.items.length)
    const first = await read('/touches/newest?limit=2')
    const second = await read(`/touches/newest?limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4))

    // One that is taken away between two looks is missing, and the next page is still there.
    const { touches } = scope.store
    const page: typeof touches.page = async (...asked) =>
      (await touches.page(...asked)).map((touch, at) => (at === 0 ? { ...touch, id: 'gone' } : touch))
    const later = await api({ ...scope, store: { ...scope.store, touches: { ...touches, page } } })
    const shorter = await later.read('/touches/newest?limit=2')
    expect(shorter).toMatchObject({ items: all.items.slice(1, 2), nextCursor: first.nextCursor })
  })

  it('names the rows of a file of costs that lower what was spent, before they are saved', async () => {
    const scope = await begin('Prospecting')
    const { send } = await api(scope)
    const file = 'date,campaign,cost\n2026-02-01,Spring Fair,100.00\n2026-02-02,Spring Fair,-30.50\n'
    const body = { fileName: 'costs.csv', contentBase64: base64(file), mode: 'preview' }
    expect(await send('/costs/import', body)).toMatchObject({
      accepted: 2,
      counts: { negative: 1 },
      negative: [{ line: 3, campaign: 'Spring Fair', from: '2026-02-02', amountMinor: '-3050', currency: 'USD' }],
    })
  })
})

describe('lists as files', () => {
  it('have the rows and the filters of the list', async () => {
    const scope = await begin('Prospecting')
    const { read, text } = await api(scope)
    const linesOf = async (path: string) => (await text(path)).replace('\uFEFF', '').trimEnd().split('\r\n')

    const changes = await linesOf('/changes.csv?side=salesforce&object=Lead')
    expect(changes[0]).toBe(
      'change,at,side,object,recordId,name,action,field,from,to,rule,because,winner,lostValue,cause,configVersion,author',
    )
    const listed = await read('/changes?side=salesforce&object=Lead')
    expect(new Set(changes.slice(1).map((line) => line.split(',')[0]))).toEqual(
      new Set(listed.items.map(({ seq }: { readonly seq: number }) => String(seq))),
    )

    const leads = await linesOf('/leads.csv?view=todo')
    expect(leads[0]).toMatch(/^name,company,email,state,urgency,owner,/)
    expect(leads.slice(1)).toHaveLength((await read('/leads?view=todo')).total)

    const problems = await linesOf('/problems/records.csv')
    expect(problems[0]).toMatch(/^side,object,recordId,name,code,problem,message,remedy,/)
    expect(problems.slice(1)).toHaveLength((await read('/problems/records')).total)

    const numbers = await linesOf('/leads/numbers.csv?by=policy')
    expect(numbers[0]).toMatch(/^policy,clock,due,met,breached,/)
    expect(numbers.slice(1)).toHaveLength(
      await read('/leads/numbers?by=policy').then(({ rows, totals }) => rows.length + totals.length),
    )
  })
})
