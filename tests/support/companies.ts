import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { MINUTE } from './company.ts'
import { quiesce } from './world.ts'
import type { World } from './world.ts'

type Settings = NonNullable<NonNullable<SyncConfigInput['pairs']>['company-account']>

/** A config in which companies and accounts are synced, made on both sides unless said otherwise. */
export const withCompanies = (
  settings: Settings = {},
  over: Partial<SyncConfigInput> = {},
): Partial<SyncConfigInput> => ({
  pairs: { 'company-account': { enabled: true, create: 'both', ...settings } },
  ...over,
})

export type Shown = { readonly id: string; readonly properties: Readonly<Record<string, string | null>> }
const PROPERTIES =
  'name,domain,website,phone,city,industry,hubspot_owner_id,tandem_key,tandem_salesforce_id,tandem_won_amount,tandem_attributed_revenue,tandem_won_opportunities,tandem_lost_opportunities,tandem_open_opportunities'

/** A marketer's and a seller's hands on companies. */
export function companyHands({ marketing, sales }: Pick<World, 'marketing' | 'sales'>) {
  return {
    company: async (properties: Readonly<Record<string, string>>): Promise<string> =>
      ((await marketing.call('POST', 'objects/companies', { properties })) as Shown).id,
    change: async (id: string, properties: Readonly<Record<string, string>>): Promise<void> =>
      void (await marketing.call('PATCH', `objects/companies/${id}`, { properties })),
    merge: async (primaryObjectId: string, objectIdToMerge: string): Promise<string> =>
      ((await marketing.call('POST', 'objects/companies/merge', { primaryObjectId, objectIdToMerge })) as Shown).id,
    companies: async (): Promise<readonly Shown[]> =>
      ((await marketing.call('GET', `objects/companies?limit=100&properties=${PROPERTIES}`)) as { results: Shown[] })
        .results,
    accounts: () =>
      sales.query(
        'SELECT Id, Name, Website, Phone, BillingCity, Industry, OwnerId, Tandem_Key__c FROM Account ORDER BY Name',
      ),
  }
}

/** Lets everything come to rest, and a minute pass. */
export async function rest(scope: Scope, { box }: Pick<World, 'box'>): Promise<void> {
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
}

export const parkedCodes = (scope: Scope): Promise<Readonly<Record<string, number>>> =>
  scope.store.parked.counts(scope.connection.id)
