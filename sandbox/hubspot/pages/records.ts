import { link, pageOf, quiet, searchForm, shownValue, table } from '../../core/html.ts'
import type { Page, PageAnswer, PageRequest } from '../../core/pages.ts'
import { escapeHtml, htmlPage } from '../../core/pages.ts'
import { typesBetween } from '../model/associations.ts'
import type { Portal } from '../model/portal.ts'
import { readValue, versionsOf } from '../model/record.ts'
import type { ObjectStore } from '../model/store.ts'
import { findById } from '../model/store.ts'
import type { CrmRecord } from '../state.ts'
import { isoInstant } from '../time.ts'

/** Records at the addresses HubSpot uses for them, so that a link from Salesforce or from Tandem leads here as it leads there. */
export function recordPages(portal: Portal): readonly Page[] {
  return [
    { path: /^\/$/, answer: () => home(portal) },
    {
      path: /^\/contacts\/\d+\/objects\/(?<type>[\w-]+)\/views\/all\/list\/?$/,
      answer: (request) => list(portal, request),
    },
    { path: /^\/contacts\/\d+\/record\/(?<type>[\w-]+)\/(?<id>\d+)\/?$/, answer: (request) => record(portal, request) },
  ]
}

const listHref = (portal: Portal, { type }: ObjectStore): string =>
  `/contacts/${portal.settings.portalId}/objects/${type.typeId}/views/all/list`

const recordHref = (portal: Portal, { type }: ObjectStore, id: number | string): string =>
  `/contacts/${portal.settings.portalId}/record/${type.typeId}/${id}`

function home(portal: Portal): PageAnswer {
  const rows = [...portal.stores.values()].map((store) => [
    link(listHref(portal, store), store.type.name),
    String(store.state.records.filter(({ archivedAt }) => archivedAt === null).length),
    quiet(store.type.typeId),
  ])
  return page(`HubSpot sandbox, portal ${portal.settings.portalId}`, table(['Records', 'How many', 'Type'], rows))
}

function list(portal: Portal, { params, query }: PageRequest): PageAnswer {
  const store = storeOfPage(portal, params)
  if (store === undefined) return notThere()
  const wanted = (query.get('q') ?? '').trim().toLowerCase()
  const found = store.state.records
    .filter((entry) => entry.archivedAt === null && (wanted === '' || matches(store, entry, wanted)))
    .toSorted((a, b) => b.updatedAt - a.updatedAt || b.id - a.id)
  const { rows, shown, nav } = pageOf(found, query)
  const names = store.type.defaultProperties.filter(
    (name) => !IN_TITLE.has(name) && name !== store.type.createdProperty,
  )
  const cells = rows.map((entry) => [
    link(recordHref(portal, store, entry.id), titleOf(store, entry)),
    ...names.map((name) => shownValue(readValue(store, entry, name) ?? '')),
  ])
  return page(
    store.type.name,
    `<p>${link('/', 'All objects')}</p>${searchForm(query.get('q') ?? '', shown)}${table(['Record', ...names.map((name) => store.properties.get(name)?.label ?? name)], cells)}${nav}`,
  )
}

/** A list names these in its first column already. */
const IN_TITLE: ReadonlySet<string> = new Set(['hs_object_id', 'firstname', 'lastname', 'name', 'dealname'])

const matches = (store: ObjectStore, entry: CrmRecord, wanted: string): boolean =>
  String(entry.id) === wanted ||
  store.type.queryProperties.some((name) => (entry.values[name] ?? '').toLowerCase().includes(wanted))

function record(portal: Portal, { params }: PageRequest): PageAnswer {
  const store = storeOfPage(portal, params)
  const id = Number(params['id'])
  const entry = store && (findById(store, id) ?? findById(store, id, 'archived'))
  if (store === undefined || entry === undefined) return notThere()
  const gone = entry.archivedAt === null ? '' : `<p><strong>Deleted</strong> ${quiet(isoInstant(entry.archivedAt))}</p>`
  const merged = entry.id === id ? '' : `<p>Record ${id} was merged into ${entry.id}.</p>`
  return page(
    titleOf(store, entry),
    `<p>${link('/', 'All objects')} · ${link(listHref(portal, store), store.type.name)} · ${quiet(`${store.type.singular} ${entry.id}`)}</p>
${gone}${merged}<h2>Properties</h2>
${propertiesTable(store, entry)}
<h2>Associations</h2>
${associations(portal, store, entry)}`,
  )
}

/** Every property with a value, with its last change and how often it changed. */
function propertiesTable(store: ObjectStore, entry: CrmRecord): string {
  // What HubSpot keeps for itself stands below what people wrote.
  const ordered = [...store.properties.values()].toSorted((a, b) => Number(isOwn(a.name)) - Number(isOwn(b.name)))
  const rows = ordered.flatMap((property) => {
    const value = readValue(store, entry, property.name)
    if (value === null) return []
    const versions = versionsOf(store, entry, property.name)
    const last = versions[0]
    const when =
      last === undefined
        ? ''
        : `${isoInstant(last.at).slice(0, 19).replace('T', ' ')}, ${last.source.type} ${last.source.id}`
    const times = versions.length > 1 ? `, ${versions.length} versions` : ''
    return [[`${escapeHtml(property.label)}<br>${quiet(property.name)}`, shownValue(value), quiet(when + times)]]
  })
  return table(['Property', 'Value', 'Last change'], rows)
}

const isOwn = (name: string): boolean => name.startsWith('hs_')

function associations(portal: Portal, store: ObjectStore, entry: CrmRecord): string {
  const rows = [...portal.stores.values()].flatMap((other) =>
    Object.entries(entry.links[other.type.typeId] ?? {}).map(([id, held]) => {
      const found = findById(other, Number(id))
      const labels = typesBetween(portal, store.type.typeId, other.type.typeId)
        .filter(({ typeId }) => held.includes(typeId))
        .map(({ name }) => name)
      return [
        escapeHtml(other.type.singular),
        link(recordHref(portal, other, id), found === undefined ? id : titleOf(other, found)),
        quiet(labels.join(', ')),
      ]
    }),
  )
  return rows.length === 0 ? `<p>${quiet('none')}</p>` : table(['Object', 'Record', 'Labels'], rows)
}

function titleOf(store: ObjectStore, entry: CrmRecord): string {
  const { values } = entry
  const named = [values['firstname'], values['lastname']].filter((part) => part !== undefined).join(' ')
  const first = store.type.queryProperties.map((name) => values[name]).find((value) => value !== undefined)
  return named || first || `${store.type.singular} ${entry.id}`
}

function storeOfPage(portal: Portal, params: Readonly<Record<string, string>>): ObjectStore | undefined {
  return [...portal.stores.values()].find(({ type }) => type.typeId === params['type'] || type.name === params['type'])
}

const page = (title: string, body: string): PageAnswer => ({ status: 200, html: htmlPage(title, body) })

const notThere = (): PageAnswer => ({
  status: 404,
  html: htmlPage('There is no such record', `<p>It may have been deleted for good. ${link('/', 'All objects')}</p>`),
})
