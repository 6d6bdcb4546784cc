import { createHash, createHmac } from 'node:crypto'
import type { Org } from '../../org.ts'
import type { ApiRequest, ApiResponse } from '../api.ts'
import type { ConnectedApp } from './apps.ts'
import { signJwt } from './keys.ts'
import { organizationOf } from './users.ts'

/** Text that looks random and is the same on every run. */
function secretText(org: Org, what: string, serial: string): string {
  return createHash('sha512')
    .update(`${organizationOf(org)}${what}${serial}`)
    .digest('base64url')
}

/** An opaque access token: organization id, `!`, then letters, digits and dots, as clients look for it. */
export function opaqueToken(org: Org, userId: string): string {
  const secret = secretText(org, userId, org.nextId('0Ak')).replaceAll(/[-_]/g, '.')
  return `${organizationOf(org).slice(0, 15)}!AQ4A${secret.slice(0, 80)}`
}

/** Refresh tokens start with `5Aep861`; https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm */
export function refreshTokenText(org: Org): string {
  return `5Aep861${secretText(org, 'refresh', String(org.signIns.nextSerial())).replaceAll(/[-_]/g, '.').slice(0, 80)}`
}

/** Codes end with `==`, which has to travel encoded. */
export function codeText(org: Org): string {
  return `aPrx${secretText(org, 'code', String(org.signIns.nextSerial())).replaceAll(/[-_]/g, '.').slice(0, 60)}==`
}

export interface Grant {
  readonly app: ConnectedApp
  readonly userId: string
  readonly scope: string
  readonly signIn: string | null
  readonly refreshToken?: string
  /** Asked for by the client, to be found again in the id token. */
  readonly nonce?: string | null
}

/** Opens a session and tells it as the token endpoint does. There is no `expires_in`: the org's timeout decides. */
export function granted(org: Org, request: ApiRequest, grant: Grant): ApiResponse {
  const { app, userId, scope } = grant
  const now = org.now()
  const id = `${request.baseUrl}/id/${organizationOf(org)}/${userId}`
  const token = app.accessTokens === 'jwt' ? jwtToken(org, request, grant, now) : opaqueToken(org, userId)
  org.sessions.set(token, { userId, clientId: app.clientId, scope, issuedAt: now, activeAt: now, signIn: grant.signIn })
  const issued_at = String(now)
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache' },
    body: {
      access_token: token,
      ...(grant.refreshToken === undefined ? {} : { refresh_token: grant.refreshToken }),
      // Base64 of an HMAC-SHA256 with the client's secret over the id and the time of issue.
      signature: createHmac('sha256', app.clientSecret).update(`${id}${issued_at}`).digest('base64'),
      scope,
      ...(scope.split(' ').includes('openid') ? { id_token: idToken(org, request, grant, now) } : {}),
      instance_url: request.baseUrl,
      id,
      token_type: 'Bearer',
      issued_at,
    },
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000)

/** A JWT that says who it is for; like any session it can be revoked, and it ends when the org's timeout is over. */
function jwtToken(org: Org, request: ApiRequest, { app, userId, scope }: Grant, now: number): string {
  const minutes = org.sessions.timeoutMinutes ?? 24 * 60
  const claims = {
    iss: request.baseUrl,
    aud: [request.baseUrl],
    sub: `uid:${userId}`,
    client_id: app.clientId,
    scp: scope,
    iat: seconds(now),
    nbf: seconds(now),
    exp: seconds(now) + minutes * 60,
    jti: org.nextId('0Ak'),
  }
  return signJwt(claims, 'JWT')
}

/** https://openid.net/specs/openid-connect-core-1_0.html#IDToken */
function idToken(org: Org, request: ApiRequest, { app, userId, nonce }: Grant, now: number): string {
  const claims = {
    iss: request.baseUrl,
    sub: `${request.baseUrl}/id/${organizationOf(org)}/${userId}`,
    aud: app.clientId,
    iat: seconds(now),
    exp: seconds(now) + 120,
    ...(nonce === undefined || nonce === null ? {} : { nonce }),
  }
  return signJwt(claims, 'JWT')
}
