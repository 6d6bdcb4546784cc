import { randomUUID, timingSafeEqual } from 'node:crypto'
import { createAccess, type OidcSettings } from '#access/index.ts'
import { actorOfToken, actorOfUser } from '#app/access/actors.ts'
import { hashOf } from '#app/access/secrets.ts'
import type { Env } from '#config/env.ts'
import { PERMISSIONS, type Actor } from '#domain/access.ts'
import { UsageError } from '#domain/errors.ts'
import type { AccessDeps } from '#http/api-deps.ts'
import { cameBySession, type Authenticate } from '#http/middleware/guard.ts'
import type { HttpAppOptions } from '#http/server.ts'
import { setCookies, visitOf } from '#http/visit.ts'
import type { Log } from '#ports/log.ts'
import type { Tandem } from '../compose.ts'
import { linkMailer } from './link-mail.ts'
import { secretKey } from './secret-key.ts'

type AccessEnv = Pick<
  Env,
  | 'DATABASE_URL'
  | 'TANDEM_SECRET_KEY'
  | 'TANDEM_ACCESS_TOKEN'
  | 'TANDEM_API_RATE_PER_MINUTE'
  | 'TANDEM_TRUSTED_PROXIES'
  | 'TANDEM_OIDC_ISSUER'
  | 'TANDEM_OIDC_CLIENT_ID'
  | 'TANDEM_OIDC_CLIENT_SECRET'
  | 'TANDEM_OIDC_NAME'
  | 'TANDEM_OIDC_DOMAIN'
  | 'SMTP_URL'
  | 'ALERTS_FROM'
>

export interface AccessSettings {
  readonly env: AccessEnv
  /** Where people reach this Tandem. */
  readonly baseUrl: string
  /** Where a key is kept that nobody gave. */
  readonly folder: string
  readonly isDemo: boolean
  readonly log: Pick<Log, 'warn'>
}

/** Who may come in: what the HTTP side needs for it. */
export interface Gate {
  readonly access: AccessDeps
  readonly http: Pick<HttpAppOptions, 'authenticate' | 'audit' | 'rate' | 'trustedProxies'>
}

/** What is wrong with the settings is told before anything is opened. @throws UsageError that names the variable. */
export function assertAccessEnv(env: AccessEnv): void {
  if (env.TANDEM_ACCESS_TOKEN !== undefined && env.TANDEM_ACCESS_TOKEN.length < 16)
    throw new UsageError(
      'TANDEM_ACCESS_TOKEN must have 16 characters or more, because whoever guesses it may do everything',
    )
  oidcOf(env)
}

/** A Tandem as far as sign-in looks at it. */
export type Gated = Pick<Tandem, 'store' | 'limits'> & { readonly scope: Pick<Tandem['scope'], 'clock'> }

export async function openGate(tandem: Gated, settings: AccessSettings): Promise<Gate> {
  const { env, baseUrl, folder, isDemo, log } = settings
  assertAccessEnv(env)
  const { store, limits } = tandem
  const signIn = createAccess({
    secret: await secretKey(env, folder),
    baseUrl,
    records: store.authRecords,
    users: store.users,
    oidc: oidcOf(env),
    onTrouble: (message) => log.warn({ from: 'sign-in' }, message),
  })
  const access: AccessDeps = {
    signIn,
    limits: limits.lasting,
    baseUrl,
    mail: linkMailer(env, log),
    isDemo,
    newId: () => randomUUID(),
  }
  return {
    access,
    http: {
      authenticate: authenticateBy(tandem, access, env.TANDEM_ACCESS_TOKEN),
      audit: (entry) => store.audit.add(entry),
      rate: { limits: limits.quick, perMinute: env.TANDEM_API_RATE_PER_MINUTE },
      ...(env.TANDEM_TRUSTED_PROXIES === undefined ? {} : { trustedProxies: env.TANDEM_TRUSTED_PROXIES }),
    },
  }
}

/** The operator's own token: for machines, and for what has to be done before anybody has an account. */
const OPERATOR: Actor = {
  kind: 'token',
  id: 'operator',
  name: 'TANDEM_ACCESS_TOKEN',
  maker: null,
  permissions: PERMISSIONS,
  connections: 'all',
}

function authenticateBy({ store, scope }: Gated, { signIn }: AccessDeps, operators: string | undefined): Authenticate {
  const isOperators = (token: string): boolean =>
    // Hashes are compared, so that neither content nor length shows in the time it takes.
    operators !== undefined && timingSafeEqual(Buffer.from(hashOf(token)), Buffer.from(hashOf(operators)))
  return async (req, res) => {
    const authorization = req.get('authorization')
    if (authorization !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
      if (token === undefined) return null
      if (isOperators(token)) return OPERATOR
      const now = scope.clock.now()
      const found = await store.apiTokens.byHash(hashOf(token))
      const actor = found === null ? null : actorOfToken(found.token, found.maker, now)
      if (actor !== null) await store.apiTokens.used(actor.id, now)
      return actor
    }
    if (req.get('cookie') === undefined) return null
    const session = await signIn.session(visitOf(req))
    if (session === null) return null
    const user = await store.users.get(session.userId)
    const actor = user === null ? null : actorOfUser(user)
    if (actor === null) return null
    setCookies(res, session.cookies)
    cameBySession(res, session.sessionId)
    return actor
  }
}

function oidcOf(env: AccessEnv): OidcSettings | null {
  const { TANDEM_OIDC_ISSUER: issuer, TANDEM_OIDC_CLIENT_ID: clientId, TANDEM_OIDC_CLIENT_SECRET: clientSecret } = env
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    throw new UsageError(
      'sign-in by a provider needs TANDEM_OIDC_ISSUER, TANDEM_OIDC_CLIENT_ID and TANDEM_OIDC_CLIENT_SECRET; set all three, or none',
    )
  const url = URL.parse(issuer)
  const isLocal = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url === null || (url.protocol !== 'https:' && !isLocal))
    throw new UsageError(
      `TANDEM_OIDC_ISSUER must be an https address such as https://login.acme.example, got "${issuer}"`,
    )
  return {
    issuer,
    clientId,
    clientSecret,
    name: env.TANDEM_OIDC_NAME ?? url.hostname,
    domain: env.TANDEM_OIDC_DOMAIN ?? null,
  }
}

/** For servers that take webhooks alone: nobody comes in. */
export const CLOSED: Gate = {
  access: {
    signIn: {
      session: async () => null,
      withPassword: async () => null,
      open: () => Promise.reject(new UsageError('nobody signs in here')),
      end: async () => [],
      setPassword: () => Promise.reject(new UsageError('nobody signs in here')),
      isPassword: async () => false,
      hasPassword: async () => false,
      oidc: null,
    },
    limits: {
      spend: async (limit) => ({ allowed: true, used: 0, left: limit.points, resetMs: 0 }),
      look: async (limit) => ({ allowed: true, used: 0, left: limit.points, resetMs: 0 }),
      block: async () => undefined,
      forgive: async () => undefined,
    },
    baseUrl: 'http://127.0.0.1',
    mail: null,
    isDemo: false,
    newId: () => randomUUID(),
  },
  http: { authenticate: async () => null, audit: async () => undefined },
}
