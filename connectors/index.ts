import { createHubSpotConnector, createHubSpotProvisioner } from './hubspot/index.ts'
import { DOCS as HUBSPOT_DOCS } from './hubspot/spec.ts'
import { createSalesforceConnector, createSalesforceProvisioner } from './salesforce/index.ts'
import { DOCS as SALESFORCE_DOCS } from './salesforce/spec.ts'

/** Every CRM that Tandem speaks to, by side, with the vendor pages its behaviour was taken from. */
export const CONNECTORS = {
  hubspot: { connect: createHubSpotConnector, provision: createHubSpotProvisioner, docs: HUBSPOT_DOCS },
  salesforce: { connect: createSalesforceConnector, provision: createSalesforceProvisioner, docs: SALESFORCE_DOCS },
} as const
