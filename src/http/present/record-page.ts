import type { Side } from '#domain/ids.ts'
import type { CrmAddresses } from './crm-links.ts'

/**
 * HubSpot's own numbers for its objects, as its addresses have them.
 * Source: https://developers.hubspot.com/docs/guides/crm/understanding-the-crm#object-type-ids
 */
const HUBSPOT_TYPES: Readonly<Record<string, string>> = {
  contacts: '0-1',
  companies: '0-2',
  deals: '0-3',
  tasks: '0-27',
}

/** Where records of a connection are opened. */
export interface RecordPages {
  readonly addresses: CrmAddresses
  readonly portalId: string
}

/** The page of a record of any kind on its own platform; null: it has none. */
export function recordPage(
  { addresses, portalId }: RecordPages,
  side: Side,
  object: string,
  id: string,
): string | null {
  if (id === '') return null
  if (side === 'salesforce')
    return `${addresses.salesforce}/lightning/r/${encodeURIComponent(object)}/${encodeURIComponent(id)}/view`
  const type = HUBSPOT_TYPES[object]
  return type === undefined
    ? null
    : `${addresses.hubspot}/contacts/${encodeURIComponent(portalId)}/record/${type}/${encodeURIComponent(id)}`
}
