import type { Org } from '../../org.ts'
import type { ApiRequest } from '../api.ts'
import type { ConnectedApp } from './apps.ts'
import { OAuthError, unknownClient } from './errors.ts'

/** The fields of a form, of the query where the form does not have them. */
export function formOf(request: ApiRequest): URLSearchParams {
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
  for (const [name, value] of request.query) if (!form.has(name)) form.set(name, value)
  return form
}

/** The client's id and secret from the form or the Authorization header. */
function credentialsOf(request: ApiRequest, form: URLSearchParams): { clientId: string; clientSecret: string } {
  const basic = /^Basic (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  if (basic === undefined)
    return { clientId: form.get('client_id') ?? '', clientSecret: form.get('client_secret') ?? '' }
  const text = Buffer.from(basic, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 0) return { clientId: decoded(text), clientSecret: '' }
  return { clientId: decoded(text.slice(0, colon)), clientSecret: decoded(text.slice(colon + 1)) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The app that calls, with its secret. An app that needs none may leave it out, but a wrong one is refused. */
export function clientOf(
  org: Org,
  request: ApiRequest,
  form: URLSearchParams,
  secret: 'always' | 'as the app says',
): ConnectedApp {
  const { clientId, clientSecret } = credentialsOf(request, form)
  const app = org.signIns.apps.get(clientId)
  if (app === undefined) throw unknownClient()
  if (clientSecret === '' && secret === 'as the app says' && app.secret === 'optional') return app
  if (clientSecret === '' || clientSecret !== app.clientSecret)
    throw new OAuthError('invalid_client', 'invalid client credentials')
  return app
}
