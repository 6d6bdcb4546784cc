import { createHubSpotConnector, createHubSpotProvisioner } from './hubspot/index.ts'
import { createSalesforceConnector, createSalesforceProvisioner } from './salesforce/index.ts'

/** Every CRM that Tandem speaks to, by side. */
export const CONNECTORS = {
  hubspot: { connect: createHubSpotConnector, provision: createHubSpotProvisioner },
  salesforce: { connect: createSalesforceConnector, provision: createSalesforceProvisioner },
} as const

export { createHubSpotConnector, createHubSpotProvisioner, createSalesforceConnector, createSalesforceProvisioner }
