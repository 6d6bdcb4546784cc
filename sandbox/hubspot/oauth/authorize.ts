import type { Portal } from '../model/portal.ts'
import { nextGuid } from '../model/portal.ts'
import { appByClientId, isRegistered } from './apps.ts'
import type { AuthorizationCode, CodeChallenge, Grant, OAuthApp, PortalUser } from './state.ts'

/** What an install URL asks for, found in order. */
export interface InstallRequest {
  readonly app: OAuthApp
  readonly redirectUri: string
  /** Scopes the app gets when a person agrees. */
  readonly scopes: readonly string[]
  /** Optional scopes that this account has not got: left out silently. */
  readonly leftOut: readonly string[]
  readonly state: string | null
  readonly challenge: CodeChallenge | null
}

/** Why the page cannot be shown; in the words that people see. */
export interface InstallProblem {
  readonly problem: string
}

const askTheDeveloper = 'Please contact the app developer.'

/**
 * Checks an install URL: https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens .
 * The words of the scope problems: https://knowledge.hubspot.com/integrations/resolve-a-request-for-integration-permissions-error
 */
export function readInstallRequest(portal: Portal, query: URLSearchParams): InstallRequest | InstallProblem {
  const app = appByClientId(portal, query.get('client_id') ?? '')
  if (app === undefined) return { problem: `An invalid app client_id was provided. ${askTheDeveloper}` }
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!isRegistered(app, redirectUri)) {
    return {
      problem: `Authorization failed as the redirect URL '${redirectUri}' doesn't match the app's registered redirect URL. ${askTheDeveloper}`,
    }
  }
  const asked = scopesOf(query.get('scope') ?? query.get('scopes'))
  if (asked.length === 0 || app.requiredScopes.some((scope) => !asked.includes(scope)))
    return { problem: `Authorization failed because the provided scopes are insufficient. ${askTheDeveloper}` }
  const optional = scopesOf(query.get('optional_scope')).filter((scope) => !asked.includes(scope))
  if ([...asked, ...optional].some((scope) => !isConfigured(app, scope))) {
    return {
      problem: `Authorization failed because there is a mismatch between the scopes in the install URL and the app's configured scopes. ${askTheDeveloper}`,
    }
  }
  const { unavailableScopes } = portal.settings
  const missing = asked.filter((scope) => unavailableScopes.includes(scope))
  if (missing.length > 0)
    return { problem: `This account does not have the scopes that ${app.name} requires: ${missing.join(', ')}.` }
  return {
    app,
    redirectUri,
    scopes: [...asked, ...optional.filter((scope) => !unavailableScopes.includes(scope))],
    leftOut: optional.filter((scope) => unavailableScopes.includes(scope)),
    state: query.get('state'),
    challenge: challengeOf(query),
  }
}

const scopesOf = (text: string | null): string[] => [
  ...new Set((text ?? '').split(/[\s,]+/).filter((scope) => scope !== '')),
]

const isConfigured = (app: OAuthApp, scope: string): boolean =>
  app.otherScopes === 'any' || app.otherScopes.includes(scope) || app.requiredScopes.includes(scope)

function challengeOf(query: URLSearchParams): CodeChallenge | null {
  const value = query.get('code_challenge')
  if (value === null || value === '') return null
  return { value, method: query.get('code_challenge_method') === 'S256' ? 'S256' : 'plain' }
}

/** A person agrees: the app is in the portal, and the address it gave gets a code. */
export function approve(portal: Portal, request: InstallRequest, user: PortalUser): string {
  const { oauth } = portal.state
  const grant = grantFor(portal, request, user)
  const code: AuthorizationCode = {
    code: `na1-${nextGuid(portal)}`,
    refreshToken: grant.refreshToken,
    redirectUri: request.redirectUri,
    scopes: [...request.scopes],
    challenge: request.challenge,
    expiresAt: portal.clock.now() + portal.settings.authorizationCodeMs,
    usedAt: null,
  }
  oauth.codes.push(code)
  return redirectTo(request, { code: code.code })
}

/** A person does not agree: RFC 6749, 4.1.2.1. */
export const refuse = (request: InstallRequest): string =>
  redirectTo(request, { error: 'access_denied', error_description: 'The user denied access to the app' })

function grantFor(portal: Portal, request: InstallRequest, user: PortalUser): Grant {
  const { grants } = portal.state.oauth
  const living = grants.find(
    (grant) =>
      grant.appId === request.app.appId &&
      grant.user.id === user.id &&
      grant.deletedAt === null &&
      grant.uninstalledAt === null,
  )
  if (living !== undefined) {
    living.scopes = [...request.scopes]
    return living
  }
  const grant: Grant = {
    refreshToken: `na1-${nextGuid(portal)}`,
    appId: request.app.appId,
    user,
    scopes: [...request.scopes],
    createdAt: portal.clock.now(),
    deletedAt: null,
    uninstalledAt: null,
  }
  grants.push(grant)
  return grant
}

function redirectTo(request: InstallRequest, answer: Readonly<Record<string, string>>): string {
  const url = new URL(request.redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  if (request.state !== null) url.searchParams.set('state', request.state)
  return url.href
}
