import { anyObject, asksForSomething, controlBody } from '../../../core/control-body.ts'
import type { ControlBody } from '../../../core/control-body.ts'
import type { SandboxControl } from '../../../core/types.ts'
import type { Org } from '../../org.ts'
import type { Row } from '../../records/table.ts'
import { readApp } from './apps.ts'
import type { AuthorizationRequest } from './authorize.ts'
import { allow, deny, readAuthorization } from './authorize.ts'
import { ADMIN_USERNAME, userNamed } from './users.ts'

const PARTS = ['app', 'sessionTimeoutMinutes', 'allow', 'deny']

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
    takes: '{app: {clientId, …}}, {sessionTimeoutMinutes: number or null}, {allow: {url, username?}} or {deny: {url}}',
    read,
    write(body) {
      const asked = controlBody(body, PARTS)
      asksForSomething(asked, PARTS)
      if (asked['app'] !== undefined) {
        const given = anyObject(asked['app'], 'app')
        const app = readApp(given, org.signIns.apps.get(String(given['clientId'])))
        org.signIns.apps.set(app.clientId, app)
      }
      if (asked['sessionTimeoutMinutes'] !== undefined)
        org.sessions.timeoutMinutes = timeoutOf(asked['sessionTimeoutMinutes'])
      if (asked['allow'] !== undefined)
        return answerPage(org, controlBody(asked['allow'], ['url', 'username'], 'allow'), 'allow')
      if (asked['deny'] !== undefined)
        return answerPage(org, controlBody(asked['deny'], ['url', 'username'], 'deny'), 'deny')
      return read()
    },
  }
}

function answerPage(org: Org, body: ControlBody, choice: 'allow' | 'deny'): { redirectTo: string } {
  if (typeof body['url'] !== 'string' || !URL.canParse(body['url']))
    throw new TypeError('url must be the address of an authorization page')
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
