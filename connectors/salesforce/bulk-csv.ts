import { readCsv } from '../shared/csv.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { Native } from './native.ts'
import { BULK_BYTES, BULK_CELL_LENGTH } from './spec.ts'

type Keyed = Extract<WriteOperation, { kind: 'update' | 'upsert' }>

/** Clears a field; an empty cell leaves it as it is. */
const CLEAR = '#N/A'

export interface BulkRow<O extends Keyed = Keyed> {
  readonly operation: O
  /** By which its result is told: Salesforce takes external ids without regard to case and gives ids with 18 characters. */
  readonly key: string
  readonly cells: Readonly<Record<string, string>>
}

/** Null when a value cannot be said in a cell: too long, empty, or the very sign that clears. */
export function bulkRow<O extends Keyed>(
  operation: O,
  keyName: string,
  native: Readonly<Record<string, Native>>,
): BulkRow<O> | null {
  const id = operation.kind === 'update' ? operation.id : operation.key
  const cells: Record<string, string> = { [keyName]: id }
  for (const [field, value] of Object.entries(native)) {
    if (field === keyName) continue
    const cell = value === null ? CLEAR : String(value)
    if (cell === '' || cell.length > BULK_CELL_LENGTH || (value !== null && cell === CLEAR)) return null
    cells[field] = cell
  }
  return id.trim() === '' || id === CLEAR ? null : { operation, key: keyOf(id, keyName), cells }
}

const keyOf = (id: string, keyName: string): string => (keyName === 'Id' ? id.slice(0, 15) : id.toLowerCase())

/** Files of at most 100 MB. Rows need not have the same fields: a cell that a row does not have stays empty. */
export function* csvSlices<O extends Keyed>(
  rows: readonly BulkRow<O>[],
  keyName: string,
  most = BULK_BYTES,
): Generator<{ readonly csv: string; readonly rows: readonly BulkRow<O>[] }> {
  const names = new Set([keyName])
  for (const row of rows) for (const name in row.cells) names.add(name)
  const columns = [...names]
  const header = `${columns.map(quoted).join(',')}\n`
  let lines: string[] = []
  let slice: BulkRow<O>[] = []
  let bytes = Buffer.byteLength(header)
  for (const row of rows) {
    const line = `${columns.map((name) => quoted(row.cells[name] ?? '')).join(',')}\n`
    const size = Buffer.byteLength(line)
    if (slice.length > 0 && bytes + size > most) {
      yield { csv: header + lines.join(''), rows: slice }
      lines = []
      slice = []
      bytes = Buffer.byteLength(header)
    }
    lines.push(line)
    slice.push(row)
    bytes += size
  }
  if (slice.length > 0) yield { csv: header + lines.join(''), rows: slice }
}

const quoted = (cell: string): string =>
  cell === '' ? '' : cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : `"${cell}"`

export interface ResultRow {
  readonly key: string
  readonly id: string
  readonly created: boolean
  /** As an entry of a collections answer; null for a row that was written. */
  readonly refusal: {
    readonly statusCode: string
    readonly message: string
    readonly fields: readonly string[]
  } | null
}

/** Rows of a results file, told by the key column of the upload. */
export function readResults(csv: string, keyName: string): readonly ResultRow[] {
  const [header = [], ...rows] = readCsv(csv)
  const names = header.map((name) => name.toLowerCase())
  const [error, key, id, created] = ['sf__error', keyName.toLowerCase(), 'sf__id', 'sf__created'].map((name) =>
    names.indexOf(name),
  ) as [number, number, number, number]
  return rows.map((row) => {
    const said = row[error] ?? ''
    return {
      key: keyOf(row[key] ?? '', keyName),
      id: row[id] ?? '',
      created: row[created] === 'true',
      refusal: said === '' ? null : refusalOf(said),
    }
  })
}

/** `CODE:message:fields --`, nothing before the dashes when no field is named. */
function refusalOf(said: string): NonNullable<ResultRow['refusal']> {
  const match = /^([A-Z_]+):(.*?):([\w .]*?) ?--/s.exec(said)
  if (match === null) return { statusCode: 'UNKNOWN', message: said, fields: [] }
  const [, statusCode = 'UNKNOWN', message = '', fields = ''] = match
  return { statusCode, message, fields: fields.split(/\s+/).filter((field) => field !== '') }
}
