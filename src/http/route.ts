import type { Express, Request, RequestHandler, Response } from 'express'
import type { Registry } from 'prom-client'
import { InvariantError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { AttributionModel, CampaignTable } from './contract/campaigns.ts'
import type { Overview } from './contract/overview.ts'
import type { Sessions } from './session.ts'

/** Least to most. `public` needs no credentials; everybody who has them may do what the roles below his may. */
export const ROLES = ['public', 'viewer', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What routes may call. Use cases are handed in; no route knows where its answer comes from. */
export interface RouteDeps {
  readonly overview: () => Promise<Overview>
  readonly campaigns: (model: AttributionModel) => Promise<CampaignTable>
  /** Whether the database answers. */
  readonly ready: () => Promise<boolean>
  readonly registry: Registry
  readonly sessions: Sessions
  readonly now: () => Instant
  /** Cookies are sent over https only. */
  readonly secureCookies: boolean
}

/**
 * One door into the server. `GET` answers exactly its path; `USE` hands everything below its path to a handler that
 * decides by itself (static files, webhooks, whatever is left over).
 */
export type Route = {
  readonly path: string
  readonly role: Role
} & (
  | { readonly method: 'GET'; readonly handle: (deps: RouteDeps, req: Request, res: Response) => void | Promise<void> }
  | { readonly method: 'USE'; readonly handle: RequestHandler }
)

/**
 * Mounts routes in their order, each behind the guard of its role.
 *
 * @throws InvariantError when a route names no known role, or when two routes answer the same method and path.
 */
export function mountRoutes(
  app: Express,
  routes: readonly Route[],
  deps: RouteDeps,
  guard: (role: Role) => RequestHandler,
): void {
  const seen = new Set<string>()
  for (const route of routes) {
    const name = `${route.method} ${route.path}`
    if (!ROLES.includes(route.role)) throw new InvariantError(`route ${name} has no role`)
    if (route.method === 'GET' && seen.has(name)) throw new InvariantError(`route ${name} is declared twice`)
    seen.add(name)
    if (route.method === 'GET') app.get(route.path, guard(route.role), (req, res) => route.handle(deps, req, res))
    else app.use(route.path, guard(route.role), route.handle)
  }
}
