import type { Express } from 'express'
import { guard, identify, type Authenticate } from './middleware/guard.ts'
import type { RawDeps, RawRoute } from './route.ts'

/** Mounts ways in that are no operation of the API, in their order, each behind the guard of what it needs. */
export function mountRaw(app: Express, routes: readonly RawRoute[], deps: RawDeps, authenticate: Authenticate): void {
  for (const route of routes) {
    // Public ones, such as the files of the app, do not have the database asked who it is.
    const behind = route.access === 'public' ? [] : [identify(authenticate), guard(route.access)]
    if (route.method === 'GET') app.get(route.path, ...behind, (req, res) => route.handle(deps, req, res))
    else app.use(route.path, ...behind, route.handle)
  }
}
