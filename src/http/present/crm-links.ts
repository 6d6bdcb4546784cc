import type { Link } from '#domain/identity/link.ts'

/** Where people open the two accounts, without a slash at the end. */
export interface CrmAddresses {
  readonly hubspot: string
  readonly salesforce: string
}

/** Pages of a person in both CRMs; null: they have no record there. */
export const personPages = (
  { hubspot, salesforce }: CrmAddresses,
  portalId: string,
  { hubspotId, salesforceId, salesforceObject }: Pick<Link, 'hubspotId' | 'salesforceId' | 'salesforceObject'>,
): { readonly hubspotUrl: string | null; readonly salesforceUrl: string | null } => ({
  hubspotUrl: hubspotId === null ? null : `${hubspot}/contacts/${portalId}/record/0-1/${hubspotId}`,
  salesforceUrl:
    salesforceId === null || salesforceObject === null
      ? null
      : `${salesforce}/lightning/r/${salesforceObject}/${salesforceId}/view`,
})
