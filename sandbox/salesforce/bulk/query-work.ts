import type { Org } from '../org.ts'
import { parseSoql } from '../soql/parse.ts'
import { runQuery } from '../soql/run.ts'
import type { QueryScope } from '../soql/scope.ts'
import type { Ending, Pause } from './ingest-work.ts'
import type { QueryJob } from './job.ts'
import { DELIMITERS } from './job.ts'
import { queryColumns } from './query-columns.ts'
import { csvValue, quoted } from './write-csv.ts'

/** Lines made between two turns of the event loop. */
const SLICE_ROWS = 2000

export function scopeOf(
  org: Org,
  job: Pick<QueryJob, 'createdById' | 'query' | 'operation' | 'apiVersion'>,
): QueryScope {
  return {
    org,
    userId: job.createdById,
    soql: job.query,
    apiVersion: job.apiVersion.toFixed(1),
    includeDeleted: job.operation === 'queryAll',
    tooling: false,
  }
}

/** Runs a query and keeps its answer as CSV lines: the rows as they are now, whatever is written afterwards. */
export async function answerQuery(
  org: Org,
  job: QueryJob,
  pause: Pause,
  progress: (lines: number) => void,
): Promise<Ending> {
  const scope = scopeOf(org, job)
  const view = org.catalog.view(job.object, job.createdById)
  if (!view) return { state: 'Failed', problem: `Unable to find object: ${job.object}` }
  const columns = queryColumns(scope, view, parseSoql(job.query))
  const { rows } = runQuery(scope)
  const delimiter = DELIMITERS[job.columnDelimiter]
  const lines: string[] = []
  let size = 0
  for (const row of rows) {
    const line = columns.map((column) => quoted(csvValue(column.field, column.get(row)))).join(delimiter)
    size += line.length
    lines.push(line)
    if (lines.length % SLICE_ROWS !== 0) continue
    progress(lines.length)
    if (!(await pause())) return null
  }
  progress(lines.length)
  org.bulk.resultKilobytes.add(Math.ceil(size / 1024))
  org.bulk.queries.set(job.id, { header: columns.map((column) => quoted(column.name)).join(delimiter), lines })
  return { state: 'JobComplete' }
}
