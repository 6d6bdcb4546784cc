import { apiError } from '../errors.ts'
import { merge } from '../merge.ts'
import { removeForGood, undelete } from '../recycle-bin.ts'
import type { SoapCall } from './call.ts'
import { eachItem, writeContextOf } from './call.ts'
import { all, at, element, text } from './envelope.ts'
import { idsOf, readRecord, recordOf } from './record-calls.ts'

const MAX_MERGES = 200

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm */
export function mergeRecords(call: SoapCall): string {
  const requests = all(at(call.message, 'mergeRequests'))
  if (requests.length > MAX_MERGES) {
    throw apiError(500, 'EXCEEDED_MAX_SIZE_REQUEST', `merge is limited to ${MAX_MERGES} requests`)
  }
  const context = writeContextOf(call)
  return eachItem(
    call,
    requests,
    (request) => {
      const { type, id, values } = readRecord(at(request, 'masterRecord'))
      const loserIds = all(at(request, 'recordToMergeIds')).map((loser) => text(loser) ?? '')
      const done = merge(context, { object: type, masterId: id ?? '', values, loserIds })
      const merged = done.mergedRecordIds.map((loser) => element('mergedRecordIds', loser)).join('')
      const related = done.updatedRelatedIds.map((child) => element('updatedRelatedIds', child)).join('')
      return `<result>${element('id', done.id)}${merged}<success>true</success>${related}</result>`
    },
    (_request, errors) => `<result>${errors}${element('id', null)}<success>false</success></result>`,
  )
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm */
export function undeleteRecords(call: SoapCall): string {
  return overBin(call, undelete)
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_emptyrecyclebin.htm */
export function emptyRecycleBin(call: SoapCall): string {
  return overBin(call, removeForGood)
}

function overBin(call: SoapCall, act: typeof undelete): string {
  const context = writeContextOf(call)
  return eachItem(
    call,
    idsOf(call),
    (raw) => {
      const { id, object } = recordOf(call, raw)
      act(context, object, id)
      return `<result>${element('id', id)}<success>true</success></result>`
    },
    (raw, errors) => `<result>${errors}${element('id', raw === '' ? null : raw)}<success>false</success></result>`,
  )
}
