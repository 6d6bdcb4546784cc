import type { SandboxControl } from '../../../core/types.ts'
import type { Org } from '../../org.ts'
import type { Row } from '../../records/table.ts'
import { readApp } from './apps.ts'
import type { AuthorizationRequest } from './authorize.ts'
import { allow, deny, readAuthorization } from './authorize.ts'
import { ADMIN_USERNAME, userNamed } from './users.ts'

/**
 * `GET|POST /__sandbox/oauth`: the connected apps and the session timeout, and a person's answer to an authorization page
 * without a person. A body has any of:
 *   `app`: an app to add, or what to change of one (`clientId` says which)
 *   `sessionTimeoutMinutes`: a number, or null for sessions that do not end
 *   `allow`: `{url, username?}` gives `{redirectTo}`; the user is the administrator unless named
 *   `deny`: `{url}`
 */
export function oauthControl(org: Org): SandboxControl {
  const read = () => ({ apps: [...org.signIns.apps.values()], sessionTimeoutMinutes: org.sessions.timeoutMinutes })
  return {
    read,
    write(body) {
      const asked = objectOf(body)
      if (asked['app'] !== undefined) {
        const given = objectOf(asked['app'])
        const app = readApp(given, org.signIns.apps.get(String(given['clientId'])))
        org.signIns.apps.set(app.clientId, app)
      }
      if (asked['sessionTimeoutMinutes'] !== undefined)
        org.sessions.timeoutMinutes = timeoutOf(asked['sessionTimeoutMinutes'])
      if (asked['allow'] !== undefined) return answerPage(org, objectOf(asked['allow']), 'allow')
      if (asked['deny'] !== undefined) return answerPage(org, objectOf(asked['deny']), 'deny')
      return read()
    },
  }
}

function answerPage(org: Org, body: Record<string, unknown>, choice: 'allow' | 'deny'): { redirectTo: string } {
  if (typeof body['url'] !== 'string') throw new TypeError('url must be the address of an authorization page')
  const asked = readAuthorization(org, new URL(body['url']).searchParams)
  if (asked.kind === 'refused') return { redirectTo: asked.redirectTo }
  return { redirectTo: choice === 'deny' ? deny(asked.request) : allowAs(org, asked.request, body['username']) }
}

function allowAs(org: Org, request: AuthorizationRequest, username: unknown): string {
  const name = typeof username === 'string' ? username : ADMIN_USERNAME
  const user: Row | undefined = userNamed(org, name)
  if (user?.['IsActive'] !== true) throw new TypeError(`there is no active user ${name}`)
  return allow(org, request, user)
}

function timeoutOf(value: unknown): number | null {
  if (value === null || (typeof value === 'number' && value > 0)) return value
  throw new TypeError('sessionTimeoutMinutes must be a positive number or null')
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new TypeError('a JSON object is expected')
}
