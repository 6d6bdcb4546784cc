import { Client } from '@hubspot/api-client'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { officialClient } from './official.ts'

export const tokenGuide = 'https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens'
export const scopes = 'oauth crm.objects.contacts.read crm.objects.contacts.write'
export const redirectUri = 'http://localhost:3000/oauth-callback'

export interface InstallUrl {
  readonly clientId?: string
  readonly redirectUri?: string
  readonly scope?: string
  readonly optional?: string
}

/** A portal with its app, and an official client that has no token yet. */
export type OAuthPortal = Awaited<ReturnType<typeof openOAuthPortal>>

/** What an app's server and the person in front of it do, through the official client where it has a method. */
export async function openOAuthPortal(settings: Partial<HubSpotSettings> = {}) {
  const portal: TestPortal = await openTestPortal(settings)
  const hubspot = new Client({ basePath: portal.url })
  const { clientId = '', clientSecret = '' } = portal.credentials

  /** The install URL of the official client, at the sandbox's own address. */
  const installUrl = (changes: InstallUrl = {}): string =>
    new Client().oauth
      .getAuthorizationUrl(
        changes.clientId ?? clientId,
        changes.redirectUri ?? redirectUri,
        changes.scope ?? scopes,
        changes.optional,
        'opaque state&1',
      )
      .replace('https://app.hubspot.com', portal.url)

  const press = (decision: 'connect' | 'cancel', url = installUrl()) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' })

  const codeFor = async (url = installUrl()): Promise<string> => {
    const answer = await press('connect', url)
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }

  const exchange = (code: string, address = redirectUri, id = clientId, secret = clientSecret) =>
    hubspot.oauth.tokensApi.create('authorization_code', code, address, id, secret)

  const refresh = (refreshToken: string, id = clientId, secret = clientSecret) =>
    hubspot.oauth.tokensApi.create('refresh_token', undefined, undefined, id, secret, refreshToken)

  return {
    portal,
    hubspot,
    clientId,
    clientSecret,
    installUrl,
    press,
    codeFor,
    exchange,
    refresh,
    /** Consent, code and tokens in one step. */
    async connected(url = installUrl()) {
      const { accessToken, refreshToken } = await exchange(await codeFor(url))
      return { accessToken, refreshToken, app: officialClient(portal, accessToken) }
    },
    /** Paths that the official client has no method for. */
    async form(path: string, fields: Readonly<Record<string, string>>) {
      const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields })
      const answer = await fetch(portal.url + path, { method: 'POST', body })
      const raw = await answer.text()
      return { status: answer.status, json: (raw === '' ? {} : JSON.parse(raw)) as Record<string, unknown> }
    },
  }
}
