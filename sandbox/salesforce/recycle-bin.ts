import { DELETED_WITH, EMPTIED_AT } from './bin-marks.ts'
import { dataError } from './errors.ts'
import { parseInstant } from './instants.ts'
import type { Org } from './org.ts'
import type { WriteContext } from './records/context.ts'
import { checkUnique } from './records/checks.ts'
import { exactKey } from './records/keys.ts'
import type { Row } from './records/table.ts'
import { viewFor } from './records/write.ts'
import { undeletable } from './schema/traits.ts'

const DAY_MS = 24 * 3600 * 1000
const HOUR_MS = 3600 * 1000
/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_emptyrecyclebin.htm */
const KEPT_MS = 15 * DAY_MS
/** Records removed from the bin by hand can still be read with queryAll for some time, typically 24 hours. */
const READABLE_AFTER_EMPTYING_MS = DAY_MS

const notInBin = (errorCode: string) => dataError(errorCode, 'Entity is not in the recycle bin')

/**
 * Out of the bin, with what was deleted along. Children that a merge moved stay with the master.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm
 */
export function undelete(context: WriteContext, object: string, id: string): void {
  const { def } = viewFor(context, object)
  if (!undeletable(def)) {
    throw dataError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'Entity type is not undeletable')
  }
  const row = inBin(context, object, id, 'UNDELETE_FAILED')
  context.org.transaction(() => {
    restore(context, object, row)
    for (const child of deletedAlong(context.org, id)) restore(context, child.object, child.row)
  })
}

/** Out of the bin for good, with what was deleted along; it cannot be restored from then on. */
export function removeForGood(context: WriteContext, object: string, id: string): void {
  const row = inBin(context, object, id, 'INVALID_ID_FIELD')
  const emptied = { [EMPTIED_AT]: context.org.stamp() }
  context.org.transaction(() => {
    for (const child of deletedAlong(context.org, id)) context.org.put(child.object, { ...child.row, ...emptied })
    context.org.put(object, { ...row, ...emptied })
  })
}

/** What went along with another record is not in the bin itself: only the other record is. */
function inBin(context: WriteContext, object: string, id: string, errorCode: string): Row {
  const row = context.org.table(object).get(id)
  if (!row) throw dataError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  const isInBin = row['IsDeleted'] === true && row[EMPTIED_AT] === undefined && row[DELETED_WITH] === undefined
  if (!isInBin) throw notInBin(errorCode)
  return row
}

function restore(context: WriteContext, object: string, row: Row): void {
  const { IsDeleted: _deleted, MasterRecordId: _master, [DELETED_WITH]: _with, ...rest } = row
  const stamp = context.org.stamp()
  const live = {
    ...rest,
    IsDeleted: false,
    LastModifiedDate: stamp,
    LastModifiedById: context.userId,
    SystemModstamp: stamp,
  }
  // A unique value may have been taken since.
  checkUnique(context, viewFor(context, object), live, undefined)
  context.org.put(object, live)
}

function deletedAlong(org: Org, rootId: string): { readonly object: string; readonly row: Row }[] {
  const found: { object: string; row: Row }[] = []
  for (const def of org.catalog.objects()) {
    if (!def.hasRecycleBin) continue
    const table = org.table(def.name)
    for (const row of table.pick(table.idsWhere(DELETED_WITH, rootId, exactKey))) found.push({ object: def.name, row })
  }
  return found
}

const sweptAt = new WeakMap<Org, number>()

/** What time does to the bin: rows older than 15 days are gone, those removed by hand after a day. At most hourly. */
export function sweepRecycleBin(org: Org): void {
  const hour = Math.floor(org.now() / HOUR_MS)
  if (sweptAt.get(org) === hour) return
  sweptAt.set(org, hour)
  for (const def of org.catalog.objects()) {
    if (!def.hasRecycleBin) continue
    const table = org.table(def.name)
    for (const row of table.pick(table.idsWhere('IsDeleted', 'true', exactKey))) {
      const since = (name: string) => org.now() - (parseInstant(String(row[name])) ?? org.now())
      if (since('SystemModstamp') >= KEPT_MS || since(EMPTIED_AT) >= READABLE_AFTER_EMPTYING_MS) {
        org.purge(def.name, String(row['Id']))
      }
    }
  }
}
