import { apiError } from '../errors.ts'
import type { Row } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { isText } from '../schema/fields.ts'
import { noSuchType } from './errors.ts'
import { runQuery } from './run.ts'
import type { QueryScope } from './scope.ts'

/** Which fields of a record are looked at. */
export type SearchGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR'

/** One object of a search: what of it is shown, and what else has to be true, as in a query. */
export interface SearchedObject {
  readonly name: string
  readonly fields: string
  readonly clauses: string
  readonly limit: number
}

/** What is searched when nothing is said. */
const EVERYWHERE = ['Account', 'Contact', 'Lead', 'Opportunity', 'Campaign', 'Task', 'Event', 'User']
/** https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-sosl-limits.html */
export const MOST_FOUND = 2000

export function everywhere(): readonly SearchedObject[] {
  return EVERYWHERE.map((name) => ({ name, fields: 'Id', clauses: '', limit: MOST_FOUND }))
}

/** Reads `FIND {words} [IN x FIELDS] [RETURNING Object(fields WHERE ... LIMIT n), ...]`. */
export function readSosl(sosl: string): {
  readonly words: string
  readonly group: SearchGroup
  readonly objects: readonly SearchedObject[]
} {
  const found =
    /^\s*FIND\s*\{((?:\\.|[^}\\])*)\}(?:\s+IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS)?(?:\s+RETURNING\s+(.+?))?\s*$/is.exec(
      sosl,
    )
  if (!found)
    throw apiError(400, 'MALFORMED_SEARCH', 'The search is not of the form FIND {words} IN x FIELDS RETURNING ...')
  const [, words = '', group = 'ALL', returning] = found
  const objects = returning === undefined ? everywhere() : splitTop(returning).map(readReturning)
  return { words, group: group.toUpperCase() as SearchGroup, objects }
}

/** Splits at commas that stand in no parentheses. */
function splitTop(text: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const char of text) {
    if (char === '(') depth += 1
    if (char === ')') depth -= 1
    if (char === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += char
  }
  return parts.map((part) => part.trim())
}

function readReturning(text: string): SearchedObject {
  const [, name = '', inner = 'Id'] = /^(\w+)\s*(?:\((.*)\))?$/s.exec(text) ?? []
  if (name === '') throw apiError(400, 'MALFORMED_SEARCH', `unexpected token: '${text}'`)
  const at = inner.search(/\s(?:WHERE|ORDER\s+BY|LIMIT)\s/i)
  const [fields, rest] = at < 0 ? [inner, ''] : [inner.slice(0, at), inner.slice(at)]
  // The limit counts what was found, so the query that stands behind must not have it.
  const limit = /\sLIMIT\s+(\d+)\s*$/i.exec(rest)
  return { name, fields, clauses: limit ? rest.slice(0, limit.index) : rest, limit: Number(limit?.[1] ?? MOST_FOUND) }
}

/**
 * Records with all of the words; `*` stands for any letters and `?` for one. There is no delay before a record is found.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-sosl-find.html
 */
export function search(
  scope: Omit<QueryScope, 'soql'>,
  words: string,
  group: SearchGroup,
  objects: readonly SearchedObject[],
): Record<string, unknown>[] {
  if (words.replaceAll(/[*?"\s]/g, '').length < 2)
    throw apiError(400, 'MALFORMED_SEARCH', 'search term must be longer than one character')
  const patterns = (words.match(/"[^"]*"|\S+/g) ?? []).filter((word) => !/^(?:AND)$/i.test(word)).map(toPattern)
  return objects.flatMap((object) => {
    const view = scope.org.catalog.view(object.name, scope.userId)
    if (!view) throw noSuchType(object.name, object.name)
    const soql = `SELECT ${object.fields} FROM ${view.def.name}${object.clauses}`
    const { rows, project } = runQuery({ ...scope, soql })
    const names = searched(view, group)
    const isFound = (row: Row) => {
      const text = names.map((name) => String(row[name] ?? '')).join(' \n ')
      return patterns.every((pattern) => pattern.test(text))
    }
    return rows.filter(isFound).slice(0, object.limit).map(project)
  })
}

function searched(view: ObjectView, group: SearchGroup): readonly string[] {
  const fields = view.fields.filter((field) => {
    if (group === 'EMAIL') return field.type === 'email'
    if (group === 'PHONE') return field.type === 'phone'
    if (group === 'NAME') return field.nameField || /^(?:First|Last)?Name$/.test(field.name)
    return isText(field.type)
  })
  return fields.map((field) => field.name)
}

/** A whole word of the text, or a phrase in quotes. */
function toPattern(word: string): RegExp {
  const plain = word.replaceAll('"', '').replaceAll(/\\(.)/g, '$1')
  const escaped = plain.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  const wild = escaped.replaceAll('*', String.raw`[\p{L}\p{N}]*`).replaceAll('?', String.raw`[\p{L}\p{N}]`)
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${wild}(?![\p{L}\p{N}])`, 'iu')
}
