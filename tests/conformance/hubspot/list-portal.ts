import type { Client } from '@hubspot/api-client'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { companyData, contactRow, noon, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { filterBy } from './lists.ts'
import { officialClient } from './official.ts'

export interface ListPortal {
  readonly portal: TestPortal
  readonly hubspot: Client
  /** Contacts by the first part of their address: ada, bob and cy. */
  readonly ids: Readonly<Record<string, string>>
  /** A static list without members. */
  readonly created: { readonly id: string }
  readonly members: (listId: string) => Promise<string[]>
  readonly names: (ids: readonly string[]) => string[]
  readonly dynamicList: (name: string, filter: object) => Promise<string>
}

/** A portal with three contacts and one static list. */
export async function openListPortal(): Promise<ListPortal> {
  const portal = await openTestPortal()
  const hubspot = officialClient(portal)
  const longAgo = noon - 40 * 86_400_000
  portal.sandbox.seed(
    companyData({
      contacts: [
        contactRow('ada@acme.example', { lifecycleStage: 'lead', jobTitle: 'Head of Sales', country: 'France' }),
        contactRow('bob@acme.example', { lifecycleStage: 'marketingqualifiedlead', becameMqlAt: noon - 3_600_000 }),
        contactRow('cy@other.example', { lifecycleStage: 'customer', jobTitle: 'Engineer', createdAt: longAgo }),
      ],
    }),
  )
  const { results } = await hubspot.crm.contacts.basicApi.getPage(10, undefined, ['email'])
  const ids = Object.fromEntries(results.map(({ id, properties }) => [properties['email']?.split('@')[0] ?? '', id]))
  const { listsApi, membershipsApi } = hubspot.crm.lists
  const { list } = await listsApi.create({ name: 'Static', objectTypeId: '0-1', processingType: 'MANUAL' })
  return {
    portal,
    hubspot,
    ids,
    created: { id: list.listId },
    members: async (listId) => (await membershipsApi.getPage(listId)).results.map(({ recordId }) => recordId),
    names: (found) => found.map((id) => Object.keys(ids).find((name) => ids[name] === id) ?? id),
    async dynamicList(name, filter) {
      const filterBranch = filterBy(filter)
      const made = await listsApi.create({ name, objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch })
      return made.list.listId
    },
  }
}
