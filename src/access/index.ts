import { betterAuth } from 'better-auth'
import { createAuthEndpoint, isAPIError } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { genericOAuth } from 'better-auth/plugins'
import * as z from 'zod'
import { UsageError } from '#domain/errors.ts'
import { REFUSALS } from '#domain/refusals.ts'
import type { Access, SignedIn, Visit } from '#ports/access.ts'
import type { AuthRecordStore } from '#ports/store/auth-records.ts'
import type { UserStore } from '#ports/store/users.ts'
import { allowIdentity, OUR_CODES, type OidcRules, UNPROVEN } from './identities.ts'
import { recordsAdapter } from './records.ts'

const DAY_SECONDS = 86_400
const OIDC = 'oidc'
/** Set by us alone: what a client sends under this name is dropped. */
const ADDRESS = 'x-tandem-client-address'

export interface OidcSettings extends OidcRules {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

export interface AccessOptions {
  /** At least 32 characters; cookies are signed with a key that is made of it. */
  readonly secret: string
  /** Where people reach Tandem; with https cookies are sent over https alone. */
  readonly baseUrl: string
  readonly records: AuthRecordStore
  readonly users: UserStore
  readonly oidc: OidcSettings | null
  readonly onTrouble: (message: string) => void
}

/** Sign-in by better-auth: it keeps passwords (scrypt) and sessions, and speaks OpenID Connect. It calls nobody else. */
export function createAccess(options: AccessOptions): Access {
  const auth = authOf(options)
  const finishing = async (
    cookies: Headers,
    session: { readonly userId: string; readonly id: string },
  ): Promise<SignedIn> => ({
    userId: session.userId,
    sessionId: session.id,
    cookies: cookies.getSetCookie(),
  })
  const sessionOf = async (token: string): Promise<{ readonly userId: string; readonly id: string } | null> =>
    (await (await auth.$context).internalAdapter.findSession(token))?.session ?? null

  return {
    session: async (visit) => {
      const { response, headers } = await auth.api.getSession({ headers: toHeaders(visit), returnHeaders: true })
      return response === null ? null : finishing(headers, response.session)
    },
    withPassword: async (visit, email, password) => {
      try {
        const asked = { body: { email, password }, headers: toHeaders(visit), returnHeaders: true } as const
        const { response, headers } = await auth.api.signInEmail(asked)
        const session = await sessionOf(response.token)
        return session === null ? null : finishing(headers, session)
      } catch (error) {
        if (isAPIError(error)) return null
        throw error
      }
    },
    open: async (visit, userId) => {
      const asked = { body: { userId }, headers: toHeaders(visit), returnHeaders: true } as const
      const { response, headers } = await auth.api.openSession(asked)
      return finishing(headers, { userId, id: response.sessionId })
    },
    end: async (visit) => {
      const { headers } = await auth.api.signOut({ headers: toHeaders(visit), returnHeaders: true })
      return headers.getSetCookie()
    },
    setPassword: async (userId, password) => {
      const { internalAdapter, password: passwords } = await auth.$context
      const hashed = await passwords.hash(password)
      if (await hasPassword(userId)) await internalAdapter.updatePassword(userId, hashed)
      else await internalAdapter.linkAccount({ userId, accountId: userId, providerId: 'credential', password: hashed })
    },
    isPassword: async (userId, password) => {
      const { password: passwords } = await auth.$context
      const hash = await passwordOf(userId)
      return hash !== null && passwords.verify({ hash, password })
    },
    hasPassword,
    oidc:
      options.oidc === null
        ? null
        : {
            name: options.oidc.name,
            begin: async (visit) => {
              const body = { provider: OIDC, callbackURL: '/', errorCallbackURL: '/sign-in', disableRedirect: true }
              const { response, headers } = await auth.api.signInSocial({
                body,
                headers: toHeaders(visit),
                returnHeaders: true,
              })
              if (response.url === undefined) throw new UsageError('the provider of identities gave no address')
              return { url: response.url, cookies: headers.getSetCookie() }
            },
            finish: async (visit, url) => {
              const reply = await auth.handler(new Request(url, { headers: toHeaders(visit) }))
              const cookies = reply.headers.getSetCookie()
              const to = URL.parse(reply.headers.get('location') ?? '', options.baseUrl)
              const why = reasonOf(to?.searchParams ?? new URLSearchParams())
              if (reply.status >= 400 || why !== null) return { userId: null, why: why ?? NOT_ACCEPTED, cookies }
              const opened = await auth.api.getSession({ headers: withCookies(visit, cookies) })
              return { userId: opened?.session.userId ?? null, why: opened === null ? NOT_ACCEPTED : null, cookies }
            },
          },
  }

  async function passwordOf(userId: string): Promise<string | null> {
    const accounts = await (await auth.$context).internalAdapter.findAccounts(userId)
    return accounts.find(({ providerId }) => providerId === 'credential')?.password ?? null
  }
  async function hasPassword(userId: string): Promise<boolean> {
    return (await passwordOf(userId)) !== null
  }
}

function authOf({ secret, baseUrl, records, users, oidc, onTrouble }: AccessOptions) {
  const isHttps = new URL(baseUrl).protocol === 'https:'
  // The browser itself refuses such a cookie from another host, over http, or for a part of the addresses.
  const prefix = isHttps ? '__Host-tandem' : 'tandem'
  return betterAuth({
    appName: 'Tandem',
    baseURL: new URL(baseUrl).origin,
    basePath: '/api/auth',
    secret,
    database: recordsAdapter(records),
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => onTrouble(message) },
    // Tandem counts by itself, over all servers.
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: { modelName: 'user_session', expiresIn: 30 * DAY_SECONDS, updateAge: DAY_SECONDS, freshAge: 0 },
    user: {
      modelName: 'user_account',
      additionalFields: {
        role: { type: 'string', input: false, defaultValue: 'viewer' },
        state: { type: 'string', input: false, defaultValue: 'active' },
        // Whoever comes in by the domain alone reaches nothing until an administrator says what.
        connections: { type: 'string', input: false, defaultValue: '[]' },
      },
      validateUserInfo: async ({ user, source }) => allowIdentity({ users, rules: oidc }, user, source.action),
    },
    account: { modelName: 'user_credential', updateAccountOnSignIn: false, accountLinking: { enabled: true } },
    verification: { modelName: 'sign_in_state' },
    advanced: {
      cookiePrefix: prefix,
      useSecureCookies: false,
      cookies: { session_token: { name: `${prefix}_session` } },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps },
      ipAddress: { ipAddressHeaders: [ADDRESS] },
    },
    databaseHooks: {
      account: {
        // Tokens of the provider are of no use to Tandem, so it does not keep them.
        create: {
          before: async (account) => ({
            data: { ...account, accessToken: undefined, refreshToken: undefined, idToken: undefined },
          }),
        },
      },
      session: {
        create: {
          // The one place that every way in goes through.
          before: async ({ userId }) => {
            const user = await users.get(userId)
            return user !== null && user.state !== 'deactivated'
          },
          after: async ({ userId }) => {
            await users.signedIn(userId, Date.now())
          },
        },
      },
    },
    plugins: [openSessionPlugin(), ...(oidc === null ? [] : [provider(oidc)])],
  })
}

/** Opens a session without a password, for links that open once. It has no address, so that nobody can ask for it. */
const openSessionPlugin = () => ({
  id: 'open-session',
  endpoints: {
    openSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ userId: z.string() }) },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const user = await internalAdapter.findUserById(ctx.body.userId)
        const session = user === null ? null : await internalAdapter.createSession(user.id)
        if (user === null || session === null) throw new UsageError('this account cannot be signed in to')
        await setSessionCookie(ctx, { session, user })
        return ctx.json({ sessionId: session.id })
      },
    ),
  },
})

const provider = ({ issuer, clientId, clientSecret, name }: OidcSettings) =>
  genericOAuth({
    config: [
      {
        providerId: OIDC,
        name,
        discoveryUrl: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
        clientId,
        clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        requireIdTokenVerification: true,
      },
    ],
  })

const NOT_ACCEPTED = REFUSALS['not-accepted']

/** Words of ours come with a description; whatever else the library or the provider says is a code for the log. */
function reasonOf(query: URLSearchParams): string | null {
  const code = query.get('error')
  if (code === null) return null
  if (code === 'account_not_linked') return UNPROVEN
  return OUR_CODES.includes(code) ? (query.get('error_description') ?? NOT_ACCEPTED) : NOT_ACCEPTED
}

function toHeaders({ headers, address }: Visit): Headers {
  const own = new Headers(headers)
  own.delete(ADDRESS)
  if (address !== null) own.set(ADDRESS, address)
  return own
}

/** As the browser will come with the cookies that it is given now. */
function withCookies(visit: Visit, cookies: readonly string[]): Headers {
  const own = toHeaders(visit)
  own.set('cookie', cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '))
  return own
}
