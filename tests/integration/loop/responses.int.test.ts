import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import type { Scope } from '#app/scope.ts'
import { syncCampaignMembers } from '#app/sync-campaign-members.ts'
import { syncLists } from '#app/sync-lists.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { distinctTouches } from '#domain/attribution/distinct-touches.ts'
import { localDayBounds } from '#domain/time.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import { company, DAY, HOUR, MINUTE, mql } from '#support/company.ts'
import { listKeeper } from '#support/lists.ts'
import { visit } from '#support/visits.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const email = (name: string): string => `${name}@buyers.example`

async function responsesOf(scope: Scope, name: string): Promise<readonly StoredTouch[]> {
  const link = await world().linkOf(email(name))
  const touches = (await scope.store.touches.byLinks(scope.connection.id, [link.id])).get(link.id) ?? []
  return touches.filter(({ origin }) => origin === 'salesforce')
}

async function begin(document: Partial<SyncConfigInput> = {}): Promise<Scope> {
  const { begin: start, box } = world()
  const scope = await start(company({ contacts: [mql('dora'), mql('emil')] }), document)
  await quiesce(scope, box)
  return scope
}

/** @returns the member's id. */
async function respond(name: string, campaign: string, status = 'Responded'): Promise<string> {
  const { sales } = world()
  const { salesforceObject, salesforceId } = await world().linkOf(email(name))
  const who = salesforceObject === 'Lead' ? { LeadId: salesforceId } : { ContactId: salesforceId }
  return sales.create('CampaignMember', { CampaignId: campaign, ...who, Status: status })
}

async function settle(scope: Scope): Promise<void> {
  world().box.clock.advance(2 * MINUTE)
  await quiesce(scope, world().box)
}

describe('a member of a Salesforce campaign', () => {
  it('has a touch on the day of the first response, and none before it or after it was taken away', async () => {
    const { sales } = world()
    const scope = await begin()
    const fair = await sales.create('Campaign', { Name: 'Fair 2026', Type: 'Trade Show' })
    const dora = await respond('dora', fair, 'Sent')
    await respond('emil', fair)
    await settle(scope)
    expect(await responsesOf(scope, 'dora')).toEqual([])
    expect(await responsesOf(scope, 'emil')).toMatchObject([
      {
        at: localDayBounds('2026-03-02', scope.connection.orgTimeZone).until - 1,
        dayOnly: true,
        channel: 'Trade Show',
        campaign: 'Fair 2026',
        detail: 'Responded',
        kind: 'response',
        evidence: [{ origin: 'salesforce', source: 'CampaignMember' }],
      },
    ])
    await sales.update('CampaignMember', dora, { Status: 'Responded' })
    await settle(scope)
    expect(await responsesOf(scope, 'dora')).toMatchObject([{ id: `member:${dora}` }])
    await sales.remove('CampaignMember', dora)
    await settle(scope)
    expect(await responsesOf(scope, 'dora')).toEqual([])
    expect(await responsesOf(scope, 'emil')).toHaveLength(1)
  })

  it('goes along to the contact that the lead became, and to the survivor of a merge in HubSpot', async () => {
    const { sales, marketing, box } = world()
    const scope = await begin()
    const fair = await sales.create('Campaign', { Name: 'Fair 2026' })
    const member = await respond('dora', fair)
    await settle(scope)
    const before = await responsesOf(scope, 'dora')
    expect(before).toMatchObject([{ channel: 'SALESFORCE_CAMPAIGN' }])
    const dora = await world().linkOf(email('dora'))
    const account = await sales.create('Account', { Name: 'Dora Works' })
    await sales.convert(dora.salesforceId ?? '', account, await sales.userId('ann@sales.example'))
    await settle(scope)
    expect((await world().linkOf(email('dora'))).salesforceObject).toBe('Contact')
    expect(await responsesOf(scope, 'dora')).toEqual(before)

    const emil = await world().linkOf(email('emil'))
    box.clock.advance(HOUR)
    const merged = await marketing.merge(emil.hubspotId ?? '', dora.hubspotId ?? '')
    await settle(scope)
    const [kept] = [...(await scope.store.links.byHubspotIds(scope.connection.id, 'person', [merged])).values()]
    const touches = (await scope.store.touches.byLinks(scope.connection.id, [kept?.id ?? emil.id])).get(
      kept?.id ?? emil.id,
    )
    expect(touches?.filter(({ origin }) => origin === 'salesforce').map(({ id }) => id)).toEqual([`member:${member}`])
    // The member is still that of the record left behind.
    await sales.update('CampaignMember', member, { Status: 'Sent' })
    await settle(scope)
    await sales.update('CampaignMember', member, { Status: 'Responded' })
    await settle(scope)
    const later = await scope.store.touches.byLinks(scope.connection.id, [dora.id, emil.id])
    expect([...later.values()].flat().filter(({ origin }) => origin === 'salesforce')).toHaveLength(1)
  })

  it('who was one before the person was known has the touch once they are linked', async () => {
    const { sales, box, arrive } = world()
    const scope = await begin()
    const fair = await sales.create('Campaign', { Name: 'Fair 2026' })
    const lead = await sales.create('Lead', { LastName: 'Kim', Company: 'Kim Works', Email: email('kim') })
    await sales.create('CampaignMember', { CampaignId: fair, LeadId: lead, Status: 'Responded' })
    await settle(scope)
    arrive([mql('kim', { becameMqlAt: box.clock.now() - MINUTE })])
    await settle(scope)
    expect((await world().linkOf(email('kim'))).salesforceId).toBe(lead)
    expect(await responsesOf(scope, 'kim')).toMatchObject([{ campaign: 'Fair 2026' }])
  })

  it('whom Tandem made of a HubSpot list has none: the day of its own write is nobody’s response', async () => {
    const { begin: start, box, sales, marketing } = world()
    const keeper = listKeeper(box)
    const list = await keeper.make('Attended')
    await sales.create('Campaign', { Name: 'Webinar' })
    const members = { list, campaign: 'Webinar', status: 'Responded' }
    const scope = await start(company({ contacts: [mql('dora')] }), { campaignMembers: [members] })
    await quiesce(scope, box)
    await keeper.add(list, [(await marketing.contact(email('dora'))).id])
    await syncLists(scope)
    expect(await syncCampaignMembers(scope)).toMatchObject({ added: 1 })
    await settle(scope)
    const [member] = await sales.query('SELECT Id, HasResponded FROM CampaignMember')
    expect(member).toMatchObject({ HasResponded: true })
    expect(await responsesOf(scope, 'dora')).toEqual([])
    // Somebody in Salesforce says more.
    const campaign = (await sales.one("SELECT Id FROM Campaign WHERE Name = 'Webinar'"))['Id']
    await sales.create('CampaignMemberStatus', { CampaignId: campaign, Label: 'Attended', HasResponded: true })
    await sales.update('CampaignMember', member?.['Id'], { Status: 'Attended' })
    await settle(scope)
    expect(await responsesOf(scope, 'dora')).toMatchObject([{ detail: 'Attended' }])
  })

  it('and a visit of that day in that campaign are one interaction', async () => {
    const { sales, box } = world()
    const scope = await begin()
    visit(box, email('dora'), 'PAID_SOCIAL', 'Fair')
    await respond('dora', await sales.create('Campaign', { Name: 'Fair' }))
    await settle(scope)
    const { id } = await world().linkOf(email('dora'))
    const touches = (await scope.store.touches.byLinks(scope.connection.id, [id])).get(id) ?? []
    expect(touches.filter(({ campaign }) => campaign === 'Fair')).toHaveLength(2)
    const { touches: distinct } = distinctTouches(touches, scope.connection.orgTimeZone)
    expect(distinct.filter(({ campaign }) => campaign === 'Fair')).toMatchObject([
      { channel: 'PAID_SOCIAL', dayOnly: false, evidence: [{ origin: 'hubspot' }, { origin: 'salesforce' }] },
    ])
  })
})

describe('asking for campaign members', () => {
  /** Calls of a poll of Salesforce with nothing new, descriptions of objects apart. */
  async function idlePoll(scope: Scope): Promise<number> {
    const calls = (): number =>
      Object.entries(scope.salesforce.usage().byEndpoint).reduce(
        (sum, [endpoint, n]) => sum + (endpoint.includes('describe') ? 0 : n),
        0,
      )
    await captureSide(scope, 'salesforce')
    const before = calls()
    await captureSide(scope, 'salesforce')
    return calls() - before
  }

  it('adds no call to a poll, and can be switched off', async () => {
    const on = await begin()
    const cost = await idlePoll(on)
    const scope = await world().connect({ attribution: { touches: { campaignMembers: false } } })
    expect(await idlePoll(scope)).toBe(cost)
    await respond('dora', await world().sales.create('Campaign', { Name: 'Fair' }))
    await settle(scope)
    expect(await responsesOf(scope, 'dora')).toEqual([])
  })

  it('is left out with one warning where the org hides them, and asked for again an hour later', async () => {
    const { sales, box } = world()
    const quiet = await begin()
    const warned: string[] = []
    let hidden = true
    const { salesforce } = quiet
    const scope: Scope = {
      ...quiet,
      log: { ...quiet.log, warn: (_: unknown, message: string) => void warned.push(message) },
      salesforce: {
        ...salesforce,
        changes: async (request) => {
          if (hidden && request.object === 'CampaignMember') await salesforce.describe('NoSuchThing')
          return salesforce.changes(request)
        },
      },
    }
    await respond('dora', await sales.create('Campaign', { Name: 'Fair' }))
    await settle(scope)
    await settle(scope)
    expect(warned).toEqual(['responses of campaign members left out: Salesforce refuses to tell'])
    expect(await responsesOf(scope, 'dora')).toEqual([])
    hidden = false
    box.clock.advance(DAY)
    await settle(scope)
    expect(await responsesOf(scope, 'dora')).toHaveLength(1)
  })
})
