import { dataError } from '../errors.ts'
import { isDay } from '../instants.ts'
import type { Org } from '../org.ts'
import type { Value } from '../records/table.ts'
import type { FieldDef } from '../schema/fields.ts'
import { isNumber } from '../schema/fields.ts'
import type { Column } from './columns.ts'

/** The text that empties a field; an empty cell leaves it as it is. */
const EMPTY_MARK = '#N/A'

/**
 * A row as record data. Empty cells are not in it, `#N/A` is null. Throws the refusal of a cell that is not of its
 * field's type. https://developer.salesforce.com/docs/platform/api-asynch/guide/datafiles-prepare-csv.html
 */
export function rowData(org: Org, columns: readonly Column[], cells: readonly string[]): Record<string, Value> {
  const data: Record<string, Value> = {}
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? ''
    if (cell === '') continue
    if (column.kind === 'field') data[column.field.name] = readCell(column.field, cell)
    else data[column.reference.name] = cell === EMPTY_MARK ? null : parentId(org, column, cell)
  }
  return data
}

function readCell(field: FieldDef, cell: string): Value {
  if (cell === EMPTY_MARK) return null
  const text = cell.trim()
  if (field.type === 'boolean') return readBoolean(field, text)
  if (isNumber(field.type)) {
    if (text === '' || !Number.isFinite(Number(text))) throw wrongType(field, cell)
    return Number(text)
  }
  // A date may carry a zone, `1940-06-07Z`.
  if (field.type === 'date' && isDay(text.slice(0, 10))) return text.slice(0, 10)
  if (field.type === 'date' || (field.type === 'datetime' && Number.isNaN(Date.parse(text)))) {
    throw wrongType(field, cell)
  }
  return cell
}

function readBoolean(field: FieldDef, text: string): boolean {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === '1') return true
  if (lower === 'false' || lower === '0') return false
  throw wrongType(field, text)
}

function wrongType(field: FieldDef, text: string): Error {
  return dataError('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: ${text}`, [
    field.name,
  ])
}

function parentId(org: Org, column: Extract<Column, { kind: 'parent' }>, cell: string): string {
  const { type, key } = column
  const rows = org.liveWhere(type, key, isNumber(key.type) ? Number(cell) : cell)
  const [row] = rows
  if (row && rows.length === 1) return String(row['Id'])
  throw dataError(
    'INVALID_FIELD',
    rows.length > 1
      ? `More than one record found for external id field: [${rows.map((entry) => String(entry['Id'])).join(', ')}]`
      : `Foreign key external ID: ${cell} not found for field ${key.name} in entity ${type}`,
  )
}
