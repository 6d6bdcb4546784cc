import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSandboxClock } from '../core/clock.ts'
import type { CrmSandbox } from '../core/types.ts'
import { createHubSpotSandbox } from '../hubspot/index.ts'
import { createSalesforceSandbox } from '../salesforce/index.ts'
import { finishStageOpportunities } from './finish-stage-opportunities.ts'
import { convertLeads } from './play/convert-leads.ts'
import { connectHubSpot } from './play/hubspot-client.ts'
import { connectSalesforce } from './play/salesforce-client.ts'
import type { SalesforceClient } from './play/salesforce-client.ts'
import { playSales } from './play-sales.ts'
import type { SalesPlay } from './play-sales.ts'
import type { CompanyData, ContactRow, ReplayRow } from './types.ts'

const HOUR = 3_600_000
const MQL_AT = Date.parse('2026-08-03T14:00:00Z')
const FIRST_ACTIVITY_AT = Date.parse('2026-08-04T13:12:05Z')
const CLOSED_AT = Date.parse('2026-09-01T22:30:00Z')

function contact(firstName: string, company: string | null): ContactRow {
  return {
    email: `${firstName.toLowerCase()}@people.example`,
    firstName,
    lastName: 'Noor',
    phone: null,
    jobTitle: null,
    company,
    companyDomain: null,
    country: null,
    marketable: true,
    lifecycleStage: 'marketingqualifiedlead',
    createdAt: MQL_AT - HOUR,
    becameMqlAt: MQL_AT,
    campaign: 'Guide',
    source: 'REFERRALS',
  }
}

function touched(name: string, outcome: 'won' | 'lost' | 'open', more: Partial<ReplayRow> = {}): ReplayRow {
  return {
    email: `${name}@people.example`,
    repEmail: 'rex@seller.example',
    firstActivityAt: FIRST_ACTIVITY_AT,
    activityType: 'call',
    outcome,
    opportunityName: `Deal of ${name}`,
    amount: outcome === 'won' ? '1250.50' : null,
    opportunityCreatedAt: FIRST_ACTIVITY_AT + 2 * HOUR,
    closedAt: outcome === 'open' ? null : CLOSED_AT,
    lostReason: outcome === 'lost' ? 'Price' : null,
    ...more,
  }
}

const UNTOUCHED: Partial<ReplayRow> = {
  firstActivityAt: null,
  activityType: null,
  outcome: 'untouched',
  opportunityName: null,
  opportunityCreatedAt: null,
}

const COMPANY: CompanyData = {
  name: 'Test company',
  currency: 'USD',
  owners: [
    { email: 'max@seller.example', name: 'Max Low', role: 'manager', managerEmail: null, region: 'East' },
    { email: 'rex@seller.example', name: 'Rex High', role: 'rep', managerEmail: 'max@seller.example', region: 'East' },
    { email: 'ria@seller.example', name: 'Ria Sund', role: 'rep', managerEmail: 'max@seller.example', region: 'East' },
  ],
  companies: [],
  campaigns: [
    { name: 'Guide', channel: 'REFERRALS', currency: 'USD', spend: '100', startOn: '2026-07-01', endOn: null },
  ],
  contacts: [
    contact('Ada', 'Orrin'),
    contact('Bo', 'Orrin'),
    contact('Cy', null),
    contact('Dee', 'Orrin'),
    contact('Eve', 'Vale'),
    contact('Fay', 'Vale'),
    contact('Gus', 'Vale'),
    contact('Hal', "Hart & O'Neill"),
  ],
  existingLeads: [
    {
      email: 'hal@people.example',
      firstName: 'Hal',
      lastName: 'Noor',
      company: "Hart & O'Neill",
      status: 'Open - Not Contacted',
      ownerEmail: 'ria@seller.example',
    },
  ],
  existingContacts: [
    {
      email: 'dee@people.example',
      firstName: 'Dee',
      lastName: 'Noor',
      account: 'Orrin',
      ownerEmail: 'ria@seller.example',
    },
  ],
  replay: [
    touched('ada', 'won'),
    touched('bo', 'lost', { activityType: 'email' }),
    touched('cy', 'open', { activityType: 'meeting' }),
    touched('dee', 'won', { repEmail: 'ria@seller.example' }),
    touched('eve', 'open', UNTOUCHED),
    touched('fay', 'won'),
    touched('gus', 'won', { opensByStage: true }),
    touched('hal', 'open'),
  ],
}

/** Those whom somebody has made leads of already; Fay is not among them. */
const HANDED_OVER = ['ada', 'bo', 'cy', 'eve', 'gus']

let clock = createSandboxClock()
let servers: Server[] = []
let sandboxes: CrmSandbox[] = []
let play: SalesPlay
let salesforce: SalesforceClient

beforeEach(async () => {
  clock = createSandboxClock()
  const sales = createSalesforceSandbox({ clock })
  const marketing = createHubSpotSandbox({ clock })
  sandboxes = [sales, marketing]
  for (const sandbox of sandboxes) sandbox.seed(COMPANY)
  const { clientId = '', clientSecret = '' } = sales.credentials()
  // The stage is set by a marketer in HubSpot's pages, not by an app.
  const { personToken: token = '' } = marketing.credentials()
  play = {
    company: COMPANY,
    salesforce: { url: await serve(sales.listener), clientId, clientSecret },
    hubspot: { url: await serve(marketing.listener), token },
  }
  salesforce = await connectSalesforce(play.salesforce)
  await salesforce.create(
    'Lead',
    HANDED_OVER.map((name) => {
      const row = COMPANY.contacts.find(({ email }) => email.startsWith(name))
      const [FirstName, LastName] = [row?.firstName, row?.lastName]
      return { FirstName, LastName, Company: row?.company ?? `${FirstName} ${LastName}`, Email: row?.email }
    }),
  )
})

afterEach(async () => {
  for (const sandbox of sandboxes) await sandbox.close()
  for (const server of servers) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  servers = []
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Rows without `attributes`, also in parents. */
async function rowsOf(soql: string): Promise<unknown[]> {
  const rows = await salesforce.query(soql)
  return rows.map((row) =>
    JSON.parse(JSON.stringify(row, (key, value: unknown) => (key === 'attributes' ? undefined : value))),
  )
}

describe('playing what sales did', () => {
  test('passes, touches, converts and closes as the replay says, and counts those who cannot be found', async () => {
    const progress: [number, number][] = []
    const report = await playSales({ ...play, progress: (done, total) => progress.push([done, total]) })
    expect(report).toMatchObject({
      played: 7,
      skipped: 0,
      missing: 1,
      activities: 6,
      converted: 4,
      opportunities: 5,
      stagesSet: 1,
    })
    expect(report.calls.salesforce).toBeGreaterThan(10)
    expect(progress).toEqual([[8, 8]])

    const opportunities = await rowsOf(
      'SELECT Name, StageName, CloseDate, Amount, CreatedDate, Account.Name, Owner.Email FROM Opportunity ORDER BY Name',
    )
    const [ada, bo, cy, dee, hal] = opportunities
    expect(opportunities).toHaveLength(5)
    expect(ada).toEqual({
      Name: 'Deal of ada',
      StageName: 'Closed Won',
      CloseDate: '2026-09-01',
      Amount: 1250.5,
      CreatedDate: '2026-08-04T15:12:05.000+0000',
      Account: { Name: 'Orrin' },
      Owner: { Email: 'rex@seller.example' },
    })
    expect(bo).toMatchObject({ StageName: 'Closed Lost', Amount: null, Account: { Name: 'Orrin' } })
    expect(cy).toMatchObject({ CloseDate: '2026-11-02', Account: { Name: 'Cy Noor' } })
    expect(dee).toMatchObject({ StageName: 'Closed Won', Owner: { Email: 'ria@seller.example' } })
    expect(hal).toMatchObject({ Account: { Name: "Hart & O'Neill" } })
  })

  test('keeps one account for each company name and makes the buyer the primary contact', async () => {
    await playSales(play)
    expect(await rowsOf('SELECT Name FROM Account ORDER BY Name')).toEqual([
      { Name: 'Cy Noor' },
      { Name: "Hart & O'Neill" },
      { Name: 'Orrin' },
    ])
    const roles = await rowsOf(
      'SELECT Contact.Email, Opportunity.Name, IsPrimary FROM OpportunityContactRole ORDER BY Opportunity.Name',
    )
    expect(roles).toHaveLength(5)
    expect(roles[0]).toEqual({
      Contact: { Email: 'ada@people.example' },
      Opportunity: { Name: 'Deal of ada' },
      IsPrimary: true,
    })
  })

  test('logs first activities at their instants, by the rep, on whom the lead has become', async () => {
    await playSales(play)
    const tasks = await rowsOf(
      "SELECT TaskSubtype, Status, CreatedDate, CompletedDateTime, CreatedBy.Email, Owner.Email, Who.Name FROM Task WHERE Who.Name = 'Ada Noor'",
    )
    expect(tasks).toEqual([
      {
        TaskSubtype: 'Call',
        Status: 'Completed',
        CreatedDate: '2026-08-04T13:12:05.000+0000',
        CompletedDateTime: '2026-08-04T13:12:05.000+0000',
        CreatedBy: { Email: 'rex@seller.example' },
        Owner: { Email: 'rex@seller.example' },
        Who: { Name: 'Ada Noor' },
      },
    ])
    const events = await rowsOf('SELECT StartDateTime, EndDateTime, Who.Name FROM Event')
    expect(events).toEqual([
      {
        StartDateTime: '2026-08-04T13:12:05.000+0000',
        EndDateTime: '2026-08-04T13:42:05.000+0000',
        Who: { Name: 'Cy Noor' },
      },
    ])
    expect(await rowsOf("SELECT Owner.Email FROM Lead WHERE Email = 'eve@people.example'")).toEqual([
      { Owner: { Email: 'rex@seller.example' } },
    ])
  })

  test('played again changes nothing', async () => {
    await playSales(play)
    const everything = async () =>
      await Promise.all(
        ['Account', 'Contact', 'Lead', 'Task', 'Event', 'Opportunity', 'OpportunityContactRole'].map(
          async (sobject) => await rowsOf(`SELECT Id, SystemModstamp FROM ${sobject} ORDER BY Id`),
        ),
      )
    const before = await everything()
    // Stamps have whole seconds: a write now would carry another one.
    clock.advance(10_000)
    const report = await playSales(play)
    expect(report).toMatchObject({ played: 0, skipped: 7, missing: 1, activities: 0, converted: 0, opportunities: 0 })
    expect(await everything()).toEqual(before)
  })

  test('moves a stage in HubSpot and later ends the opportunity that came of it', async () => {
    await playSales(play)
    const hubspot = connectHubSpot(play.hubspot)
    expect(await hubspot.readStages(['gus@people.example'])).toMatchObject([{ stage: 'salesqualifiedlead' }])
    expect(await finishStageOpportunities(play)).toMatchObject({ finished: 0, waiting: 1 })

    const [gus] = await salesforce.query("SELECT Id, OwnerId FROM Lead WHERE Email = 'gus@people.example'")
    const [accountId] = await salesforce.create('Account', [{ Name: 'Vale' }])
    const lead = { leadId: String(gus?.['Id']), accountId: accountId ?? '', ownerId: String(gus?.['OwnerId']) }
    const [contactId] = await convertLeads(salesforce, [lead], 'Closed - Converted')
    const opportunity = { Name: 'Vale', StageName: 'Prospecting', CloseDate: '2027-01-31', AccountId: accountId }
    const [opportunityId] = await salesforce.create('Opportunity', [opportunity])
    await salesforce.create('OpportunityContactRole', [
      { OpportunityId: opportunityId, ContactId: contactId, IsPrimary: true },
    ])

    expect(await finishStageOpportunities(play)).toMatchObject({ finished: 1, skipped: 0, waiting: 0 })
    expect(await rowsOf("SELECT StageName, CloseDate, Amount FROM Opportunity WHERE Name = 'Vale'")).toEqual([
      { StageName: 'Closed Won', CloseDate: '2026-09-01', Amount: 1250.5 },
    ])
    expect(await finishStageOpportunities(play)).toMatchObject({ finished: 0, skipped: 1, waiting: 0 })
    expect(await playSales(play)).toMatchObject({ played: 0, skipped: 7 })
  })
})

describe('when a platform refuses', () => {
  test('the error is one line that names the call and the first platform error', async () => {
    const wrongSecret = { ...play, salesforce: { ...play.salesforce, clientSecret: 'wrong' } }
    await expect(playSales(wrongSecret)).rejects.toThrow(
      /^sales player: Salesforce POST \/services\/oauth2\/token: 40[01] invalid_client\S* .+$/,
    )
    const wrongToken = { ...play, hubspot: { ...play.hubspot, token: 'wrong' } }
    await expect(playSales(wrongToken)).rejects.toThrow(
      /^sales player: HubSpot POST \/crm\/v3\/objects\/contacts\/batch\/read: 401 .+$/,
    )
  })

  test('a rep who is no user is named', async () => {
    const replay = [touched('ada', 'won', { repEmail: 'nobody@seller.example' })]
    await expect(playSales({ ...play, company: { ...COMPANY, replay } })).rejects.toThrow(
      'sales player: Salesforce has no active user nobody@seller.example; add the rep as a user',
    )
  })

  test('a refused record fails the play with its reason', async () => {
    const replay = [touched('ada', 'won', { opportunityName: 'x'.repeat(121) })]
    await expect(playSales({ ...play, company: { ...COMPANY, replay } })).rejects.toThrow(
      /Salesforce POST \/services\/data\/v68\.0\/composite\/sobjects: Opportunity: STRING_TOO_LONG /,
    )
  })

  test('a platform that is not there is named with its address', async () => {
    const nowhere = { ...play, salesforce: { ...play.salesforce, url: 'http://127.0.0.1:9' } }
    await expect(playSales(nowhere)).rejects.toThrow(/no answer from http:\/\/127\.0\.0\.1:9: /)
  })
})
