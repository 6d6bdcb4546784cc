import { ApiError, dataError } from '../errors.ts'
import type { ErrorItem } from '../errors.ts'
import { toId18 } from '../ids.ts'
import type { WriteContext } from '../records/context.ts'
import type { Value } from '../records/table.ts'
import { upsertByBody } from '../records/upsert.ts'
import { createRecord, deleteRecord, updateRecord, viewFor } from '../records/write.ts'
import { removeForGood } from '../recycle-bin.ts'
import { rowData } from './cells.ts'
import type { Column } from './columns.ts'
import type { IngestJob, RowResult } from './job.ts'

type Data = Record<string, Value>

/** Saves one row under the rules that REST writes have; a refusal is a result. */
export function saveRow(
  context: WriteContext,
  job: IngestJob,
  columns: readonly Column[],
  cells: readonly string[],
): RowResult {
  let known = ''
  try {
    const data = rowData(context.org, columns, cells)
    if (job.operation !== 'insert') known = toId18(String(data['Id'] ?? '')) ?? ''
    return { ...write(context, job, data), error: null }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { id: known, created: false, error: error.items.map((item) => errorText(error.status, item)).join(';') }
  }
}

function write(context: WriteContext, job: IngestJob, data: Data): { readonly id: string; readonly created: boolean } {
  const { object, operation } = job
  if (operation === 'upsert') return upsertByBody(context, object, job.externalIdFieldName ?? 'Id', data)
  const { Id: rawId = null, ...rest } = data
  if (operation === 'insert') {
    if (rawId !== null) {
      throw dataError('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id'])
    }
    return { id: createRecord(context, object, rest), created: true }
  }
  const id = recordId(rawId)
  if (operation === 'update') updateRecord(context, object, id, rest)
  else deleteRecord(context, object, id)
  if (operation === 'hardDelete' && viewFor(context, object).def.hasRecycleBin) removeForGood(context, object, id)
  return { id, created: false }
}

function recordId(raw: Value): string {
  if (raw === null) throw dataError('MISSING_ARGUMENT', 'Id not specified in an update call')
  const id = toId18(String(raw))
  if (id === null) throw dataError('MALFORMED_ID', `Record ID: id value of incorrect type: ${raw}`, ['Id'])
  return id
}

/**
 * `CODE:message:fields --`; nothing before the dashes when no field is named.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-failed-results.html
 */
function errorText(status: number, item: ErrorItem): string {
  // A record that does not exist is a bad reference in a list of records, not a missing resource.
  if (status === 404 && item.errorCode === 'NOT_FOUND')
    return 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--'
  const fields = (item.fields ?? []).join(' ')
  return `${item.errorCode}:${item.message}:${fields === '' ? '' : `${fields} `}--`
}
