/** What an administrator decided for one connected app or external client app. */
export interface ConnectedApp {
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
  /** A callback has to be one of these to the letter; `loopback` stands for every address of this machine. */
  readonly callbackUrls: readonly string[]
  /** What a token may be used for; an authorization that asks for nothing gets all of it. */
  readonly scopes: readonly string[]
  /** "Require Proof Key for Code Exchange"; https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_pkce.htm */
  readonly pkce: 'required' | 'optional'
  /** "Require secret for web server flow" and "... for refresh token flow". */
  readonly secret: 'required' | 'optional'
  /** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_rotation.htm */
  readonly refreshTokens: 'rotated' | 'kept'
  /** What a refresh token that was rotated away does when it comes again: take the sign-in with it, or be refused alone. */
  readonly reusedRefreshToken: 'ends-sign-in' | 'refused'
  /** A refresh token unused for longer is dead; null lets it live until revoked. */
  readonly refreshTokenIdleDays: number | null
  readonly accessTokens: 'opaque' | 'jwt'
  /** The user that client credentials act as; null when the flow is off. */
  readonly runAs: string | null
  /** Also a setting of the org, off since Summer '23; https://help.salesforce.com/s/articleView?id=000886201 */
  readonly usernamePassword: 'on' | 'off'
}

const SCOPES = [
  'api',
  'refresh_token',
  'offline_access',
  'web',
  'full',
  'openid',
  'id',
  'profile',
  'email',
  'address',
  'phone',
]

export const LOOPBACK = 'loopback'

/** Whether an app registered this callback. */
export function isCallbackOf({ callbackUrls }: ConnectedApp, redirectUri: string): boolean {
  if (callbackUrls.includes(redirectUri)) return true
  const host = URL.parse(redirectUri)?.hostname ?? ''
  return callbackUrls.includes(LOOPBACK) && ['localhost', '127.0.0.1', '[::1]'].includes(host)
}

/** The strictest app that the platform lets an administrator make. */
export const STRICT_APP: Omit<ConnectedApp, 'clientId' | 'clientSecret' | 'name'> = {
  callbackUrls: [],
  scopes: ['api', 'refresh_token'],
  pkce: 'required',
  secret: 'required',
  refreshTokens: 'rotated',
  reusedRefreshToken: 'ends-sign-in',
  refreshTokenIdleDays: 30,
  accessTokens: 'opaque',
  runAs: null,
  usernamePassword: 'off',
}

/** In every org: what the vendor's command line signs in with. It is public, so it has no secret. */
export const COMMAND_LINE_APP: ConnectedApp = {
  ...STRICT_APP,
  clientId: 'PlatformCLI',
  clientSecret: '',
  name: 'Salesforce CLI',
  callbackUrls: ['http://localhost:1717/OauthRedirect'],
  scopes: ['refresh_token', 'api', 'web'],
  secret: 'optional',
  refreshTokens: 'kept',
  refreshTokenIdleDays: null,
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  pkce: ['required', 'optional'],
  secret: ['required', 'optional'],
  refreshTokens: ['rotated', 'kept'],
  reusedRefreshToken: ['ends-sign-in', 'refused'],
  accessTokens: ['opaque', 'jwt'],
  usernamePassword: ['on', 'off'],
}

/** An app from a control's body: what is missing stays as it was, or is as strict as can be. @throws TypeError. */
export function readApp(body: Readonly<Record<string, unknown>>, known: ConnectedApp | undefined): ConnectedApp {
  const { clientId } = body
  if (typeof clientId !== 'string' || clientId === '') throw new TypeError('clientId must be a text')
  const base: ConnectedApp = known ?? { ...STRICT_APP, clientId, clientSecret: '', name: clientId }
  const changed: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(body)) {
    if (!(name in base)) throw new TypeError(`an app has no ${name}`)
    changed[name] = checked(name, value)
  }
  return changed as unknown as ConnectedApp
}

function checked(name: string, value: unknown): unknown {
  const choices = CHOICES[name]
  if (choices) {
    if (choices.includes(String(value))) return value
    throw new TypeError(`${name} must be one of ${choices.join(', ')}`)
  }
  if (name === 'callbackUrls' || name === 'scopes') {
    const texts = Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : null
    if (texts === null) throw new TypeError(`${name} must be a list of texts`)
    const unknown = name === 'scopes' ? texts.find((scope) => !SCOPES.includes(scope)) : undefined
    if (unknown !== undefined) throw new TypeError(`there is no scope ${unknown}`)
    return texts
  }
  if (name === 'refreshTokenIdleDays') {
    if (value === null || (typeof value === 'number' && value > 0)) return value
    throw new TypeError('refreshTokenIdleDays must be a positive number or null')
  }
  if (typeof value === 'string' || (name === 'runAs' && value === null)) return value
  throw new TypeError(`${name} must be a text`)
}
