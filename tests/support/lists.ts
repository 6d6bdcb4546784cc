import type { RunningSandbox } from '#sandbox/index.ts'
import { marketer } from './crm-users.ts'

/** A marketer at work on lists and campaigns in HubSpot's own pages. */
export function listKeeper(box: RunningSandbox) {
  const { call } = marketer(box)
  const campaigns = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${box.hubspot.url}/marketing/v3/campaigns${path}`, {
      method,
      headers: {
        authorization: `Bearer ${box.hubspot.credentials['personToken'] ?? ''}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    /** A static list of contacts. @returns its id. */
    make: async (name: string, objectTypeId = '0-1'): Promise<string> => {
      const made = await call('POST', 'lists', { name, objectTypeId, processingType: 'MANUAL' })
      return (made as { list: { listId: string } }).list.listId
    },
    /** A list that follows a text property of contacts. */
    follow: async (name: string, property: string, value: string): Promise<string> => {
      const operation = {
        operationType: 'MULTISTRING',
        operator: 'IS_EQUAL_TO',
        values: [value],
        includeObjectsWithNoValueSet: false,
      }
      const filter = { filterType: 'PROPERTY', property, operation }
      const and = { filterBranchType: 'AND', filterBranchOperator: 'AND', filterBranches: [], filters: [filter] }
      const filterBranch = { filterBranchType: 'OR', filterBranchOperator: 'OR', filterBranches: [and], filters: [] }
      const made = await call('POST', 'lists', { name, objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch })
      return (made as { list: { listId: string } }).list.listId
    },
    add: async (list: string, ids: readonly string[]): Promise<void> =>
      void (await call('PUT', `lists/${list}/memberships/add`, ids)),
    remove: async (list: string, ids: readonly string[]): Promise<void> =>
      void (await call('PUT', `lists/${list}/memberships/remove`, ids)),
    drop: async (list: string): Promise<void> => void (await call('DELETE', `lists/${list}`)),
    restore: async (list: string): Promise<void> => void (await call('PUT', `lists/${list}/restore`)),
    /** @returns the GUID. */
    makeCampaign: async (properties: Readonly<Record<string, string>>): Promise<string> =>
      ((await campaigns('POST', '', { properties })) as { id: string }).id,
    editCampaign: async (guid: string, properties: Readonly<Record<string, string>>): Promise<void> =>
      void (await campaigns('PATCH', `/${guid}`, { properties })),
    dropCampaign: async (guid: string): Promise<void> => void (await campaigns('DELETE', `/${guid}`)),
    /** @returns the id of the item. */
    spend: async (guid: string, amount: number, name = 'Ads'): Promise<string> =>
      ((await campaigns('POST', `/${guid}/spend`, { name, amount, order: 0 })) as { id: string }).id,
    editSpend: async (guid: string, item: string, amount: number, name = 'Ads'): Promise<void> =>
      void (await campaigns('PUT', `/${guid}/spend/${item}`, { name, amount, order: 0 })),
    dropSpend: async (guid: string, item: string): Promise<void> =>
      void (await campaigns('DELETE', `/${guid}/spend/${item}`)),
    campaign: async (guid: string): Promise<Readonly<Record<string, string>>> =>
      (
        (await campaigns('GET', `/${guid}?properties=hs_name,hs_notes,hs_campaign_status`)) as {
          properties: Record<string, string>
        }
      ).properties,
  }
}
