const MOST_IN_HEADER = 32_000
const MOST_COLUMNS = 5000
const MOST_IN_FIELD = 32_000
const MOST_IN_RECORD = 400_000

/**
 * What is too large about an upload; null when nothing is. The limits are documented, the texts are assumed.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html
 */
export function sizeProblem(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter: string,
): string | null {
  if (header.join(delimiter).length > MOST_IN_HEADER)
    return tooLarge(`a header of more than ${MOST_IN_HEADER} characters`)
  if (header.length > MOST_COLUMNS) return tooLarge(`more than ${MOST_COLUMNS} fields in a record`)
  for (const [index, row] of rows.entries()) {
    let size = 0
    for (const cell of row) {
      size += cell.length
      if (cell.length > MOST_IN_FIELD)
        return tooLarge(`a field of more than ${MOST_IN_FIELD} characters in row ${index + 1}`)
    }
    if (size > MOST_IN_RECORD) return tooLarge(`row ${index + 1} with more than ${MOST_IN_RECORD} characters`)
  }
  return null
}

function tooLarge(what: string): string {
  return `InvalidBatch : The data has ${what}`
}
