import { HubSpotError, badInput } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { bodyObject, ok, optionalText, textList } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { livingLists } from '../model/lists/lists.ts'
import { settleList } from '../model/lists/process-list.ts'
import type { CrmList } from '../model/lists/state.ts'
import { storeOf } from '../model/portal.ts'
import { renderFoundList } from './render-list.ts'

const scope = 'crm.lists.read'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide (retrieve segments) */
export const listSearchRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/crm/lists/search', handler: search, scope },
  { method: 'POST', pattern: '/crm/lists/all', handler: readAll, scope, versions: ['2026-09'] },
]

const types = ['MANUAL', 'DYNAMIC', 'SNAPSHOT']
const mostPerPage = 500

type Body = Readonly<Record<string, unknown>>

function count(body: Body): number {
  const raw = body['count'] ?? 20
  if (typeof raw !== 'number' || !Number.isInteger(raw) || raw < 0)
    throw badInput('Invalid input JSON: count must be a number')
  if (raw > mostPerPage) throw badInput(`Invalid input JSON: count must be at most ${mostPerPage}`)
  return raw
}

/** Lists of an object and of some processing types, by id. */
function matching(exchange: Exchange, body: Body): CrmList[] {
  const { portal } = exchange
  const objectTypeId = optionalText(body['objectTypeId'], 'objectTypeId')
  const typeId = objectTypeId === undefined ? undefined : storeOf(portal, objectTypeId).type.typeId
  const wanted = textList(body['processingTypes'], 'processingTypes')
  const unknown = wanted.find((type) => !types.includes(type))
  if (unknown !== undefined) throw refused('INVALID_PROCESSING_TYPE', `${unknown} is not a processing type`)
  return livingLists(portal)
    .filter((list) => typeId === undefined || list.objectTypeId === typeId)
    .filter((list) => wanted.length === 0 || wanted.includes(list.processingType))
}

function shown(exchange: Exchange, lists: readonly CrmList[], body: Body): unknown[] {
  const asked = textList(body['additionalProperties'], 'additionalProperties')
  for (const list of lists) settleList(exchange.portal, list)
  return lists.map((list) => renderFoundList(exchange.portal, list, asked))
}

/** Words of the name, any processing types; `offset` of the answer is where the next page starts. */
function search(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const query = (optionalText(body['query'], 'query') ?? '').toLowerCase()
  const ids = textList(body['listIds'], 'listIds')
  const offset = Number(body['offset'] ?? 0)
  const found = matching(exchange, body)
    .filter((list) => list.name.toLowerCase().includes(query))
    .filter((list) => ids.length === 0 || ids.includes(String(list.id)))
  const end = Math.min(offset + count(body), found.length)
  return ok({
    offset: end,
    hasMore: end < found.length,
    lists: shown(exchange, found.slice(offset, end), body),
    total: found.length,
  })
}

/** All lists by id with a cursor that holds the filters it was made with; only since 2026-09. */
function readAll(exchange: Exchange): Reply {
  const body = exchange.body === undefined ? {} : bodyObject(exchange)
  const after = optionalText(body['after'], 'after')
  const lists = matching(exchange, body)
  const start = after === undefined ? 0 : startOf(lists, after, body)
  const size = count(body)
  const page = lists.slice(start, start + size)
  const last = page.at(-1)
  const hasNext = last !== undefined && start + size < lists.length
  return ok({
    results: shown(exchange, page, body),
    ...(hasNext ? { paging: { next: { after: cursor(last, body) } } } : {}),
  })
}

function cursor(last: CrmList, { objectTypeId, processingTypes }: Body): string {
  return Buffer.from(JSON.stringify({ listId: String(last.id), objectTypeId, processingTypes })).toString('base64')
}

function startOf(lists: readonly CrmList[], after: string, body: Body): number {
  const last = lists.find((list) => cursor(list, body) === after)
  if (last === undefined) throw refused('INVALID_CURSOR', 'The after token is not valid for these filters')
  return lists.indexOf(last) + 1
}

const refused = (subCategory: string, message: string): HubSpotError =>
  new HubSpotError(400, { message, category: 'VALIDATION_ERROR', subCategory })
