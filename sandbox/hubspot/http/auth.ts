import { HubSpotError } from '../errors.ts'
import type { Portal } from '../model/portal.ts'
import { typeNamed } from '../model/portal.ts'
import { portalAdmin } from '../oauth/apps.ts'
import { grantOfAccess } from '../oauth/tokens.ts'
import type { ChangeSource } from '../state.ts'
import { isoInstant } from '../time.ts'
import type { RouteMatch } from './paths.ts'

/** Whose token a call came with. */
export interface Caller {
  /** Limits differ: private apps share a day, OAuth apps have none. */
  readonly kind: 'private-app' | 'service-key' | 'oauth-app' | 'person'
  readonly appId: number
  readonly scopes: 'all' | readonly string[]
  /** What history and webhooks say of its writes. */
  readonly source: ChangeSource
}

/** Checks the bearer token; gives who calls with it. https://developers.hubspot.com/docs/api-reference/error-handling */
export function authenticate(portal: Portal, authorization: string | undefined): Caller {
  const { settings } = portal
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const own = { type: 'INTEGRATION', id: String(settings.appId) }
  if (token === settings.accessToken)
    return { kind: 'private-app', appId: settings.appId, scopes: settings.scopes, source: own }
  if (token === settings.serviceKey) {
    const source = { type: 'INTEGRATION', id: String(settings.serviceKeyId) }
    return { kind: 'service-key', appId: settings.serviceKeyId, scopes: settings.scopes, source }
  }
  if (token === settings.personToken) {
    const source = { type: 'CRM_UI', id: `userId:${portalAdmin.id}` }
    return { kind: 'person', appId: settings.appId, scopes: 'all', source }
  }
  const issued = grantOfAccess(portal, token)
  if (issued !== undefined) {
    const { grant, accessToken } = issued
    if (accessToken.expiresAt <= portal.clock.now()) throw expired(portal, accessToken.expiresAt)
    const source = { type: 'INTEGRATION', id: String(grant.appId) }
    return { kind: 'oauth-app', appId: grant.appId, scopes: accessToken.scopes, source }
  }
  // A private token that HubSpot does not know reads as one that ended at the epoch (seen by several integrations).
  if (token.startsWith('pat-')) throw expired(portal, 0)
  throw unauthenticated()
}

export const unauthenticated = (): HubSpotError =>
  new HubSpotError(401, {
    message:
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    category: 'INVALID_AUTHENTICATION',
  })

function expired(portal: Portal, at: number): HubSpotError {
  return new HubSpotError(401, {
    message: `The OAuth token used to make this call expired ${ago(portal.clock.now() - at)} ago.`,
    category: 'EXPIRED_AUTHENTICATION',
    context: { 'expire time': [isoInstant(at)] },
  })
}

/** Seen: "75 second(s)", "3 minute(s)", "6 hour(s)", "20543 day(s)". */
function ago(ms: number): string {
  for (const [unit, unitMs] of [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const) {
    if (ms >= 2 * unitMs) return `${Math.floor(ms / unitMs)} ${unit}(s)`
  }
  return `${Math.floor(ms / 1_000)} second(s)`
}

/** Refuses a call whose scope the token lacks. A person in HubSpot's own pages has none to ask for. */
export function authorize(portal: Portal, caller: Caller, { route, params }: RouteMatch): void {
  if (caller.kind === 'service-key' && route.isOfPrivateApps === true && portal.settings.serviceKeyReadsUsage === 'no')
    throw missingScopes([])
  if (caller.scopes === 'all' || route.scope === undefined) return
  const family = typeNamed(portal, params['type'] ?? '')?.scope ?? 'contacts'
  const scope = route.scope.replace('{scope}', family)
  if (!caller.scopes.includes(scope)) throw missingScopes([scope])
}

function missingScopes(scopes: readonly string[]): HubSpotError {
  return new HubSpotError(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    category: 'MISSING_SCOPES',
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: scopes },
      },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  })
}

/**
 * Webhook settings and subscriptions belong to developers: they take `hapikey` in the address and no bearer:
 * https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
 */
export function authenticateDeveloper(portal: Portal, query: URLSearchParams): void {
  const key = query.get('hapikey')
  if (key === portal.settings.developerKey) return
  if (key === null) throw unauthenticated()
  throw new HubSpotError(401, {
    message: 'The API key provided is invalid. View or manage your API key here: https://app.hubspot.com/l/api-key/',
    category: 'INVALID_AUTHENTICATION',
    links: { 'api key': 'https://app.hubspot.com/l/api-key/' },
  })
}
