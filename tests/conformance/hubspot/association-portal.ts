import type { Client } from '@hubspot/api-client'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { officialClient } from './official.ts'

export const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide'
export const schema =
  'https://developers.hubspot.com/docs/api-reference/latest/crm/associations/association-schema/guide'
export const v4 = 'HubSpot OpenAPI associations.v4.json'

export const defined = (associationTypeId: number) => ({
  associationCategory: 'HUBSPOT_DEFINED' as never,
  associationTypeId,
})
export const own = (associationTypeId: number) => ({ associationCategory: 'USER_DEFINED' as never, associationTypeId })

export interface AssociationPortal {
  readonly portal: TestPortal
  readonly hubspot: Client
  /** Makes a contact. */
  readonly contact: () => Promise<string>
  /** Makes a company. */
  readonly company: (name?: string) => Promise<string>
  /** Type ids between a record and its others, by the id of the other. */
  readonly held: (from: string, id: string, to: string) => Promise<Record<string, number[]>>
}

/** An empty portal with quick ways to make and look at associated records. */
export async function openAssociationPortal(): Promise<AssociationPortal> {
  const portal = await openTestPortal()
  const hubspot = officialClient(portal)
  let people = 0
  return {
    portal,
    hubspot,
    async contact() {
      people += 1
      const properties = { email: `person${people}@example.com` }
      return (await hubspot.crm.contacts.basicApi.create({ properties, associations: [] })).id
    },
    company: async (name = 'Acme') =>
      (await hubspot.crm.companies.basicApi.create({ properties: { name }, associations: [] })).id,
    async held(from, id, to) {
      const { results } = await hubspot.crm.associations.v4.basicApi.getPage(from, id, to)
      return Object.fromEntries(
        results.map(({ toObjectId, associationTypes }) => [toObjectId, associationTypes.map(({ typeId }) => typeId)]),
      )
    },
  }
}
