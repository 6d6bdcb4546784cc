import { apiError } from '../errors.ts'
import type { SearchedObject, SearchGroup } from '../soql/search.ts'
import { everywhere, MOST_FOUND, readSosl, search } from '../soql/search.ts'
import { textOf } from '../text.ts'
import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'

const scopeOf = ({ org, userId, version }: Call) => ({
  org,
  userId,
  apiVersion: version,
  includeDeleted: false,
  tooling: false,
})

/** SOSL by `q`. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-search.html */
export function soslSearch(call: Call): ApiResponse {
  const q = call.request.query.get('q')
  if (q === null) throw apiError(400, 'MALFORMED_SEARCH', 'A search string has to be specified')
  const { words, group, objects } = readSosl(q)
  return { status: 200, body: { searchRecords: search(scopeOf(call), words, group, objects) } }
}

const GROUPS: readonly SearchGroup[] = ['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR']

/**
 * The same without SOSL: parameters, or a JSON body.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-search-parameterized.html
 */
export function parameterizedSearch(call: Call): ApiResponse {
  const { query, body } = call.request
  const asked = isRecord(body) ? body : Object.fromEntries(query)
  const group = GROUPS.find((name) => name === textOf(asked['in']).toUpperCase()) ?? 'ALL'
  const overall = Number(asked['overallLimit'] ?? MOST_FOUND)
  const found = search(scopeOf(call), textOf(asked['q']), group, objectsOf(asked))
  return { status: 200, body: { searchRecords: found.slice(0, overall) } }
}

function objectsOf(asked: Readonly<Record<string, unknown>>): readonly SearchedObject[] {
  const shared = Number(asked['defaultLimit'] ?? MOST_FOUND)
  const fieldsOf = (value: unknown): string => (Array.isArray(value) ? value.map(textOf).join(',') : textOf(value))
  if (Array.isArray(asked['sobjects'])) {
    return asked['sobjects'].filter(isRecord).map((entry) => ({
      name: textOf(entry['name']),
      fields: fieldsOf(entry['fields'] ?? asked['fields'] ?? 'Id'),
      clauses: entry['where'] === undefined ? '' : ` WHERE ${textOf(entry['where'])}`,
      limit: Number(entry['limit'] ?? shared),
    }))
  }
  const names = textOf(asked['sobject'])
  if (names === '') return everywhere()
  return names.split(',').map((name) => ({
    name,
    fields: fieldsOf(asked[`${name}.fields`] ?? asked['fields'] ?? 'Id'),
    clauses: asked[`${name}.where`] === undefined ? '' : ` WHERE ${textOf(asked[`${name}.where`])}`,
    limit: Number(asked[`${name}.limit`] ?? shared),
  }))
}
