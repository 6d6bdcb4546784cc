import { badInput, invalid } from '../errors.ts'
import { batchReply, inputsOf } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, countParam, noContent, ok, param, textList } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { checkIsStatic, listOf, livingLists } from '../model/lists/lists.ts'
import type { Member } from '../model/lists/members.ts'
import { addMembers, isLiving, membersInOrder, removeMembers, resolveIds, sizeOf } from '../model/lists/members.ts'
import { settleList } from '../model/lists/process-list.ts'
import type { CrmList } from '../model/lists/state.ts'
import { storeOf } from '../model/portal.ts'
import { findById, firstIndex } from '../model/store.ts'
import { isoInstant } from '../time.ts'

const path = '/crm/lists/{list}/memberships'
const records = '/crm/lists/records'
const read = 'crm.lists.read'
const write = 'crm.lists.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide (manage segment membership) */
export const listMembershipRoutes: readonly Route[] = [
  { method: 'GET', pattern: path, handler: (exchange) => page(exchange, 'record-id'), scope: read },
  { method: 'GET', pattern: `${path}/join-order`, handler: (exchange) => page(exchange, 'join-date'), scope: read },
  {
    method: 'PUT',
    pattern: `${path}/add`,
    handler: (exchange) => change(exchange, bodyIds(exchange), []),
    scope: write,
  },
  {
    method: 'PUT',
    pattern: `${path}/remove`,
    handler: (exchange) => change(exchange, [], bodyIds(exchange)),
    scope: write,
  },
  { method: 'PUT', pattern: `${path}/add-and-remove`, handler: changeBoth, scope: write },
  { method: 'PUT', pattern: `${path}/add-from/{source}`, handler: addFrom, scope: write },
  { method: 'DELETE', pattern: path, handler: removeAll, scope: write },
  { method: 'GET', pattern: `${records}/{objectType}/{id}/memberships`, handler: ofRecord, scope: read },
  { method: 'POST', pattern: `${records}/memberships/batch/read`, handler: ofRecords, scope: read },
]

/** "This endpoint only supports lists that have less than 100,000 memberships." */
const mostAtOnce = 100_000
const mostPerPage = 250

type Order = 'record-id' | 'join-date'

/** Cursors are opaque and name the last member of a page. */
const cursorOf = (member: Member, order: Order): string =>
  Buffer.from(order === 'record-id' ? String(member.recordId) : `${member.addedAt}:${member.order}`).toString('base64')

/** `after` reads upwards and wins over `before`, which reads downwards. */
function page(exchange: Exchange, order: Order): Reply {
  const { portal } = exchange
  const list = listOf(portal, param(exchange, 'list'))
  const limit = countParam(exchange, 'limit', 100, mostPerPage)
  const [after, before] = [exchange.query.get('after'), exchange.query.get('before')]
  const upwards = membersInOrder(list, order)
  const isDown = (after === null || after === '') && before !== null && before !== ''
  const all = isDown ? upwards.toReversed() : upwards
  const found: Member[] = []
  for (
    let at = startOf(all, order, isDown ? before : after, isDown);
    at < all.length && found.length <= limit;
    at += 1
  ) {
    const member = all[at]
    if (member !== undefined && isLiving(portal, list, member.recordId)) found.push(member)
  }
  const results = found.slice(0, limit)
  const last = results.at(-1)
  return ok({
    results: results.map(({ recordId, addedAt }) => ({
      recordId: String(recordId),
      membershipTimestamp: isoInstant(addedAt),
    })),
    ...(found.length > limit && last !== undefined ? { paging: paging(exchange, cursorOf(last, order), isDown) } : {}),
    total: sizeOf(portal, list),
  })
}

function startOf(all: readonly Member[], order: Order, cursor: string | null, isDown: boolean): number {
  if (cursor === null || cursor === '') return 0
  const text = Buffer.from(cursor, 'base64').toString('utf8')
  const [first = '', second = '0'] = text.split(':')
  if (!/^\d{1,15}$/.test(first) || !/^\d{1,15}$/.test(second) || (order === 'join-date') !== text.includes(':')) {
    throw badInput(`Unable to parse value for query parameter: ${isDown ? 'before' : 'after'}`)
  }
  const [a, b] = [Number(first), Number(second)]
  const beyond = (member: Member) => {
    const distance = order === 'record-id' ? member.recordId - a : member.addedAt - a || member.order - b
    return isDown ? distance < 0 : distance > 0
  }
  return firstIndex(all, beyond)
}

function paging(exchange: Exchange, cursor: string, isDown: boolean): unknown {
  const query = new URLSearchParams(exchange.query)
  query.set(isDown ? 'before' : 'after', cursor)
  const link = `https://api.hubapi.com${exchange.path}?${query.toString()}`
  return isDown ? { prev: { before: cursor, link } } : { next: { after: cursor, link } }
}

const bodyIds = (exchange: Exchange): string[] => textList(exchange.body, 'body')

function changeBoth(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  return change(
    exchange,
    textList(body['recordIdsToAdd'], 'recordIdsToAdd'),
    textList(body['recordIdsToRemove'], 'recordIdsToRemove'),
  )
}

/** Mind the spelling of `recordsIdsAdded`: it is HubSpot's. */
function change(exchange: Exchange, toAdd: readonly string[], toRemove: readonly string[]): Reply {
  const { portal } = exchange
  const list = listOf(portal, param(exchange, 'list'))
  checkIsStatic(list)
  const now = portal.clock.now()
  const adding = resolveIds(portal, list, toAdd)
  const removing = resolveIds(portal, list, toRemove)
  return ok({
    recordsIdsAdded: addMembers(portal, list, adding.found, now).map(String),
    recordIdsRemoved: removeMembers(portal, list, removing.found, now).map(String),
    recordIdsMissing: [...new Set([...adding.missing, ...removing.missing])],
  })
}

function addFrom(exchange: Exchange): Reply {
  const { portal } = exchange
  const list = listOf(portal, param(exchange, 'list'))
  const source = listOf(portal, param(exchange, 'source'))
  checkIsStatic(list)
  if (list === source) throw invalid('The source and the destination list must be different')
  if (list.objectTypeId !== source.objectTypeId)
    throw invalid('The source and the destination list must contain records of the same type')
  checkSize(exchange, source)
  const ids = membersInOrder(source, 'record-id').map(({ recordId }) => recordId)
  const living = ids.filter((id) => isLiving(portal, source, id))
  addMembers(portal, list, living, portal.clock.now())
  return noContent
}

function removeAll(exchange: Exchange): Reply {
  const { portal } = exchange
  const list = listOf(portal, param(exchange, 'list'))
  checkIsStatic(list)
  checkSize(exchange, list)
  removeMembers(portal, list, Object.keys(list.members).map(Number), portal.clock.now())
  return noContent
}

function checkSize({ portal }: Exchange, list: CrmList): void {
  if (sizeOf(portal, list) >= mostAtOnce) throw invalid(`List ${list.id} has ${mostAtOnce} memberships or more`)
}

/** All lists a record is in; a record that does not live is in none. */
function membershipsOf(exchange: Exchange, objectType: string, id: string): unknown[] {
  const { portal } = exchange
  const store = storeOf(portal, objectType)
  const record = /^\d{1,15}$/.test(id) ? findById(store, Number(id)) : undefined
  if (record === undefined) return []
  return livingLists(portal).flatMap((list) => {
    if (list.objectTypeId !== store.type.typeId) return []
    settleList(portal, list)
    const member = list.members[record.id]
    if (member === undefined) return []
    return [
      {
        listId: String(list.id),
        listVersion: list.version,
        isPublicList: true,
        firstAddedTimestamp: isoInstant(member.firstAddedAt),
        lastAddedTimestamp: isoInstant(member.addedAt),
      },
    ]
  })
}

function ofRecord(exchange: Exchange): Reply {
  const results = membershipsOf(exchange, param(exchange, 'objectType'), param(exchange, 'id'))
  return ok({ results, total: results.length })
}

function ofRecords(exchange: Exchange): Reply {
  const results = inputsOf(exchange, 100).map((input) => {
    const objectTypeId = asText(input['objectTypeId'], 'objectTypeId')
    const recordId = asText(input['recordId'], 'recordId')
    return { objectTypeId, recordId, recordListMemberships: membershipsOf(exchange, objectTypeId, recordId) }
  })
  return batchReply(exchange, 200, results)
}
