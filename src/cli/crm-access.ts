import { readFile } from 'node:fs/promises'
import { required } from '#config/env.ts'
import type { Env } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'
import type { CrmAccess } from '../compose.ts'

/** Credentials of both real accounts from the environment. @throws UsageError that names the missing variable. */
export async function crmAccess(env: Env): Promise<CrmAccess> {
  return {
    hubspot: {
      token: required(env, 'TANDEM_HUBSPOT_TOKEN', 'a HubSpot service key or app token'),
      baseUrl: env.TANDEM_HUBSPOT_URL,
      apiVersion: env.TANDEM_HUBSPOT_API,
    },
    salesforce: {
      instanceUrl: required(
        env,
        'TANDEM_SALESFORCE_URL',
        'the My Domain address of the org, such as https://acme.my.salesforce.com',
      ),
      auth: await salesforceAuth(env),
    },
  }
}

async function salesforceAuth(env: Env): Promise<CrmAccess['salesforce']['auth']> {
  const clientId = required(env, 'TANDEM_SALESFORCE_CLIENT_ID', 'the consumer key of the External Client App')
  if (env.TANDEM_SALESFORCE_CLIENT_SECRET !== undefined)
    return { kind: 'client-credentials', clientId, clientSecret: env.TANDEM_SALESFORCE_CLIENT_SECRET }
  const keyFile = env.TANDEM_SALESFORCE_PRIVATE_KEY_FILE
  if (keyFile === undefined)
    throw new UsageError(
      'neither TANDEM_SALESFORCE_CLIENT_SECRET (client credentials) nor TANDEM_SALESFORCE_PRIVATE_KEY_FILE (JWT bearer) is set: set one of them',
    )
  const privateKey = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new UsageError(
      `cannot read TANDEM_SALESFORCE_PRIVATE_KEY_FILE (${keyFile}): check the path and its permissions`,
      {},
      { cause },
    )
  })
  return {
    kind: 'jwt',
    clientId,
    username: required(env, 'TANDEM_SALESFORCE_USERNAME', 'the user that the JWT is for'),
    privateKey,
    audience: env.TANDEM_SALESFORCE_AUDIENCE,
  }
}
