import type { PropertyProblem } from '../errors.ts'
import { ContactExists, badInput, invalid, invalidProperties } from '../errors.ts'
import type { CrmRecord } from '../state.ts'
import { isErased } from './erased-emails.ts'
import type { Portal } from './portal.ts'
import { checkPropertyRules } from './property-rules.ts'
import type { ObjectStore } from './store.ts'
import { findByUnique } from './store.ts'
import type { NormalizedValue, WriteRules } from './values.ts'
import { checkValue } from './values.ts'

/** Values that passed all checks, in stored form; "" clears. */
export type CheckedValues = Readonly<Record<string, string>>

/** A write that may be carried out, and what was changed about it. */
export interface CheckedWrite {
  readonly values: CheckedValues
  readonly normalized: readonly NormalizedValue[]
}

/** All checks of one create (`record` null) or update, in the order in which HubSpot reports them. */
export function checkWrite(
  portal: Portal,
  store: ObjectStore,
  raw: unknown,
  record: CrmRecord | null,
  rules: WriteRules,
): CheckedWrite {
  const checked = checkProperties(portal, store, raw, record, rules)
  if (record === null) checkRequired(store, checked.values)
  if (rules === 'enforced') checkPropertyRules(portal, store, checked.values, record)
  checkUnique(portal, store, checked.values, record)
  return checked
}

/** Checks a `properties` object of a request; throws HubSpot's 400 with every problem at once. */
function checkProperties(
  portal: Portal,
  store: ObjectStore,
  raw: unknown,
  record: CrmRecord | null,
  rules: WriteRules,
): CheckedWrite {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw badInput('Invalid input JSON: properties must be an object')
  const problems: PropertyProblem[] = []
  const normalized: NormalizedValue[] = []
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
      rules,
    })
    if (!checked.ok) problems.push(checked.problem)
    else if (isErased(portal, store, name, checked.value)) {
      // The code is that of imports; what other calls say is not known.
      problems.push({ name, error: 'GDPR_BLACKLISTED_EMAIL', message: `Email address ${checked.value} is blocked` })
    } else {
      values[name] = checked.value
      if (checked.normalized !== undefined) normalized.push(checked.normalized)
    }
  }
  if (problems.length > 0) throw invalidProperties(problems, portal.settings.portalId)
  return { values, normalized }
}

/** Throws when a unique value belongs to another living record: 409 for e-mail, 400 for other properties. */
function checkUnique(portal: Portal, store: ObjectStore, values: CheckedValues, record: CrmRecord | null): void {
  for (const property of store.unique.keys()) {
    const value = values[property]
    if (value === undefined || value === '') continue
    const holder = findByUnique(store, property, value)
    if (holder === undefined || holder.id === record?.id) continue
    if (property === 'email') throw new ContactExists(holder.id)
    const { portalId } = portal.settings
    const coordinates = `PropertyValueCoordinates{portalId=${portalId}, objectTypeId=${store.type.typeId}, propertyName=${property}, value=${value}}`
    throw invalid(`Cannot set ${coordinates} on ${record?.id ?? 'a new record'}. ${holder.id} already has that value.`)
  }
}

/** What every create of an object needs, rules of administrators aside: see the guide of each object. */
function checkRequired(store: ObjectStore, values: CheckedValues): void {
  const { type } = store
  const has = (name: string) => (values[name] ?? '') !== ''
  const missing = type.required.filter((name) => !has(name))
  if (type.requiredOneOf.length > 0 && !type.requiredOneOf.some(has)) missing.push(...type.requiredOneOf)
  if (missing.length === 0) return
  const message = `Error creating ${type.upper}. Some required properties were not set.`
  throw invalid(message, { errors: [{ message, code: 'REQUIRED_FIELD', context: { properties: missing } }] })
}
