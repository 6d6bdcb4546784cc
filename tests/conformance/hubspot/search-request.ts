import type { Client } from '@hubspot/api-client'

/** One condition; without a value for the operators that take none. */
export const filter = (propertyName: string, operator: string, value?: string) => ({
  propertyName,
  operator,
  ...(value === undefined ? {} : { value }),
})

/** A search of one group. */
export const where = (...filters: readonly object[]) => ({ filterGroups: [{ filters }] })

/** Searches contacts by the typed client, which wants every part of a request. */
export const searchOf =
  (hubspot: Client) =>
  (body: object = {}) =>
    hubspot.crm.contacts.searchApi.doSearch({
      filterGroups: [],
      properties: [],
      sorts: [],
      limit: 10,
      after: '0',
      ...body,
    })

export const idsOf = ({ results }: { readonly results: readonly { readonly id: string }[] }): string[] =>
  results.map(({ id }) => id)
