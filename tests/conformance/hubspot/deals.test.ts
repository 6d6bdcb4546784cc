import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { officialClient } from './official.ts'

const properties = 'https://knowledge.hubspot.com/properties/hubspots-default-deal-properties'
const documented = (says: string, at = properties) => ({ evidence: 'documented' as const, at, says })

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal({ currency: 'USD', additionalCurrencies: ['EUR'] })
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

const create = async (values: Record<string, string>, client = hubspot): Promise<string> => {
  const made = await client.crm.deals.basicApi.create({
    properties: { dealname: 'Deal', ...values },
    associations: [],
  })
  return made.id
}
const update = (id: string, values: Record<string, string>, client = hubspot) =>
  client.crm.deals.basicApi.update(id, { properties: values })
const read = async (id: string, names: readonly string[], client = hubspot) => {
  const found = (await client.crm.deals.basicApi.getById(id, [...names])).properties
  return names.map((name) => found[name])
}

rule(
  'a deal without a pipeline is in the sales pipeline',
  documented(
    'if a pipeline is not specified, the default pipeline is used',
    'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/deals/guide',
  ),
  async () => {
    expect(await read(await create({ dealstage: 'contractsent' }), ['pipeline'])).toEqual(['default'])
  },
)

rule(
  'whether a deal is closed, won or lost, and how probable, follows from its stage',
  documented('Is closed won, Is deal closed and Deal probability are calculated from the stage'),
  async () => {
    const names = ['hs_is_closed', 'hs_is_closed_won', 'hs_is_closed_lost', 'hs_deal_stage_probability'] as const
    const id = await create({ dealstage: 'qualifiedtobuy' })
    expect(await read(id, names)).toEqual(['false', 'false', 'false', '0.4'])
    await update(id, { dealstage: 'closedwon' })
    expect(await read(id, names)).toEqual(['true', 'true', 'false', '1.0'])
    await update(id, { dealstage: 'closedlost' })
    expect(await read(id, names)).toEqual(['true', 'false', 'true', '0.0'])
    await expect(update(id, { hs_is_closed_won: 'true' })).rejects.toMatchObject({
      body: { errors: [{ code: 'READ_ONLY_VALUE' }] },
    })
  },
)

rule(
  'the closed amount is that of won deals alone',
  documented('Closed Deal Amount: the amount of won deals, calculated'),
  async () => {
    const id = await create({ dealstage: 'contractsent', amount: '250.50' })
    expect(await read(id, ['hs_closed_amount'])).toEqual(['0'])
    await update(id, { dealstage: 'closedwon' })
    expect(await read(id, ['hs_closed_amount', 'hs_closed_amount_in_home_currency'])).toEqual(['250.5', '250.5'])
    await update(id, { dealstage: 'closedlost' })
    expect(await read(id, ['hs_closed_amount'])).toEqual(['0'])
  },
)

rule(
  "an amount is in the deal's currency, which is one of the account's",
  documented('Amount in company currency; Currency: the currencies of the account'),
  async () => {
    const names = ['amount', 'amount_in_home_currency'] as const
    expect(await read(await create({ amount: '10', deal_currency_code: 'USD' }), names)).toEqual(['10', '10'])
    // No exchange rate is set.
    expect(await read(await create({ amount: '10', deal_currency_code: 'EUR' }), names)).toEqual(['10', null])
    await expect(create({ amount: '10', deal_currency_code: 'GBP' })).rejects.toMatchObject({
      body: { errors: [{ code: 'INVALID_OPTION' }] },
    })
  },
)

rule(
  'a deal that is closed without a close date gets one, as a setting says',
  { evidence: 'assumed', at: properties, says: 'whether closing a deal sets its close date is not documented' },
  async () => {
    const closed = async (settings: Partial<HubSpotSettings>, values: Record<string, string> = {}) => {
      const other = await openTestPortal(settings)
      const client = officialClient(other)
      const id = await create({ dealstage: 'contractsent', ...values }, client)
      await update(id, { dealstage: 'closedwon' }, client)
      const [at] = await read(id, ['closedate'], client)
      await other.close()
      return at
    }
    expect(await closed({})).toBe('2026-11-21T12:00:00Z')
    expect(await closed({}, { closedate: '2026-12-01' })).toBe('2026-12-01T00:00:00Z')
    expect(await closed({ closeDateOnClose: 'leave' })).toBeNull()
  },
)

rule(
  'the way of a deal through its stages is dated as that of a contact',
  documented(
    'date entered and exited are calculated for each stage',
    'https://knowledge.hubspot.com/properties/stage-calculated-properties',
  ),
  async () => {
    const id = await create({ dealstage: 'contractsent' })
    const names = ['hs_v2_date_entered_contractsent', 'hs_v2_date_exited_contractsent'] as const
    await update(id, { dealstage: 'qualifiedtobuy' })
    expect(await read(id, names)).toEqual(['2026-11-21T12:00:00Z', '2026-11-21T12:00:00Z'])
    // Deals move backwards too, and who is in a stage has not left it.
    await update(id, { dealstage: 'contractsent' })
    expect(await read(id, names)).toEqual(['2026-11-21T12:00:00Z', null])
  },
)
