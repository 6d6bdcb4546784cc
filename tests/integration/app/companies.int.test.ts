import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, MINUTE } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()

type Settings = NonNullable<NonNullable<SyncConfigInput['pairs']>['company-account']>
const withPair = (settings: Settings, over: Partial<SyncConfigInput> = {}): Partial<SyncConfigInput> => ({
  pairs: { 'company-account': { enabled: true, create: 'both', ...settings } },
  ...over,
})

type Shown = { readonly id: string; readonly properties: Readonly<Record<string, string | null>> }
const PROPERTIES =
  'name,domain,website,phone,city,hubspot_owner_id,tandem_key,tandem_salesforce_id,tandem_won_amount,tandem_open_opportunities'

/** A marketer's and a seller's hands on companies. */
function hands() {
  const { marketing, sales } = world()
  return {
    company: async (properties: Readonly<Record<string, string>>): Promise<string> =>
      ((await marketing.call('POST', 'objects/companies', { properties })) as Shown).id,
    change: async (id: string, properties: Readonly<Record<string, string>>): Promise<void> =>
      void (await marketing.call('PATCH', `objects/companies/${id}`, { properties })),
    companies: async (): Promise<readonly Shown[]> =>
      ((await marketing.call('GET', `objects/companies?limit=100&properties=${PROPERTIES}`)) as { results: Shown[] })
        .results,
    accounts: () =>
      sales.query('SELECT Id, Name, Website, Phone, BillingCity, OwnerId, Tandem_Key__c FROM Account ORDER BY Name'),
  }
}

async function settle(scope: Scope): Promise<void> {
  await quiesce(scope, world().box)
  world().box.clock.advance(MINUTE)
}
const parked = (scope: Scope) => scope.store.parked.counts(scope.connection.id)

describe('a company without a partner', () => {
  it('that began in HubSpot is made in Salesforce once, with its values, and told where it is', async () => {
    const scope = await world().begin(company(), withPair({}))
    const { company: add, companies, accounts } = hands()
    const id = await add({ name: 'Acme', domain: 'acme.com', phone: '+1 212 555 0100', city: 'Ulm' })
    await settle(scope)
    const [account, ...others] = await accounts()
    expect(others).toEqual([])
    expect(account).toMatchObject({ Name: 'Acme', Website: 'acme.com', BillingCity: 'Ulm', Phone: '+1 212 555 0100' })
    expect(account?.['Tandem_Key__c']).toBe(`${scope.connection.portalId}:${id}`)
    expect((await companies())[0]?.properties).toMatchObject({ tandem_salesforce_id: account?.['Id'] })
    await settle(scope)
    expect(await accounts()).toHaveLength(1)
    expect(await parked(scope)).toEqual({})
  })

  it('that began in Salesforce is made in HubSpot once, by its key', async () => {
    const scope = await world().begin(company(), withPair({}))
    const Id = await world().sales.create('Account', { Name: 'Acme', Website: 'https://www.acme.com/about' })
    await settle(scope)
    const found = await hands().companies()
    expect(found).toHaveLength(1)
    expect(found[0]?.properties).toMatchObject({
      name: 'Acme',
      domain: 'acme.com',
      tandem_key: `${scope.connection.orgId}:${Id}`,
      tandem_salesforce_id: Id,
    })
    await settle(scope)
    expect(await hands().companies()).toHaveLength(1)
    expect(await hands().accounts()).toHaveLength(1)
    expect(await parked(scope)).toEqual({})
  })
})
