import { afterAll, expect } from 'vitest'
import { noon, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { guide, paths, openCampaignPortal } from './campaign-portal.ts'

const { portal, hubspot, get, send, make } = await openCampaignPortal()
afterAll(() => portal.close())

rule(
  'budget and spend are kept as items, summed exactly; totals are numbers, the sums of the campaign texts',
  {
    evidence: 'documented',
    at: guide,
    says: 'budget|spend items; budget/totals {budgetTotal, spendTotal, remainingBudget, currencyCode}',
  },
  async () => {
    for (const path of paths) {
      const guid = await make({ hs_name: `Money ${path}`, hs_currency_code: 'EUR' }, path)
      for (const kind of ['budget', 'spend']) {
        const made = await send('POST', `${path}/${guid}/${kind}`, {
          name: 'Ads',
          amount: 0.1,
          order: 0,
          description: 'd',
        })
        expect(made).toMatchObject({
          status: 201,
          json: { name: 'Ads', amount: 0.1, order: 0, createdAt: noon, updatedAt: noon },
        })
        const item = `${path}/${guid}/${kind}/${text(made.json['id'])}`
        expect((await get(item)).json).toEqual(made.json)
        expect((await send('PUT', item, { name: 'Ads', amount: 0.3, order: 1 })).json['amount']).toBe(0.3)
        const more = await send('POST', `${path}/${guid}/${kind}`, { name: 'More', amount: 2, order: 2 })
        if (kind === 'spend')
          expect((await send('DELETE', `${path}/${guid}/spend/${text(more.json['id'])}`)).status).toBe(204)
      }
      expect((await get(`${path}/${guid}/budget/totals`)).json).toMatchObject({
        budgetTotal: 2.3,
        spendTotal: 0.3,
        remainingBudget: 2,
        currencyCode: 'EUR',
        spendItems: [{ amount: 0.3 }],
      })
      const sums = await get(`${path}/${guid}`, { properties: 'hs_budget_items_sum_amount,hs_spend_items_sum_amount' })
      expect(sums.json['properties']).toEqual({ hs_budget_items_sum_amount: '2.3', hs_spend_items_sum_amount: '0.3' })
      await send('DELETE', `${path}/${guid}`)
    }
  },
)

rule(
  'assets belong to a campaign by type; a list is shown by its name',
  {
    evidence: 'recorded',
    at: 'amp-labs/connectors batch/read/campaigns/ok-200.json',
    says: 'assets: {OBJECT_LIST: {results: [{id, name}]}}',
  },
  async () => {
    const { list } = await hubspot.crm.lists.listsApi.create({
      name: 'Invited',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    })
    for (const path of paths) {
      const guid = await make({ hs_name: `Assets ${path}` }, path)
      const asset = `${path}/${guid}/assets/OBJECT_LIST/${list.listId}`
      expect((await send('PUT', asset)).status).toBe(204)
      expect((await get(`${path}/${guid}`)).json['assets']).toEqual({
        OBJECT_LIST: { results: [{ id: list.listId, name: 'Invited' }] },
      })
      expect((await get(`${path}/${guid}/assets/OBJECT_LIST`)).json['results']).toEqual([
        { id: list.listId, name: 'Invited' },
      ])
      expect((await send('DELETE', asset)).status).toBe(204)
      expect((await get(`${path}/${guid}/assets/OBJECT_LIST`)).json['results']).toEqual([])
      await send('DELETE', `${path}/${guid}`)
    }
  },
)
