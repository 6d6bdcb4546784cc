import { invalid, notFound } from '../errors.ts'
import { batchReply, inputsOf, unordered } from '../http/batch.ts'
import type { BatchError } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import {
  asObject,
  asText,
  bodyObject,
  isArchivedRead,
  noContent,
  optionalText,
  param,
  rulesOf,
  textList,
} from '../http/exchange.ts'
import type { BatchInput, Prepared } from '../http/batch-write.ts'
import { modeOf, writeBatch } from '../http/batch-write.ts'
import type { Route } from '../http/paths.ts'
import { changeRecord } from '../model/automation.ts'
import { checkWrite } from '../model/check.ts'
import { storeOf } from '../model/portal.ts'
import { renderRecord } from '../model/render.ts'
import type { ObjectStore } from '../model/store.ts'
import { findById, findByUnique } from '../model/store.ts'
import { archiveRecord } from '../model/write.ts'
import type { CrmRecord } from '../state.ts'
import { carryOutCreate, prepareCreate } from './create.ts'
import { nonUnique } from './objects.ts'

const most = 100
const mostWithHistory = 50

/** https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis and .../error-handling (multi-status errors) */
export const batchRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/crm/objects/{type}/batch/read', handler: readBatch, scope: 'crm.objects.{scope}.read' },
  {
    method: 'POST',
    pattern: '/crm/objects/{type}/batch/create',
    handler: createBatch,
    scope: 'crm.objects.{scope}.write',
  },
  {
    method: 'POST',
    pattern: '/crm/objects/{type}/batch/update',
    handler: updateBatch,
    scope: 'crm.objects.{scope}.write',
  },
  {
    method: 'POST',
    pattern: '/crm/objects/{type}/batch/upsert',
    handler: upsertBatch,
    scope: 'crm.objects.{scope}.write',
  },
  {
    method: 'POST',
    pattern: '/crm/objects/{type}/batch/archive',
    handler: archiveBatch,
    scope: 'crm.objects.{scope}.write',
  },
]

function readBatch(exchange: Exchange): Reply {
  const { portal } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const body = bodyObject(exchange)
  const ids = inputsOf(exchange, most).map((input) => asText(input['id'], 'id'))
  const withHistory = textList(body['propertiesWithHistory'], 'propertiesWithHistory')
  if (withHistory.length > 0 && ids.length > mostWithHistory) {
    // Many who use it report this text: https://github.com/activepieces/activepieces/pull/9359
    throw invalid(
      `The maximum number of inputs supported in a batch request for property histories is ${mostWithHistory}. Please reduce the number of items and try again`,
    )
  }
  const idProperty = optionalText(body['idProperty'], 'idProperty')
  const byUnique = idProperty !== undefined && idProperty !== '' && idProperty !== 'hs_object_id'
  if (byUnique && !store.unique.has(idProperty)) throw nonUnique(store, idProperty, 'read')
  const found = new Map<number, CrmRecord>()
  const missing: string[] = []
  for (const id of ids) {
    const record = byUnique
      ? findByUnique(store, idProperty, id)
      : findById(store, Number(id), isArchivedRead(exchange) ? 'archived' : 'living')
    if (record === undefined) missing.push(id)
    else found.set(record.id, record)
  }
  const view = {
    properties: textList(body['properties'], 'properties'),
    withHistory,
    associations: [],
  }
  const results = unordered([...found.values()]).map((record) => renderRecord(portal, store, record, view))
  return batchReply(exchange, 200, results, missing.length === 0 ? [] : [notThere(store, missing)])
}

function notThere(
  store: ObjectStore,
  ids: readonly string[],
  context: Readonly<Record<string, readonly string[]>> = {},
): BatchError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${store.type.upper} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids, ...context },
  }
}

function createBatch(exchange: Exchange): Reply {
  const store = storeOf(exchange.portal, param(exchange, 'type'))
  const inputs = inputsOf(exchange, most)
  const { written, errors } = writeBatch(exchange, store, inputs, modeOf(inputs), (input) => {
    const prepared = prepareCreate(exchange, store, input)
    return {
      values: prepared.values,
      normalized: prepared.normalized,
      record: null,
      carryOut() {
        const record = carryOutCreate(exchange, store, prepared)
        return { record, names: Object.keys(record.values) }
      },
    }
  })
  return batchReply(
    exchange,
    201,
    unordered(written).map(({ wire }) => wire),
    errors,
  )
}

function prepareUpdate(exchange: Exchange, store: ObjectStore, record: CrmRecord, properties: unknown): Prepared {
  const { portal, source } = exchange
  const { values, normalized } = checkWrite(portal, store, properties, record, rulesOf(exchange))
  return {
    values,
    normalized,
    record,
    carryOut: () => ({
      record,
      names: [...Object.keys(values), ...changeRecord(portal, store, record, values, source)],
    }),
  }
}

function updateBatch(exchange: Exchange): Reply {
  const { portal } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const inputs = inputsOf(exchange, most)
  refuseDuplicates(inputs)
  const mode = portal.settings.updateWithTraceIds === 'each' ? modeOf(inputs) : 'all-or-nothing'
  const missing: BatchInput[] = []
  const present: BatchInput[] = []
  const records = new Map<BatchInput, CrmRecord>()
  for (const input of inputs) {
    const record = updateTarget(store, input)
    if (record !== undefined) {
      records.set(input, record)
      present.push(input)
    } else if (!Object.hasOwn(store.state.aliases, asText(input['id'], 'id'))) missing.push(input)
    // An id that was merged away is neither written nor reported: batch update does not support old ids.
  }
  const { written, errors } = writeBatch(exchange, store, present, mode, (input) => {
    const record = records.get(input)
    if (record === undefined) throw notFound()
    return prepareUpdate(exchange, store, record, input['properties'])
  })
  const unknown =
    mode === 'each'
      ? missing.map((input) =>
          notThere(store, [String(input['id'])], { objectWriteTraceId: [String(input['objectWriteTraceId'])] }),
        )
      : missing.length === 0
        ? []
        : [
            notThere(
              store,
              missing.map((input) => String(input['id'])),
            ),
          ]
  return batchReply(
    exchange,
    200,
    unordered(written).map(({ wire }) => wire),
    [...errors, ...unknown],
  )
}

function updateTarget(store: ObjectStore, input: BatchInput): CrmRecord | undefined {
  const id = asText(input['id'], 'id')
  const idProperty = optionalText(input['idProperty'], 'idProperty')
  if (idProperty !== undefined && idProperty !== '' && idProperty !== 'hs_object_id') {
    if (!store.unique.has(idProperty)) throw nonUnique(store, idProperty, 'update/upsert')
    return findByUnique(store, idProperty, id)
  }
  const record = store.byId.get(Number(id))
  return record?.archivedAt === null ? record : undefined
}

function upsertBatch(exchange: Exchange): Reply {
  const { portal, source } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const inputs = inputsOf(exchange, most)
  refuseDuplicates(inputs)
  const byEmail = inputs.some((input) => input['idProperty'] === 'email')
  const mode = byEmail && portal.settings.upsertByEmail === 'all-or-nothing' ? 'all-or-nothing' : modeOf(inputs)
  const { written, errors } = writeBatch(exchange, store, inputs, mode, (input) => {
    const id = asText(input['id'], 'id')
    const idProperty = asText(input['idProperty'], 'idProperty')
    if (!store.unique.has(idProperty)) throw nonUnique(store, idProperty, 'update/upsert')
    const known = findByUnique(store, idProperty, id)
    if (known !== undefined) {
      const prepared = prepareUpdate(exchange, store, known, input['properties'])
      return { ...prepared, carryOut: () => ({ ...prepared.carryOut(), isNew: false }) }
    }
    const properties = { [idProperty]: id, ...asObject(input['properties'], 'properties') }
    const prepared = prepareCreate(exchange, store, { properties })
    return {
      values: prepared.values,
      normalized: prepared.normalized,
      record: null,
      carryOut() {
        const record = carryOutCreate({ ...exchange, source }, store, prepared)
        return { record, names: Object.keys(record.values), isNew: true }
      },
    }
  })
  return batchReply(
    exchange,
    200,
    unordered(written).map(({ wire }) => wire),
    errors,
  )
}

function refuseDuplicates(inputs: readonly BatchInput[]): void {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const input of inputs) {
    const id = asText(input['id'], 'id')
    const key = `${optionalText(input['idProperty'], 'idProperty') ?? ''}|${id.toLowerCase()}`
    if (seen.has(key)) twice.add(id)
    seen.add(key)
  }
  if (twice.size === 0) return
  const ids = [...twice]
  throw invalid(`Duplicate IDs found in batch input: [${ids.join(', ')}]. IDs must be unique`, { context: { ids } })
}

function archiveBatch(exchange: Exchange): Reply {
  const { portal, source } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  for (const input of inputsOf(exchange, most)) {
    const record = findById(store, Number(asText(input['id'], 'id')))
    if (record !== undefined) archiveRecord(portal, store, record, source)
  }
  return noContent
}
