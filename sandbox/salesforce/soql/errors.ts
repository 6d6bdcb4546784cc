import { ApiError } from '../errors.ts'

/**
 * A query error with its place: the query around it, a caret, row and column, then the message.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
 */
export function queryError(errorCode: string, soql: string, at: number, message: string): ApiError {
  const before = soql.slice(0, Math.max(at, 0))
  const row = before.split('\n').length
  const column = before.length - (before.lastIndexOf('\n') + 1) + 1
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = soql.indexOf('\n', lineStart)
  const from = Math.max(lineStart, at - 60)
  const excerpt = soql.slice(from, Math.min(lineEnd < 0 ? soql.length : lineEnd, at + 40))
  const caret = `${' '.repeat(Math.max(at - from, 0))}^`
  return new ApiError(400, [
    { errorCode, message: `\n${excerpt}\n${caret}\nERROR at Row:${row}:Column:${column}\n${message}` },
  ])
}

/** The place of a word in a query, ignoring quoted text; the end when it does not occur. */
export function placeOf(soql: string, word: string): number {
  const blanked = soql.replaceAll(/'(?:\\.|[^'\\])*'/g, (text) => ' '.repeat(text.length))
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  // A sign may touch its neighbours, a word may not.
  const alone = /^\w/.test(word) ? `(?<![\\w.])${escaped}(?![\\w.])` : escaped
  const found = new RegExp(alone, 'i').exec(blanked)
  return found ? found.index : soql.length
}

export function noSuchColumn(soql: string, name: string, entity: string): ApiError {
  return queryError(
    'INVALID_FIELD',
    soql,
    placeOf(soql, name),
    `No such column '${name.slice(name.lastIndexOf('.') + 1)}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  )
}

export function noSuchType(soql: string, name: string): ApiError {
  return queryError('INVALID_TYPE', soql, placeOf(soql, name), unsupportedType(name))
}

export function unsupportedType(name: string): string {
  return `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`
}

export function malformed(soql: string, at: number, message: string): ApiError {
  return queryError('MALFORMED_QUERY', soql, at, message)
}
