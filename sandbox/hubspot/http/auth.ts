import { HubSpotError } from '../errors.ts'
import { objectTypeOf } from '../object-types.ts'
import type { Portal } from '../model/portal.ts'
import type { ChangeSource } from '../state.ts'
import type { RouteMatch } from './paths.ts'

/** Checks the bearer token; gives who writes with it. https://developers.hubspot.com/docs/api-reference/error-handling */
export function authenticate(portal: Portal, authorization: string | undefined): ChangeSource {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
  if (token === portal.settings.accessToken) return { type: 'INTEGRATION', id: String(portal.settings.appId) }
  if (token === portal.settings.personToken) return { type: 'CRM_UI', id: 'userId:52530071' }
  if (token?.startsWith('pat-') === true) throw expired(portal)
  throw new HubSpotError(401, {
    message:
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    category: 'INVALID_AUTHENTICATION',
  })
}

/** A private token that HubSpot does not know reads as one that expired at the epoch (seen by several integrations). */
function expired(portal: Portal): HubSpotError {
  const days = Math.floor(portal.clock.now() / 86_400_000)
  return new HubSpotError(401, {
    message: `The OAuth token used to make this call expired ${days} day(s) ago.`,
    category: 'EXPIRED_AUTHENTICATION',
    context: { 'expire time': ['1970-01-01T00:00:00Z'] },
  })
}

/** Refuses a call whose scope the token lacks. A person in HubSpot's own pages has none to ask for. */
export function authorize(portal: Portal, source: ChangeSource, { route, params }: RouteMatch): void {
  const { scopes } = portal.settings
  if (scopes === 'all' || source.type === 'CRM_UI' || route.scope === undefined) return
  const family = objectTypeOf(params['type'] ?? '')?.scope ?? 'contacts'
  const scope = route.scope.replace('{scope}', family)
  if (scopes.includes(scope)) return
  throw new HubSpotError(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    category: 'MISSING_SCOPES',
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: [scope] },
      },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  })
}
