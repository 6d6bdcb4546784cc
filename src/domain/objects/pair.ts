import type { FieldPairId } from '../config.ts'
import type { LinkKind } from '../identity/link.ts'
import type { FieldMap } from '../mapping/field-map.ts'

/** Two objects whose records can be one. */
export interface ObjectPair {
  readonly id: FieldPairId
  readonly kind: LinkKind
  readonly hubspot: string
  readonly salesforce: string
  /** Read besides the mapped fields, because rules of ours look at them. */
  readonly reads: { readonly hubspot: readonly string[]; readonly salesforce: readonly string[] }
  /** The maps a new connection starts with. */
  readonly defaults: readonly FieldMap[]
}

/** A plain two-way map; `over` changes what differs. */
export function map(hubspot: string, salesforce: string, over: Partial<FieldMap> = {}): FieldMap {
  return {
    id: hubspot,
    hubspot,
    salesforce,
    rule: 'newest-wins',
    direction: 'both',
    toSalesforce: [],
    toHubspot: [],
    ...over,
  }
}
