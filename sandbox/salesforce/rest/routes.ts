import { BULK_ROUTES } from '../bulk/routes.ts'
import type { Handler } from './api.ts'
import * as collections from './collections.ts'
import { compositeBatch } from './composite-batch.ts'
import { compositeGraph } from './composite-graph.ts'
import { composite } from './composite.ts'
import * as meta from './meta.ts'
import * as replication from './replication.ts'
import * as query from './query.ts'
import * as records from './records.ts'
import * as search from './search.ts'
import * as tooling from './tooling.ts'
import * as channelMembers from '../streaming/channel-members.ts'
import { compositeTree } from './tree.ts'
import * as versions from './versions.ts'

interface Route {
  readonly method: string
  /** Path behind `/services/data/vXX.0`; `{name}` is one segment, `{name...}` the rest. */
  readonly path: string
  readonly handler: Handler
}

function route(method: string, path: string, handler: Route['handler']): Route {
  return { method, path, handler }
}

/** First match wins: fixed paths stand before those with parameters. */
const ROUTES: readonly Route[] = [
  route('GET', '/', versions.resources),
  route('GET', '/sobjects', meta.describeGlobal),
  route('GET', '/limits', meta.limits),
  route('GET', '/limits/recordCount', meta.recordCount),
  route('GET', '/search', search.soslSearch),
  route('GET', '/parameterizedSearch', search.parameterizedSearch),
  route('POST', '/parameterizedSearch', search.parameterizedSearch),
  route('GET', '/query', query.query),
  route('GET', '/query/{locator}', query.queryMore),
  route('GET', '/queryAll', query.queryAll),
  route('GET', '/queryAll/{locator}', query.queryMore),
  route('GET', '/queryAll/{locator}', query.queryMore),
  route('POST', '/composite', composite),
  route('POST', '/composite/batch', compositeBatch),
  route('POST', '/composite/graph', compositeGraph),
  route('POST', '/composite/tree/{type}', compositeTree),
  route('POST', '/composite/sobjects', collections.createMany),
  route('PATCH', '/composite/sobjects', collections.updateMany),
  route('DELETE', '/composite/sobjects', collections.deleteMany),
  route('PATCH', '/composite/sobjects/{type}/{field}', collections.upsertMany),
  route('POST', '/composite/sobjects/{type}', collections.readMany),
  route('GET', '/composite/sobjects/{type}', collections.readMany),
  ...BULK_ROUTES.map(([method, path, handler]) => route(method, path, handler)),
  route('GET', '/tooling/query', query.toolingQuery),
  route('GET', '/tooling/query/{locator}', query.queryMore),
  route('POST', '/tooling/sobjects/CustomField', tooling.createCustomField),
  route('POST', '/tooling/composite/sobjects', tooling.createMany),
  route('GET', '/tooling/sobjects', tooling.describeGlobal),
  route('GET', '/tooling/sobjects/{type}/describe', tooling.describe),
  route('GET', '/tooling/sobjects/CustomField/{id}', tooling.readCustomField),
  route('PATCH', '/tooling/sobjects/CustomField/{id}', tooling.updateCustomField),
  route('DELETE', '/tooling/sobjects/CustomField/{id}', tooling.deleteCustomField),
  route('POST', '/tooling/sobjects/CustomObject', tooling.createCustomObject),
  route('GET', '/tooling/sobjects/CustomObject/{id}', tooling.readCustomObject),
  route('PATCH', '/tooling/sobjects/CustomObject/{id}', tooling.updateCustomObject),
  route('DELETE', '/tooling/sobjects/CustomObject/{id}', tooling.deleteCustomObject),
  route('POST', '/tooling/sobjects/PlatformEventChannelMember', channelMembers.createMember),
  route('GET', '/tooling/sobjects/PlatformEventChannelMember/{id}', channelMembers.readMember),
  route('DELETE', '/tooling/sobjects/PlatformEventChannelMember/{id}', channelMembers.deleteMember),
  route('GET', '/sobjects/{type}', meta.basicInfo),
  route('POST', '/sobjects/{type}', records.create),
  route('GET', '/sobjects/{type}/describe', meta.describe),
  route('GET', '/sobjects/{type}/updated', replication.updated),
  route('GET', '/sobjects/{type}/deleted', replication.deleted),
  route('GET', '/sobjects/{type}/{id}', records.read),
  route('PATCH', '/sobjects/{type}/{id}', records.update),
  route('DELETE', '/sobjects/{type}/{id}', records.remove),
  route('POST', '/sobjects/{type}/{field}', records.createById),
  route('GET', '/sobjects/{type}/{field}/{value...}', records.readByKey),
  route('PATCH', '/sobjects/{type}/{field}/{value...}', records.upsert),
  route('DELETE', '/sobjects/{type}/{field}/{value...}', records.removeByKey),
]

const compiled = ROUTES.map((entry) => ({
  ...entry,
  pattern: new RegExp(
    `^${entry.path.replaceAll(/\{\w+(\.\.\.)?\}/g, (_, rest: string | undefined) => (rest === undefined ? '([^/]+)' : '(.+)')).replace(/^\/$/, '/?')}$`,
    'i',
  ),
}))

export interface RouteMatch {
  readonly route: Route
  readonly params: readonly string[]
}

/** The route of a path behind the version; `wrongMethod` when only other methods are known there. */
export function findRoute(method: string, path: string): RouteMatch | 'wrongMethod' | null {
  let other = false
  for (const entry of compiled) {
    const found = entry.pattern.exec(path)
    if (!found) continue
    if (entry.method === method || (method === 'HEAD' && entry.method === 'GET')) {
      return { route: entry, params: found.slice(1).map(decode) }
    }
    other = true
  }
  return other ? 'wrongMethod' : null
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const VERSIONED = /^\/services\/data\/v\d+\.\d+/

/** The name under which a request is counted, e.g. `PATCH /composite/sobjects/{type}/{field}`. */
export function endpointOf(method: string, path: string): string {
  const clean = (path.split('?')[0] ?? '').replaceAll(/\/{2,}/g, '/')
  const soap = /^\/services\/Soap\/([a-z])\//i.exec(clean)?.[1]
  if (soap !== undefined) return `${method} /services/Soap/${soap.toLowerCase()}/{version}`
  if (clean.startsWith('/id/')) return `${method} /id/{organization}/{user}`
  if (!VERSIONED.test(clean)) return `${method} ${clean}`
  const rest = clean.replace(VERSIONED, '').replace(/(?<=.)\/$/, '')
  const found = findRoute(method, rest)
  return found === null || found === 'wrongMethod' ? `${method} ${rest}` : `${method} ${found.route.path}`
}
