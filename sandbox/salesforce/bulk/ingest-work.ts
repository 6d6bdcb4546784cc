import type { ChangeOrigin } from '../change-origin.ts'
import type { Org } from '../org.ts'
import type { WriteContext } from '../records/context.ts'
import { writeContext } from '../records/write.ts'
import type { Column } from './columns.ts'
import { readColumns } from './columns.ts'
import type { IngestData, IngestJob, RowResult } from './job.ts'
import { readCsv } from './read-csv.ts'
import { repeatedKeys } from './repeated-keys.ts'
import { saveRow } from './save-row.ts'
import { BATCH_ROWS } from './settings.ts'

/** Lets other requests be answered between two steps; false when the job is not to be carried on. */
export type Pause = () => Promise<boolean>

/** How a job ended; null when it was aborted, deleted or taken back on the way. */
export type Ending = { readonly state: 'JobComplete' } | { readonly state: 'Failed'; readonly problem: string } | null

/**
 * Rows are saved 200 at a time; other requests are answered in between.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/how-requests-are-processed.html
 */
const CHUNK_ROWS = 200

/** Reads an upload and saves its rows; `progress` is told how far it is. Goes on where an earlier run was stopped. */
export async function ingest(org: Org, job: IngestJob, pause: Pause, progress: () => void): Promise<Ending> {
  const data = org.bulk.ingests.get(job.id)
  if (!data) return { state: 'JobComplete' }
  const first = data.results.length === 0
  if (data.text !== null) {
    const problem = await readUpload(data, job)
    if (!(await pause())) return null
    if (problem !== null) return { state: 'Failed', problem }
  }
  const found = columnsOf(org, job, data)
  if ('problem' in found) return { state: 'Failed', problem: found.problem }
  if (first && !takeBatches(org, data.rows.length)) {
    return { state: 'Failed', problem: 'ExceededQuota : ApiBatchItems Limit exceeded.' }
  }
  const ruleId = job.assignmentRuleId
  const context = writeContext(org, job.createdById, {
    apiVersion: job.apiVersion.toFixed(1),
    // There is no header: only a rule named in the job assigns.
    assignment: ruleId === null ? { kind: 'none' } : { kind: 'rule', ruleId, runs: 'on-every-write' },
  })
  while (data.results.length < data.rows.length) {
    const chunk = data.rows.slice(data.results.length, data.results.length + CHUNK_ROWS)
    data.results.push(...saveChunk(context, job, found.columns, chunk))
    progress()
    if (!(await pause())) return null
  }
  return { state: 'JobComplete' }
}

/** One transaction, as seen by who listens to changes; a refused row takes back nothing but itself. */
function saveChunk(
  context: WriteContext,
  job: IngestJob,
  columns: readonly Column[],
  chunk: readonly (readonly string[])[],
): readonly RowResult[] {
  const { org } = context
  const origin: ChangeOrigin = {
    api: 'bulkapi',
    version: job.apiVersion.toFixed(1),
    client: null,
    userId: job.createdById,
  }
  const repeated = repeatedKeys(job, columns, chunk)
  return org.writingAs(origin, () =>
    org.transaction(() => chunk.map((cells) => repeated(cells) ?? saveRow(context, job, columns, cells))),
  )
}

async function readUpload(data: IngestData, job: IngestJob): Promise<string | null> {
  const read = await readCsv(data.text ?? '', job)
  if ('problem' in read) return read.problem
  data.header = read.header
  data.rows = read.rows
  data.text = null
  return null
}

function columnsOf(
  org: Org,
  job: IngestJob,
  data: IngestData,
): { readonly columns: readonly Column[] } | { readonly problem: string } {
  const view = org.catalog.view(job.object, job.createdById)
  if (!view) return { problem: `InvalidBatch : Unable to find object: ${job.object}` }
  return data.header.length === 0 ? { columns: [] } : readColumns(org.catalog, view, job, data.header)
}

function takeBatches(org: Org, rows: number): boolean {
  const batches = Math.ceil(rows / BATCH_ROWS)
  if (org.bulk.batches.used() + batches > org.bulk.settings.dailyBatches) return false
  org.bulk.batches.add(batches)
  return true
}
