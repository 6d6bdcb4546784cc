import { describe, expect, it } from 'vitest'
import { attributionReport } from '#app/attribution-report.ts'
import type { ReportRequest } from '#app/attribution-report.ts'
import { computeCredits } from '#app/compute-credits.ts'
import { explainDeal, findDeals } from '#app/explain-deal.ts'
import { reconcileReports } from '#app/reconcile-credits.ts'
import { refreshCosts } from '#app/refresh-costs.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, DAY, HOUR, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { quiesce, useWorld } from '#support/world.ts'
import { provisioners } from '../../../src/compose.ts'

const world = useWorld()
const email = (name: string): string => `${name}@buyers.example`
const ATTRIBUTION = {
  models: ['first_touch', 'linear'],
  refunds: { opportunityField: 'Refund_Of__c', amountField: 'Refund__c', dateField: 'Refunded_On__c' },
}

/** Contacts of the webinar, and an org that keeps refunds in fields of its own. */
async function begin(names: readonly string[], over: Partial<SyncConfigInput> = {}): Promise<Scope> {
  const { access, box } = world()
  const seeing = [box.salesforce.credentials['adminUsername'] ?? '']
  const of = { object: 'Opportunity', description: 'Given back' } as const
  await provisioners(access, box.clock, seeing).salesforce.apply([
    { ...of, name: 'Refund__c', label: 'Refund', type: 'number', scale: 2 },
    { ...of, name: 'Refunded_On__c', label: 'Refunded on', type: 'date' },
    { ...of, name: 'Refund_Of__c', label: 'Refund of', type: 'text' },
  ])
  const data = company({ contacts: names.map((name) => mql(name)) })
  const scope = await world().begin(data, { attribution: ATTRIBUTION, ...over })
  await refreshCosts(scope, 'items')
  await quiesce(scope, box)
  return scope
}

/** The lead becomes a contact of an account, and an opportunity is opened there, with the contact in a role or not. */
async function sell(
  scope: Scope,
  name: string,
  values: Readonly<Record<string, unknown>> = {},
  people: 'role' | 'account' = 'role',
): Promise<string> {
  const { sales, box } = world()
  box.clock.advance(HOUR)
  const link = await world().linkOf(email(name))
  const accountId = await sales.create('Account', { Name: `${name} Works` })
  const contactId = await sales.convert(link.salesforceId ?? '', accountId, await sales.userId('ann@sales.example'))
  const id = await sales.create('Opportunity', {
    Name: `Deal of ${name}`,
    StageName: 'Closed Won',
    CloseDate: '2026-03-02',
    Amount: 2500,
    AccountId: accountId,
    ...values,
  })
  if (people === 'role')
    await sales.create('OpportunityContactRole', { OpportunityId: id, ContactId: contactId, IsPrimary: true })
  await quiesce(scope, box)
  return id
}

async function change(scope: Scope, id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  const { sales, box } = world()
  box.clock.advance(DAY)
  await sales.update('Opportunity', id, values)
  await quiesce(scope, box)
}

const reportOf = (scope: Scope, over: Partial<ReportRequest> = {}) =>
  attributionReport(scope, {
    model: 'first_touch',
    by: 'campaign',
    view: 'period',
    from: null,
    to: null,
    compare: null,
    ...over,
  })

/** What a campaign brought, in all or in a month; the report and the credits of every model add up every time. */
async function brought(scope: Scope, campaign: string, month?: 'March' | 'April') {
  const days = { March: ['2026-03-01', '2026-03-31'], April: ['2026-04-01', '2026-04-30'] } as const
  const [from, to] = month === undefined ? [null, null] : days[month]
  const report = await reportOf(scope, { from, to })
  expect(report.addsUp).toBe(true)
  expect(await reconcileReports(scope)).toMatchObject({ addsUp: true, pending: 0 })
  const row = report.figures.rows.find(({ name }) => name === campaign)
  return [Number(row?.won ?? 0n) / 1e6, row?.revenueMinor ?? 0n] as const
}

const explained = async (scope: Scope, which: string) => {
  const [one] = await findDeals(scope, which)
  if (one === undefined) throw new Error(`${which} is not known`)
  return explainDeal(scope, one, ['linear'])
}
const kindsOf = ({ entries }: Awaited<ReturnType<typeof explained>>) =>
  entries.map(({ kind, amountMinor }) => [kind, amountMinor])

describe('what became of an opportunity is counted at its own date', () => {
  it('a refund that is written on the opportunity', async () => {
    const scope = await begin(['dora'])
    const id = await sell(scope, 'dora')
    await change(scope, id, { Refund__c: 500, Refunded_On__c: '2026-04-10' })
    expect(await brought(scope, 'Webinar')).toEqual([1, 200_000n])
    expect(await brought(scope, 'Webinar', 'March')).toEqual([1, 250_000n])
    expect(await brought(scope, 'Webinar', 'April')).toEqual([0, -50_000n])
    await change(scope, id, { Refund__c: 400 })
    expect(await brought(scope, 'Webinar', 'April')).toEqual([0, -40_000n])
    expect(kindsOf(await explained(scope, id))).toEqual([
      ['won', 250_000n],
      ['refunded', -50_000n],
      ['refunded', 10_000n],
    ])
  })

  it('a refund whose date is corrected, and a close date that is moved after it', async () => {
    const scope = await begin(['dora'])
    const id = await sell(scope, 'dora')
    await change(scope, id, { Refund__c: 2500, Refunded_On__c: '2026-03-20' })
    expect(await brought(scope, 'Webinar', 'March')).toEqual([1, 0n])
    await change(scope, id, { Refunded_On__c: '2026-05-10' })
    expect(await brought(scope, 'Webinar', 'March')).toEqual([1, 250_000n])
    await change(scope, id, { CloseDate: '2026-04-02' })
    expect(await brought(scope, 'Webinar', 'March')).toEqual([0, 0n])
    expect(await brought(scope, 'Webinar', 'April')).toEqual([1, 250_000n])
    expect(await brought(scope, 'Webinar')).toEqual([1, 0n])
  })

  it('a refund that is an opportunity of its own: the mirror of its sale, and no win', async () => {
    const scope = await begin(['dora'])
    const { sales, box } = world()
    const id = await sell(scope, 'dora')
    const values = { StageName: 'Closed Won', CloseDate: '2026-04-10', Amount: -2500, Refund_Of__c: id }
    const refund = await sales.create('Opportunity', { Name: 'Refund of dora', ...values })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect(await brought(scope, 'Webinar')).toEqual([1, 0n])
    expect(await brought(scope, 'Webinar', 'March')).toEqual([1, 250_000n])
    expect(await brought(scope, 'Webinar', 'April')).toEqual([0, -250_000n])
    const [sale, back] = [await explained(scope, id), await explained(scope, refund)]
    expect(sale.refunds.map((one) => one.id)).toEqual([refund])
    expect(back.people).toEqual(sale.people)
    const creditsOf = (one: typeof sale) => one.models[0]?.credited.standing.credits ?? []
    expect(creditsOf(back)).toEqual(creditsOf(sale).map((one) => ({ ...one, amountMinor: -one.amountMinor })))
    expect(creditsOf(sale)).not.toEqual([])
  })

  it('an amount that is amended, and a close date that is moved', async () => {
    const scope = await begin(['dora'])
    const id = await sell(scope, 'dora')
    await change(scope, id, { Amount: 3000.25 })
    expect(await brought(scope, 'Webinar')).toEqual([1, 300_025n])
    expect(kindsOf(await explained(scope, id))).toEqual([
      ['won', 250_000n],
      ['amended', 50_025n],
    ])
    await change(scope, id, { CloseDate: '2026-04-02' })
    expect(await brought(scope, 'Webinar', 'April')).toEqual([1, 300_025n])
    expect(await brought(scope, 'Webinar', 'March')).toEqual([0, 0n])
    expect(await brought(scope, 'Webinar')).toEqual([1, 300_025n])
  })

  it('a win that is re-opened, and won again for less', async () => {
    const scope = await begin(['dora'])
    const id = await sell(scope, 'dora')
    await change(scope, id, { StageName: 'Negotiation/Review' })
    expect(await brought(scope, 'Webinar')).toEqual([0, 0n])
    await change(scope, id, { StageName: 'Closed Won', CloseDate: '2026-04-20', Amount: 1000 })
    expect(await brought(scope, 'Webinar')).toEqual([1, 100_000n])
    expect(await brought(scope, 'Webinar', 'March')).toEqual([0, 0n])
    expect(kindsOf(await explained(scope, id))).toEqual([
      ['won', 250_000n],
      ['reopened', -250_000n],
      ['won', 100_000n],
    ])
  })
})

describe('whose touches count', () => {
  it('says whether people were found by role, by the lead that was converted, or by the account', async () => {
    const scope = await begin(['dora', 'emil', 'finn'])
    const { sales, box } = world()
    expect((await explained(scope, await sell(scope, 'dora'))).weighed.contactSource).toBe('role')
    expect((await explained(scope, await sell(scope, 'emil', {}, 'account'))).weighed.contactSource).toBe('account')
    await world().marketing.edit(email('finn'), { lifecyclestage: 'salesqualifiedlead' })
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    for (const role of await sales.query('SELECT Id FROM OpportunityContactRole'))
      if (role['Id'] !== undefined) await sales.remove('OpportunityContactRole', role['Id'])
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    const converted = (await sales.query('SELECT ConvertedOpportunityId FROM Lead')).flatMap(
      ({ ConvertedOpportunityId: id }) => (typeof id === 'string' ? [id] : []),
    )
    expect(converted).toHaveLength(1)
    expect((await explained(scope, converted[0] ?? '')).weighed.contactSource).toBe('converted-lead')
  })

  it('of contacts that were merged both count, each once, and the money stays the same', async () => {
    const scope = await begin(['dora'])
    const { box, marketing } = world()
    box.clock.advance(DAY)
    world().arrive([mql('emil', { createdAt: MONDAY_TEN, becameMqlAt: MONDAY_TEN + HOUR, campaign: 'Fair' })])
    await quiesce(scope, box)
    const [dora, emil] = [await world().linkOf(email('dora')), await world().linkOf(email('emil'))]
    const id = await sell(scope, 'emil', { CloseDate: '2026-03-20' })
    expect(await brought(scope, 'Fair')).toEqual([1, 250_000n])
    box.clock.advance(MINUTE)
    await marketing.merge(dora.hubspotId ?? '', emil.hubspotId ?? '')
    await quiesce(scope, box)
    expect(await brought(scope, 'Webinar')).toEqual([1, 250_000n])
    expect(await brought(scope, 'Fair')).toEqual([0, 0n])
    expect((await reportOf(scope)).counted).toMatchObject({ leads: 1, won: 1 })
    const { people, seen } = await explained(scope, id)
    expect(people.map(({ link }) => link.id)).toEqual([dora.id])
    expect(new Set(seen.map(({ touch }) => touch.campaign))).toEqual(new Set(['Webinar', 'Fair']))
  })

  it('of somebody who is taken off count no longer, and their contact says so', async () => {
    const scope = await begin(['dora', 'emil'])
    const { marketing, box } = world()
    const { store, connection } = scope
    const id = await sell(scope, 'dora')
    const shown = async () => {
      const both = [await marketing.contact(email('dora')), await marketing.contact(email('emil'))]
      return both.map(({ properties }) => properties['tandem_attributed_revenue'] ?? '')
    }
    expect(await shown()).toEqual(['2500', ''])
    const [sold] = await findDeals(scope, id)
    if (sold === undefined) throw new Error('what was sold is known')
    // The contacts were written before the credits are computed: nobody else tells them.
    await store.opportunities.save(connection.id, [{ ...sold, people: [(await world().linkOf(email('emil'))).id] }])
    await computeCredits(scope)
    await quiesce(scope, box)
    expect(await shown()).toEqual(['', '2500'])
  })

  it('changes with the settings, of everything that was sold before', async () => {
    const scope = await begin(['dora'])
    const id = await sell(scope, 'dora')
    expect(await brought(scope, 'Webinar')).toEqual([1, 250_000n])
    const touches = { excludeChannels: ['PAID_SEARCH'] }
    const edited = await world().connect({
      attribution: { ...ATTRIBUTION, models: ['first_touch'], defaultModel: 'first_touch', touches },
    })
    await quiesce(edited, world().box)
    expect(
      (await edited.store.credits.ofOpportunity(edited.connection.id, id)).map(({ model, touchId }) => [
        model,
        touchId,
      ]),
    ).toEqual([['first_touch', null]])
    const { figures } = await reportOf(edited)
    expect(figures.unattributed).toMatchObject({ revenueMinor: 250_000n })
  })
})

describe('a run without news', () => {
  it('writes nothing: not to HubSpot, not to Salesforce, no journal, no credit, no entry', async () => {
    const scope = await begin(['dora', 'emil'])
    const { box } = world()
    const { store, connection } = scope
    const won = await sell(scope, 'dora')
    const open = await sell(scope, 'emil', { StageName: 'Prospecting', CloseDate: '2026-06-01' })
    await change(scope, won, { Amount: 2600, Refund__c: 100 })
    const state = async () => ({
      writes: writesOf(box),
      journal: await store.journal.count(connection.id),
      credits: [
        await store.credits.ofOpportunity(connection.id, won),
        await store.credits.ofOpportunity(connection.id, open),
      ],
      entries: await store.outcomes.byOpportunities(connection.id, [won, open]),
    })
    const before = await state()
    expect(before.credits.map((rows) => rows.length > 0)).toEqual([true, true])
    box.clock.advance(DAY)
    expect(await computeCredits(scope)).toBe(0)
    await quiesce(scope, box)
    expect(await state()).toEqual(before)
    // Also where everything has to be computed anew and comes out the same.
    await store.credits.basis(connection.id, 'other settings', box.clock.now())
    expect(await computeCredits(scope)).toBe(2)
    expect(await store.inbox.depth(connection.id)).toMatchObject({ total: 0 })
    await quiesce(scope, box)
    expect(await state()).toEqual(before)
  })
})
