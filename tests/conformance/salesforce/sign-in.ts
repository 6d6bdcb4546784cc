import { OAuth2 } from 'jsforce'
import type { SalesforceSettings } from '#sandbox/salesforce/index.ts'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'

export const CALLBACK = 'http://localhost:3000/oauth/callback'

/** An org whose own app is as strict as an administrator can make it. */
export function openStrictOrg(settings: Partial<Omit<SalesforceSettings, 'clock'>> = {}): Promise<Started> {
  const app = {
    clientId: settings.clientId ?? '3MVG9tandemSandboxConsumerKey',
    callbackUrls: ['http://localhost:1717/OauthRedirect', CALLBACK],
    scopes: ['api', 'refresh_token'],
    refreshTokens: 'rotated',
  } as const
  return startSandbox({ ...settings, connectedApps: [app] })
}

/** Changes an app, the session timeout, or answers an authorization page, over the control API. */
export async function control(org: Started, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${org.url}/__sandbox/oauth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

/** The official client with the org's own app, which demands a verifier. */
export function oauth2(org: Started, given: Partial<ConstructorParameters<typeof OAuth2>[0]> = {}): OAuth2 {
  const { clientId = '', clientSecret = '' } = org.sandbox.credentials()
  return new OAuth2({
    loginUrl: org.url,
    clientId,
    clientSecret,
    redirectUri: CALLBACK,
    useVerifier: true,
    ...given,
  })
}

/** Where the browser is sent after a person's answer. */
export async function answered(org: Started, page: string, choice: 'allow' | 'deny' = 'allow'): Promise<URL> {
  const { adminUsername = '' } = org.sandbox.credentials()
  const { redirectTo } = await control(org, { [choice]: { url: page, username: adminUsername } })
  return new URL(String(redirectTo))
}

/** A code for the client, as its callback gets it. */
export async function codeFor(org: Started, client: OAuth2, scope?: string): Promise<string> {
  const page = client.getAuthorizationUrl(scope === undefined ? {} : { scope })
  return (await answered(org, page)).searchParams.get('code') ?? ''
}

/** What the token endpoint says to a form, without a client in between. */
export async function token(org: Started, form: Record<string, string>) {
  const answer = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}
