import type { LinkId } from '../ids.ts'
import type { Instant } from '../instant.ts'
import type { Canonical } from '../mapping/value.ts'

/** What kind of thing a link says is one: a person stays one link when its Lead becomes a Contact. */
export const LINK_KINDS = ['person', 'company', 'deal', 'task', 'campaign'] as const
export type LinkKind = (typeof LINK_KINDS)[number]

/**
 * `intended`: the key is stored, the create may or may not have happened (repeat the same keyed upsert);
 * `active`: both ids known; `unlinked`: one side was deleted, kept so that nothing is recreated.
 */
export const LINK_STATES = ['intended', 'active', 'unlinked'] as const
export type LinkState = (typeof LINK_STATES)[number]

/** How the two records were found to be one. */
export const LINK_ORIGINS = [
  'stored-id',
  'email',
  'name',
  'domain',
  'created',
  'opportunity',
  'duplicate-rule',
  'review',
] as const
export type LinkOrigin = (typeof LINK_ORIGINS)[number]

/** Per field map: what each side held when both last agreed. Both sides are kept, so a lossy conversion is not a change. */
export type Base = Readonly<Record<string, { readonly hubspot: Canonical; readonly salesforce: Canonical }>>

export interface Link {
  readonly id: LinkId
  readonly kind: LinkKind
  /** `<portal id>:<first HubSpot id seen>` (deals: `<org id>:<opportunity id>`); computed once, then only read. */
  readonly key: string
  readonly hubspotId: string | null
  readonly salesforceObject: string | null
  readonly salesforceId: string | null
  readonly state: LinkState
  readonly origin: LinkOrigin
  /** Qualified before go-live: kept in step, but no new lead, task or clock. */
  readonly adopted: boolean
  readonly base: Base
  readonly createdAt: Instant
}

/** Do two versions of a link say the same, base included? */
export function isSameLink(a: Link, b: Link): boolean {
  if (a === b) return true
  const same =
    a.id === b.id &&
    a.key === b.key &&
    a.hubspotId === b.hubspotId &&
    a.salesforceObject === b.salesforceObject &&
    a.salesforceId === b.salesforceId &&
    a.state === b.state &&
    a.origin === b.origin &&
    a.adopted === b.adopted
  return same && (a.base === b.base || isSameBase(a.base, b.base))
}

function isSameBase(a: Base, b: Base): boolean {
  const maps = Object.keys(a)
  if (maps.length !== Object.keys(b).length) return false
  return maps.every((map) => a[map]?.hubspot === b[map]?.hubspot && a[map]?.salesforce === b[map]?.salesforce)
}
