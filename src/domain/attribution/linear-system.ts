import { InvariantError } from '../errors.ts'

/**
 * The inverse of a square matrix, by Gauss-Jordan elimination with partial pivoting.
 *
 * @throws InvariantError when there is none.
 */
export function inverse(matrix: readonly (readonly number[])[]): readonly Float64Array[] {
  const size = matrix.length
  const rows = matrix.map((row, i) => {
    const wide = new Float64Array(2 * size)
    wide.set(row)
    wide[size + i] = 1
    return wide
  })
  for (let column = 0; column < size; column += 1) eliminate(rows, column)
  return rows.map((row) => row.slice(size))
}

function eliminate(rows: Float64Array[], column: number): void {
  const pivot = pivotRow(rows, column)
  const top = rows[column]
  const chosen = rows[pivot]
  if (top === undefined || chosen === undefined) return
  rows[column] = chosen
  rows[pivot] = top
  scale(chosen, chosen[column] ?? 1, column)
  for (const row of rows) if (row !== chosen) subtract(row, chosen, row[column] ?? 0, column)
}

function pivotRow(rows: readonly Float64Array[], column: number): number {
  let best = column
  for (let i = column; i < rows.length; i += 1)
    if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = i
  if ((rows[best]?.[column] ?? 0) === 0) throw new InvariantError('a matrix without inverse', { size: rows.length })
  return best
}

function scale(row: Float64Array, by: number, from: number): void {
  for (let j = from; j < row.length; j += 1) row[j] = (row[j] ?? 0) / by
}

function subtract(row: Float64Array, other: Float64Array, times: number, from: number): void {
  if (times === 0) return
  for (let j = from; j < row.length; j += 1) row[j] = (row[j] ?? 0) - times * (other[j] ?? 0)
}
