import { badInput, invalid } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asObject, asText, bodyObject, listParam, noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { folderOf } from '../model/lists/folders.ts'
import { checkListName, listNotFound, listOf, livingLists, restoreList } from '../model/lists/lists.ts'
import { settleList } from '../model/lists/process-list.ts'
import { readFilter } from '../model/lists/read-filter.ts'
import type { CrmList, ProcessingType } from '../model/lists/state.ts'
import { storeOf } from '../model/portal.ts'
import { renderList } from './render-list.ts'

const path = '/crm/lists'
const read = 'crm.lists.read'
const write = 'crm.lists.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
export const listRoutes: readonly Route[] = [
  { method: 'POST', pattern: path, handler: create, scope: write },
  { method: 'GET', pattern: path, handler: readMany, scope: read },
  { method: 'GET', pattern: `${path}/{list}`, handler: readOne, scope: read },
  { method: 'GET', pattern: `${path}/object-type-id/{objectType}/name/{name}`, handler: readByName, scope: read },
  { method: 'PUT', pattern: `${path}/{list}/update-list-name`, handler: rename, scope: write },
  { method: 'PUT', pattern: `${path}/{list}/update-list-filters`, handler: changeFilters, scope: write },
  { method: 'DELETE', pattern: `${path}/{list}`, handler: remove, scope: write },
  { method: 'PUT', pattern: `${path}/{list}/restore`, handler: restore, scope: write },
]

const showsFilters = (exchange: Exchange): boolean => exchange.query.get('includeFilters') === 'true'

const processingTypes: readonly string[] = ['MANUAL', 'DYNAMIC', 'SNAPSHOT']

function processingTypeOf(raw: unknown): ProcessingType {
  const type = asText(raw, 'processingType')
  if (processingTypes.includes(type)) return type as ProcessingType
  throw badInput(`Invalid input JSON: processingType must be one of ${processingTypes.join(', ')}`)
}

/** Answered 200, not 201. */
function create(exchange: Exchange): Reply {
  const { portal } = exchange
  const body = bodyObject(exchange)
  const name = asText(body['name'], 'name')
  const processingType = processingTypeOf(body['processingType'])
  const store = storeOf(portal, asText(body['objectTypeId'], 'objectTypeId'))
  checkListName(portal, name, null)
  const hasFilter = body['filterBranch'] !== undefined && body['filterBranch'] !== null
  if (processingType === 'DYNAMIC' && !hasFilter) throw invalid('A DYNAMIC list needs a filterBranch')
  if (processingType === 'MANUAL' && hasFilter) throw invalid('A MANUAL list cannot have a filterBranch')
  const filterBranch = hasFilter ? readFilter(portal, store, body['filterBranch']) : null
  const folderId = folderOf(portal, body['listFolderId'] ?? 0)
  const at = portal.clock.now()
  const settings = body['membershipSettings'] ?? null
  const list: CrmList = {
    id: (portal.state.lists.lastId += 1),
    name,
    objectTypeId: store.type.typeId,
    processingType,
    version: 1,
    createdAt: at,
    updatedAt: at,
    filtersUpdatedAt: at,
    deletedAt: null,
    filterBranch,
    isProcessed: filterBranch === null,
    folderId,
    customProperties: customProperties(body['customProperties']),
    membershipSettings: membershipSettings(settings === null ? {} : asObject(settings, 'membershipSettings')),
    members: {},
    membersVersion: 0,
    lastAddedAt: null,
    lastRemovedAt: null,
    conversion: null,
    edits: [at],
    sizes: [],
  }
  portal.state.lists.lists.push(list)
  settleList(portal, list)
  return ok({ list: renderList(portal, list, 'without-filters') })
}

function customProperties(raw: unknown): Record<string, string> {
  if (raw === undefined || raw === null) return {}
  const given = Object.entries(asObject(raw, 'customProperties'))
  return Object.fromEntries(given.map(([name, value]) => [name, asText(value, name)]))
}

function membershipSettings(raw: Readonly<Record<string, unknown>>): CrmList['membershipSettings'] {
  const { membershipTeamId, includeUnassigned } = raw
  return {
    membershipTeamId: typeof membershipTeamId === 'number' ? membershipTeamId : null,
    includeUnassigned: typeof includeUnassigned === 'boolean' ? includeUnassigned : null,
  }
}

function renderFull(exchange: Exchange, list: CrmList): unknown {
  return renderList(exchange.portal, list, showsFilters(exchange) ? 'with-filters' : 'without-filters', 'with-size')
}

function readOne(exchange: Exchange): Reply {
  return ok({ list: renderFull(exchange, listOf(exchange.portal, param(exchange, 'list'))) })
}

/** Ids that name no list are left out. */
function readMany(exchange: Exchange): Reply {
  const ids = new Set(listParam(exchange, 'listIds'))
  const lists = livingLists(exchange.portal).filter(({ id }) => ids.has(String(id)))
  for (const list of lists) settleList(exchange.portal, list)
  return ok({ lists: lists.map((list) => renderFull(exchange, list)) })
}

function readByName(exchange: Exchange): Reply {
  const { portal } = exchange
  const { typeId } = storeOf(portal, param(exchange, 'objectType')).type
  const name = param(exchange, 'name')
  const list = livingLists(portal).find((each) => each.objectTypeId === typeId && each.name === name)
  if (list === undefined) throw listNotFound(name)
  settleList(portal, list)
  return ok({ list: renderFull(exchange, list) })
}

/** The name is a query parameter, and the answer calls the list `updatedList`. */
function rename(exchange: Exchange): Reply {
  const { portal } = exchange
  const list = listOf(portal, param(exchange, 'list'))
  const name = exchange.query.get('listName') ?? ''
  checkListName(portal, name, list)
  list.name = name
  edited(exchange, list)
  return ok({ updatedList: renderList(portal, list, showsFilters(exchange) ? 'with-filters' : 'without-filters') })
}

/** Replaces the whole definition; memberships follow: "the list memberships will be re-evaluated and updated". */
function changeFilters(exchange: Exchange): Reply {
  const { portal } = exchange
  const list = listOf(portal, param(exchange, 'list'))
  if (list.processingType !== 'DYNAMIC')
    throw invalid(`The filters of list ${list.id} cannot be changed: it is not DYNAMIC`)
  list.filterBranch = readFilter(portal, storeOf(portal, list.objectTypeId), bodyObject(exchange)['filterBranch'])
  list.version += 1
  edited(exchange, list)
  list.filtersUpdatedAt = list.updatedAt
  list.isProcessed = false
  settleList(portal, list)
  return ok({ updatedList: renderList(portal, list, 'with-filters') })
}

function edited({ portal }: Exchange, list: CrmList): void {
  list.updatedAt = portal.clock.now()
  list.edits.push(list.updatedAt)
}

function remove(exchange: Exchange): Reply {
  const list = listOf(exchange.portal, param(exchange, 'list'))
  list.deletedAt = exchange.portal.clock.now()
  return noContent
}

function restore(exchange: Exchange): Reply {
  restoreList(exchange.portal, param(exchange, 'list'))
  return noContent
}
