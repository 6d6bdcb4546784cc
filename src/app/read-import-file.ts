import { spendColumns, COLUMN_HELP } from '#domain/attribution/spend-file/columns.ts'
import { TOUCH_COLUMN_HELP, touchColumns } from '#domain/attribution/touch-file/columns.ts'
import { UsageError } from '#domain/errors.ts'
import type { CostsFile } from './import-costs.ts'
import type { TouchesFile } from './import-touches.ts'
import { findTable, textOf } from './separated-table.ts'

interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** SHA-256 of its bytes, hex. */
  readonly checksum: string
}

/** @throws UsageError when no row of it names the columns. */
export function costsFileOf({ name, bytes, checksum }: GivenFile): CostsFile {
  const table = findTable(textOf(bytes), spendColumns)
  if (table === null) throw new UsageError(`${name} has no row that names the columns it needs: ${COLUMN_HELP}`)
  return { name, checksum, columns: table.header, rows: table.rows }
}

/** @throws UsageError when no row of it names the columns. */
export function touchesFileOf({ name, bytes, checksum }: GivenFile): TouchesFile {
  const table = findTable(textOf(bytes), touchColumns)
  if (table === null) throw new UsageError(`${name} has no row that names the columns it needs: ${TOUCH_COLUMN_HELP}`)
  return { name, checksum, columns: table.header, rows: table.rows }
}
