import { dataError } from '../errors.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { isAuditField } from '../schema/objects/index.ts'
import type { WriteContext } from './context.ts'
import type { Input } from './input.ts'
import type { Row, Value } from './table.ts'

/** Fields that must have a value: all of them on create, the ones being emptied on update. */
export function checkRequired(view: ObjectView, input: Input, mode: 'create' | 'update'): void {
  const missing = view.fields.filter((field) => {
    if (field.nillable || field.type === 'boolean' || isAuditField(field.name)) return false
    if (mode === 'update') return input[field.name] === null
    return field.createable && !field.defaultedOnCreate && (input[field.name] ?? null) === null
  })
  if (missing.length === 0) return
  const names = missing.map((field) => field.name)
  throw dataError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names)
}

/**
 * Owners are active users, or for leads and tasks a queue that holds the object.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_queuesobject.htm
 */
export function checkOwner(
  context: WriteContext,
  view: ObjectView,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): void {
  const owner = next['OwnerId']
  if (typeof owner !== 'string' || owner === previous?.['OwnerId']) return
  if (owner.startsWith('005')) {
    if (context.org.table('User').get(owner)?.['IsActive'] !== true) {
      throw dataError(
        'INACTIVE_OWNER_OR_USER',
        `operation performed with inactive user [${owner}] as owner of ${view.def.name.toLowerCase()}`,
      )
    }
    // https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
    if (context.org.catalog.view(view.def.name, owner) !== null) return
    throw dataError('TRANSFER_REQUIRES_READ', 'The new owner must have read permission')
  }
  if (!owner.startsWith('00G')) return
  const isQueue = context.org.table('Group').get(owner)?.['Type'] === 'Queue'
  const held = context.org.referring('QueueSobject', 'QueueId', owner)
  if (isQueue && held.some((row) => row['SobjectType'] === view.def.name)) return
  throw dataError('INVALID_OPERATION', 'Queue not associated with this SObject type')
}

/** Unique fields hold a value once among live rows; rows in the recycle bin do not count. */
export function checkUnique(
  context: WriteContext,
  view: ObjectView,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): void {
  for (const custom of context.org.catalog.customFieldsOf(view.def.name)) {
    const field = custom.def
    const value = next[field.name] ?? null
    if (!field.unique || value === null || value === previous?.[field.name]) continue
    // Tasks and events are activities: a field of Activity has one column, and one unique index, for both.
    const sharing = custom.object === 'Activity' ? ['Task', 'Event'] : [view.def.name]
    const other = sharing
      .flatMap((object) => context.org.liveWhere(object, field, value))
      .find((row) => row['Id'] !== next['Id'])
    if (!other) continue
    throw dataError(
      'DUPLICATE_VALUE',
      `duplicate value found: ${field.name} duplicates value on record with id: ${String(other['Id']).slice(0, 15)}`,
    )
  }
}
