import { badInput, invalid } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asList, asObject, asText, bodyObject, ok, optionalText, param, textList } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { storeOf } from '../model/portal.ts'
import { renderRecord } from '../model/render.ts'
import type { SearchFilter } from '../model/search-filter.ts'
import type { SearchQuery } from '../model/search.ts'
import { search } from '../model/search.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
export const searchRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/crm/objects/{type}/search',
    handler: searchRecords,
    scope: 'crm.objects.{scope}.read',
    isSearch: true,
  },
]

const maxLimit = 200
const maxGroups = 5
const maxFiltersPerGroup = 6
const maxFilters = 18
const maxBodyLength = 3_000

function searchRecords(exchange: Exchange): Reply {
  const { portal } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const body = bodyObject(exchange)
  if (JSON.stringify(body).length > maxBodyLength) throw invalid(`The request body is over ${maxBodyLength} characters`)
  const limit = wholeNumber(body['limit'] ?? 10, 'limit')
  if (limit > maxLimit) throw invalid(`The maximum limit of a search is ${maxLimit}`)
  const offset = wholeNumber(body['after'] ?? 0, 'after')
  const cap = portal.settings.searchResultCap
  // Only the status is certain here, the text is not documented.
  if (offset + limit > cap) throw invalid(`The search paging exceeds the limit of ${cap} results`)
  const matches = search(portal, store, readQuery(body))
  const view = { properties: textList(body['properties'], 'properties'), withHistory: [], associations: [] }
  const next = offset + limit
  return ok({
    total: matches.length,
    results: matches.slice(offset, next).map((record) => renderRecord(portal, store, record, view)),
    ...(next < matches.length ? { paging: { next: { after: String(next) } } } : {}),
  })
}

function wholeNumber(value: unknown, what: string): number {
  const text = asText(value, what)
  if (text === '') return 0
  if (!/^\d+$/.test(text)) throw badInput(`Invalid input JSON: ${what} must be a number`)
  return Number(text)
}

function readQuery(body: Readonly<Record<string, unknown>>): SearchQuery {
  const listed = body['filterGroups'] === undefined ? [] : asList(body['filterGroups'], 'filterGroups')
  const groups = listed.map((group) => asList(asObject(group, 'filterGroup')['filters'], 'filters').map(readFilter))
  // Filters outside of groups are one more way to write a single group.
  if (body['filters'] !== undefined) groups.push(asList(body['filters'], 'filters').map(readFilter))
  if (groups.length > maxGroups) throw invalid(`A search takes at most ${maxGroups} filter groups`)
  if (groups.some((filters) => filters.length > maxFiltersPerGroup)) {
    throw invalid(`A filter group takes at most ${maxFiltersPerGroup} filters`)
  }
  if (groups.flat().length > maxFilters) throw invalid(`A search takes at most ${maxFilters} filters`)
  return {
    groups: groups.filter((filters) => filters.length > 0),
    text: optionalText(body['query'], 'query') ?? '',
    sort: readSort(body['sorts']),
  }
}

const operators: ReadonlySet<string> = new Set(
  'EQ NEQ LT LTE GT GTE BETWEEN IN NOT_IN HAS_PROPERTY NOT_HAS_PROPERTY CONTAINS_TOKEN NOT_CONTAINS_TOKEN'.split(' '),
)

function readFilter(raw: unknown): SearchFilter {
  const filter = asObject(raw, 'filter')
  const operator = asText(filter['operator'], 'operator')
  if (!operators.has(operator)) throw badInput(`Invalid input JSON: ${operator} is not a search operator`)
  const read = {
    propertyName: asText(filter['propertyName'], 'propertyName'),
    operator,
    value: optionalText(filter['value'], 'value'),
    highValue: optionalText(filter['highValue'], 'highValue'),
    values: textList(filter['values'], 'values'),
  }
  if (
    /^(IN|NOT_IN)$/.test(operator)
      ? read.values.length === 0
      : !operator.includes('HAS_PROPERTY') && read.value === undefined
  ) {
    throw invalid(`${operator} on ${read.propertyName} needs ${operator.endsWith('IN') ? 'values' : 'a value'}`)
  }
  if (operator === 'BETWEEN' && read.highValue === undefined)
    throw invalid(`BETWEEN on ${read.propertyName} needs a highValue`)
  return read
}

/** Objects or the short form "-createdate"; only one sort is honoured. */
function readSort(raw: unknown): SearchQuery['sort'] {
  const first: unknown = raw === undefined || raw === null ? undefined : asList(raw, 'sorts')[0]
  if (first === undefined) return null
  if (typeof first === 'string') {
    return first.startsWith('-')
      ? { property: first.slice(1), direction: 'descending' }
      : { property: first, direction: 'ascending' }
  }
  const sort = asObject(first, 'sort')
  const direction = optionalText(sort['direction'], 'direction') ?? 'ASCENDING'
  return {
    property: asText(sort['propertyName'], 'propertyName'),
    direction: direction.toUpperCase() === 'DESCENDING' ? 'descending' : 'ascending',
  }
}
