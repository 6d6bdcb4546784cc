import type { KeyObject } from 'node:crypto'
import { createHash, createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto'
import type { Org } from '../org.ts'
import type { Row } from '../records/table.ts'
import type { ApiRequest, ApiResponse } from './api.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** OAuth endpoints answer errors as an object, not as the array of the data API. */
function refuse(error: string, description: string, status = 400): ApiResponse {
  return { status, body: { error, error_description: description } }
}

/** Sign-in to the org: tokens, who a token is, and taking it back. */
export class OAuth {
  readonly #org: Org
  #keys: { publicKey: KeyObject; privatePem: string | null } | null = null

  constructor(org: Org) {
    this.#org = org
  }

  /** PEM that a client may sign assertions with; null when the settings brought the public key. */
  privateKey(): string | null {
    return this.#jwtKeys().privatePem
  }

  #jwtKeys() {
    const given = this.#org.settings.jwtPublicKey
    if (given !== null) this.#keys ??= { publicKey: createPublicKey(given), privatePem: null }
    this.#keys ??= generatedKeys()
    return this.#keys
  }

  /** A token of a user; the same count gives the same token, so a restarted sandbox knows those it printed. */
  issue(userId: string): string {
    const org = this.#org
    const organizationId = organizationOf(org)
    const serial = org.nextId('0Ak')
    const secret = createHash('sha512')
      .update(`${organizationId}${userId}${serial}`)
      .digest('base64url')
      .replaceAll(/[-_]/g, '.')
    const token = `${organizationId.slice(0, 15)}!AQ4A${secret.slice(0, 80)}`
    org.sessions.set(token, { userId })
    return token
  }

  /** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_endpoints.htm */
  handle(request: ApiRequest): ApiResponse {
    const form = formOf(request)
    if (request.path === '/services/oauth2/token') {
      if (request.method !== 'POST') return refuse('invalid_request', 'must use HTTP POST')
      return this.#token(request, form)
    }
    if (request.path === '/services/oauth2/revoke') {
      return this.#org.sessions.delete(form.get('token') ?? '')
        ? { status: 200 }
        : refuse('invalid_token', `invalid token: ${form.get('token') ?? ''}`)
    }
    if (request.path === '/services/oauth2/introspect') return this.#introspect(form)
    return { status: 404, body: [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }] }
  }

  #token(request: ApiRequest, form: URLSearchParams): ApiResponse {
    const grant = form.get('grant_type')
    if (grant === null || grant === '') return refuse('invalid_request', 'missing required parameter: grant_type')
    if (grant === JWT_BEARER) return this.#jwtBearer(request, form)
    if (grant !== 'client_credentials') return refuse('unsupported_grant_type', 'grant type not supported')
    const { clientId, clientSecret } = clientOf(request, form)
    if (clientId !== this.#org.settings.clientId) return refuse('invalid_client_id', 'client identifier invalid')
    if (clientSecret !== this.#org.settings.clientSecret) return refuse('invalid_client', 'invalid client credentials')
    const user = userNamed(this.#org, INTEGRATION_USERNAME)
    if (user?.['IsActive'] !== true) return refuse('invalid_grant', 'no client credentials user enabled')
    return this.#granted(request, String(user['Id']))
  }

  /**
   * RS256 over the consumer key, the user's name, an audience and an expiry.
   * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
   */
  #jwtBearer(request: ApiRequest, form: URLSearchParams): ApiResponse {
    const parts = (form.get('assertion') ?? '').split('.')
    const [header = '', payload = '', signature = ''] = parts
    const claims = decode(payload)
    if (parts.length !== 3 || !claims || decode(header)?.['alg'] !== 'RS256')
      return refuse('invalid_grant', 'invalid assertion')
    if (claims['iss'] !== this.#org.settings.clientId) return refuse('invalid_client_id', 'client identifier invalid')
    const audiences = ['https://login.salesforce.com', 'https://test.salesforce.com', request.baseUrl]
    if (!audiences.some((audience) => String(claims['aud']).replace(/\/+$/, '').startsWith(audience))) {
      return refuse('invalid_grant', 'audience is invalid')
    }
    // A client may live by the wall clock while the sandbox's clock is frozen or shifted: valid by either is valid.
    const expiresAt = Number(claims['exp']) * 1000
    if (!(expiresAt > Math.min(this.#org.now(), Date.now()) - 180_000))
      return refuse('invalid_grant', 'expired authorization code')
    const verified = createVerify('RSA-SHA256')
      .update(`${header}.${payload}`)
      .verify(this.#jwtKeys().publicKey, signature, 'base64url')
    if (!verified) return refuse('invalid_grant', 'invalid assertion')
    const user = userNamed(this.#org, String(claims['sub'] ?? claims['prn']))
    if (user?.['IsActive'] !== true) return refuse('invalid_grant', "user hasn't approved this consumer")
    return this.#granted(request, String(user['Id']))
  }

  #granted(request: ApiRequest, userId: string): ApiResponse {
    const token = this.issue(userId)
    const id = `${request.baseUrl}/id/${organizationOf(this.#org)}/${userId}`
    const issuedAt = String(this.#org.now())
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-cache, no-store' },
      body: {
        access_token: token,
        signature: createHash('sha256').update(`${id}${issuedAt}`).digest('base64'),
        scope: 'api',
        instance_url: request.baseUrl,
        id,
        token_type: 'Bearer',
        issued_at: issuedAt,
      },
    }
  }

  #introspect(form: URLSearchParams): ApiResponse {
    const session = this.#org.sessions.get(form.get('token') ?? '')
    const user = session ? this.#org.table('User').get(session.userId) : undefined
    if (!user) return { status: 200, body: { active: false } }
    return {
      status: 200,
      body: {
        active: true,
        scope: 'api',
        client_id: this.#org.settings.clientId,
        username: user['Username'],
        sub: user['Id'],
        token_type: 'access_token',
      },
    }
  }

  /** `/id/ORG/USER` and `/services/oauth2/userinfo`. */
  identity(request: ApiRequest, userId: string): ApiResponse {
    const org = this.#org
    const user = org.table('User').get(userId) ?? {}
    const organizationId = organizationOf(org)
    const id = `${request.baseUrl}/id/${organizationId}/${userId}`
    const rest = `${request.baseUrl}/services/data/v{version}/`
    const shared = {
      sub: id,
      user_id: userId,
      organization_id: organizationId,
      preferred_username: user['Username'],
      nickname: user['CommunityNickname'],
      name: user['Name'],
      email: user['Email'],
      zoneinfo: user['TimeZoneSidKey'],
      user_type: 'STANDARD',
      active: user['IsActive'],
      urls: {
        rest,
        sobjects: `${rest}sobjects/`,
        query: `${rest}query/`,
        partner: `${request.baseUrl}/services/Soap/u/{version}/${organizationId.slice(0, 15)}`,
      },
    }
    if (request.path.startsWith('/services/')) return { status: 200, body: shared }
    return {
      status: 200,
      body: {
        id,
        asserted_user: true,
        username: user['Username'],
        display_name: user['Name'],
        language: 'en_US',
        locale: 'en_US',
        ...shared,
      },
    }
  }
}

let generated: { publicKey: KeyObject; privatePem: string } | null = null

/** Made once per process: generating a pair takes a noticeable part of a second. */
function generatedKeys() {
  if (generated) return generated
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  generated = {
    publicKey: pair.publicKey,
    privatePem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  return generated
}

export const INTEGRATION_USERNAME = 'integration@tandem.example'
export const ADMIN_USERNAME = 'admin@tandem.example'

export function userNamed(org: Org, username: string): Row | undefined {
  for (const row of org.table('User').rows()) {
    if (String(row['Username']).toLowerCase() === username.toLowerCase()) return row
  }
  return undefined
}

export function organizationOf(org: Org): string {
  for (const row of org.table('Organization').rows()) return String(row['Id'])
  return ''
}

function formOf(request: ApiRequest): URLSearchParams {
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
  for (const [name, value] of request.query) if (!form.has(name)) form.set(name, value)
  return form
}

/** The client's id and secret from the form or the Authorization header. */
function clientOf(request: ApiRequest, form: URLSearchParams): { clientId: string; clientSecret: string } {
  const basic = /^Basic (.+)$/i.exec(request.headers['authorization'] ?? '')
  if (!basic) return { clientId: form.get('client_id') ?? '', clientSecret: form.get('client_secret') ?? '' }
  const [clientId = '', clientSecret = ''] = Buffer.from(basic[1] ?? '', 'base64')
    .toString()
    .split(':')
  return { clientId: decodeURIComponent(clientId), clientSecret: decodeURIComponent(clientSecret) }
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
