import type { PropertyProblem } from '../errors.ts'
import { HubSpotError, badInput, invalid, invalidProperties } from '../errors.ts'
import type { ChangeSource, CrmRecord } from '../state.ts'
import { isoInstant } from '../time.ts'
import { calculateDeal } from './deal.ts'
import { stageAfter, stampStage } from './lifecycle.ts'
import type { Portal } from './portal.ts'
import { setValue } from './record.ts'
import type { ObjectStore } from './store.ts'
import { addRecord, claimAll, findByUnique, releaseAll } from './store.ts'
import { checkValue } from './values.ts'

/** Values that passed all checks, in stored form; "" clears. */
export type CheckedValues = Readonly<Record<string, string>>

/** Checks a `properties` object of a request; throws HubSpot's 400 with every problem at once. */
export function checkProperties(
  portal: Portal,
  store: ObjectStore,
  raw: unknown,
  record: CrmRecord | null,
): CheckedValues {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw badInput('Invalid input JSON: properties must be an object')
  const problems: PropertyProblem[] = []
  const values: Record<string, string> = {}
  for (const [written, value] of Object.entries(raw)) {
    // Property names are lower case; HubSpot folds what it is given.
    const name = written.toLowerCase()
    const property = store.properties.get(name)
    if (property === undefined || property.archivedAt !== null) {
      problems.push({ name, error: 'PROPERTY_DOESNT_EXIST', message: `Property "${written}" does not exist` })
      continue
    }
    const checked = checkValue(property, value, {
      current: record?.values[name] ?? '',
      isOwner: (id) => portal.state.owners.some((owner) => owner.id === id && !owner.archived),
    })
    if (checked.ok) values[name] = checked.value
    else problems.push(checked.problem)
  }
  if (problems.length > 0) throw invalidProperties(problems, portal.settings.portalId)
  return values
}

/** Throws when a unique value belongs to another living record: 409 for e-mail, 400 for other properties. */
export function checkUnique(portal: Portal, store: ObjectStore, values: CheckedValues, record: CrmRecord | null): void {
  for (const property of store.unique.keys()) {
    const value = values[property]
    if (value === undefined || value === '') continue
    const holder = findByUnique(store, property, value)
    if (holder === undefined || holder.id === record?.id) continue
    if (property === 'email') throw contactExists(holder.id)
    const { portalId } = portal.settings
    const coordinates = `PropertyValueCoordinates{portalId=${portalId}, objectTypeId=${store.type.typeId}, propertyName=${property}, value=${value}}`
    throw invalid(`Cannot set ${coordinates} on ${record?.id ?? 'a new record'}. ${holder.id} already has that value.`)
  }
}

export function contactExists(id: number): HubSpotError {
  return new HubSpotError(409, {
    message: `Contact already exists. Existing ID: ${id}`,
    category: 'CONFLICT',
    context: { existingId: [String(id)] },
  })
}

const needed: Readonly<Record<string, readonly string[]>> = { tasks: ['hs_timestamp'] }
const neededOneOf: Readonly<Record<string, readonly string[]>> = {
  contacts: ['email', 'firstname', 'lastname'],
  companies: ['name', 'domain'],
}

/** A contact needs an address or a name, a company a name or a domain, a task a due date: see the guide of each object. */
export function checkRequired(store: ObjectStore, values: CheckedValues): void {
  const has = (name: string) => (values[name] ?? '') !== ''
  const missing = (needed[store.type.name] ?? []).filter((name) => !has(name))
  const choice = neededOneOf[store.type.name]
  if (choice !== undefined && !choice.some(has)) missing.push(...choice)
  if (missing.length === 0) return
  const message = `Error creating ${store.type.upper}. Some required properties were not set.`
  throw invalid(message, { errors: [{ message, code: 'REQUIRED_FIELD', context: { properties: missing } }] })
}

/** Makes a record from checked values. */
export function createRecord(
  portal: Portal,
  store: ObjectStore,
  values: CheckedValues,
  source: ChangeSource,
): CrmRecord {
  const at = portal.clock.now()
  store.state.lastId += 1
  const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const record: CrmRecord = {
    id: store.state.lastId,
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    values: { ...firstValues(portal, store, source), ...kept },
    history: {},
    links: {},
    source,
  }
  const stage = store.type.stageProperty === null ? undefined : record.values[store.type.stageProperty]
  if (stage !== undefined) record.values[`hs_v2_date_entered_${stage}`] = isoInstant(at)
  if (store.type.name === 'deals') calculateDeal(portal, record, at, true)
  calculateContact(store, record, at, true)
  addRecord(store, record)
  hideFromSearch(portal, store, record, null)
  portal.announce({ kind: 'creation', typeId: store.type.typeId, objectId: record.id, at, source })
  for (const name of Object.keys(kept)) announceValue(portal, store, record, name, at, source)
  return record
}

function firstValues(portal: Portal, store: ObjectStore, source: ChangeSource): Record<string, string> {
  const origin = { hs_object_source: source.type, hs_object_source_id: source.id, hs_object_source_label: source.type }
  if (store.type.name === 'deals') return { ...origin, pipeline: 'default' }
  if (store.type.name === 'tasks') return { ...origin, hs_task_status: 'NOT_STARTED' }
  if (store.type.name !== 'contacts') return origin
  const { defaultLifecycleStage } = portal.settings
  return {
    ...origin,
    ...(defaultLifecycleStage === null ? {} : { lifecyclestage: defaultLifecycleStage }),
    hs_marketable_status: 'false',
    hs_marketable_until_renewal: 'false',
    // What an integration creates has no visit behind it.
    hs_analytics_source: 'OFFLINE',
    hs_analytics_source_data_1: source.type,
    hs_latest_source: 'OFFLINE',
    hs_latest_source_data_1: source.type,
  }
}

/** Writes checked values to a record. @returns every property that changed, calculated ones included. */
export function updateRecord(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  values: CheckedValues,
  source: ChangeSource,
): readonly string[] {
  const at = portal.clock.now()
  const shown = portal.settings.searchDelayMs > 0 ? structuredClone(record) : null
  const changed: string[] = []
  releaseAll(store, record)
  for (const [name, wanted] of Object.entries(values)) {
    const before = record.values[name] ?? ''
    const isStage = name === store.type.stageProperty
    const value = isStage ? stageAfter(store, before, wanted) : wanted
    if (!setValue(record, name, value, at, source)) continue
    changed.push(name)
    if (isStage) changed.push(...stampStage(record, before, value, at))
  }
  claimAll(store, record)
  if (changed.length === 0) return changed
  if (store.type.name === 'deals') changed.push(...calculateDeal(portal, record, at, false))
  changed.push(...calculateContact(store, record, at, false))
  record.updatedAt = at
  store.moved.add(record)
  hideFromSearch(portal, store, record, shown)
  for (const name of changed) announceValue(portal, store, record, name, at, source)
  return changed
}

function calculateContact(store: ObjectStore, record: CrmRecord, at: number, isNew: boolean): string[] {
  if (store.type.name !== 'contacts') return []
  const domain = record.values['email']?.split('@')[1] ?? ''
  if (isNew) {
    if (domain !== '') record.values['hs_email_domain'] = domain
    return []
  }
  return setValue(record, 'hs_email_domain', domain, at, { type: 'CALCULATED', id: 'EmailDomain' })
    ? ['hs_email_domain']
    : []
}

/** Keeps what search still shows of a record until the index has caught up. */
export function hideFromSearch(portal: Portal, store: ObjectStore, record: CrmRecord, shown: CrmRecord | null): void {
  const { searchDelayMs } = portal.settings
  if (searchDelayMs === 0) return
  const now = portal.clock.now()
  const older = store.lagging.get(record.id)
  const view = older !== undefined && older.until > now ? older.shown : shown
  store.lagging.set(record.id, { until: now + searchDelayMs, shown: view })
}

function announceValue(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  name: string,
  at: number,
  source: ChangeSource,
): void {
  portal.announce({
    kind: 'propertyChange',
    typeId: store.type.typeId,
    objectId: record.id,
    at,
    source,
    details: { propertyName: name, propertyValue: record.values[name] ?? '' },
  })
}

/** Moves a record to the recycle bin: its unique values are free again. */
export function archiveRecord(portal: Portal, store: ObjectStore, record: CrmRecord, source: ChangeSource): void {
  const at = portal.clock.now()
  releaseAll(store, record)
  record.archivedAt = at
  record.updatedAt = at
  store.moved.add(record)
  portal.announce({ kind: 'deletion', typeId: store.type.typeId, objectId: record.id, at, source })
}
