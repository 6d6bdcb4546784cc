import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type AnyRoute,
} from '@tanstack/react-router'
import { PageFailed } from './components/page-failed.tsx'
import { PageLoading } from './components/page-loading.tsx'
import { PAGES, PUBLIC_PAGES } from './pages.ts'
import { FirstPage, FirstPageOfConnection } from './shell/first-page.tsx'
import { NotFound } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const index = createRoute({ getParentRoute: () => root, path: '/', component: FirstPage })

const publicPages = PUBLIC_PAGES.map((page) =>
  createRoute({ getParentRoute: () => root, path: page.path, component: lazyRouteComponent(page.load) }),
)

const connection = createRoute({ getParentRoute: () => root, path: '/c/$connection', component: Shell })

const start = createRoute({ getParentRoute: () => connection, path: '/', component: FirstPageOfConnection })

const pages = PAGES.map((page) =>
  createRoute({ getParentRoute: () => connection, path: page.path, component: lazyRouteComponent(page.load) }),
)

const tree = root.addChildren([
  index,
  ...publicPages,
  connection.addChildren([start, ...pages] as unknown as AnyRoute[]),
] as unknown as AnyRoute[])

export const router = createRouter({
  routeTree: tree,
  defaultPendingComponent: PageLoading,
  defaultPendingMs: 150,
  defaultErrorComponent: PageFailed,
  defaultPreload: 'intent',
  scrollRestoration: true,
})
