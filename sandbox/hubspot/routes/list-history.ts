import { badInput, invalid, objectNotFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { bodyObject, noContent, ok, param, textList } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { readConversion } from '../model/lists/conversion.ts'
import { listOf } from '../model/lists/lists.ts'
import type { CrmList } from '../model/lists/state.ts'
import { isoInstant, parseInstant } from '../time.ts'

const conversion = '/crm/lists/{list}/schedule-conversion'
const read = 'crm.lists.read'
const write = 'crm.lists.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide (convert, translate legacy list ids, size and edit history) */
export const listHistoryRoutes: readonly Route[] = [
  { method: 'GET', pattern: conversion, handler: readPlan, scope: read },
  { method: 'PUT', pattern: conversion, handler: plan, scope: write },
  { method: 'DELETE', pattern: conversion, handler: cancel, scope: write },
  { method: 'GET', pattern: '/crm/lists/idmapping', handler: mapOne, scope: read },
  { method: 'POST', pattern: '/crm/lists/idmapping', handler: mapMany, scope: read },
  { method: 'GET', pattern: '/crm/lists/{list}/size-and-edits-history/between', handler: history, scope: read },
]

const asked = (exchange: Exchange): CrmList => listOf(exchange.portal, param(exchange, 'list'))

function render(list: CrmList): unknown {
  const { conversion: held } = list
  if (held === null) throw objectNotFound(`List ${list.id} has no conversion.`)
  return {
    listId: String(list.id),
    requestedConversionTime: held.requested,
    ...(held.convertedAt === null ? {} : { convertedAt: isoInstant(held.convertedAt) }),
  }
}

function readPlan(exchange: Exchange): Reply {
  return ok(render(asked(exchange)))
}

function plan(exchange: Exchange): Reply {
  const list = asked(exchange)
  if (list.processingType !== 'DYNAMIC') throw invalid(`List ${list.id} cannot be converted: it is not DYNAMIC`)
  list.conversion = { requested: readConversion(exchange.portal, bodyObject(exchange)), convertedAt: null }
  return ok(render(list))
}

/** "If the conversion does not exist, a 404 will be returned." */
function cancel(exchange: Exchange): Reply {
  const list = asked(exchange)
  if (list.conversion === null || list.conversion.convertedAt !== null) {
    throw objectNotFound(`List ${list.id} has no conversion.`)
  }
  list.conversion = null
  return noContent
}

/** Ids of the first lists API, which is off since 2026-04-30: a portal that never used it has none to translate. */
function mapOne(exchange: Exchange): Reply {
  throw objectNotFound(`Legacy list ID ${exchange.query.get('legacyListId') ?? ''} does not exist.`)
}

function mapMany(exchange: Exchange): Reply {
  return ok({ legacyListIdsToIdsMapping: [], missingLegacyListIds: textList(exchange.body, 'body') })
}

function history(exchange: Exchange): Reply {
  const list = asked(exchange)
  const [from, to] = ['startDate', 'endDate'].map((name) => {
    const at = parseInstant(exchange.query.get(name) ?? '')
    if (at === null) throw badInput(`Unable to parse value for query parameter: ${name}`)
    return at
  }) as [number, number]
  return ok({
    sizeHistory: list.sizes
      .filter(({ at }) => at >= from && at <= to)
      .map(({ at, size }) => ({ size, timestamp: isoInstant(at) })),
    editHistory: list.edits.filter((at) => at >= from && at <= to).map(isoInstant),
  })
}
