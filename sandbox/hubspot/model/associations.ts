import type { HubSpotError } from '../errors.ts'
import { invalid } from '../errors.ts'
import type { ChangeSource, CrmRecord } from '../state.ts'
import { livingLinks, refreshCounts } from './association-counts.ts'
import { announceAssociation } from './association-events.ts'
import { checkAssociationLimit } from './association-limits.ts'
import type { Pair, ResolvedType } from './association-pair.ts'
import { moveLifecycleOfPair } from './automation.ts'
import type { Portal } from './portal.ts'
import { definedTypes } from './schema-associations.ts'
import type { ObjectStore } from './store.ts'

export type { Pair, ResolvedType } from './association-pair.ts'

/** One direction of a HubSpot-defined association. */
export interface AssociationType {
  readonly from: string
  readonly to: string
  readonly typeId: number
  readonly inverseTypeId: number
  readonly name: string
  /** The label-less default, or the pair's primary. */
  readonly kind: 'default' | 'primary'
}

/** Rows of a primary start at the record that has it. */
const pairs = [
  ['0-1', '0-2', 279, 280, 'contact_to_company', 'company_to_contact', 'default'],
  ['0-1', '0-2', 1, 2, 'contact_to_company', 'company_to_contact', 'primary'],
  ['0-1', '0-3', 4, 3, 'contact_to_deal', 'deal_to_contact', 'default'],
  ['0-3', '0-2', 341, 342, 'deal_to_company', 'company_to_deal', 'default'],
  ['0-3', '0-2', 5, 6, 'deal_to_company', 'company_to_deal', 'primary'],
  ['0-1', '0-27', 203, 204, 'contact_to_task', 'task_to_contact', 'default'],
  ['0-3', '0-27', 215, 216, 'deal_to_task', 'task_to_deal', 'default'],
  ['0-2', '0-27', 191, 192, 'company_to_task', 'task_to_company', 'default'],
  ['0-1', '0-46', 201, 202, 'contact_to_note', 'note_to_contact', 'default'],
  ['0-1', '0-47', 199, 200, 'contact_to_meeting_event', 'meeting_event_to_contact', 'default'],
  ['0-1', '0-48', 193, 194, 'contact_to_call', 'call_to_contact', 'default'],
  ['0-1', '0-49', 197, 198, 'contact_to_email', 'email_to_contact', 'default'],
  ['0-2', '0-46', 189, 190, 'company_to_note', 'note_to_company', 'default'],
  ['0-2', '0-47', 187, 188, 'company_to_meeting_event', 'meeting_event_to_company', 'default'],
  ['0-2', '0-48', 181, 182, 'company_to_call', 'call_to_company', 'default'],
  ['0-2', '0-49', 185, 186, 'company_to_email', 'email_to_company', 'default'],
  ['0-3', '0-46', 213, 214, 'deal_to_note', 'note_to_deal', 'default'],
  ['0-3', '0-47', 211, 212, 'deal_to_meeting_event', 'meeting_event_to_deal', 'default'],
  ['0-3', '0-48', 205, 206, 'deal_to_call', 'call_to_deal', 'default'],
  ['0-3', '0-49', 209, 210, 'deal_to_email', 'email_to_deal', 'default'],
  ['0-136', '0-1', 608, 609, 'lead_to_contact', 'contact_to_lead', 'default'],
  ['0-136', '0-1', 578, 579, 'lead_to_primary_contact', 'primary_contact_to_lead', 'primary'],
  ['0-136', '0-2', 610, 611, 'lead_to_company', 'company_to_lead', 'default'],
  ['0-136', '0-2', 580, 581, 'lead_to_primary_company', 'primary_company_to_lead', 'primary'],
  ['0-136', '0-27', 646, 647, 'lead_to_task', 'task_to_lead', 'default'],
  ['0-136', '0-46', 854, 855, 'lead_to_note', 'note_to_lead', 'default'],
  ['0-136', '0-47', 600, 601, 'lead_to_meeting_event', 'meeting_event_to_lead', 'default'],
  ['0-136', '0-48', 596, 597, 'lead_to_call', 'call_to_lead', 'default'],
  ['0-136', '0-49', 598, 599, 'lead_to_email', 'email_to_lead', 'default'],
] as const

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide (association type id values) */
export const associationTypes: readonly AssociationType[] = pairs.flatMap(
  ([from, to, typeId, inverse, name, back, kind]) => [
    { from, to, typeId, inverseTypeId: inverse, name, kind },
    { from: to, to: from, typeId: inverse, inverseTypeId: typeId, name: back, kind },
  ],
)

/** A type id with its category, as requests and answers carry it. */
export interface AssociationSpec {
  readonly associationCategory: string
  readonly associationTypeId: number
}

/** All types from one object to another: HubSpot's own and the portal's labels. */
export function typesBetween(portal: Portal, from: string, to: string): readonly ResolvedType[] {
  const defined = associationTypes
    .filter((type) => type.from === from && type.to === to)
    .map((type) => ({
      typeId: type.typeId,
      inverseTypeId: type.inverseTypeId,
      category: 'HUBSPOT_DEFINED',
      label: type.kind === 'primary' ? 'Primary' : null,
      name: type.name,
      kind: type.kind,
    }))
  const labels = portal.state.labels
    .filter((label) => label.fromTypeId === from && label.toTypeId === to)
    .map((label) => ({
      typeId: label.typeId,
      inverseTypeId: label.inverseTypeId,
      category: label.category,
      label: label.label,
      name: label.name ?? label.label.toLowerCase().replaceAll(/\W+/g, '_'),
      kind: 'label' as const,
    }))
  return [...defined, ...definedTypes(portal, from, to), ...labels]
}

export function defaultType(portal: Portal, from: string, to: string): ResolvedType {
  const type = typesBetween(portal, from, to).find(({ kind }) => kind === 'default')
  if (type === undefined) throw invalid(`No default association type exists between ${from} and ${to}`)
  return type
}

/** Checks the types of a request. Throws HubSpot's 400 for a type that does not exist between the two objects. */
export function resolveTypes(
  portal: Portal,
  from: string,
  to: string,
  specs: readonly AssociationSpec[],
): readonly ResolvedType[] {
  const known = typesBetween(portal, from, to)
  return specs.map((spec) => {
    const type = known.find(
      ({ typeId, category }) => typeId === spec.associationTypeId && category === spec.associationCategory,
    )
    if (type === undefined) throw invalidType(spec)
    return type
  })
}

/** The 400 for a type that does not exist between two objects, or at all. */
export function invalidType({ associationCategory, associationTypeId }: AssociationSpec): HubSpotError {
  const written = `${associationCategory}=${associationTypeId}`
  return invalidAssociations({
    associationSpec: [written],
    INVALID_ASSOCIATION_TYPE_ID: [`${written} is not a valid association definition id`],
  })
}

/** One text for unknown types and unknown records; the context says which (seen by several integrations). */
function invalidAssociations(context: Readonly<Record<string, readonly string[]>>): HubSpotError {
  return invalid('One or more associations are invalid', { context })
}

/** The 400 for an end that is no living record: an association write does not answer 404. */
export function invalidEnd(store: ObjectStore, id: string): HubSpotError {
  return invalidAssociations({
    INVALID_OBJECT_IDS: [`${store.type.upper}=${id} is not valid`],
    objectId: [id],
    objectType: [store.type.upper],
  })
}

/** Joins two records in both directions. A labelled or primary association always has the label-less one beside it. */
export function associate(portal: Portal, pair: Pair, types: readonly ResolvedType[], source: ChangeSource): void {
  const { fromStore, from, toStore, to } = pair
  const all = new Map(
    [defaultType(portal, fromStore.type.typeId, toStore.type.typeId), ...types].map((type) => [type.typeId, type]),
  )
  // The first company of a contact or deal becomes its primary one.
  if (needsPrimary(pair)) {
    const primary = typesBetween(portal, fromStore.type.typeId, toStore.type.typeId).find(
      ({ kind }) => kind === 'primary',
    )
    if (primary !== undefined) all.set(primary.typeId, primary)
  }
  for (const type of all.values()) checkAssociationLimit(portal, pair, type)
  let isNew = false
  for (const type of all.values()) {
    if (type.kind === 'primary') dropPrimary(pair, type)
    const forth = addEdge(from, toStore.type.typeId, to.id, type.typeId)
    const back = addEdge(to, fromStore.type.typeId, from.id, type.inverseTypeId)
    if (!forth && !back) continue
    isNew = true
    announceAssociation(portal, pair, type, source, 'added')
  }
  if (!isNew) return
  followUp(portal, pair)
}

/** Takes all associations between two records away. */
export function dissociate(portal: Portal, pair: Pair, source: ChangeSource): void {
  const { fromStore, from, toStore, to } = pair
  const held = from.links[toStore.type.typeId]?.[to.id] ?? []
  if (held.length === 0) return
  const types = typesBetween(portal, fromStore.type.typeId, toStore.type.typeId).filter(({ typeId }) =>
    held.includes(typeId),
  )
  delete from.links[toStore.type.typeId]?.[to.id]
  delete to.links[fromStore.type.typeId]?.[from.id]
  for (const type of types) announceAssociation(portal, pair, type, source, 'removed')
  refreshBoth(portal, pair)
}

/** Takes some labels away; without its label-less type nothing of an association remains, as HubSpot says of `batch/labels/archive`. */
export function removeTypes(portal: Portal, pair: Pair, types: readonly ResolvedType[], source: ChangeSource): void {
  if (types.some(({ kind }) => kind === 'default')) return dissociate(portal, pair, source)
  const { fromStore, from, toStore, to } = pair
  for (const type of types) {
    if (!(from.links[toStore.type.typeId]?.[to.id] ?? []).includes(type.typeId)) continue
    removeEdge(from, toStore.type.typeId, to.id, type.typeId)
    removeEdge(to, fromStore.type.typeId, from.id, type.inverseTypeId)
    announceAssociation(portal, pair, type, source, 'removed')
  }
  refreshBoth(portal, pair)
}

/** Whether a record has only one association of a type: its primary company, or a lead's primary contact. */
export const isHeldOnce = (fromTypeId: string, typeId: number): boolean =>
  pairs.some(([holder, , id, , , , kind]) => kind === 'primary' && holder === fromTypeId && id === typeId)

function needsPrimary({ fromStore, from, toStore, to }: Pair): boolean {
  const [holder, companies] = toStore.type.name === 'companies' ? [from, toStore] : [to, fromStore]
  if (companies.type.name !== 'companies') return false
  return livingLinks(holder, companies).length === 0
}

/** A record has one primary company, a lead one primary contact too: a new one takes the place of the old one. */
function dropPrimary({ fromStore, from, toStore, to }: Pair, type: ResolvedType): void {
  const isForth = isHeldOnce(fromStore.type.typeId, type.typeId)
  const [holder, primary, holderStore] = isForth ? [from, to, fromStore] : [to, from, toStore]
  const others = isForth ? toStore : fromStore
  const [forth, back] = isForth ? [type.typeId, type.inverseTypeId] : [type.inverseTypeId, type.typeId]
  for (const [id, held] of Object.entries(holder.links[others.type.typeId] ?? {})) {
    if (Number(id) === primary.id || !held.includes(forth)) continue
    removeEdge(holder, others.type.typeId, Number(id), forth)
    const other = others.byId.get(Number(id))
    if (other !== undefined) removeEdge(other, holderStore.type.typeId, holder.id, back)
  }
}

export function addEdge(record: CrmRecord, toTypeId: string, toId: number, typeId: number): boolean {
  const edges = (record.links[toTypeId] ??= {})
  const held = (edges[toId] ??= [])
  if (held.includes(typeId)) return false
  held.push(typeId)
  return true
}

export function removeEdge(record: CrmRecord, toTypeId: string, toId: number, typeId: number): void {
  const edges = record.links[toTypeId]
  if (edges?.[toId] !== undefined) edges[toId] = edges[toId].filter((held) => held !== typeId)
}

/** Both ends changed for whoever looks at their associations, though neither has a new modification date. */
function refreshBoth(portal: Portal, pair: Pair): void {
  refreshCounts(portal, pair.from, pair.fromStore)
  refreshCounts(portal, pair.to, pair.toStore)
  pair.fromStore.moved.add(pair.from)
  pair.toStore.moved.add(pair.to)
}

function followUp(portal: Portal, pair: Pair): void {
  refreshBoth(portal, pair)
  const ends = [
    [pair.fromStore, pair.from, pair.toStore, pair.to],
    [pair.toStore, pair.to, pair.fromStore, pair.from],
  ] as const
  for (const [store, record, otherStore, other] of ends) {
    if (otherStore.type.name === 'deals' && store.properties.has('lifecyclestage'))
      moveLifecycleOfPair(portal, store, record, other)
  }
}
