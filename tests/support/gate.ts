import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '#app/scope.ts'
import type { Role } from '#domain/access.ts'
import { connectionId } from '#domain/ids.ts'
import { listen } from '#http/listen.ts'
import { createHttpApp, type HttpAppOptions } from '#http/server.ts'
import type { User } from '#ports/store/users.ts'
import type { Database } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { openGate, type AccessSettings } from '../../src/compose/access.ts'
import { shareLimits } from '../../src/compose/share-limits.ts'
import { appOptions, type TestApp } from './http-app.ts'

export const PASSWORD = 'correct horse battery'
export const OPERATOR_TOKEN = 'the-operators-own-token'
export const HERE = connectionId('here')
export const ELSEWHERE = connectionId('elsewhere')

type Env = Partial<AccessSettings['env']>

/** A whole server on a database, with the real way in: people, sessions, tokens, limits. */
export async function openTestGate(
  database: Database,
  input: {
    readonly env?: Env
    readonly app?: TestApp
    readonly isDemo?: boolean
    readonly options?: Partial<HttpAppOptions>
  } = {},
) {
  const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs }
  const store = createStore(database.kysely)
  const limits = shareLimits(database, undefined)
  const folder = mkdtempSync(join(tmpdir(), 'tandem-gate-'))
  for (const id of [HERE, ELSEWHERE])
    await store.connections.save({ id, name: id, portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' })
  let app: ReturnType<typeof createHttpApp> | null = null
  const server = await listen({ app: (req, res) => app?.(req, res), port: 0, host: '127.0.0.1' })
  const gate = await openGate(
    { store, limits, scope: { clock } },
    {
      env: {
        DATABASE_URL: undefined,
        TANDEM_SECRET_KEY: 'a secret of this test alone, long enough',
        TANDEM_ACCESS_TOKEN: OPERATOR_TOKEN,
        TANDEM_API_RATE_PER_MINUTE: 100_000,
        ...input.env,
      } as AccessSettings['env'],
      baseUrl: input.options?.publicUrl ?? server.url,
      folder,
      isDemo: input.isDemo ?? false,
      log: { warn: () => undefined },
    },
  )
  const scopes = new Map([HERE, ELSEWHERE].map((id) => [id, { store, clock, connection: { id } } as unknown as Scope]))
  app = createHttpApp({
    ...appOptions({
      ...input.app,
      api: {
        store,
        access: gate.access,
        now: () => clock.now(),
        connections: () => [...scopes.keys()],
        scopeOf: (id) => scopes.get(id) ?? null,
        ...input.app?.api,
      },
    }),
    ...gate.http,
    ...input.options,
  })
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(server.url + path, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...Object.fromEntries(new Headers(init.headers)),
      },
    })
  return {
    url: server.url,
    port: server.port,
    store,
    clock,
    access: gate.access,
    ask,
    /** As the operator: by a token, so from anywhere. */
    operator: (path: string, init: RequestInit = {}) =>
      ask(path, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${OPERATOR_TOKEN}` },
      }),
    add: async (role: Role, over: Partial<User> = {}): Promise<User> => {
      const email = over.email ?? `${role}@acme.example`
      const user: User = {
        id: `user-${email}`,
        name: `Some ${role}`,
        email,
        role,
        connections: 'all',
        state: 'active',
        createdAt: Date.now(),
        signedInAt: null,
        ...over,
      }
      await store.users.add(user)
      await gate.access.signIn.setPassword(user.id, PASSWORD)
      return user
    },
    /** As a page of Tandem does it. @returns the cookie. */
    signIn: async (email: string, password = PASSWORD): Promise<string> => {
      const reply = await ask('/api/session', {
        method: 'POST',
        headers: SAME_ORIGIN,
        body: JSON.stringify({ email, password }),
      })
      if (!reply.ok) throw new Error(`sign-in: ${reply.status} ${await reply.text()}`)
      return cookieOf(reply)
    },
    close: async () => {
      await server.close(0)
      limits.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export type TestGate = Awaited<ReturnType<typeof openTestGate>>

/** What a browser sends along with a request of a page of ours. */
export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' } as const

export const cookieOf = (reply: Response): string =>
  reply.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
