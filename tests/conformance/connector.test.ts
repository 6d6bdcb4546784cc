import { createHubSpotConnector, createHubSpotProvisioner } from '#connectors/hubspot/index.ts'
import { createSalesforceConnector, createSalesforceProvisioner } from '#connectors/salesforce/index.ts'
import { fakeTiming } from '#connectors/shared/fake-timing.ts'
import { connectionId } from '#domain/ids.ts'
import { startSandbox } from '#sandbox/index.ts'
import type { Subject } from './connector-subject.ts'
import { connectorConformance } from './connector.ts'

/** The sandboxes do not limit unless told to; the limiters have tests of their own. */
const unhindered = { max: Number.POSITIVE_INFINITY, perMs: 1000, concurrent: 10 }

connectorConformance('hubspot', async (): Promise<Subject> => {
  const sandbox = await startSandbox()
  const { hubspot, clock } = sandbox
  const options = {
    connectionId: connectionId('conformance'),
    baseUrl: hubspot.url,
    token: hubspot.credentials['accessToken'] ?? '',
    clock,
    limits: { burst: unhindered, search: unhindered },
    timing: fakeTiming(),
  }
  return {
    connector: createHubSpotConnector(options),
    provisioner: createHubSpotProvisioner(options),
    stranger: createHubSpotConnector({ ...options, token: 'pat-na1-00000000-0000-0000-0000-000000000000' }),
    people: 'contacts',
    emailField: 'email',
    nameField: 'lastname',
    person: (email) => ({ email, lastname: 'Lovelace' }),
    refused: { lifecyclestage: 'no-such-stage' },
    keyField: 'tandem_key',
    deals: 'deals',
    deal: (name) => ({ dealname: name, dealstage: 'appointmentscheduled', pipeline: 'default' }),
    buyers: 'contacts',
    buyer: (email) => ({ email }),
    missingId: '999999999999',
    missingDealId: '999999999999',
    clock,
    close: () => sandbox.close(),
  }
})

connectorConformance('salesforce', async (): Promise<Subject> => {
  const sandbox = await startSandbox()
  const { salesforce, clock } = sandbox
  const {
    clientId = '',
    clientSecret = '',
    adminUsername = '',
    username = '',
    jwtPrivateKey = '',
  } = salesforce.credentials
  const options = {
    connectionId: connectionId('conformance'),
    instanceUrl: salesforce.url,
    auth: { kind: 'client-credentials', clientId, clientSecret },
    clock,
    timing: fakeTiming(),
  } as const
  const admin = { kind: 'jwt', clientId, username: adminUsername, privateKey: jwtPrivateKey } as const
  return {
    connector: createSalesforceConnector(options),
    provisioner: createSalesforceProvisioner({ ...options, auth: admin, assignTo: [username] }),
    stranger: createSalesforceConnector({ ...options, auth: { ...options.auth, clientSecret: 'wrong' } }),
    people: 'Lead',
    emailField: 'Email',
    nameField: 'LastName',
    person: (email) => ({ Email: email, LastName: 'Lovelace', Company: 'Analytical Engines' }),
    refused: { Email: 'not an address' },
    keyField: 'Tandem_Key__c',
    deals: 'Opportunity',
    deal: (name) => ({ Name: name, StageName: 'Prospecting', CloseDate: '2026-12-31' }),
    buyers: 'Contact',
    buyer: (email) => ({ Email: email, LastName: 'Hopper' }),
    missingId: '00Q000000000000AAA',
    missingDealId: '006000000000000AAA',
    clock,
    close: () => sandbox.close(),
  }
})
