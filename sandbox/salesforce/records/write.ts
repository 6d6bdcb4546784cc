import { DELETED_WITH } from '../bin-marks.ts'
import { apiError, dataError, notFound } from '../errors.ts'
import { toId18 } from '../ids.ts'
import type { Org } from '../org.ts'
import { rulesOf } from '../rules/index.ts'
import type { Draft } from '../rules/rules.ts'
import { checkDuplicates } from '../rules/duplicate-rules.ts'
import { assignedOwner } from '../rules/lead-assignment.ts'
import { checkLocks } from '../rules/locks.ts'
import { checkValidationRules } from '../rules/validation-rules.ts'
import { CASCADES } from '../schema/cascades.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { isAuditField } from '../schema/objects/index.ts'
import { checkRecordType } from '../schema/record-types.ts'
import { checkOwner, checkRequired, checkUnique } from './checks.ts'
import type { WriteContext, WriteOptions } from './context.ts'
import type { Input } from './input.ts'
import { readInput } from './input.ts'
import type { Row, Value } from './table.ts'

export type Data = Readonly<Record<string, unknown>>

/** The context of a write; without options it is one of SOAP or Bulk without headers. */
export function writeContext(org: Org, userId: string, options: WriteOptions = {}): WriteContext {
  const context: WriteContext = {
    org,
    userId,
    apiVersion: options.apiVersion ?? '68.0',
    assignment: options.assignment ?? { kind: options.autoAssign === true ? 'active-rule' : 'none' },
    duplicates: options.duplicates ?? { alerts: 'refuse', records: 'id-only', runAs: 'system' },
    customRules: options.customRules ?? 'run',
    asPlatform: options.asPlatform ?? false,
    platformSave(object, data) {
      const platform =
        options.asPlatform === true ? context : writeContext(org, userId, { ...options, asPlatform: true })
      const { Id: id, ...rest } = data
      if (typeof id !== 'string') return createRecord(platform, object, rest)
      updateRecord(platform, object, id, rest)
      return id
    },
  }
  return context
}

/** The object as the writing user sees it. Throws 404 when there is no such object (or none but in the Tooling API). */
export function viewFor(context: WriteContext, object: string): ObjectView {
  const { catalog } = context.org
  const view = catalog.view(object, context.userId) ?? (context.asPlatform ? catalog.systemView(object) : null)
  if (!view || view.def.tooling) throw notFound()
  return view
}

/** Creates a record and gives its id. */
export function createRecord(context: WriteContext, object: string, data: Data): string {
  const view = viewFor(context, object)
  if (!view.def.createable && !context.asPlatform) {
    throw apiError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${view.def.label}`)
  }
  const input = readInput(context, view, data, 'create')
  checkRequired(view, input, 'create')
  return context.org.transaction(() => {
    const { org } = context
    const next: Draft = { ...defaults(context, view), ...withoutNulls(input), Id: org.nextId(view.def.keyPrefix) }
    stampCreated(context, view, next, input)
    rulesOf(view.def.name).before?.(context, next, undefined, input)
    finish(context, view, next, undefined)
    return String(next['Id'])
  })
}

/** Changes the given fields of a live record. */
export function updateRecord(context: WriteContext, object: string, rawId: string, data: Data): void {
  const view = viewFor(context, object)
  if (!view.def.updateable && !context.asPlatform) {
    if (context.org.catalog.object(object)?.updateable === true) throw insufficientAccess()
    throw apiError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be updated: ${view.def.label}`)
  }
  const previous = liveRow(context, view, rawId)
  const input = readInput(context, view, data, 'update')
  checkRequired(view, input, 'update')
  context.org.transaction(() => {
    const next: Draft = { ...previous, ...input }
    const stamp = context.org.stamp()
    if (view.byName.has('lastmodifieddate') && !(context.asPlatform && input['LastModifiedDate'] === undefined)) {
      Object.assign(next, { LastModifiedDate: stamp, LastModifiedById: context.userId })
    }
    next['SystemModstamp'] = stamp
    rulesOf(view.def.name).before?.(context, next, previous, input)
    finish(context, view, next, previous)
  })
}

/** Moves a record to the recycle bin, or removes it where there is none. */
export function deleteRecord(context: WriteContext, object: string, rawId: string): void {
  const view = viewFor(context, object)
  if (!view.def.deletable) {
    if (context.org.catalog.object(object)?.deletable === true) throw insufficientAccess()
    throw apiError(400, 'INSUFFICIENT_ACCESS_OR_READONLY', `insufficient access rights on object id`)
  }
  const row = liveRow(context, view, rawId)
  context.org.transaction(() => {
    checkLocks(context, view, row, row)
    rulesOf(view.def.name).beforeDelete?.(context, row)
    removeRow(context, view, row)
    cascade(context, view.def.name, String(row['Id']))
  })
}

/** The user's object permissions do not reach this far. */
function insufficientAccess() {
  return apiError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id')
}

/** @param root the record whose deletion takes this one with it; they come back together. */
function removeRow(context: WriteContext, view: ObjectView, row: Row, root: string | null = null): void {
  const id = String(row['Id'])
  if (!view.def.hasRecycleBin) {
    context.org.purge(view.def.name, id)
    return
  }
  const stamp = context.org.stamp()
  const audit = { LastModifiedDate: stamp, LastModifiedById: context.userId, SystemModstamp: stamp }
  const along = root === null ? {} : { [DELETED_WITH]: root }
  context.org.put(view.def.name, { ...row, ...audit, ...along, IsDeleted: true })
}

function cascade(context: WriteContext, parent: string, id: string, root: string = id): void {
  for (const [child, field] of CASCADES[parent] ?? []) {
    const view = viewFor(context, child)
    for (const row of context.org.referring(child, field, id)) {
      removeRow(context, view, row, root)
      cascade(context, child, String(row['Id']), root)
    }
  }
}

/** The live row of an id in either length. Throws what REST answers for absent and deleted rows. */
export function liveRow(context: Pick<WriteContext, 'org'>, view: ObjectView, rawId: string): Row {
  const id = toId18(rawId)
  if (id === null || !id.startsWith(view.def.keyPrefix)) throw notFound()
  const row = context.org.table(view.def.name).get(id)
  if (!row) throw notFound()
  if (row['IsDeleted'] === true) {
    // Recorded: 404 with the code ENTITY_IS_DELETED for a row in the recycle bin.
    throw Object.assign(dataError('ENTITY_IS_DELETED', 'entity is deleted'), { status: 404 })
  }
  return row
}

function defaults(context: WriteContext, view: ObjectView): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const field of context.org.catalog.allFields(view.def.name)) {
    if (field.defaultValue !== null) values[field.name] = field.defaultValue
  }
  if (view.byName.get('ownerid')?.createable === true) values['OwnerId'] = context.userId
  return values
}

function withoutNulls(input: Input): Record<string, Value> {
  const names = Object.keys(input)
  // Nearly always there is nothing to leave out, and a copy for each of 100,000 records is felt.
  if (names.every((name) => (input[name] ?? null) !== null)) return input
  const kept: Record<string, Value> = {}
  for (const name of names) {
    const value = input[name] ?? null
    if (value !== null) kept[name] = value
  }
  return kept
}

function stampCreated(context: WriteContext, view: ObjectView, next: Draft, input: Input): void {
  const stamp = context.org.stamp()
  next['SystemModstamp'] = stamp
  if (!view.byName.has('createddate')) return
  const { userId } = context
  const created = { CreatedDate: stamp, CreatedById: userId }
  for (const [name, value] of Object.entries({ ...created, LastModifiedDate: stamp, LastModifiedById: userId })) {
    if (isAuditField(name)) next[name] = input[name] ?? value
  }
}

/**
 * The platform's own checks, then the administrator's rules, then unique fields, then assignment.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm
 */
function finish(context: WriteContext, view: ObjectView, next: Draft, previous: Row | undefined): void {
  const object = view.def.name
  checkOwner(context, view, next, previous)
  checkRecordType(context.org.table('RecordType'), view.def.name, next, previous)
  if (context.customRules === 'run') {
    checkValidationRules(context.org, object, next, previous)
    if (!context.asPlatform) checkDuplicates(context, view, next, previous)
  }
  checkUnique(context, view, next, previous)
  checkLocks(context, view, next, previous)
  const ownerId = object === 'Lead' ? assignedOwner(context, next, previous) : null
  if (ownerId !== null) next['OwnerId'] = ownerId
  const row = withoutNulls(next)
  context.org.put(view.def.name, row)
  rulesOf(view.def.name).after?.(context, row, previous)
}
