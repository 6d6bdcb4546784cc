import type { ApiVersion, Handler } from './exchange.ts'

/**
 * A path of any API version in its version-less form: `/crm/v3/objects/X` and `/crm/objects/2026-09/X` are both `/crm/objects/X`.
 * https://developers.hubspot.com/docs/developer-tooling/platform/versioning
 */
export interface VersionedPath {
  readonly plain: string
  readonly version: ApiVersion
  /** The path with its version but `{…}` unresolved, for naming endpoints: prefix before and after the version. */
  readonly withVersion: (plain: string) => string
}

const dated =
  /^(\/(?:crm|marketing|account-info|crm-object-schemas|oauth|webhooks)(?:\/[a-z-]+)?)\/(2026-03|2026-09(?:-beta)?)(\/.*|$)/
/** "/crm/associations/v4/…" is how newer specifications write "/crm/v4/associations/…". */
const associationsFirst = /^\/crm\/associations\/v4(?=\/|$)/
const numbered = /^\/(?:(crm|marketing|account-info|crm-object-schemas|webhooks)\/(v[34])|(oauth)\/(v[13]))(\/.*|$)/
const numberedVersions: Readonly<Record<string, ApiVersion>> = { v1: 'v1', v3: 'v3', v4: 'v4' }

/** Undefined when the path names no version that is served. */
export function versionedPath(path: string): VersionedPath | undefined {
  const trimmed = path.replace(/\/+$/, '').replace(associationsFirst, '/crm/v4/associations')
  const newer = dated.exec(trimmed)
  if (newer !== null) {
    const [, prefix = '', version = '', rest = ''] = newer
    return {
      plain: prefix + rest,
      version: version.startsWith('2026-09') ? '2026-09' : '2026-03',
      withVersion: (plain) => `${prefix}/${version}${plain.slice(prefix.length)}`,
    }
  }
  const older = numbered.exec(trimmed)
  if (older === null) return undefined
  const [, area = older[3] ?? '', version = older[4] ?? '', , , rest = ''] = older
  return {
    plain: `/${area}${rest}`,
    version: numberedVersions[version] ?? 'v3',
    withVersion: (plain) => `/${area}/${version}${plain.slice(area.length + 1)}`,
  }
}

/** One operation. `pattern` is version-less with `{placeholders}`. */
export interface Route {
  readonly method: string
  readonly pattern: string
  readonly handler: Handler
  /** Versions it is served in; all when absent. */
  readonly versions?: readonly ApiVersion[]
  /** Scope the token needs; `{scope}` stands for the object type's family. */
  readonly scope?: string
  /** Whose credentials a call needs; a bearer token when absent. */
  readonly auth?: 'bearer' | 'developer-key' | 'none'
  /** Tells about private apps alone. */
  readonly isOfPrivateApps?: true
  /** Search has its own limit and its own headers. */
  readonly isSearch?: true
}

export interface RouteMatch {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** What a path answers to: a route, `wrong-verb` when only other verbs are known, or nothing. */
export type RouteLookup = (method: string, path: VersionedPath) => RouteMatch | 'wrong-verb' | undefined

/** Builds the look-up. Literal segments win over placeholders whatever the order of the table. */
export function routeTable(routes: readonly Route[]): RouteLookup {
  const prepared = routes
    .map((route) => ({ route, segments: route.pattern.split('/') }))
    .sort((a, b) => literals(b.segments) - literals(a.segments))
  return (method, path) => {
    const segments = path.plain.split('/')
    let wrongVerb = false
    for (const { route, segments: pattern } of prepared) {
      if (route.versions !== undefined && !route.versions.includes(path.version)) continue
      const params = matchSegments(pattern, segments)
      if (params === undefined) continue
      if (route.method === method) return { route, params }
      wrongVerb = true
    }
    return wrongVerb ? 'wrong-verb' : undefined
  }
}

const literals = (segments: readonly string[]): number => segments.filter((segment) => !segment.startsWith('{')).length

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  for (const [at, expected] of pattern.entries()) {
    if (!expected.startsWith('{') && expected !== segments[at]) return undefined
  }
  const params: Record<string, string> = {}
  for (const [at, expected] of pattern.entries()) {
    if (expected.startsWith('{')) params[expected.slice(1, -1)] = decoded(segments[at] ?? '')
  }
  return params
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
