import { afterEach } from 'vitest'
import { PERMISSIONS, permissionsOf, type Actor, type Role } from '#domain/access.ts'
import { createLiveReads } from '#app/look-up/live-reads.ts'
import type { Scope } from '#app/scope.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { ApiDeps, AuditEntry } from '#http/api-deps.ts'
import { listen, type Listening } from '#http/listen.ts'
import { createHttpApp, type HttpAppOptions } from '#http/server.ts'
import { memoryLimits } from '#store/limits.ts'
import { operationsOf, type Operations } from './operations.ts'
import { OVERVIEW } from './overview-values.ts'

/** Somebody of a role who may see every connection. */
export const person = (role: Role, over: Partial<Actor> = {}): Actor =>
  ({
    kind: 'user',
    id: `user-${role}`,
    name: `Some ${role}`,
    email: `${role}@northwind.example`,
    role,
    permissions: permissionsOf(role),
    connections: 'all',
    ...over,
  }) as Actor

export const machine = (over: Partial<Actor> = {}): Actor =>
  ({
    kind: 'token',
    id: 'token-1',
    name: 'a script',
    maker: null,
    permissions: PERMISSIONS,
    connections: 'all',
    ...over,
  }) as Actor

/** Without anything behind it: operations that need more are given it by `api`. */
const NOTHING: ApiDeps = {
  store: absent('store'),
  handOn: () => undefined,
  work: absent('work'),
  listening: { webhooks: { state: 'off', address: null }, salesforceEvents: 'off', publicUrl: null },
  now: () => Date.now(),
  liveReads: createLiveReads(),
  connections: () => [],
  scopeOf: () => null,
  access: absent<ApiDeps['access']>('access', { limits: memoryLimits() }),
  readDocument: parseSyncConfig,
  config: absent('config'),
  provision: absent('provision'),
  overview: async () => OVERVIEW,
  crmAddresses: () => ({ hubspot: 'https://app.hubspot.com', salesforce: 'https://acme.my.salesforce.com' }),
}

/** Whoever uses it although the test did not give it is told so. */
function absent<T extends object>(name: string, nothing: Partial<T> = {}): T {
  return new Proxy(nothing as T, {
    get: (target, property) => {
      if (property in target) return target[property as keyof T]
      throw new Error(`this test gave no ${name}, but ${name}.${String(property)} is used`)
    },
  })
}

export interface TestApp {
  readonly options?: Partial<Omit<HttpAppOptions, 'api'>>
  readonly api?: Partial<ApiDeps>
  /** Its connection is known, its store and clock are the API's. */
  readonly scope?: Scope
  /** Who asks, unless the request says otherwise by `options.authenticate`; null: nobody. */
  readonly actor?: Actor | null
}

/** The options of an app for tests; `audited` collects what went to the audit log. */
export function appOptions({ options, api, scope, actor = person('admin') }: TestApp): HttpAppOptions & {
  readonly audited: AuditEntry[]
} {
  const audited: AuditEntry[] = []
  return {
    authenticate: async () => actor,
    audit: async (entry) => void audited.push(entry),
    ready: async () => true,
    staticDir: import.meta.dirname,
    ...options,
    api: {
      ...NOTHING,
      ...(scope === undefined
        ? {}
        : {
            store: scope.store,
            now: () => scope.clock.now(),
            connections: () => [scope.connection.id],
            scopeOf: (id) => (id === scope.connection.id ? scope : null),
          }),
      ...api,
    },
    audited,
  }
}

/** An app that listens; `audited`: what went to its audit log. */
export interface RunningApp extends Listening, Operations {
  readonly audited: readonly AuditEntry[]
  /** As no contract tells it: headers, streams, addresses of nothing. */
  ask(path: string, init?: RequestInit): Promise<Response>
}

/** Listens on a free port; the caller closes it. Its operations are those on the connection of its scope. */
export async function startApp(input: TestApp = {}): Promise<RunningApp> {
  const options = appOptions(input)
  const server = await listen({ app: createHttpApp(options), port: 0, host: '127.0.0.1' })
  const ask: RunningApp['ask'] = (path, init = {}) =>
    fetch(server.url + path, {
      ...init,
      headers: {
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...Object.fromEntries(new Headers(init.headers)),
      },
    })
  return { ...server, ...operationsOf(ask, input.scope?.connection.id ?? ''), audited: options.audited, ask }
}

/** Starts apps that are closed after each test. Call once per file, outside of tests. */
export function useApps(): typeof startApp {
  const open: Listening[] = []
  afterEach(async () => {
    for (const app of open.splice(0)) await app.close(100)
  })
  return async (input) => {
    const app = await startApp(input)
    open.push(app)
    return app
  }
}
