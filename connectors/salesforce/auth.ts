import { createSign } from 'node:crypto'
import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { Clock } from '#ports/clock.ts'
import { toAuthError, toNetworkError } from './errors.ts'
import { VARIABLES } from './spec.ts'

/**
 * How Tandem signs in. Both need an External Client App or a Connected App; neither has a refresh token: a new token is asked
 * for. The user is the app's Run-As user (client credentials) or `username`, who has to be pre-authorised (JWT bearer).
 */
export type SalesforceAuth =
  | { readonly kind: 'client-credentials'; readonly clientId: string; readonly clientSecret: string }
  | {
      readonly kind: 'jwt'
      readonly clientId: string
      readonly username: string
      /** PEM of the RSA key whose certificate the app knows. */
      readonly privateKey: string
      /** `https://login.salesforce.com` by default, `https://test.salesforce.com` for sandboxes. */
      readonly audience?: string
    }

export interface Session {
  readonly accessToken: string
  readonly instanceUrl: string
  readonly userId: string
  readonly organizationId: string
}

const TokenAnswer = z.looseObject({
  access_token: z.string(),
  instance_url: z.string().optional(),
  id: z.string().optional(),
})
const TOKEN_TIMEOUT_MS = 30_000
const ASSERTION_LIFE_SECONDS = 180

/** Asks for an access token at the org's My Domain: client credentials are refused on login.salesforce.com. */
export async function signIn(
  loginUrl: string,
  auth: SalesforceAuth,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Session> {
  const url = `${loginUrl.replace(/\/+$/, '')}/services/oauth2/token`
  const body = new URLSearchParams(formOf(auth, clock))
  const { status, answer } = await post(url, body, signal)
  const parsed = TokenAnswer.safeParse(answer)
  if (status !== 200 || !parsed.success) throw toAuthError(status, answer, remedyOf(auth))
  const [organizationId = '', userId = ''] = (parsed.data.id ?? '').split('/').slice(-2)
  return {
    accessToken: parsed.data.access_token,
    instanceUrl: (parsed.data.instance_url ?? loginUrl).replace(/\/+$/, ''),
    userId,
    organizationId,
  }
}

async function post(
  url: string,
  body: URLSearchParams,
  signal: AbortSignal | undefined,
): Promise<{ status: number; answer: unknown }> {
  const timeout = AbortSignal.timeout(TOKEN_TIMEOUT_MS)
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    })
    const text = await response.text()
    return { status: response.status, answer: parseJson(text) }
  } catch (error) {
    if (signal?.aborted) throw error
    throw toNetworkError(error, 'POST /services/oauth2/token')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function formOf(auth: SalesforceAuth, clock: Clock): Record<string, string> {
  if (auth.kind === 'client-credentials')
    return { grant_type: 'client_credentials', client_id: auth.clientId, client_secret: auth.clientSecret }
  return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(auth, clock) }
}

/** RS256 over issuer, user, audience and an end at most five minutes away (https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm). */
function assertion(auth: Extract<SalesforceAuth, { kind: 'jwt' }>, clock: Clock): string {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = {
    iss: auth.clientId,
    sub: auth.username,
    aud: auth.audience ?? 'https://login.salesforce.com',
    exp: Math.floor(clock.now() / 1000) + ASSERTION_LIFE_SECONDS,
  }
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
  try {
    return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(auth.privateKey, 'base64url')}`
  } catch {
    // The cause could quote key material, so it is not passed on.
    throw new RemoteError({
      code: 'CREDENTIALS_REJECTED',
      disposition: 'fatal',
      message: 'the Salesforce private key cannot be read',
      remedy: `Let ${VARIABLES.privateKey} name a PEM file with an RSA private key.`,
    })
  }
}

function remedyOf(auth: SalesforceAuth): string {
  return auth.kind === 'client-credentials'
    ? `Check ${VARIABLES.clientId} and ${VARIABLES.clientSecret}, that ${VARIABLES.url} is the org's My Domain address, and that the app's client credentials flow has a Run-As user.`
    : `Check ${VARIABLES.clientId}, ${VARIABLES.username} and ${VARIABLES.privateKey}, and that an administrator has pre-authorised the user for the app.`
}
