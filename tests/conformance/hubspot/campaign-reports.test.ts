import { afterAll, expect } from 'vitest'
import { text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { base, guide, paths, openCampaignPortal } from './campaign-portal.ts'

const { portal, hubspot, get, guidOf } = await openCampaignPortal()
afterAll(() => portal.close())

rule(
  'metrics and contacts of a campaign come from the touches of the contacts, within days',
  {
    evidence: 'documented',
    at: guide,
    says: 'metrics {sessions, newContactsFirstTouch, newContactsLastTouch, influencedContacts}; contacts/{type}: ids, paged; dates default to 2006-01-01 … today',
  },
  async () => {
    const guid = await guidOf('Spring')
    const byEmail = async (email: string) =>
      (await hubspot.crm.contacts.basicApi.getById(email, undefined, undefined, undefined, false, 'email')).id
    const [ada, bob] = [await byEmail('ada@acme.example'), await byEmail('bob@acme.example')]
    for (const path of paths) {
      expect((await get(`${path}/${guid}/reports/metrics`)).json).toEqual({
        sessions: 0,
        newContactsFirstTouch: 2,
        newContactsLastTouch: 2,
        influencedContacts: 2,
      })
      const days = { startDate: '2026-11-18', endDate: '2026-11-20' }
      expect((await get(`${path}/${guid}/reports/metrics`, days)).json).toMatchObject({
        newContactsFirstTouch: 0,
        newContactsLastTouch: 1,
      })
      const first = await get(`${path}/${guid}/reports/contacts/contactFirstTouch`, { limit: 1 })
      expect(first.json['results']).toEqual([{ id: ada }])
      const after = text(first.json['paging']?.['next']?.['after'])
      expect((await get(`${path}/${guid}/reports/contacts/contactFirstTouch`, { limit: 1, after })).json).toEqual({
        results: [{ id: bob }],
      })
      expect((await get(`${path}/${guid}/reports/contacts/influencedContacts`, days)).json).toEqual({
        results: [{ id: ada }],
      })
      expect((await get(`${path}/${guid}/reports/contacts/contactLastTouch`)).json['results']).toHaveLength(2)
    }
  },
)

rule(
  'revenue of a campaign is its share in won deals of its contacts, by the model that is asked for',
  {
    evidence: 'documented',
    at: guide,
    says: 'revenue {dealAmount, dealsNumber, revenueAmount, contactsNumber, currencyCode}; LINEAR by default',
  },
  async () => {
    const { results } = await hubspot.crm.contacts.basicApi.getPage(10, undefined, ['email'])
    const idOf = (name: string) =>
      results.find(({ properties }) => properties['email']?.startsWith(name) === true)?.id ?? ''
    const deal = async (amount: string, dealstage: string, people: readonly string[]) => {
      const made = await hubspot.crm.deals.basicApi.create({
        properties: { dealname: 'D', amount, dealstage },
        associations: [],
      })
      for (const id of people)
        await hubspot.crm.associations.v4.basicApi.createDefault('deals', made.id, 'contacts', id)
    }
    // Touches in order: Ada by Spring, Cy by Autumn, Ada by Spring again.
    await deal('900', 'closedwon', [idOf('ada'), idOf('cy')])
    await deal('50', 'qualifiedtobuy', [idOf('bob')])
    const guid = await guidOf('Spring')
    const revenue = async (qs: object = {}, name = guid) => (await get(`${base}/${name}/reports/revenue`, qs)).json
    expect(await revenue()).toEqual({
      dealsNumber: 2,
      dealAmount: 950,
      revenueAmount: 600,
      contactsNumber: 2,
      currencyCode: 'EUR',
    })
    const amounts: Record<string, unknown> = {}
    for (const model of [
      'FIRST_INTERACTION',
      'LAST_INTERACTION',
      'U_SHAPED',
      'J_SHAPED',
      'INVERSE_J_SHAPED',
      'W_SHAPED',
      'FULL_PATH',
      'TIME_DECAY',
    ]) {
      const [ours, theirs] = [
        await revenue({ attributionModel: model }),
        await revenue({ attributionModel: model }, await guidOf('Autumn')),
      ]
      amounts[model] = Number(ours['revenueAmount'])
      // Every model gives the whole deal away.
      expect(Number(ours['revenueAmount']) + Number(theirs['revenueAmount'])).toBeCloseTo(900)
    }
    expect(amounts).toMatchObject({
      FIRST_INTERACTION: 900,
      LAST_INTERACTION: 900,
      U_SHAPED: 720,
      J_SHAPED: 720,
      W_SHAPED: 810,
    })
    expect(await revenue({ endDate: '2026-11-20' })).toMatchObject({ dealsNumber: 0, revenueAmount: 0 })
    expect((await get(`${base}/${guid}/reports/revenue`, { attributionModel: 'MAGIC' })).status).toBe(400)
  },
)

rule(
  'a malformed GUID on a report is a 400 without category',
  {
    evidence: 'reported',
    at: 'live probe of 2026-04',
    says: '{"status":"error","message":"There was a problem with the request.","correlationId"}',
  },
  async () => {
    const answer = await get(`${base}/not-a-guid/reports/metrics`)
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.json).toSorted()).toEqual(['correlationId', 'message', 'status'])
    expect(answer.json['message']).toBe('There was a problem with the request.')
  },
)

rule(
  'what is archived is in no report',
  { evidence: 'assumed', at: guide, says: 'reports are about records there are; archived ones are not mentioned' },
  async () => {
    const other = await openCampaignPortal()
    const { basicApi } = other.hubspot.crm.contacts
    const { results } = await basicApi.getPage(10, undefined, ['email'])
    const [ada = '', bob = ''] = results.map(({ id }) => id)
    const deals = await Promise.all(
      [ada, bob].map(async (person) => {
        const { id } = await other.hubspot.crm.deals.basicApi.create({
          properties: { dealname: 'D', amount: '100', dealstage: 'closedwon' },
        })
        await other.hubspot.crm.associations.v4.basicApi.createDefault('deals', id, 'contacts', person)
        return id
      }),
    )
    const guid = await other.guidOf('Spring')
    const report = async () => ({
      ...(await other.get(`${base}/${guid}/reports/revenue`)).json,
      ...(await other.get(`${base}/${guid}/reports/metrics`)).json,
    })
    expect(await report()).toMatchObject({ revenueAmount: 200, dealsNumber: 2, influencedContacts: 2 })
    await other.hubspot.crm.deals.basicApi.archive(deals[0] ?? '')
    expect(await report()).toMatchObject({ revenueAmount: 100, dealsNumber: 1, influencedContacts: 2 })
    await basicApi.archive(bob)
    expect(await report()).toMatchObject({ revenueAmount: 0, dealsNumber: 0, influencedContacts: 1 })
    await other.portal.close()
  },
)
