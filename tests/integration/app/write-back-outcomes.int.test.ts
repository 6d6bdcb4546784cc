import { describe, expect, it } from 'vitest'
import { importTouches } from '#app/import-touches.ts'
import { refreshCosts } from '#app/refresh-costs.ts'
import type { Scope } from '#app/scope.ts'
import { writeCampaignFigures } from '#app/write-campaign-figures.ts'
import { touchColumns } from '#domain/attribution/touch-file/columns.ts'
import { company, DAY, mql } from '#support/company.ts'
import { companyHands, rest, withCompanies } from '#support/companies.ts'
import { writesOf } from '#support/crm-users.ts'
import { useWorld } from '#support/world.ts'
import { provisioners } from '../../../src/compose.ts'

const world = useWorld()
const EMAIL = 'dora@buyers.example'
const KNOWN = { email: EMAIL, firstName: 'Pat', lastName: 'D', account: 'Acme', ownerEmail: 'bob@sales.example' }
const REFUNDS = { attribution: { refunds: { amountField: 'Refund__c', dateField: 'Refunded_On__c' } } }

async function refundFields(): Promise<void> {
  const { access, box } = world()
  const seeing = [box.salesforce.credentials['adminUsername'] ?? '']
  await provisioners(access, box.clock, seeing).salesforce.apply([
    { object: 'Opportunity', name: 'Refund__c', label: 'Refund', description: 'Given back', type: 'number', scale: 2 },
    { object: 'Opportunity', name: 'Refunded_On__c', label: 'Refunded', description: 'When', type: 'date' },
  ])
}

/** Somebody whom the webinar brought, at an account, with an opportunity of 2,500 that was won. */
async function begin(): Promise<{ readonly scope: Scope; readonly opportunity: string }> {
  await refundFields()
  const { sales } = world()
  const data = company({ contacts: [mql('dora')], existingContacts: [KNOWN] })
  const scope = await world().begin(data, withCompanies({}, REFUNDS))
  const { Id, AccountId } = await sales.one('SELECT Id, AccountId FROM Contact')
  const opportunity = await sales.create('Opportunity', {
    Name: 'O',
    AccountId,
    StageName: 'Closed Won',
    CloseDate: '2026-03-02',
    Amount: 2500,
  })
  await sales.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: Id })
  await refreshCosts(scope)
  return { scope, opportunity }
}

/** Everything comes to rest, and then the figures of campaigns follow. @returns what became of these. */
async function settle(scope: Scope) {
  await rest(scope, world())
  await rest(scope, world())
  return writeCampaignFigures(scope)
}

const given = (values: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))

/** What marketers see of it in HubSpot. */
async function seen() {
  const { marketing, box } = world()
  const contact = (await marketing.contact(EMAIL)).properties
  const [deal] = await marketing.deals()
  const companies = await companyHands(world()).companies()
  const acme = companies.find(({ properties }) => properties['name'] === 'Acme')?.properties ?? {}
  const names = 'hs_name,tandem_leads,tandem_opportunities,tandem_won,tandem_revenue,tandem_roas,tandem_as_of'
  const response = await fetch(`${box.hubspot.url}/marketing/v3/campaigns?properties=${names}`, {
    headers: { authorization: `Bearer ${box.hubspot.credentials['personToken'] ?? ''}` },
  })
  const { results } = (await response.json()) as { results: { properties: Record<string, string> }[] }
  return {
    contact: given(contact),
    deal: given(deal?.properties ?? {}),
    acme: given(acme),
    webinar: results.find(({ properties }) => properties['hs_name'] === 'Webinar')?.properties ?? {},
  }
}

describe('what was sold stands in HubSpot', () => {
  it('on the deal, the person, the company and the campaign; a pass without news writes nothing', async () => {
    const { scope } = await begin()
    expect(await settle(scope)).toMatchObject({ campaigns: 2, applied: 2, parked: 0 })
    const { contact, deal, acme, webinar } = await seen()
    expect(deal).toMatchObject({
      amount: '2500',
      dealstage: 'closedwon',
      // Noon in the org's zone, so that it is the same day wherever it is read.
      closedate: expect.stringMatching(/^2026-03-02T/) as string,
    })
    expect(contact).toMatchObject({
      tandem_outcome: 'won',
      tandem_won_amount: '2500',
      tandem_won_on: '2026-03-02',
      tandem_attributed_revenue: '2500',
      tandem_first_campaign: 'Webinar',
      tandem_last_campaign: 'Webinar',
    })
    expect(acme).toMatchObject({
      tandem_won_amount: '2500',
      tandem_attributed_revenue: '2500',
      tandem_won_opportunities: '1',
      tandem_open_opportunities: '0',
    })
    expect(webinar).toMatchObject({
      tandem_opportunities: '1',
      tandem_won: '1',
      tandem_revenue: '2500',
      tandem_roas: '2.0825',
    })
    const writes = writesOf(world().box)
    expect(await settle(scope)).toMatchObject({ applied: 0, 'no-op': 2 })
    expect(writesOf(world().box)).toBe(writes)
  })

  it('and follows when its amount is amended, with one campaign written', async () => {
    const { scope, opportunity } = await begin()
    await settle(scope)
    await world().sales.update('Opportunity', opportunity, { Amount: 3000 })
    expect(await settle(scope)).toMatchObject({ applied: 1, 'no-op': 1 })
    const { contact, deal, acme, webinar } = await seen()
    expect(deal).toMatchObject({ amount: '3000' })
    expect(contact).toMatchObject({ tandem_won_amount: '3000', tandem_attributed_revenue: '3000' })
    expect(acme).toMatchObject({ tandem_won_amount: '3000', tandem_attributed_revenue: '3000' })
    expect(webinar).toMatchObject({ tandem_revenue: '3000', tandem_won: '1' })
  })

  it('less what was refunded', async () => {
    const { scope, opportunity } = await begin()
    await settle(scope)
    await world().sales.update('Opportunity', opportunity, { Refund__c: 500, Refunded_On__c: '2026-03-10' })
    expect(await settle(scope)).toMatchObject({ applied: 1 })
    const { contact, acme, webinar } = await seen()
    expect(contact).toMatchObject({
      tandem_outcome: 'won',
      tandem_won_amount: '2000',
      tandem_attributed_revenue: '2000',
    })
    expect(acme).toMatchObject({ tandem_won_amount: '2000', tandem_attributed_revenue: '2000' })
    expect(webinar).toMatchObject({ tandem_revenue: '2000', tandem_won: '1' })
  })

  it('and is taken back when it is opened again; lost, it tells why', async () => {
    const { scope, opportunity } = await begin()
    await settle(scope)
    await world().sales.update('Opportunity', opportunity, { StageName: 'Prospecting' })
    expect(await settle(scope)).toMatchObject({ applied: 1 })
    const open = await seen()
    expect(open.deal).toMatchObject({ dealstage: 'appointmentscheduled' })
    expect(open.contact).toMatchObject({ tandem_outcome: 'open', tandem_opportunity_stage: 'Prospecting' })
    expect(Object.keys(open.contact)).not.toContain('tandem_won_amount')
    expect(Object.keys(open.contact)).not.toContain('tandem_attributed_revenue')
    expect(open.acme).toMatchObject({ tandem_won_opportunities: '0', tandem_open_opportunities: '1' })
    expect(Object.keys(open.acme)).not.toContain('tandem_attributed_revenue')
    expect(open.webinar).toMatchObject({ tandem_revenue: '0', tandem_won: '0', tandem_opportunities: '1' })
    await world().sales.update('Opportunity', opportunity, {
      StageName: 'Closed Lost',
      Tandem_Loss_Reason__c: 'Too dear',
    })
    await settle(scope)
    const lost = await seen()
    expect(lost.deal).toMatchObject({ dealstage: 'closedlost', closed_lost_reason: 'Too dear' })
    expect(lost.contact).toMatchObject({ tandem_outcome: 'lost', tandem_lost_reason: 'Too dear' })
    expect(lost.acme).toMatchObject({ tandem_lost_opportunities: '1', tandem_open_opportunities: '0' })
  })
})

describe('the first and the last campaign of a person', () => {
  const told = async () => {
    const { contact } = await seen()
    return [contact['tandem_first_campaign'], contact['tandem_last_campaign']]
  }

  it('are those of all touches, whichever place tells of them, and are told although nothing was sold', async () => {
    const { begin: start, box, sales } = world()
    const scope = await start(company({ contacts: [mql('dora')], existingContacts: [KNOWN] }), {
      attribution: { touches: { campaignMembers: true } },
    })
    await rest(scope, world())
    expect(await told()).toEqual(['Webinar', 'Webinar'])
    const columns = touchColumns(['email', 'at', 'channel', 'campaign'])
    if (columns === null) throw new Error('the header is not known')
    const cells = [EMAIL, '2026-01-05T10:00:00Z', 'Trade show', 'Fair']
    const file = { name: 'fair.csv', checksum: 'c', columns, rows: [{ line: 2, cells }] }
    await importTouches(scope, file, { zone: null, dates: 'dmy', mode: 'save' })
    await rest(scope, world())
    expect(await told()).toEqual(['Fair', 'Webinar'])
    const { Id } = await sales.one('SELECT Id FROM Contact')
    const dinner = await sales.create('Campaign', { Name: 'Dinner', IsActive: true })
    box.clock.advance(DAY)
    await sales.create('CampaignMember', { CampaignId: dinner, ContactId: Id, Status: 'Responded' })
    await rest(scope, world())
    expect(await told()).toEqual(['Fair', 'Dinner'])
    const writes = writesOf(box)
    await rest(scope, world())
    expect(writesOf(box)).toBe(writes)
  })
})
