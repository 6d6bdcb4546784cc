import { link, pageOf, quiet, searchForm, shownValue, table } from '../../core/html.ts'
import type { Page, PageAnswer, PageRequest } from '../../core/pages.ts'
import { escapeHtml, htmlPage } from '../../core/pages.ts'
import type { Api } from '../dispatch.ts'
import { toId18 } from '../ids.ts'
import type { Org } from '../org.ts'
import type { Row, Value } from '../records/table.ts'
import type { ObjectDef } from '../schema/objects/index.ts'

/** Records at the addresses Lightning uses for them. Whoever looks sees every field: this is the sandbox's own view. */
export function recordPages({ org }: Api): readonly Page[] {
  return [
    { path: /^\/$/, answer: () => home(org) },
    { path: /^\/lightning\/o\/(?<object>\w+)\/list\/?$/, answer: (request) => list(org, request) },
    { path: /^\/lightning\/r\/(?:\w+\/)?(?<id>\w{15}(?:\w{3})?)\/view\/?$/, answer: (request) => record(org, request) },
    { path: /^\/(?<id>[0a]\w{14}(?:\w{3})?)$/, answer: ({ params }) => toLightning(org, params['id'] ?? '') },
  ]
}

const listHref = (object: string): string => `/lightning/o/${object}/list`
const recordHref = (object: string, id: string): string => `/lightning/r/${object}/${id}/view`

function home(org: Org): PageAnswer {
  const rows = org.catalog.objects().flatMap((def) => {
    const live = [...org.table(def.name).rows()].filter((row) => row['IsDeleted'] !== true).length
    return live === 0 ? [] : [[link(listHref(def.name), def.labelPlural), String(live), quiet(def.keyPrefix)]]
  })
  return page(
    `Salesforce sandbox, ${org.settings.organizationName}`,
    table(['Records', 'How many', 'Key prefix'], rows),
  )
}

function list(org: Org, { params, query }: PageRequest): PageAnswer {
  const def = org.catalog.object(params['object'] ?? '')
  if (def === null) return notThere()
  const wanted = (query.get('q') ?? '').trim().toLowerCase()
  const names = columnsOf(org, def)
  const found = [...org.table(def.name).rows()]
    .filter((row) => row['IsDeleted'] !== true && (wanted === '' || matches(row, [...names, 'Id'], wanted)))
    .toSorted((a, b) => text(b['SystemModstamp']).localeCompare(text(a['SystemModstamp'])))
  const { rows, shown, nav } = pageOf(found, query)
  const cells = rows.map((row) => [
    link(recordHref(def.name, text(row['Id'])), titleOf(org, def, row)),
    ...names.map((name) => value(org, row[name])),
  ])
  return page(
    def.labelPlural,
    `<p>${link('/', 'All objects')}</p>${searchForm(query.get('q') ?? '', shown)}${table(['Record', ...names.map((name) => labelOf(org, def, name))], cells)}${nav}`,
  )
}

/** What tells records of an object apart, as far as it has these fields. */
const TELLING = [
  'Company',
  'Email',
  'Status',
  'StageName',
  'Amount',
  'AccountId',
  'WhoId',
  'Subject',
  'OwnerId',
  'SystemModstamp',
]

function columnsOf(org: Org, def: ObjectDef): string[] {
  const there = new Set(org.catalog.allFields(def.name).map(({ name }) => name))
  return TELLING.filter((name) => there.has(name))
}

const labelOf = (org: Org, def: ObjectDef, name: string): string =>
  org.catalog.allFields(def.name).find((field) => field.name === name)?.label ?? name

const matches = (row: Row, names: readonly string[], wanted: string): boolean =>
  ['Name', 'FirstName', 'LastName', ...names].some((name) => text(row[name]).toLowerCase().includes(wanted))

function record(org: Org, { params }: PageRequest): PageAnswer {
  const found = find(org, params['id'] ?? '')
  if (found === undefined) return notThere()
  const { def, row } = found
  const master = text(row['MasterRecordId'])
  const gone = row['IsDeleted'] === true ? '<p><strong>Deleted</strong></p>' : ''
  const merged = master === '' ? '' : `<p>Merged into ${value(org, master)}.</p>`
  return page(
    titleOf(org, def, row),
    `<p>${link('/', 'All objects')} · ${link(listHref(def.name), def.labelPlural)} · ${quiet(`${def.label} ${text(row['Id'])}`)}</p>
${gone}${merged}<h2>Fields</h2>
${fieldsTable(org, def, row)}
${related(org, def, text(row['Id']))}`,
  )
}

function fieldsTable(org: Org, def: ObjectDef, row: Row): string {
  const rows = org.catalog.allFields(def.name).flatMap((field) => {
    const held = row[field.name] ?? null
    return held === null
      ? []
      : [
          [
            `${escapeHtml(field.label)}<br>${quiet(field.name)}`,
            field.name === 'Id' ? escapeHtml(text(held)) : value(org, held),
          ],
        ]
  })
  return table(['Field', 'Value'], rows)
}

const MOST_RELATED = 50

/** Records that refer to this one, by relationship. */
function related(org: Org, def: ObjectDef, id: string): string {
  return org.catalog
    .childRelationships(def.name)
    .map(({ name, childObject, field }) => {
      const child = org.catalog.object(childObject)
      const rows = child === null ? [] : org.liveWhere(childObject, field, id)
      if (child === null || rows.length === 0) return ''
      const columns = columnsOf(org, child).filter((column) => column !== field.name)
      const cells = rows
        .slice(0, MOST_RELATED)
        .map((row) => [
          link(recordHref(childObject, text(row['Id'])), titleOf(org, child, row)),
          ...columns.map((column) => value(org, row[column])),
        ])
      const more = rows.length > MOST_RELATED ? `<p>${quiet(`and ${rows.length - MOST_RELATED} more`)}</p>` : ''
      return `<h2>${escapeHtml(name)} ${quiet(`(${rows.length})`)}</h2>${table([child.label, ...columns.map((column) => labelOf(org, child, column))], cells)}${more}`
    })
    .join('\n')
}

function toLightning(org: Org, id: string): PageAnswer {
  const found = find(org, id)
  return found === undefined
    ? notThere()
    : { status: 302, headers: { Location: recordHref(found.def.name, text(found.row['Id'])) } }
}

function find(org: Org, raw: string): { readonly def: ObjectDef; readonly row: Row } | undefined {
  const id = toId18(raw)
  const def = id === null ? null : org.catalog.objectOfId(id)
  const row = id === null || def === null ? undefined : org.table(def.name).get(id)
  return def === null || row === undefined ? undefined : { def, row }
}

/** A value as a person reads it: ids lead to their record. */
function value(org: Org, held: Value | undefined): string {
  const shown = text(held)
  if (!/^[0a]\w{17}$/.test(shown)) return shownValue(shown)
  const target = find(org, shown)
  return target === undefined
    ? escapeHtml(shown)
    : link(recordHref(target.def.name, shown), titleOf(org, target.def, target.row))
}

function titleOf(org: Org, def: ObjectDef, row: Row): string {
  const nameField = org.catalog.allFields(def.name).find(({ nameField: named }) => named)?.name ?? 'Name'
  const named = [row['FirstName'], row['LastName']]
    .map(text)
    .filter((part) => part !== '')
    .join(' ')
  return text(row[nameField]) || named || text(row['Subject']) || `${def.label} ${text(row['Id'])}`
}

const text = (held: Value | undefined): string => (held === null || held === undefined ? '' : String(held))

const page = (title: string, body: string): PageAnswer => ({ status: 200, html: htmlPage(title, body) })

const notThere = (): PageAnswer => ({
  status: 404,
  html: htmlPage('There is no such record', `<p>It may have been removed for good. ${link('/', 'All objects')}</p>`),
})
