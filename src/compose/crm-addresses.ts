import type { CrmAddresses } from '#http/present/crm-links.ts'
import type { CrmAccess } from '../compose.ts'

/** HubSpot's pages are not where its API is. */
const HUBSPOT_API = /(^|\.)hubapi\.com$/i
const HUBSPOT_APP = 'https://app.hubspot.com'

/** Where people open both accounts: a local CRM has its pages where its API is. */
export function crmAddresses({ hubspot, salesforce }: CrmAccess): CrmAddresses {
  const api = hubspot.baseUrl ?? HUBSPOT_APP
  return {
    hubspot: withoutSlash(HUBSPOT_API.test(new URL(api).hostname) ? HUBSPOT_APP : api),
    salesforce: withoutSlash(salesforce.instanceUrl ?? salesforce.loginUrl ?? 'https://login.salesforce.com'),
  }
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, '')
